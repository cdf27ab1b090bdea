"""CSV and Excel files that open right in a double click, and in which no text is a formula."""

from __future__ import annotations

import codecs
import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter import workbook

from govtext.dataset.exports import Export, dates_shown
from govtext.dataset.packing import ROOM, Packed, Room
from govtext.dataset.sheet_rows import RowSheet, text_bytes
from govtext.dataset.variables import stage_of, values_of
from govtext.tables import Column

# Limit of the xlsx format (ECMA-376 as Excel implements it), without the row of names.
SHEET_ROWS = 1_048_575
# What a spreadsheet takes for the start of a formula in a CSV file (OWASP, CSV injection): full-width signs as well,
# which East Asian editions read like the others.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORMULA_START = f"^[{re.escape(''.join(FORMULA_STARTS))}]"
EPOCH = datetime.datetime(2000, 1, 1)  # in the file's properties: the same bytes on every day
WIDE = {"title": 32, "text": 60, "reply": 60, "description": 50, "evidence": 40, "label": 28, "heading": 28,
        "definition": 50, "demand": 32}
VARIABLES = {
    "zh": ("变量说明", ("表", "变量", "含义", "meaning", "单位", "取值", "来源阶段", "行数", "缺失")),
    "en": ("variables", ("table", "variable", "含义", "meaning", "unit", "values", "stage", "rows", "missing")),
}
VARIABLE_WIDTHS = (18, 28, 24, 60, 20, 40, 12, 10, 10)


def joined(value: Any) -> Any:
    """Return a list's members joined by "; ", a date as ISO text, anything else as it is."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value


def neutral(value: Any) -> Any:
    """Return a text that no spreadsheet evaluates: an apostrophe is put before what looks like a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def write_csv(path: Path, export: Export) -> None:
    """Write UTF-8 with byte order mark and CRLF, as Excel expects it: the bytes of `csv.writer` (tested)."""
    names = [column.name for column in export.definition.columns]
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8 + ",".join(names).encode() + b"\r\n")
        for batch in export.batches():
            if batch.num_rows:
                fields = [_fields(column) for column in batch.columns]
                lines = pc.binary_join_element_wise(*fields, ",", null_handling="replace", null_replacement="")
                file.write(text_bytes(pc.binary_join_element_wise(lines, "\r\n", "")))


def _fields(column: pa.Array) -> pa.StringArray:
    """Return the fields of a column: texts that no spreadsheet evaluates, in quotation marks where they must be."""
    kind = column.type
    if pa.types.is_boolean(kind):
        return pc.if_else(column, "True", "False")
    if pa.types.is_integer(kind):
        return column.cast(pa.string())
    if pa.types.is_floating(kind):
        return pa.array([None if one is None else repr(one) for one in column.to_pylist()], pa.string())
    if pa.types.is_timestamp(kind):
        return dates_shown(column)
    if pa.types.is_list(kind):
        if column.flatten().null_count:
            column = pa.array([None if one is None else joined(one) for one in column.to_pylist()], pa.string())
        else:
            column = pc.binary_join(column, "; ")
    formula = pc.match_substring_regex(column, FORMULA_START)
    if pc.any(formula).as_py():
        column = pc.if_else(formula, pc.binary_join_element_wise("'", column, ""), column)
    return quoted(column)


def quoted(column: pa.StringArray) -> pa.StringArray:
    """Return the fields of a CSV file, in quotation marks where they must be."""
    must = pc.fill_null(pc.match_substring_regex(column, '[,"\r\n]'), False)
    if pc.any(must).as_py():  # mostly few: the others are left as they are
        inner = pc.replace_substring(column.filter(must), '"', '""')
        column = pc.replace_with_mask(column, must, pc.binary_join_element_wise('"', inner, '"', ""))
    return column


def write_xlsx(path: Path, exports: list[Export], language: str, most: int, notes: list[str] | None = None) -> None:
    """Write an Excel workbook: a sheet for each table and one that says what each variable is.

    Headers are frozen and filtered, texts wrapped, nothing is a formula. Rows are written as they
    come, so memory does not grow with them.

    Args:
        path: the file.
        exports: the tables, a sheet each.
        language: of the sheet of variables, "zh" or "en".
        most: rows of a sheet at the most; the sheet of variables says what is left out.
        notes: lines that the sheet of variables ends in.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    most = min(most, SHEET_ROWS)
    told: list[str] = list(notes or [])
    with _packed_quickly() as room, xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": "govtext", "created": EPOCH})
        styles = {
            "header": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
            "number": book.add_format({"valign": "top"}),
        }
        for export in exports:
            _write_sheet(book, styles, export, most, room)
            if export.count > most:
                name, left = export.definition.name, f"{export.count - most:,}"
                told.append(f"{name}: 另有 {left} 行见 {name}.csv · {left} more rows in {name}.csv")
        _write_variables(book, styles, exports, language, told)


@contextmanager
def _packed_quickly() -> Iterator[Room]:
    """Let XlsxWriter make its files as `Packed` does."""
    room, given = Room(ROOM), workbook.ZipFile
    workbook.ZipFile = partial(Packed, room)
    try:
        yield room
    finally:
        workbook.ZipFile = given


def _write_sheet(book: Any, styles: dict[str, Any], export: Export, most: int, room: Room) -> None:
    columns = export.definition.columns
    sheet = book.add_worksheet(export.definition.name, RowSheet)
    sheet.room = room
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _width(column))
        sheet.write_string(0, at, column.name, styles["header"])
    number = 1
    # Where it is known how many values are missing, what the sheet has no room for is not read.
    left_out = export.count > most and export.counts_known
    for batch in export.batches() if left_out else export.counted():
        kept = batch.slice(0, max(most - number + 1, 0))
        sheet.write_batch(number, kept.columns, styles)
        number += kept.num_rows
        if left_out and number > most:
            break
    sheet.autofilter(0, 0, min(export.count, most), len(columns) - 1)


def _write_variables(
    book: Any, styles: dict[str, Any], exports: list[Export], language: str, notes: list[str]
) -> None:
    name, header = VARIABLES[language]
    sheet = book.add_worksheet(name, RowSheet)
    sheet.freeze_panes(1, 0)
    for at, (text, width) in enumerate(zip(header, VARIABLE_WIDTHS, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, text, styles["header"])
    described = [
        (definition.name, column.name, column.meaning_zh, column.meaning, column.unit, values_of(column),
         stage_of(definition, column), export.count, export.missing[column.name])
        for export in exports for definition in (export.definition,) for column in definition.columns
    ]
    sheet.write_batch(1, [pa.array(values) for values in zip(*described, strict=True)], styles)
    number = len(described)
    sheet.autofilter(0, 0, max(number, 1), len(header) - 1)
    for note in notes:
        number += 1
        sheet.write_string(number, 0, note, styles["number"])


def _width(column: Column) -> int:
    if column.name in WIDE:
        return WIDE[column.name]
    return {"timestamp": 17, "int": 11, "float": 11, "strings": 30}.get(column.type, 18)
