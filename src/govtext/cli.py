"""The command line: arguments in, one clear line out.

Exit code 0: done. 1: something that the user can mend, told in one line. 2: wrong usage.
Nothing heavy is imported before a command needs it, so that every command starts at once.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Annotated, Any

import typer

import govtext
from govtext.bench_cli import add_bench_command
from govtext.coding_cli import add_coding_commands
from govtext.errors import GovtextError, nearest
from govtext.results_cli import add_result_commands, quoted, shown, sources_of
from govtext.topics_cli import add_topics_commands

app = typer.Typer(
    name="govtext",
    help="Mine Chinese government-service texts: complaints and policies in, an evidenced data set and report out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Each stage is a command too: documents words keywords topics issues policies robustness dataset report.",
)
coding = typer.Typer(help="Code by hand, measure agreement, train.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(coding, name="coding")
words = typer.Typer(help="Alone: run the words stage. Propose and accept new words.", rich_markup_mode=None)
app.add_typer(words, name="words")
topics = typer.Typer(
    help="Alone: run the topics stage. Assign new texts to the topics, ask people what they see.", rich_markup_mode=None
)
app.add_typer(topics, name="topics")
add_coding_commands(coding, lambda: _study())
add_topics_commands(topics, lambda: _study())

# Stages whose name also opens sub-commands (govtext words propose); alone they run the stage.
GROUPS: dict[str, typer.Typer] = {"words": words, "topics": topics}


class _Chosen:
    """The study that --study names."""

    folder = Path(".")


def _study() -> Any:
    from govtext.build.study import Study

    folder = _Chosen.folder
    if not folder.is_dir():
        raise GovtextError(f"there is no folder {folder}", hint=f"make a study with: govtext new {folder}")
    if not (folder / "data").is_dir() and not (folder / "pipeline").is_dir():
        raise GovtextError(
            f"{folder} is no study (it has neither data nor pipeline)",
            hint="go to your study's folder, or name it: govtext --study DIR run",
        )
    return Study(folder.resolve())


def _version(wanted: bool) -> None:
    if wanted:
        print(f"govtext {govtext.__version__}")
        raise typer.Exit


@app.callback()
def common(
    study: Annotated[
        Path, typer.Option("--study", help="Folder of the study.", show_default="this folder")
    ] = Path("."),
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the release.")
    ] = False,
) -> None:
    """Mine Chinese government-service texts."""
    _Chosen.folder = study


@app.command()
def run(
    stages: Annotated[list[str] | None, typer.Argument(help="Stages to run; all where none is named.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Run the named stages even where they are fresh.")] = False,
) -> None:
    """Run the pipeline, or some stages and what they need; only what is not fresh is made again."""
    import time

    from govtext.build.progress import Screen
    from govtext.build.run import run_stages

    study, began = _study(), time.perf_counter()
    result = run_stages(study, stages or [], Screen(), force)
    ran = len(result.outcomes)
    if not ran:
        print(f"Everything is up to date ({len(result.fresh)} stages).")
    else:
        fresh = f", {len(result.fresh)} were up to date" if result.fresh else ""
        print(f"Done: {ran} stage{'s' if ran > 1 else ''} in {time.perf_counter() - began:.1f} s{fresh}.")
    page = study.processed / "08_report" / "index.html"
    print(f"Results: {shown(study.processed)}")
    if page.is_file():
        print(f"Report:  {shown(page)}  (to look at it: govtext open)")


@app.command()
def status() -> None:
    """Show each stage: fresh, stale (and why), never run, failed."""
    from govtext.build.freshness import statuses

    for one in statuses(_study()):
        told = one.reasons if one.state in {"stale", "failed"} else ()
        reason = f"  {told[0]}" if told else ""
        more = f" (and {len(told) - 1} more: govtext why {one.stage.name})" if len(told) > 1 else ""
        print(f"{one.stage.name:<10} {one.state:<9}{reason}{more}".rstrip())


@app.command()
def why(stage: Annotated[str, typer.Argument(help="Stage.")]) -> None:
    """Say every reason why a stage would run again."""
    from govtext.build.freshness import statuses

    study = _study()
    study.stages.stage(stage)
    found = {one.stage.name: one for one in statuses(study)}[stage]
    if not found.reasons:
        print(f"{stage} is fresh: nothing that it reads has changed.")
    for reason in found.reasons:
        print(f"{stage} would run again: {reason}" if found.state != "failed" else f"{stage}: {reason}")


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="Folder to make.", metavar="DIR")]) -> None:
    """Make a study: settings with comments, lexicons, empty folders."""
    from govtext.build.new_study import make_study

    make_study(folder)
    print(f"Made {folder}. Put your files into {folder / 'data' / 'raw'}, then: govtext --study {quoted(folder)} run")


add_result_commands(app, lambda: _study())


@app.command()
def segment(
    file: Annotated[Path, typer.Argument(help="Text file, one text a line, UTF-8.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write.")],
    plain: Annotated[bool, typer.Option("--plain", help="jieba's own dictionary only.")] = False,
) -> None:
    """Cut a file into words: one text a line, words separated by single spaces."""
    from govtext.build.segment_file import segment_file

    lines = segment_file(_study_or_default(), file, output, plain)
    print(f"{lines:,} lines written to {output}")


@app.command()
def verify() -> None:
    """Check that the results are whole and answer to the manifest, and that every number adds up."""
    from govtext.build.verify import problems_found

    found = problems_found(_study())
    for line in found:
        print(line)
    if found:
        raise GovtextError(f"{len(found)} problem{'s' if len(found) > 1 else ''} found", hint="run: govtext run")
    print("The results are whole: files, columns, keys and counts agree with the manifest.")


@app.command()
def doctor(
    privacy: Annotated[
        bool, typer.Option("--privacy", help="Sample what was masked and what looks personal and remains.")
    ] = False,
) -> None:
    """Check versions, fonts, folders, encodings, lexicons and raw files before anything runs."""
    if privacy:
        _show_privacy()
        return
    from govtext.build.doctor import examine

    bad = 0
    for finding in examine(_study()):
        print(f"{'ok  ' if finding.good else 'BAD '} {finding.what}")
        bad += not finding.good and not finding.what.startswith(" ")  # what is indented explains the line above
    if bad:
        raise GovtextError(f"{bad} of these {'needs' if bad == 1 else 'need'} mending", hint="see the lines marked BAD")


add_bench_command(app, lambda: _Chosen.folder)


@words.command()
def propose(
    force: Annotated[bool, typer.Option("--force", help="Write over a sheet that is there.")] = False,
) -> None:
    """Write the new words found in the corpus to a sheet, for you to tick."""
    from govtext.build.word_sheet import write_sheet

    path, count = write_sheet(_study(), force)
    print(f"{count} words proposed in {shown(path)}. Tick the first column, save, then: govtext words accept")


@words.command()
def accept(
    sheet: Annotated[Path | None, typer.Argument(help="The ticked sheet; new_words.xlsx if not named.")] = None,
) -> None:
    """Put the ticked words into the study's dictionary; only then they count."""
    from govtext.build.word_sheet import accept_sheet

    lines = accept_sheet(_study(), sheet)
    if lines:
        added = ", ".join(line.split()[0] for line in lines[:8])
        print(f"{len(lines)} words added to pipeline/lexicons/gov_terms.txt: {added}")
    else:
        print("No word is ticked; nothing was added.")


def _show_privacy() -> None:
    from govtext.documents.doctor import privacy_sample

    batches = sources_of(_study())["documents"].batches(["doc_id", "title", "text", "reply"])
    counts, samples = privacy_sample(row for batch in batches for row in batch.to_pylist())
    for mark, count in counts.items():
        print(f"{count:>7,}  {'look personal and remain' if mark == 'remains' else mark}")
    for one in samples:
        print(f"{one.state:<8} {one.doc_id} {one.column}: {one.excerpt}")


def _study_or_default() -> Any:
    """Return the chosen study; outside any study, the shipped settings and lexicons serve."""
    from govtext.build.study import Study

    return Study(_Chosen.folder.resolve())


def _stage_as_command(arguments: list[str]) -> list[str]:
    """Turn `govtext [--study DIR] STAGE` into `govtext [--study DIR] run STAGE`.

    The stage table is read only when the word is no command, so that a study's own stages are
    commands too.
    """
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        if arguments[at] == "--study" and at + 1 < len(arguments):
            _Chosen.folder = Path(arguments[at + 1])
            at += 1
        elif arguments[at].startswith("--study="):
            _Chosen.folder = Path(arguments[at].partition("=")[2])
        at += 1
    if at >= len(arguments):
        return arguments
    if arguments[at] == "help":  # govtext help show
        return [*arguments[:at], *arguments[at + 1 : at + 2], "--help"]
    word, rest = arguments[at], arguments[at + 1 :]
    commands = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    groups = {group.name for group in app.registered_groups}
    if word in commands or (word in groups and word not in GROUPS):
        return arguments
    if word in GROUPS and any(not one.startswith("-") or one == "--help" for one in rest):
        return arguments
    from govtext.build.study import Study

    try:
        names = Study(_Chosen.folder.resolve()).stages.names()
    except GovtextError:
        names = []
    if word in names:
        return [*arguments[:at], "run", *arguments[at:]]
    from govtext.report.terminal import VIEWS

    if word in VIEWS:
        raise _UsageError(f"there is no command {word}; write: govtext show {word}")
    known = sorted({*commands, *(str(name) for name in groups), *names})
    raise _UsageError(f"there is no command {word}; {nearest(word, known)}")


class _Interrupted(BaseException):
    """Ctrl-C. No KeyboardInterrupt, which libraries on the way catch and turn into something else."""


def _interrupt(number: int, frame: object) -> None:
    raise _Interrupted


def _end_workers() -> None:
    import psutil

    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            child.kill()


class _UsageError(Exception):
    """Wrong usage, told in one line."""


def _speak_plainly() -> None:
    """Keep the terminal's encoding where it has Chinese: what PowerShell reads from a pipe it takes for cp936.

    A character that the encoding lacks becomes a question mark, never an error. In others (ASCII, Latin) UTF-8 serves.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            try:
                "政务服务".encode(stream.encoding)
            except (UnicodeEncodeError, LookupError):
                stream.reconfigure(encoding="utf-8", errors="replace")
            else:
                stream.reconfigure(errors="replace")


def main() -> None:
    """Entry point: every error becomes one line and an exit code."""
    _speak_plainly()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _interrupt)
    try:
        app(args=_stage_as_command(sys.argv[1:]), prog_name="govtext", standalone_mode=True)
    except GovtextError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(1)
    except _UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
    except _Interrupted:
        from govtext.parallel import given_up

        given_up.set()  # a stage under way in a thread starts no new workers
        _end_workers()
        print("\ninterrupted: finished stages are whole; run again to go on", file=sys.stderr, flush=True)
        os._exit(1)  # not sys.exit: waiting for the workers' queues can take longer than a person will
    except BrokenPipeError:
        os._exit(0)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        locked = "; close it in other programs (Excel) and run again" if isinstance(error, PermissionError) else ""
        print(f"error: {where}{error.strerror or error}{locked}", file=sys.stderr)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("GOVTEXT_TRACEBACK"):
            raise
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        print(f"error: a defect of govtext ({told}); set GOVTEXT_TRACEBACK=1, run again and report it", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
