"""Columns that Arrow shows at once read as their values would one by one."""

import csv
import datetime
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govtext.dataset.database import _values
from govtext.dataset.exports import held
from govtext.dataset.spreadsheets import joined, neutral, write_csv
from govtext.tables import Column, Table

TEXT_COLUMNS = Table("odd", "07_dataset", "a row", "一行", ("text",), (
    Column("text", "string", "text"), Column("list", "strings", "list"), Column("number", "float", "number"),
    Column("date", "timestamp", "date"), Column("flag", "bool", "flag"),
))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_is_a_formula(start, tmp_path):
    text = f"{start}HYPERLINK(1)"
    assert neutral(text) == f"'{text}"
    assert neutral(f"路灯{text}") == f"路灯{text}"
    write_csv(tmp_path / "odd.csv", held(TEXT_COLUMNS, [{"text": text, "list": [text, "乙"]}, {"text": f"路灯{text}"}]))
    with (tmp_path / "odd.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row[:2] for row in csv.reader(file)]
    assert cells[1:] == [[f"'{text}", f"'{text}; 乙"], [f"路灯{text}", ""]]


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.fixed_dictionaries({
    "text": st.none() | st.text("路灯,\"\r\n\t=+-@＝－'\\ \0", max_size=5),
    "list": st.none() | st.lists(st.text("甲\"\\\n;,=\x01", max_size=3), max_size=3),
    "number": st.none() | st.floats(), "flag": st.none() | st.booleans(),
    "date": st.none() | st.datetimes(min_value=datetime.datetime(1, 1, 1), max_value=datetime.datetime(9999, 12, 31)),
}), max_size=6))
def test_columns_are_shown_as_single_values_are(rows):
    export = held(TEXT_COLUMNS, rows)
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    order = [column.name for column in TEXT_COLUMNS.columns]
    writer.writerows([order, *([neutral(joined(row[name])) for name in order] for row in rows)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "odd.csv"
        write_csv(path, export)
        names, *written = path.read_bytes().decode("utf-8-sig").split("\r\n", 1)
        assert names == "text,list,number,date,flag"
        if rows:
            by_name = {name: [row[name] for row in rows] for name in rows[0]}
            assert written == lines.getvalue().split("\r\n", 1)[1:]
            shown = [one and one.strftime("%Y-%m-%d %H:%M:%S") for one in by_name["date"]]
            batch = next(export.batches())
            assert _values(batch["date"]) == shown
            assert _values(batch["list"]) == [None if one is None else json.dumps(one, ensure_ascii=False) for one in by_name["list"]]
