"""Rows in the SQLite file, several inserted with one statement."""

import sqlite3
from contextlib import closing

import pyarrow as pa
import pytest

from govtext.dataset.database import MOST_VALUES, ROWS_TOGETHER, write_database
from govtext.dataset.exports import Export
from govtext.tables import Column, Table


@pytest.mark.parametrize("columns", [2, 80, 600])
@pytest.mark.parametrize("rows", [0, ROWS_TOGETHER - 1, ROWS_TOGETHER, 2 * ROWS_TOGETHER + 3])
def test_all_rows_stand_in_their_order_whatever_the_batches(tmp_path, columns, rows):
    names = [f"c{number}" for number in range(columns)]
    assert MOST_VALUES // 80 < ROWS_TOGETHER
    definition = Table("odd", "07_dataset", "a row", "一行", ("c0",), tuple(
        Column(name, "int", "a number", "数") for name in names))
    content = pa.table({name: pa.array(range(number, number + rows), pa.int64()) for number, name in enumerate(names)})
    export = Export(definition, lambda wanted: iter(content.select(wanted).to_batches(max_chunksize=20)), rows)
    write_database(tmp_path / "made.sqlite", [export], search=False)
    with closing(sqlite3.connect(tmp_path / "made.sqlite")) as connection:
        found = connection.execute("SELECT * FROM odd ORDER BY rowid").fetchall()
    assert found == [tuple(range(row, row + columns)) for row in range(rows)]
