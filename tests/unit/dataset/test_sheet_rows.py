"""Rows written whole are those that XlsxWriter writes cell by cell: the same XML."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import xlsxwriter

from govtext.dataset import spreadsheets
from govtext.dataset.exports import Export
from govtext.dataset.sheet_rows import CELL_CHARACTERS, RowSheet, cell_text
from govtext.tables import Column, Table

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
TEXTS = [
    "路灯不亮", "", None, "=1+1", "a & b < c > d \"e\"", " 前有空格", "后有换行\n", "第一行\n第二行", "\u3000全角",
    "_x000D_", "\x07铃", "\x00", "\ufffe", "𠮷" * 3, "字" * 20_000, "𠮷" * 20_000, "<r>", "制\t表", "'引号",
]
COLUMNS: dict[str, pa.Array] = {
    "none": pa.nulls(len(TEXTS), pa.string()),
    "date": pa.array(
        [None, datetime.datetime(1900, 1, 2), datetime.datetime(1900, 2, 28), datetime.datetime(1900, 3, 1),
         datetime.datetime(2019, 5, 6, 7, 8, 9), datetime.datetime(2024, 2, 29, 23, 59, 59, 999_999),
         *[datetime.datetime(2020, 1, 1, 12)] * (len(TEXTS) - 6)], pa.timestamp("us")),
    "text": pa.array(TEXTS),
    "encoded": pa.array(["水", "电", None, *["水"] * (len(TEXTS) - 3)]).dictionary_encode(),
    "whole": pa.array([None, 0, -1, 10**15, 2**60, *range(len(TEXTS) - 5)]),
    "share": pa.array([0.1, 1 / 3, 1e-300, 1e300, -0.0, None, *[2.5] * (len(TEXTS) - 6)]),
    "flag": pa.array([True, False, None, *[True] * (len(TEXTS) - 3)]),
}


def test_rows_have_the_bytes_that_single_cells_have(tmp_path: Path) -> None:
    slow, fast = tmp_path / "slow.xlsx", tmp_path / "fast.xlsx"
    with xlsxwriter.Workbook(str(slow), OPTIONS) as book:
        sheet, styles = book.add_worksheet("t"), formats(book)
        names(sheet, styles)
        for row in range(len(TEXTS)):
            for at, column in enumerate(COLUMNS.values()):
                put(sheet, row + 1, at, column[row].as_py(), styles)
    with xlsxwriter.Workbook(str(fast), OPTIONS) as book:
        sheet, styles = book.add_worksheet("t", RowSheet), formats(book)
        names(sheet, styles)
        for start, stop in ((0, 0), (0, 3), (3, 4), (4, len(TEXTS))):
            sheet.write_batch(start + 1, [column[start:stop] for column in COLUMNS.values()], styles)
    for member in ("xl/worksheets/sheet1.xml", "xl/styles.xml"):
        with zipfile.ZipFile(slow) as old, zipfile.ZipFile(fast) as new:
            assert old.read(member) == new.read(member)


def test_rows_held_in_memory_are_packed_as_those_that_lie_in_files(tmp_path: Path, monkeypatch: Any) -> None:
    columns = ("date", "timestamp"), ("text", "string"), ("whole", "int"), ("share", "float"), ("flag", "bool")
    tables = [Table(name, "07_dataset", "a row", "一行", ("text",), tuple(Column(*one, "") for one in columns))
              for name in ("policies", "codes", "complaints")]
    rows = pa.record_batch([COLUMNS[name] for name, _ in columns], [name for name, _ in columns])
    batches = {"policies": (rows.slice(0, 3), rows.slice(3)), "codes": (), "complaints": (rows,)}
    exports = [Export(table, lambda _, name=table.name: iter(batches[name]), sum(map(len, batches[table.name])))
               for table in tables]
    made = set()
    for room in (0, 2_000, 200_000, 1 << 20):  # none, for a batch, for a sheet, for all
        monkeypatch.setattr(spreadsheets, "ROOM", room)
        spreadsheets.write_xlsx(tmp_path / f"{room}.xlsx", exports, "zh", 1_000, ["注"])
        made.add((tmp_path / f"{room}.xlsx").read_bytes())
    assert len(made) == 1
    with zipfile.ZipFile(tmp_path / "0.xlsx") as file:
        sizes = [file.getinfo(f"xl/worksheets/sheet{number}.xml").file_size for number in (1, 2, 3)]
    assert sizes[1] < 2_000 < 100_000 < sizes[2] < sizes[0] < 200_000


def test_a_text_that_looks_like_markup_stays_a_text(tmp_path: Path) -> None:
    file = tmp_path / "rich.xlsx"
    with xlsxwriter.Workbook(str(file), OPTIONS) as book:
        sheet, styles = book.add_worksheet("t", RowSheet), formats(book)
        names(sheet, styles)
        sheet.write_batch(1, [pa.array(["<r><t>x</t></r>"])], styles)
    with zipfile.ZipFile(file) as made:
        assert b"&lt;r&gt;&lt;t&gt;x" in made.read("xl/worksheets/sheet1.xml")


def test_lists_old_dates_and_rows_without_a_value(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    file = tmp_path / "few.xlsx"
    lists = pa.array([["甲", "乙"], None, []], pa.list_(pa.string()))
    dates = pa.array([datetime.datetime(1850, 1, 2), None, None], pa.timestamp("us"))
    shares = pa.array([float("nan"), None, 0.5])
    with xlsxwriter.Workbook(str(file), OPTIONS) as book:
        sheet, styles = book.add_worksheet("t", RowSheet), formats(book)
        names(sheet, styles)
        sheet.write_batch(1, [lists, dates, shares], styles)
    rows = list(openpyxl.load_workbook(file).active.iter_rows(min_row=2, max_col=3, values_only=True))
    assert rows[0] == ("甲; 乙", "1850-01-02 00:00:00", None)
    assert rows[1] == (None, None, None)
    assert rows[2][2] == 0.5


def test_a_long_text_is_cut_where_excel_cuts() -> None:
    assert cell_text("字" * CELL_CHARACTERS) == "字" * CELL_CHARACTERS
    assert cell_text("字" * (CELL_CHARACTERS + 1)) == "字" * (CELL_CHARACTERS - 1) + "…"
    assert cell_text("𠮷" * 20_000) == "𠮷" * (CELL_CHARACTERS // 2)


def formats(book: Any) -> dict[str, Any]:
    return {
        "header": book.add_format({"bold": True}), "text": book.add_format({"text_wrap": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), "number": book.add_format({"valign": "top"}),
    }


def names(sheet: Any, styles: dict[str, Any]) -> None:
    for at, name in enumerate(COLUMNS):
        sheet.write_string(0, at, name, styles["header"])


def put(sheet: Any, row: int, at: int, value: Any, styles: dict[str, Any]) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, at, value, styles["number"])
    elif isinstance(value, (int, float)):
        sheet.write_number(row, at, value, styles["number"])
    elif isinstance(value, datetime.datetime):
        sheet.write_datetime(row, at, value, styles["date"])
    elif value is not None:
        sheet.write_string(row, at, value, styles["text"])
