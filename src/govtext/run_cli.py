"""The commands that run a study and say how it stands: new, doctor, run, status, why, verify."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from govtext.errors import GovtextError
from govtext.help_text import RUN, SHARE
from govtext.results_cli import quoted, shown, sources_of


def add_run_commands(app: typer.Typer, study: Callable[[], Any]) -> None:
    """Add the commands to `app`; `study` returns the chosen study."""

    @app.command(rich_help_panel=RUN)
    def new(folder: Annotated[Path, typer.Argument(help="Folder to make.", metavar="DIR")]) -> None:
        """Make a study: settings with comments, lexicons, empty folders."""
        from govtext.build.new_study import make_study

        make_study(folder)
        raw = folder / "data" / "raw"
        print(f"Made {folder}. Put your files into {raw}, then: govtext --study {quoted(folder)} run")

    @app.command(rich_help_panel=RUN)
    def doctor(
        privacy: Annotated[
            bool, typer.Option("--privacy", help="Sample what was masked and what looks personal and remains.")
        ] = False,
    ) -> None:
        """Check versions, font, folders, lexicons, raw files before a run."""
        if privacy:
            _show_privacy(study())
            return
        from govtext.build.doctor import examine

        bad = 0
        for finding in examine(study()):
            print(f"{'ok  ' if finding.good else 'BAD '} {finding.what}")
            bad += not finding.good and not finding.what.startswith(" ")  # what is indented explains the line above
        if bad:
            raise GovtextError(
                f"{bad} of these {'needs' if bad == 1 else 'need'} mending", hint="see the lines marked BAD"
            )

    @app.command(rich_help_panel=RUN)
    def run(
        stages: Annotated[list[str] | None, typer.Argument(help="Stages to run; all where none is named.")] = None,
        force: Annotated[bool, typer.Option("--force", help="Run the named stages even where they are fresh.")] = False,
    ) -> None:
        """Run all stages, or some and what they need, where not fresh."""
        _run(study(), stages or [], force)

    @app.command(rich_help_panel=RUN)
    def status() -> None:
        """Show each stage: fresh, stale (and why), never run, failed."""
        from govtext.build.freshness import statuses

        _print_statuses(statuses(study()))

    @app.command(rich_help_panel=RUN)
    def why(stage: Annotated[str, typer.Argument(help="Stage.")]) -> None:
        """Say every reason why a stage would run again."""
        from govtext.build.freshness import statuses

        chosen = study()
        chosen.stages.stage(stage)
        found = {one.stage.name: one for one in statuses(chosen)}[stage]
        if not found.reasons:
            print(f"{stage} is fresh: nothing that it reads has changed.")
        for reason in found.reasons:
            print(f"{stage} would run again: {reason}" if found.state != "failed" else f"{stage}: {reason}")

    @app.command(rich_help_panel=SHARE)
    def verify() -> None:
        """Check that results are whole and that every number adds up."""
        from govtext.build.verify import problems_found

        found = problems_found(study())
        for line in found:
            print(line)
        if found:
            raise GovtextError(f"{len(found)} problem{'s' if len(found) > 1 else ''} found", hint="run: govtext run")
        print("The results are whole: files, columns, keys and counts agree with the manifest.")


def _run(study: Any, names: list[str], force: bool) -> None:
    import textwrap
    import time

    from govtext.build.freshness import statuses
    from govtext.build.progress import Screen
    from govtext.build.run import run_stages

    began = time.perf_counter()
    result = run_stages(study, names, Screen(), force)
    ran = len(result.outcomes)
    if not ran:
        what = "What you named and all that it needs" if names else "Everything"
        print(f"{what} is up to date ({len(result.fresh)} stage{'' if len(result.fresh) == 1 else 's'}).")
    else:
        fresh = f", {len(result.fresh)} were up to date" if result.fresh else ""
        print(f"Done: {ran} stage{'s' if ran > 1 else ''} in {time.perf_counter() - began:.1f} s{fresh}.")
    page = study.processed / "08_report" / "index.html"
    print(f"Results: {shown(study.processed)}")
    if page.is_file():
        print(f"Report:  {shown(page)}  (to look at it: govtext open)")
    # Who names stages is told which others now hold numbers of before; what has never run holds none.
    behind = [one.stage.name for one in statuses(study) if one.state in {"stale", "failed"}] if names else []
    if behind:
        told = f"Still as an earlier run left it: {', '.join(behind)}. To bring all up to date: govtext run"
        print(textwrap.fill(told, 79))


def _print_statuses(found: list[Any]) -> None:
    """Print a line a stage; a reason that is too long goes on below itself, within the width of the terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from govtext.report.terminal import output_width, printable

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for wraps in (False, False, True):
        table.add_column(no_wrap=not wraps, overflow="fold")
    for one in found:
        told = one.reasons if one.state in {"stale", "failed"} else ()
        more = f" (+{len(told) - 1})" if len(told) > 1 else ""
        reason = f"{told[0]}{more}" if told else ""
        table.add_row(*(Text(printable(cell)) for cell in (one.stage.name, one.state, reason)))
    Console(width=output_width(), highlight=False).print(table)
    if any(len(one.reasons) > 1 and one.state in {"stale", "failed"} for one in found):
        print("+1, +2 ...: so many more reasons; govtext why STAGE tells them all.")
    states = {one.state for one in found}
    if states == {"never run"}:
        print("Nothing has run yet. To run all: govtext run")
    elif states != {"fresh"}:
        print("To bring all up to date: govtext run")


def _show_privacy(study: Any) -> None:
    from govtext.documents.doctor import privacy_sample

    batches = sources_of(study)["documents"].batches(["doc_id", "title", "text", "reply"])
    counts, samples = privacy_sample(row for batch in batches for row in batch.to_pylist())
    for mark, count in counts.items():
        print(f"{count:>7,}  {'look personal and remain' if mark == 'remains' else mark}")
    for one in samples:
        print(f"{one.state:<8} {one.doc_id} {one.column}: {one.excerpt}")
