"""The SQLite file: keys, indexes, views and full-text search, for those who ask in SQL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from govtext.dataset.exports import Export, dates_shown, lists_shown
from govtext.dataset.full_text import add_full_text, hurry
from govtext.dataset.variables import KEYS, REFERENCES
from govtext.dataset.views import NEEDED, VIEWS
from govtext.tables import Table

TYPES = {"string": "TEXT", "int": "INTEGER", "float": "REAL", "bool": "INTEGER", "timestamp": "TEXT", "strings": "TEXT"}
INDEXED = {"doc_id", "issue_id", "clause_id", "topic_id", "code", "region", "date", "target_id", "request_type"}

# Bytes. With SQLite's usual 4,096 a tenth of the time goes into pages, four times as many of them; a search takes ten
# microseconds less.
PAGE_SIZE = 16_384

# Rows that one statement inserts, and values: SQLite before 3.32 (2020) took no more.
ROWS_TOGETHER, MOST_VALUES = 16, 999

# What JSON writes as something else.
_ESCAPED = r'["\\\x00-\x1f]'
# made once: json.dumps makes an encoder for every list
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def write_database(path: Path, exports: list[Export], search: bool = True) -> None:
    """Write the tables into a new SQLite file, rows as they come.

    Lists are JSON, dates are ISO text. `complaints_search` is a full-text index over title, text and reply
    together: MATCH finds any string of two to six characters as LIKE does (see `full_text`).

    Args:
        path: the file.
        exports: the tables.
        search: whether to make the full-text index.
    """
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        hurry(connection)
        connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        names = {export.definition.name for export in exports}
        for export in exports:
            definition = export.definition
            connection.execute(_create(definition, names))
            _fill(connection, export)
        for export in exports:
            for statement in _indexes(export.definition):
                connection.execute(statement)
        for name, query in VIEWS.items():
            if NEEDED.get(name, names) <= names:  # an older stage table hands fewer tables over
                connection.execute(f'CREATE VIEW "{name}" AS {query}')
        connection.commit()
    if search:
        add_full_text(path, next(one for one in exports if one.definition.name == "complaints"))
    with closing(sqlite3.connect(path)) as connection:
        hurry(connection)
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        if free:  # of what was merged; else there is nothing to gain
            connection.execute("VACUUM")


def _fill(connection: sqlite3.Connection, export: Export) -> None:
    """Insert the rows, several with one statement: a third of the time less for narrow tables."""
    size = len(export.definition.columns)
    together = max(1, min(ROWS_TOGETHER, MOST_VALUES // size))
    insert, row = f'INSERT INTO "{export.definition.name}" VALUES ', f"({', '.join('?' * size)})"
    for batch in export.batches():
        columns = list(map(_values, batch.columns))
        whole = batch.num_rows // together * together
        values = chain.from_iterable(zip(*(column[:whole] for column in columns), strict=True))
        several = zip(*[values] * (together * size), strict=True)
        connection.executemany(insert + ", ".join([row] * together), several)
        connection.executemany(insert + row, zip(*(column[whole:] for column in columns), strict=True))


def _create(definition: Table, names: set[str]) -> str:
    lines = [
        f'"{column.name}" {TYPES[column.type]}{" NOT NULL" if column.required else ""}' for column in definition.columns
    ]
    # A file that was rejected whole has no row number: its key is not unique.
    if definition.name != "rejected":
        keys = ", ".join(f'"{name}"' for name in definition.key)
        lines.append(f"PRIMARY KEY ({keys})")
    lines += [
        f'FOREIGN KEY ("{column}") REFERENCES "{target}" ("{KEYS[target]}")'
        for column, target in REFERENCES.get(definition.name, {}).items()
        if target in names
    ]
    body = ",\n  ".join(lines)
    return f'CREATE TABLE "{definition.name}" (\n  {body}\n)'


def _indexes(definition: Table) -> Iterator[str]:
    for column in definition.columns:
        if column.name in INDEXED and definition.key[0] != column.name:
            yield f'CREATE INDEX "{definition.name}_{column.name}" ON "{definition.name}" ("{column.name}")'


def _values(column: pa.Array) -> list[Any]:
    values: list[Any]
    if pa.types.is_list(column.type):
        odd = pc.match_substring_regex(column.flatten(), _ESCAPED)
        if pc.any(odd).as_py() or column.flatten().null_count:
            return [None if one is None else _as_json(one) for one in column.to_pylist()]
        empty = pc.equal(pc.list_value_length(column), 0)
        shown = pc.if_else(empty, "[]", lists_shown(column, '["', '", "', '"]'))
        values = shown.to_pylist()
    elif pa.types.is_timestamp(column.type):
        values = dates_shown(column).to_pylist()
    else:
        values = column.to_pylist()
    return values
