"""A key for every cell of every table: the table, the values of its key columns, the column, with dots between.

`gaps.slow_response.gap`, `topic_trends.3.month.2024-01.share`, `region_comparison.<region>.<kind>.<item>.effect`: a
table added to `govtext.tables` has keys without another line. Numbers that no table holds (counts and shares of
texts) are named in `keys`; `TABLE.count` is the number of rows of any table.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from govtext.dataset.aggregates import find_aggregate
from govtext.dataset.cells_behind import filters_of_cell
from govtext.store import Source
from govtext.tables import TABLES, Table

# Names that read better than those of the tables: what they stand for.
_SHORT = (
    (re.compile(r"topics\.(\d+)\.([a-z_]+)\.(.+\.\w+)"), r"topic_trends.\1.\2.\3"),
    (re.compile(r"replies\.all\.(\w+)"), r"responses.all.all.\1"),
    (re.compile(r"replies\.(.+)"), r"responses.\1"),
    (re.compile(r"problems\.(.+)"), r"gaps.\1"),
)
# Finding of `robustness` → unit of its numbers; overlaps and correlations have none.
_FINDING_UNITS = {
    **dict.fromkeys(("top_problem", "problem_share", "top_region", "keywords"), "0 to 1"),
    "largest_gap": "difference of shares", "median_wait": "days",
}


def cell_key(table: str, row: Mapping[str, Any], column: str) -> str:
    """Return the key of a cell; `row` holds at least the table's key columns."""
    return ".".join([table, *_names(TABLES[table], row), column])


def find_cell(key: str, sources: Mapping[str, Source]) -> dict[str, Any] | None:
    """Return what `keys` says of a number, for a cell: value, unit, words, table, row, column, stage, rows behind it.

    Args:
        key: as `cell_key` makes it, or with a short name such as topics.3.month.2024-01.share, or of several cells
            (see `aggregates`).
        sources: the study's tables.

    Returns:
        None where there is no such table, column or row, or the cell holds neither a number nor a yes or no.
    """
    for spelled in (key, *(pattern.sub(full, key) for pattern, full in _SHORT if pattern.fullmatch(key))):
        table, _, rest = spelled.partition(".")
        wanted, _, name = rest.rpartition(".")
        if table in TABLES and table in sources and rest == "count":
            return _row_count(TABLES[table], sources[table])
        if table not in TABLES or table not in sources or name not in {one.name for one in TABLES[table].columns}:
            continue
        row = _row(TABLES[table], wanted, sources[table])
        if row is not None and isinstance(row[name], (int, float)):
            return _described(TABLES[table], row, name, sources)
    return _find_ratio(key, sources) or find_aggregate(key, sources)


def _find_ratio(key: str, sources: Mapping[str, Source]) -> dict[str, Any] | None:
    """Return a ratio of two cells of a row: TABLE.KEY.COLUMN/COLUMN."""
    before, _, whole = key.rpartition("/")
    if not re.fullmatch(r"\w+", whole) or "." not in before:
        return None
    found = [find_cell(one, sources) for one in (before, f"{before.rpartition('.')[0]}.{whole}")]
    if found[0] is None or found[1] is None or not found[1]["value"]:
        return None
    part, all_of = found[0], found[1]
    return {
        **part, "value": part["value"] / all_of["value"], "unit": "0 to 1",
        "column": f"{part['column']} / {all_of['column']}", "parts": [part["value"], all_of["value"]],
        "zh": f"{part['zh']}（占“{all_of['zh'].rpartition('：')[2]}”的比例）",
        "en": f"{part['en']} (share of: {all_of['en'].rpartition(': ')[2]})",
    }


def _names(definition: Table, row: Mapping[str, Any]) -> list[str]:
    # One line each, and of a day its date alone: a key is typed in a terminal.
    return [" ".join(_name(row[name]).split()) for name in definition.key]


def _name(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime.datetime) else str(value)


def cell_row(key: str, source: Source) -> dict[str, Any] | None:
    """Return the row that a key TABLE.KEY names, without a column; None where there is none."""
    table, _, wanted = key.partition(".")
    return _row(TABLES[table], wanted, source)


def _row(definition: Table, wanted: str, source: Source) -> dict[str, Any] | None:
    at = 0
    for batch in source.batches(list(definition.key), 65_536):
        columns = [column.to_pylist() for column in batch.columns]
        for offset, values in enumerate(zip(*columns, strict=True)):
            if ".".join(_names(definition, dict(zip(definition.key, values, strict=True)))) == wanted:
                return _taken(source, at + offset)
        at += batch.num_rows
    return None


def _taken(source: Source, place: int) -> dict[str, Any]:
    at = 0
    for batch in source.batches(rows=65_536):
        if place < at + batch.num_rows:
            found: dict[str, Any] = pa.Table.from_batches([batch.slice(place - at, 1)]).to_pylist()[0]
            return found
        at += batch.num_rows
    raise IndexError(place)


def _row_count(definition: Table, source: Source) -> dict[str, Any]:
    known = "doc_id" in {column.name for column in definition.columns}
    return {
        "value": source.count(), "unit": "rows", "table": definition.name, "row": {}, "column": "rows",
        "zh": f"结果表 {definition.name} 的行数（每行是{definition.row_zh}）",
        "en": f"rows of the table {definition.name}, each {definition.row}",
        "stage": definition.folder.split("_", 1)[1],
        "rows": [{"table": definition.name, "where": {}}] if known else [],
    }


def _described(
    definition: Table, row: dict[str, Any], name: str, sources: Mapping[str, Source]
) -> dict[str, Any]:
    column = definition.column(name)
    where = {key: row[key] for key in definition.key}
    about = row.get("label") or ", ".join(str(value) for value in where.values())
    return {
        "value": row[name], "unit": _unit(definition, row, name), "table": definition.name, "row": where,
        "column": name,
        "zh": f"{definition.row_zh}“{about}”：{column.meaning_zh or column.meaning}",
        "en": f"{definition.row} “{about}”: {column.meaning}",
        "stage": definition.folder.split("_", 1)[1], "rows": filters_of_cell(definition, row, name, sources),
    }


def _unit(definition: Table, row: Mapping[str, Any], name: str) -> str:
    """Return the unit of a cell: the column's, or where that leaves it open what the row is about."""
    if definition.name == "robustness" and definition.column(name).type == "float":
        return _FINDING_UNITS.get(row["finding"], "")
    if definition.name == "region_comparison" and name in {"low", "high"}:
        return "" if row["kind"] == "word" else "difference of shares"  # of words the log-odds ratio
    return definition.column(name).unit
