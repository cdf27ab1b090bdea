"""CSV and Excel files that open right in a double click, and in which no text is a formula."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from govtext.tables import Column, Table

# Limits of the xlsx format (ECMA-376 as Excel implements it).
CELL_CHARACTERS = 32_767
SHEET_ROWS = 1_048_575
# What a spreadsheet takes for the start of a formula in a CSV file (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
EPOCH = datetime.datetime(2000, 1, 1)  # in the file's properties: the same bytes on every day
WIDE = {"title": 32, "text": 60, "reply": 60, "description": 50, "evidence": 40, "label": 28, "heading": 28}


def cells(content: pa.Table) -> Iterator[list[Any]]:
    """Yield the rows of a table with lists joined by "; "."""
    for batch in content.to_batches(max_chunksize=2048):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield ["; ".join(map(str, value)) if isinstance(value, list) else value for value in row]


def neutral(value: Any) -> Any:
    """Return a text that no spreadsheet evaluates: an apostrophe is put before what looks like a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def write_csv(path: Path, content: pa.Table) -> None:
    """Write UTF-8 with byte order mark and CRLF, as Excel expects it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(content.column_names)
        for row in cells(content):
            writer.writerow([neutral(_as_text(value)) for value in row])


def write_xlsx(path: Path, sheets: list[tuple[str, Table, pa.Table]], language: str) -> None:
    """Write an Excel workbook: frozen header, filters, widths, wrapped text, and a sheet of variables.

    A text longer than a cell holds is cut and ends in "…"; rows past the format's limit are left
    out, which the sheet of variables then says.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": "govtext", "created": EPOCH})
        styles = {
            "header": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
            "number": book.add_format({"valign": "top"}),
        }
        notes: list[str] = []
        for name, definition, content in sheets:
            _write_sheet(book, styles, name, definition, content)
            if content.num_rows > SHEET_ROWS:
                notes.append(f"{name}: {content.num_rows - SHEET_ROWS} rows do not fit into a sheet; see the CSV file")
        _write_variables(book, styles, sheets, language, notes)


def _write_sheet(book: Any, styles: dict[str, Any], name: str, definition: Table, content: pa.Table) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(definition.columns):
        sheet.set_column(at, at, _width(column))
        sheet.write_string(0, at, column.name, styles["header"])
    for number, row in enumerate(cells(content), start=1):
        if number > SHEET_ROWS:
            break
        for at, value in enumerate(row):
            _write_cell(sheet, number, at, value, styles)
    sheet.autofilter(0, 0, min(content.num_rows, SHEET_ROWS), len(definition.columns) - 1)


def _write_cell(sheet: Any, row: int, at: int, value: Any, styles: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, at, value, styles["number"])
    elif isinstance(value, (int, float)):
        sheet.write_number(row, at, value, styles["number"])
    elif isinstance(value, datetime.datetime) and value.year >= 1900:
        sheet.write_datetime(row, at, value, styles["date"])
    else:
        text = _as_text(value)
        cut = text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - 1] + "…"
        sheet.write_string(row, at, cut, styles["text"])


def _write_variables(
    book: Any, styles: dict[str, Any], sheets: list[tuple[str, Table, pa.Table]], language: str, notes: list[str]
) -> None:
    sheet = book.add_worksheet("变量说明" if language == "zh" else "variables")
    sheet.freeze_panes(1, 0)
    header = ("表", "变量", "含义", "meaning", "单位", "取值", "缺失") if language == "zh" else (
        "table", "variable", "含义", "meaning", "unit", "values", "missing")
    for at, (text, width) in enumerate(zip(header, (16, 24, 24, 60, 20, 40, 10), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, text, styles["header"])
    number = 0
    for name, definition, content in sheets:
        for column in definition.columns:
            number += 1
            described = (name, column.name, column.meaning_zh, column.meaning, column.unit, " ".join(column.values))
            for at, text in enumerate(described):
                sheet.write_string(number, at, text, styles["text"])
            sheet.write_number(number, len(described), content[column.name].null_count, styles["number"])
    for note in notes:
        number += 1
        sheet.write_string(number, 0, note, styles["text"])


def _width(column: Column) -> int:
    if column.name in WIDE:
        return WIDE[column.name]
    return {"timestamp": 17, "int": 11, "float": 11, "strings": 30}.get(column.type, 18)


def _as_text(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value
