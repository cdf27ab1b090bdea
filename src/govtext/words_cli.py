"""The commands about words: govtext words propose and accept, govtext segment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from govtext.help_text import MEASURE
from govtext.results_cli import shown


def add_words_commands(app: typer.Typer, study: Callable[[], Any]) -> None:
    """Add `propose` and `accept` to the group `app`; `study` returns the chosen study."""

    @app.command()
    def propose(
        force: Annotated[bool, typer.Option("--force", help="Write over a sheet that is there.")] = False,
    ) -> None:
        """Write the new words found in the corpus to a sheet, for you to tick."""
        from govtext.build.word_sheet import write_sheet

        path, count = write_sheet(study(), force)
        print(f"{count} words proposed in {shown(path)}. Tick the first column, save, then: govtext words accept")

    @app.command()
    def accept(
        sheet: Annotated[Path | None, typer.Argument(help="The ticked sheet; new_words.xlsx if not named.")] = None,
    ) -> None:
        """Put the ticked words into the study's dictionary; only then they count."""
        from govtext.build.word_sheet import accept_sheet

        lines = accept_sheet(study(), sheet)
        if lines:
            added = ", ".join(line.split()[0] for line in lines[:8])
            print(f"{len(lines)} words added to pipeline/lexicons/gov_terms.txt: {added}")
        else:
            print("No word is ticked; nothing was added.")


def add_segment_command(app: typer.Typer, study: Callable[[], Any]) -> None:
    """Add `segment`; `study` returns the chosen study, or outside any the shipped settings and lexicons."""

    @app.command(rich_help_panel=MEASURE)
    def segment(
        file: Annotated[Path, typer.Argument(help="Text file, one text a line, UTF-8.")],
        output: Annotated[Path, typer.Option("-o", "--output", help="File to write.")],
        plain: Annotated[bool, typer.Option("--plain", help="jieba's own dictionary only.")] = False,
    ) -> None:
        """Cut a text file into words: one text a line, blanks between words."""
        from govtext.build.segment_file import segment_file

        lines = segment_file(study(), file, output, plain)
        print(f"{lines:,} lines written to {output}")
