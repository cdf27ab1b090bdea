"""New words on a sheet: written for the researcher to tick, read back into the study's dictionary."""

from __future__ import annotations

import shutil
from pathlib import Path

from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.lexicons import Lexicons
from govtext.store import Source, write_text
from govtext.tables import TABLES

SHEET = "new_words.xlsx"
DICTIONARY = "gov_terms.txt"
WIDTHS = {"accept": 8, "word": 18, "tag": 8, "count": 8, "cohesion": 10, "branching_entropy": 10, "examples": 90}


def write_sheet(study: Study, force: bool) -> tuple[Path, int]:
    """Write the proposed words into new_words.xlsx in the study's folder; return its path and the number of words.

    Raises:
        GovtextError: the words stage has not run, or the sheet is there already (it may hold ticks).
    """
    import xlsxwriter

    from govtext.words.proposals import propose

    path = study.folder / SHEET
    if path.exists() and not force:
        raise GovtextError(
            f"{SHEET} is there already", hint="accept what you ticked (govtext words accept), or use --force"
        )
    rows = propose(Source("new_words", study.processed / TABLES["new_words"].path).read().to_pylist())
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, header = book.add_worksheet("new words"), book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        for at, (name, width) in enumerate(WIDTHS.items()):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, name, header)
        for number, row in enumerate(rows, start=1):
            for at, name in enumerate(WIDTHS):
                value = row[name]
                if isinstance(value, str):
                    sheet.write_string(number, at, value)
                elif value is not None:
                    sheet.write_number(number, at, value)
        if rows:
            sheet.data_validation(1, 0, len(rows), 0, {"validate": "list", "source": ["是", ""]})
            sheet.autofilter(0, 0, len(rows), len(WIDTHS) - 1)
    return path, len(rows)


def accept_sheet(study: Study, path: Path | None) -> list[str]:
    """Put the ticked words of a sheet into the study's dictionary; return the lines that were added.

    Raises:
        GovtextError: there is no such sheet, or a ticked row can't be taken; then nothing is added.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    from govtext.words.proposals import accept

    source = path or study.folder / SHEET
    try:
        cells = CalamineWorkbook.from_path(str(source)).get_sheet_by_index(0).to_python()
    except (OSError, CalamineError) as error:
        raise GovtextError(
            f"can't be read ({error})", file=source.name, hint="write it with: govtext words propose"
        ) from error
    header = [str(cell).strip() for cell in cells[0]] if cells else []
    rows = [{name: _text(cell) for name, cell in zip(header, row, strict=False)} for row in cells[1:]]
    stage = study.stages.stage("words")
    known = {entry.word for entry in Lexicons(study.lexicon_files(stage)).words(DICTIONARY)}
    lines = accept(rows, known, source.name)
    if lines:
        own = study.folder / "pipeline" / "lexicons" / DICTIONARY
        if not own.is_file():
            own.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(study.pipeline_file(f"lexicons/{DICTIONARY}"), own)
        content = own.read_text(encoding="utf-8-sig")
        write_text(own, content.rstrip("\n") + "\n" + "\n".join(lines) + "\n")
    return lines


def _text(cell: object) -> str:
    """Return a cell as text; Excel hands a tick of 1 as 1.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
