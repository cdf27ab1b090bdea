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
from govtext.build.addresses import reserve_little
from govtext.build.leaving import leave_at_once_when_done, note_end
from govtext.coding_cli import add_coding_commands
from govtext.errors import GovtextError, nearest
from govtext.help_text import PEOPLE, GroupedCommands
from govtext.results_cli import add_result_commands
from govtext.run_cli import add_run_commands
from govtext.topics_cli import add_topics_commands
from govtext.words_cli import add_segment_command, add_words_commands

app = typer.Typer(
    name="govtext",
    cls=GroupedCommands,
    help="Mine Chinese government-service texts: complaints and policies in, an evidenced data set and report out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Each stage is a command too: documents words keywords topics issues policies robustness dataset report.",
)
coding = typer.Typer(
    help="Code by hand: draw a sample, measure agreement, train.",
    cls=GroupedCommands, no_args_is_help=True, rich_markup_mode=None,
)
words = typer.Typer(
    help="Propose new words on a sheet, accept those that you tick. Alone: run the words stage.",
    cls=GroupedCommands, rich_markup_mode=None,
)
topics = typer.Typer(
    help="Ask people what topics are about, give new texts their topics. Alone: run the topics stage.",
    cls=GroupedCommands, rich_markup_mode=None,
)
app.add_typer(coding, name="coding", rich_help_panel=PEOPLE)
app.add_typer(words, name="words", rich_help_panel=PEOPLE)
app.add_typer(topics, name="topics", rich_help_panel=PEOPLE)
add_coding_commands(coding, lambda: _study())
add_words_commands(words, lambda: _study())
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


add_run_commands(app, lambda: _study())
add_result_commands(app, lambda: _study())
add_segment_command(app, lambda: _study_or_default())
add_bench_command(app, lambda: _Chosen.folder)


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
    if arguments[at] == "help":  # govtext help show, govtext help coding sample
        return [*arguments[:at], *arguments[at + 1 :], "--help"]
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
    reserve_little()
    leave_at_once_when_done()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _interrupt)
    try:
        app(args=_stage_as_command(sys.argv[1:]), prog_name="govtext", standalone_mode=True)
    except SystemExit as left:
        note_end(left.code)
        raise
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
