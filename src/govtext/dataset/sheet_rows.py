"""Rows of a worksheet written as they will stand in the file, a batch at a time.

XlsxWriter takes a cell at a time and looks at each a dozen times: two thirds of what a data set took. What a column
holds is known here, so its cells are made together. The bytes are those that XlsxWriter would write (tested), but for
a text <r>…</r>, which it takes for markup, and the 1st of January 1900, which it takes for a time without a date.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

# Limit of a cell (ECMA-376 as Excel implements it), counted in units of UTF-16.
CELL_CHARACTERS = 32_767
EXCEL_EPOCH = datetime.datetime(1899, 12, 31)
# Days from which Excel is one ahead: it takes 1900 for a leap year.
LEAP_DAY = 59
SECONDS_PER_DAY = 24 * 60 * 60
# What can't stand in XML as it is, and what Excel takes for the escape of a character (_x000D_).
_ODD = re.compile("[&<>_\x00-\x1f\ufffe\uffff]")
_ESCAPE = re.compile("(_x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class RowSheet(Worksheet):  # type: ignore[misc]
    """A worksheet in constant memory that takes batches of rows, after its first row was written cell by cell."""

    def write_batch(self, first: int, columns: list[pa.Array], styles: dict[str, Any]) -> None:
        """Write rows below all that were written.

        Args:
            first: number of the first row, from 0.
            columns: a column each of texts, lists of texts, numbers, truth values or dates; nulls leave cells empty.
            styles: formats of "text", "number" and "date".
        """
        if not columns or not len(columns[0]):
            return
        if self.table:
            self._write_single_row(first)
        values = [column.to_pylist() for column in columns]
        cells: list[list[str]] = [[] for _ in values]
        # A style's number is given when its first cell is written: row by row, as in the file.
        for at in sorted(range(len(values)), key=lambda at: (_first_value(values[at]), at)):
            cells[at] = _cells(values[at], columns[at].type, xl_col_to_name(at), first + 1, styles)
        rows = ["".join(row) for row in zip(*cells, strict=True)]
        self.row_data_fh.write(
            "".join([f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, first + 1) if row])
        )
        last = max((first + at for at, row in enumerate(rows) if row), default=0)
        self.dim_rowmax = max(self.dim_rowmax or 0, last)  # type: ignore[has-type]
        self.previous_row = first + len(rows) - 1


def cell_text(value: Any) -> str:
    """Return what a cell shows of a text, a list or a date that Excel can't hold, cut where Excel would cut it."""
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    elif isinstance(value, datetime.datetime):
        value = value.strftime("%Y-%m-%d %H:%M:%S")
    if len(value) <= CELL_CHARACTERS // 2:
        return str(value)
    cut = value if len(value) <= CELL_CHARACTERS else value[: CELL_CHARACTERS - 1] + "…"
    # Characters beyond the basic plane count twice.
    return str(cut.encode("utf-16-le", "surrogatepass")[: 2 * CELL_CHARACTERS].decode("utf-16-le", "ignore"))


def excel_days(moment: datetime.datetime) -> float:
    """Return Excel's number of a date: days since the end of 1899, with the 29th of February 1900 that never was."""
    past = moment - EXCEL_EPOCH
    days = past.days + (past.seconds + past.microseconds / 1e6) / SECONDS_PER_DAY
    return days + 1 if days > LEAP_DAY else days


def _first_value(values: list[Any]) -> int:
    return next((at for at, value in enumerate(values) if value is not None), len(values))


def _cells(values: list[Any], kind: pa.DataType, name: str, first: int, styles: dict[str, Any]) -> list[str]:
    """Return the XML of a column's cells, "" for a null."""
    made: Callable[[list[Any], str, int, dict[str, Any]], list[str]]
    if all(value is None for value in values):
        return [""] * len(values)
    if pa.types.is_boolean(kind):
        made = _truths
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind):
        made = _numbers
    elif pa.types.is_timestamp(kind):
        made = _dates
    else:
        made = _texts
    return made(values, name, first, styles)


def _texts(values: list[Any], name: str, first: int, styles: dict[str, Any]) -> list[str]:
    style = styles["text"]._get_xf_index()
    return [
        "" if value is None else f'<c r="{name}{row}" s="{style}" t="inlineStr"><is>{_inline(value)}</is></c>'
        for row, value in enumerate(values, first)
    ]


def _inline(value: Any) -> str:
    text = value if isinstance(value, str) and len(value) <= CELL_CHARACTERS // 2 else cell_text(value)
    if _ODD.search(text):
        text = _CONTROL.sub(lambda one: f"_x{ord(one.group()):04X}_", _ESCAPE.sub(r"_x005F\1", text))
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    kept = ' xml:space="preserve"' if text and (text[0].isspace() or text[-1].isspace()) else ""
    return f"<t{kept}>{text}</t>"


def _numbers(values: list[Any], name: str, first: int, styles: dict[str, Any]) -> list[str]:
    style = styles["number"]._get_xf_index()
    return [
        "" if value is None or not math.isfinite(value) else f'<c r="{name}{row}" s="{style}"><v>{value:.16G}</v></c>'
        for row, value in enumerate(values, first)
    ]


def _truths(values: list[Any], name: str, first: int, styles: dict[str, Any]) -> list[str]:
    style = styles["number"]._get_xf_index()
    return [
        "" if value is None else f'<c r="{name}{row}" s="{style}" t="b"><v>{int(value)}</v></c>'
        for row, value in enumerate(values, first)
    ]


def _dates(values: list[Any], name: str, first: int, styles: dict[str, Any]) -> list[str]:
    made: list[str] = []
    for row, value in enumerate(values, first):
        if value is None:
            made.append("")
        elif value.year < 1900:  # Excel holds no older date: its text stands there
            made += _texts([value], name, row, styles)
        else:
            style = styles["date"]._get_xf_index()
            made.append(f'<c r="{name}{row}" s="{style}"><v>{excel_days(value):.16G}</v></c>')
    return made
