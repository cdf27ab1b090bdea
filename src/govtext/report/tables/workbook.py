"""The thesis tables as an Excel workbook: numbers stay numbers, three lines, a sheet each."""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from typing import Any

import xlsxwriter

from govtext.report.citing import Sentence, bare, key_of
from govtext.report.tables.model import Format, ThesisTable, ems, shown, widths_in_ems
from govtext.report.wording import Phrase, Say

FORMATS = {"count": "#,##0", "share": "0.0%", "decimal": "0.0", "two": "0.00", "fine": "0.000", "day": "yyyy-mm-dd",
           "p": '[<0.001]"<0.001";0.000'}
WRAPPED = ("text", "stacked")
LINE = 13.5  # points of a line
CREATED = datetime.datetime(2000, 1, 1)  # in the file's properties: the same bytes on every day


def write_workbook(path: Path, tables: list[tuple[int, ThesisTable]], language: str) -> None:
    """Write numbered tables, a sheet each, with caption above and note below; no text becomes a formula or link."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": "govtext", "created": CREATED})
        for number, table in tables:
            _write_sheet(book, number, table, Say(language))


def _write_sheet(book: Any, number: int, table: ThesisTable, say: Say) -> None:
    sheet = book.add_worksheet(table.name[:31])
    font = {"font_name": "Times New Roman", "font_size": 10, "valign": "top"}
    caption = book.add_format({**font, "bold": True})
    heading = {**font, "top": 2, "bottom": 1, "text_wrap": True}
    sheet.write_string(0, 0, f"{say('表', 'Table ')}{number}  {say(table.caption)}", caption)
    widths = [max(9, 2 * width + 2) for width in widths_in_ems(table, say.language, 24.0)]
    for at, (head, width) in enumerate(zip(table.heads, widths, strict=True)):
        sheet.set_column(at, at, width)
        aligned = {} if head.format == "text" else {"align": "center" if head.format == "mark" else "right"}
        sheet.write_string(1, at, say(head.text), book.add_format({**heading, **aligned}))
    # The styles of the columns, above and in the last row: the workbook makes one of each anyway, by comparing all.
    styles = [
        [book.add_format(_style(head.format, {**font, **line})) for head in table.heads] for line in ({}, {"bottom": 2})
    ]
    for at, row in enumerate(table.rows):
        told = [
            shown(value, "text", say.language) if head.format in WRAPPED else ""
            for value, head in zip(row, table.heads, strict=True)
        ]
        sheet.set_row(at + 2, LINE * max(map(_lines, told, widths), default=1))
        for place, (value, style) in enumerate(zip(row, styles[at == len(table.rows) - 1], strict=True)):
            _write_cell(sheet, at + 2, place, bare(value), style, say)
    _write_keys(sheet, book, table, say, {**font, "font_size": 8})
    note = f"{say('注：', 'Note. ')}{say(table.note)}"
    _write_note(sheet, len(table.rows) + 2, note, widths, book.add_format({**font, "text_wrap": True}))
    sheet.freeze_panes(2, 0)
    # On paper: A4 on its side, a page wide, without the columns of keys.
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, len(table.rows) + 2, len(table.heads) - 1)


def _style(kind: Format, font: dict[str, Any]) -> dict[str, Any]:
    style = {**font, "text_wrap": kind in WRAPPED}
    if kind in {"mark", "interval", "stacked"}:
        style["align"] = "center" if kind == "mark" else "right"
    if kind in FORMATS:
        style["num_format"] = FORMATS[kind]
    return style


def _write_note(sheet: Any, row: int, note: str, widths: list[float], style: Any) -> None:
    """Write the note across the table's columns, as many lines high as it needs: on paper none of it is cut off."""
    sheet.set_row(row, LINE * _lines(note, sum(widths)))
    if len(widths) > 1:
        sheet.merge_range(row, 0, row, len(widths) - 1, note, style)
    else:
        sheet.write_string(row, 0, note, style)


def _lines(text: str, width: float) -> int:
    """Return the lines that a text takes in a column: Excel fits rows to them, LibreOffice and WPS don't always."""
    return sum(max(1, math.ceil(2 * ems(line) / width)) for line in text.split("\n"))


def _write_keys(sheet: Any, book: Any, table: ThesisTable, say: Say, font: dict[str, Any]) -> None:
    """Write the key of every number right of the table, in the number's row: columns that a click on [+] unfolds."""
    style, first = book.add_format(font), len(table.heads) + 1
    cited = [at for at in range(len(table.heads)) if any(key_of(row[at]) for row in table.rows)]
    for column, at in enumerate(cited, start=first):
        sheet.set_column(column, column, 34, None, {"level": 1, "hidden": True})
        sheet.write_string(1, column, say("引用键：", "Key: ") + say(table.heads[at].text), style)
        for line, row in enumerate(table.rows, start=2):
            sheet.write_string(line, column, key_of(row[at]), style)
    if cited:
        sheet.set_column(first + len(cited), first + len(cited), 4, None, {"collapsed": True})


def _write_cell(sheet: Any, row: int, at: int, value: Any, style: Any, say: Say) -> None:
    if value is None or isinstance(value, (bool, str, Phrase, Sentence)):
        sheet.write_string(row, at, shown(value, "text", say.language), style)
    elif isinstance(value, datetime.datetime) and value.year >= 1900:
        sheet.write_datetime(row, at, value, style)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, at, value, style)
    else:
        sheet.write_string(row, at, shown(value, "day", say.language), style)
