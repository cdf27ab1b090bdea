"""The SQLite file: keys, indexes, views and full-text search, for those who ask in SQL."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from govtext.dataset.exports import Export
from govtext.dataset.variables import KEYS, REFERENCES
from govtext.dataset.views import NEEDED, VIEWS
from govtext.tables import Table

TYPES = {"string": "TEXT", "int": "INTEGER", "float": "REAL", "bool": "INTEGER", "timestamp": "TEXT", "strings": "TEXT"}
INDEXED = {"doc_id", "issue_id", "clause_id", "topic_id", "code", "region", "date", "target_id", "request_type"}
LONGEST = 6  # characters of a word that the full-text index knows
MOST_SEGMENTS = 1_900  # in which the index grows before they are merged; FTS5 holds 2,000 at most
_RUN = re.compile(r"[^\W_]+")

# made once: json.dumps makes an encoder for every list
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def write_database(path: Path, exports: list[Export], search: bool = True) -> None:
    """Write the tables into a new SQLite file, rows as they come.

    Lists are JSON, dates are ISO text. `complaints_search` is a full-text index over title, text and reply
    together: MATCH finds any string of two to six characters as LIKE does (see `_pieces`).

    Args:
        path: the file.
        exports: the tables.
        search: whether to make the full-text index.
    """
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA page_size = 4096")
        names = {export.definition.name for export in exports}
        for export in exports:
            definition = export.definition
            connection.execute(_create(definition, names))
            marks = ", ".join("?" * len(definition.columns))
            connection.executemany(f'INSERT INTO "{definition.name}" VALUES ({marks})', export.rows(_values))
        for export in exports:
            for statement in _indexes(export.definition):
                connection.execute(statement)
        for name, query in VIEWS.items():
            if NEEDED.get(name, names) <= names:  # an older stage table hands fewer tables over
                connection.execute(f'CREATE VIEW "{name}" AS {query}')
        if search:
            _add_search(connection)
        connection.commit()
        connection.execute("VACUUM")


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
    values: list[Any] = column.to_pylist()
    if pa.types.is_list(column.type):
        return [None if one is None else _as_json(one) for one in values]
    if pa.types.is_timestamp(column.type):
        return [None if one is None else one.strftime("%Y-%m-%d %H:%M:%S") for one in values]
    return values


def _add_search(connection: sqlite3.Connection) -> None:
    """Add the index of pieces: it holds no text and no places, only which complaints have a piece."""
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE complaints_search USING fts5("
            "words, content='', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 0')"
        )
    except sqlite3.OperationalError:
        return  # a Python whose SQLite was built without FTS5; everything else stands
    # Merged once, at the end: a quarter of the time less than again and again.
    for option, value in (("automerge", 0), ("crisismerge", MOST_SEGMENTS)):
        connection.execute("INSERT INTO complaints_search (complaints_search, rank) VALUES (?, ?)", (option, value))
    rows = connection.execute("SELECT rowid, title, text, reply FROM complaints ORDER BY rowid")
    connection.executemany(
        "INSERT INTO complaints_search (rowid, words) VALUES (?, ?)", ((row, _pieces(*texts)) for row, *texts in rows)
    )
    connection.execute("INSERT INTO complaints_search (complaints_search) VALUES ('optimize')")


def _pieces(*texts: str | None) -> str:
    """Return the different strings of two to six letters and digits that stand in the texts, with blanks between.

    Chinese has no blanks to split at, and SQLite looks a word up whole as it is typed: what is to be found must be
    in the index. Trigrams would leave out words of two characters, which most are. Numbers and Latin words stand
    whole as well.
    """
    found: dict[str, None] = {}
    for text in texts:
        for run in _RUN.findall(text or ""):
            if len(run) <= LONGEST or run.isascii():
                found[run] = None
            for length in range(2, LONGEST + 1):
                for at in range(len(run) - length + 1):
                    found[run[at : at + length]] = None
    return " ".join(found)
