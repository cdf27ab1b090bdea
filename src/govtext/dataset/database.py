"""The SQLite file: keys, indexes, views and full-text search, for those who ask in SQL."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from govtext.tables import Table

TYPES = {"string": "TEXT", "int": "INTEGER", "float": "REAL", "bool": "INTEGER", "timestamp": "TEXT", "strings": "TEXT"}
# column → table whose key it is
REFERENCES = {"issue_id": "issues", "clause_id": "clauses", "topic_id": "topics"}

VIEWS = {
    "problems_by_region": """
        SELECT c.region, p.code, COUNT(*) AS complaints,
               ROUND(1.0 * COUNT(*) / (SELECT COUNT(*) FROM complaints r WHERE r.region IS c.region), 6) AS share
        FROM service_problems p JOIN complaints c USING (doc_id) GROUP BY c.region, p.code
    """,
    "issue_messages": """
        SELECT i.rank, i.issue_id, i.label, c.doc_id, c.date, c.title, c.text
        FROM issues i JOIN issue_members m USING (issue_id) JOIN complaints c USING (doc_id) ORDER BY i.rank, c.date
    """,
    "clauses_for_problems": """
        SELECT l.target_id AS code, l.rank, l.score, k.clause_id, k.doc_id, k.number, k.heading, k.text
        FROM links l JOIN clauses k USING (clause_id) WHERE l.target_kind = 'problem' ORDER BY code, l.rank
    """,
}


def write_database(path: Path, tables: list[tuple[Table, pa.Table]]) -> None:
    """Write the tables into a new SQLite file.

    Lists are JSON, dates are ISO text. `complaints_search` is a full-text index over title, text and
    reply (trigrams, so that any three characters are found: Chinese has no spaces to split at).
    """
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA page_size = 4096")
        names = {definition.name for definition, _ in tables}
        for definition, content in tables:
            connection.execute(_create(definition, names))
            marks = ", ".join("?" * len(definition.columns))
            connection.executemany(f'INSERT INTO "{definition.name}" VALUES ({marks})', _rows(content))
        for definition, _ in tables:
            for statement in _indexes(definition):
                connection.execute(statement)
        for name, query in VIEWS.items():
            connection.execute(f'CREATE VIEW "{name}" AS {query}')
        _add_search(connection)
        connection.commit()
        connection.execute("VACUUM")


def _create(definition: Table, names: set[str]) -> str:
    lines = [
        f'"{column.name}" {TYPES[column.type]}{" NOT NULL" if column.required else ""}' for column in definition.columns
    ]
    lines.append(f"PRIMARY KEY ({', '.join(definition.key)})")
    lines += [
        f"FOREIGN KEY ({column.name}) REFERENCES {target} ({column.name})"
        for column in definition.columns
        if (target := REFERENCES.get(column.name)) in names and target != definition.name
    ]
    body = ",\n  ".join(lines if definition.name != "rejected" else lines[:-1])
    return f'CREATE TABLE "{definition.name}" (\n  {body}\n)'


def _indexes(definition: Table) -> Iterator[str]:
    wanted = {"doc_id", "issue_id", "clause_id", "topic_id", "code", "region", "date", "target_id", "request_type"}
    for column in definition.columns:
        if column.name in wanted and definition.key[0] != column.name:
            yield f'CREATE INDEX "{definition.name}_{column.name}" ON "{definition.name}" ("{column.name}")'


def _rows(content: pa.Table) -> Iterator[list[Any]]:
    for batch in content.to_batches(max_chunksize=2048):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield [_value(value) for value in row]


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value


def _add_search(connection: sqlite3.Connection) -> None:
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE complaints_search USING fts5("
            "title, text, reply, content='complaints', content_rowid='rowid', tokenize='trigram')"
        )
        connection.execute("INSERT INTO complaints_search (complaints_search) VALUES ('rebuild')")
    except sqlite3.OperationalError:
        # A Python built against SQLite before 3.34 has no trigram index; everything else stands.
        connection.execute("DROP TABLE IF EXISTS complaints_search")
