"""Rows of a worksheet written as they will stand in the file, a batch at a time.

XlsxWriter takes a cell at a time and looks at each a dozen times: two thirds of what a data set took. What a column
holds is known here, so its cells are made together. The bytes are those that XlsxWriter would write (tested), but for
a text <r>…</r>, which it takes for markup, and the 1st of January 1900, which it takes for a time without a date.
"""

from __future__ import annotations

import datetime
import os
import re
import shutil
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from govtext.dataset.exports import BLANK
from govtext.dataset.packing import Room

# Limit of a cell (ECMA-376 as Excel implements it), counted in units of UTF-16.
CELL_CHARACTERS = 32_767
# Days from which Excel is one ahead: it takes 1900 for a leap year.
LEAP_DAY = 59
COPIED = 1 << 20  # bytes at a time
SECONDS_PER_DAY = 24 * 60 * 60
EPOCH_DAYS = 25_568  # from the last day of 1899 to the start of 1970
MICROSECONDS = 1_000_000
OLDEST = -2_208_988_800 * MICROSECONDS  # the start of 1900 from the start of 1970
LARGEST_WHOLE = 10**15  # whole numbers below it are shown digit by digit
# What can't stand in XML as it is, and what Excel takes for the escape of a character (_x000D_).
_ODD = re.compile("[&<>_\x00-\x1f\ufffe\uffff]")
_ESCAPE = re.compile("(_x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
# The same for Arrow's RE2, and blanks at an end, which are kept only if they are said to be.
_SPECIAL = rf"[&<>\x00-\x1f\x{{fffe}}\x{{ffff}}]|_x[0-9a-fA-F]{{4}}_|^[{BLANK}]|[{BLANK}]$"


class RowSheet(Worksheet):  # type: ignore[misc]
    """A worksheet in constant memory that takes batches of rows, after its first row was written cell by cell.

    Attributes:
        room: where there is any, rows are held in memory: all that come after the first one must then come in batches.
            Else they go into a file, from there into the sheet's and from there into the workbook.
    """

    def __init__(self) -> None:
        super().__init__()
        self.room: Room | None = None
        self._held: list[memoryview] = []

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
        columns = [one.dictionary_decode() if pa.types.is_dictionary(one.type) else one for one in columns]
        rows = pa.array(np.arange(first + 1, first + 1 + len(columns[0]))).cast(pa.string())
        cells: dict[int, _Cells] = {}
        # A style's number is given when its first cell is written: row by row, as in the file.
        for at in sorted(range(len(columns)), key=lambda at: (_first_value(columns[at]), at)):
            if columns[at].null_count < len(rows):
                cells[at] = _cells(columns[at], styles)
        made = _joined(rows, {xl_col_to_name(at): cells[at] for at in sorted(cells)})
        some = np.zeros(len(rows), bool)
        for at in cells:
            if not some.all():
                some |= cells[at].shown.is_valid().to_numpy(zero_copy_only=False)
        if not some.all():
            made = made.filter(pa.array(some))
        self._put(text_bytes(made))
        last = int(np.flatnonzero(some).max(initial=-first)) + first
        self.dim_rowmax = max(self.dim_rowmax or 0, last)  # type: ignore[has-type]
        self.previous_row = first + len(rows) - 1

    def _put(self, rows: memoryview) -> None:
        self._held.append(rows)
        if self.room is not None and len(rows) <= self.room.left:
            self.room.left -= len(rows)
            return
        self.room = None
        self.row_data_fh.flush()
        for one in self._held:
            self.row_data_fh.buffer.write(one)
        self._held.clear()

    def _write_optimized_sheet_data(self) -> None:
        # The rows go from their file into the sheet's as bytes: XlsxWriter reads and writes them as text.
        if self.dim_rowmin is None:
            super()._write_optimized_sheet_data()
            return
        self._xml_start_tag("sheetData")
        for file in (self.row_data_fh, self.fh):
            file.flush()
        with open(self.row_data_filename, "rb") as rows:
            shutil.copyfileobj(rows, self.fh.buffer, COPIED)
        if self.room is not None:
            self.room.held[self.fh.name] = self.fh.buffer.tell(), self._held
        self.row_data_fh.close()
        os.unlink(self.row_data_filename)
        self._xml_end_tag("sheetData")


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


def _first_value(column: pa.Array) -> int:
    at = pc.index(column.is_valid(), True).as_py()
    return len(column) if at < 0 else int(at)


def text_bytes(texts: pa.StringArray) -> memoryview:
    """Return the texts one after the other in UTF-8."""
    if not len(texts):
        return memoryview(b"")
    _, places, content = texts.buffers()
    ends = np.frombuffer(places, np.int32)
    return memoryview(content)[ends[texts.offset] : ends[texts.offset + len(texts)]]


class _Cells(NamedTuple):
    """The cells of a column: what stands in all of them after the number of the row, what each shows, and the end.

    Attributes:
        opened: before what is shown.
        shown: XML of what is shown, null for an empty cell.
        closed: after it.
    """

    opened: str
    shown: pa.StringArray
    closed: str


def _joined(rows: pa.StringArray, cells: dict[str, _Cells]) -> pa.StringArray:
    """Return the XML of rows of these numbers; `cells` by the names of their columns, in order."""
    parts: list[Any] = ['<row r="', rows, '">']
    for name, (opened, shown, closed) in cells.items():
        cell = [f'<c r="{name}', rows, opened, shown, closed]
        if shown.null_count:  # all of the cell is left out
            parts.append(pc.binary_join_element_wise(*cell, ""))
        else:
            parts += cell
    parts.append("</row>")
    # What is the same in all rows is put there as one.
    together: list[Any] = []
    for part in parts:
        if isinstance(part, str) and together and isinstance(together[-1], str):
            together[-1] += part
        else:
            together.append(part)
    return pc.binary_join_element_wise(*together, "", null_handling="replace", null_replacement="")


def _cells(column: pa.Array, styles: dict[str, Any]) -> _Cells:
    """Return the cells of a column, null for a null."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        return _dates(column, styles)
    if pa.types.is_boolean(kind):
        shown = column.cast(pa.int8()).cast(pa.string())
    elif pa.types.is_integer(kind):
        shown = _whole_numbers(column)
    elif pa.types.is_floating(kind):
        shown = _numbers(column.to_numpy(zero_copy_only=False))
    else:
        return _texts(column, styles)
    truth = ' t="b"' if pa.types.is_boolean(kind) else ""
    return _Cells(f'" s="{styles["number"]._get_xf_index()}"{truth}><v>', shown, "</v></c>")


def _texts(column: pa.Array, styles: dict[str, Any]) -> _Cells:
    opened = f'" s="{styles["text"]._get_xf_index()}" t="inlineStr"><is>'
    if pa.types.is_string(column.type):
        texts = column
    elif pa.types.is_list(column.type) and not column.flatten().null_count:
        texts = pc.binary_join(column, "; ")
    else:
        texts = pa.array([None if one is None else cell_text(one) for one in column.to_pylist()], pa.string())
    special = pc.match_substring_regex(texts, _SPECIAL)
    if (pc.max(pc.binary_length(texts)).as_py() or 0) > CELL_CHARACTERS // 2:  # else they are no more characters
        special = pc.or_(special, pc.greater(pc.utf8_length(texts), CELL_CHARACTERS // 2))
    if not pc.any(special).as_py():
        return _Cells(f"{opened}<t>", texts, "</t></is></c>")
    special = pc.fill_null(special, False)
    plain = pc.replace_with_mask(
        pc.binary_join_element_wise("<t>", texts, "</t>", ""), special,
        pa.array([_inline(one) for one in texts.filter(special).to_pylist()], pa.string()))
    return _Cells(opened, plain, "</is></c>")


def _inline(value: str) -> str:
    text = value if len(value) <= CELL_CHARACTERS // 2 else cell_text(value)
    if _ODD.search(text):
        text = _CONTROL.sub(lambda one: f"_x{ord(one.group()):04X}_", _ESCAPE.sub(r"_x005F\1", text))
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    kept = ' xml:space="preserve"' if text and (text[0].isspace() or text[-1].isspace()) else ""
    return f"<t{kept}>{text}</t>"


def _whole_numbers(column: pa.Array) -> pa.StringArray:
    extent = pc.min_max(column)
    if extent["min"].as_py() > -LARGEST_WHOLE and extent["max"].as_py() < LARGEST_WHOLE:
        return column.cast(pa.string())
    return pa.array([None if one is None else f"{one:.16G}" for one in column.to_pylist()], pa.string())


def _numbers(values: NDArray[np.float64]) -> pa.StringArray:
    """Return numbers as XlsxWriter shows them, null for what is none."""
    finite = np.isfinite(values)
    shown = ("%.16G " * int(finite.sum()) % tuple(values[finite].tolist())).split()
    return pa.array(shown, pa.string()).take(pa.array(np.cumsum(finite) - 1, mask=~finite))


def _dates(column: pa.Array, styles: dict[str, Any]) -> _Cells:
    moments = column.cast(pa.timestamp("us")).cast(pa.int64())
    old = pc.less(moments, OLDEST)  # Excel holds no older date: its text stands there
    if pc.any(old).as_py():
        made = [_texts(column.slice(at, 1), styles) if told else _dates(column.slice(at, 1), styles)
                for at, told in enumerate(pc.fill_null(old, False).to_pylist())]
        return _Cells("", pa.concat_arrays([pc.binary_join_element_wise(*one, "") for one in made]), "")
    known = moments.is_valid().to_numpy(zero_copy_only=False)
    if not known.any():
        return _Cells("", pa.nulls(len(column), pa.string()), "")
    days = np.full(len(column), np.nan)
    days[known] = _excel_days(moments.filter(pa.array(known)).to_numpy())
    return _Cells(f'" s="{styles["date"]._get_xf_index()}"><v>', _numbers(days), "</v></c>")


def _excel_days(moments: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return Excel's numbers of dates: days since the end of 1899, with the 29th of February 1900 that never was."""
    whole, rest = np.divmod(moments, SECONDS_PER_DAY * MICROSECONDS)
    days = whole + EPOCH_DAYS + (rest // MICROSECONDS + rest % MICROSECONDS / 1e6) / SECONDS_PER_DAY
    return np.where(days > LEAP_DAY, days + 1, days)
