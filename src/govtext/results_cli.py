"""The commands that look at results: show, cite, trace, open, serve."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from govtext.errors import GovtextError, nearest
from govtext.help_text import LOOK, SHARE

Port = Annotated[int, typer.Option("--port", min=0, max=65_535, help="Port on this machine; 0 takes a free one.")]
Keys = Annotated[list[str], typer.Argument(
    metavar="KEY...", help="Key of a number, such as problems.slow_response.share, or several with blanks between.")]


def add_result_commands(app: typer.Typer, study: Callable[[], Any]) -> None:
    """Add the commands to `app`; `study` returns the chosen study."""

    @app.command(rich_help_panel=LOOK)
    def show(
        what: Annotated[
            str, typer.Argument(help="topics, issues, rising, problems, keywords, replies, or context and a word.")
        ] = "",
        word: Annotated[str, typer.Argument(help="What to look for: show context 推诿.")] = "",
        most: Annotated[int, typer.Option("--most", min=1, max=100_000, help="Rows at the most.")] = 20,
        by: Annotated[str, typer.Option("--by", help="Keywords, replies: of each region, year, department ...")] = "",
        group: Annotated[str, typer.Option("--group", help="Keywords: one group of --by, with all figures.")] = "",
        kind: Annotated[str, typer.Option("--kind", help="Context: complaint or policy; both if not given.")] = "",
    ) -> None:
        """Print a table of the results, or a word in its contexts."""
        from govtext.report.terminal import VIEWS, print_view

        views = [*VIEWS, "context"]
        if not what:
            raise GovtextError("what is to be shown is not said", hint=f"write: govtext show {'|'.join(views)}")
        if what not in views:
            raise GovtextError(f"there is nothing to show called {what}", hint=nearest(what, views))
        chosen = study()
        language = chosen.settings.report.language
        if what == "context":
            from govtext.report.context import print_context

            print_context(sources_of(chosen)["documents"], word, most, language, kind or None)
        elif word:
            raise GovtextError(f"show {what} takes no word", hint=f"write: govtext show context {word}")
        else:
            print_view(sources_of(chosen), what, most, language, by, group, _labels(chosen))

    @app.command(rich_help_panel=SHARE)
    def cite(key: Keys) -> None:
        """Print a sentence that cites a number, with its table and hashes."""
        from govtext.dataset import citations

        chosen = study()
        keys, records = _keys_and_records(chosen)
        sources = sources_of(chosen)
        for one in citations.keys_in(" ".join(key), keys, sources):
            print(citations.cite(one, keys, records, chosen.settings.report.language, sources))

    @app.command(rich_help_panel=SHARE)
    def trace(
        key: Keys,
        most: Annotated[int, typer.Option("--most", min=1, max=100_000, help="Rows at the most.")] = 20,
    ) -> None:
        """Print the rows, settings and hashes behind a number."""
        from govtext.dataset import citations

        chosen = study()
        keys, records = _keys_and_records(chosen)
        language = chosen.settings.report.language
        sources = sources_of(chosen)
        for at, one in enumerate(citations.keys_in(" ".join(key), keys, sources)):
            traced = citations.trace(one, keys, records, sources, most, language)
            print("\n".join([*([""] if at else []), *citations.trace_lines(traced, language)]))

    @app.command(name="open", rich_help_panel=LOOK)
    def open_report() -> None:
        """Open the report in the browser."""
        import webbrowser

        page = study().processed / "08_report" / "index.html"
        if not page.is_file():
            raise GovtextError("there is no report yet", hint="run: govtext run")
        if not webbrowser.open(page.resolve().as_uri()):
            raise GovtextError("no browser was found", hint=f"open {shown(page)} yourself")
        print(f"Opened {shown(page)}")


    @app.command(rich_help_panel=SHARE)
    def serve(
        port: Port = 8001,
        browse: Annotated[bool, typer.Option("--open", help="Open the site in the browser.")] = False,
    ) -> None:
        """Offer the data set in the browser, on this machine only.

        Needs Datasette: pip install "govtext[serve]".
        """
        import subprocess

        command = serve_command(study().processed / "07_dataset", port)
        print("Stop it with Ctrl-C.")
        try:
            ended = subprocess.run([*command, *(["--open"] if browse else [])], check=False).returncode
        except KeyboardInterrupt:
            return
        if ended:
            raise GovtextError(f"Datasette ended with code {ended}", hint="is the port taken? try --port 0")


def serve_command(folder: Path, port: int) -> list[str]:
    """Return the command that serves the data set, read only and to this machine alone.

    Raises:
        GovtextError: there is no data set, or Datasette is not installed.
    """
    import sys
    from importlib.util import find_spec

    database, about = folder / "govtext.sqlite", folder / "datasette.json"
    if not database.is_file() or not about.is_file():
        raise GovtextError("there is no data set yet", hint="run: govtext run dataset")
    if find_spec("datasette") is None:
        raise GovtextError("Datasette is not installed", hint='run: pip install "govtext[serve]"')
    return [
        sys.executable, "-m", "datasette", "serve", "--immutable", str(database), "--metadata", str(about),
        "--host", "127.0.0.1", "--port", str(port), "--setting", "sql_time_limit_ms", "5000",
    ]


def _labels(study: Any) -> dict[str, Any]:
    """Return code → label of the problems and request types of the study's codebook."""
    from govtext.lexicons import Lexicons, code_labels
    from govtext.report.wording import Phrase

    name = "service_problems.toml"
    frame = Lexicons({name: study.pipeline_file(f"lexicons/{name}")}).table(name)
    found = [*code_labels(frame), *code_labels(frame, "types")]
    return {one.code: Phrase(one.zh, one.en) for one in found}


def sources_of(study: Any) -> dict[str, Any]:
    """Return the tables of a study's results by name."""
    from govtext.store import Source
    from govtext.tables import TABLES

    return {name: Source(name, study.processed / definition.path) for name, definition in TABLES.items()}


def shown(path: Path) -> str:
    """Return the path as short as it can be told from here."""
    try:
        return os.path.relpath(path)
    except ValueError:  # another drive on Windows
        return str(path)


def quoted(path: Path) -> str:
    """Return the path as it can be typed again: in quotation marks where it has blanks."""
    return f'"{path}"' if " " in str(path) else str(path)


def _keys_and_records(study: Any) -> tuple[Any, dict[str, Any]]:
    from govtext.build.freshness import read_record
    from govtext.dataset.citations import read_keys

    try:
        keys = read_keys((study.processed / "07_dataset" / "keys.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise GovtextError("07_dataset/keys.json is missing", hint="run: govtext run dataset") from error
    return keys, {stage.name: read_record(study, stage) or {} for stage in study.stages}
