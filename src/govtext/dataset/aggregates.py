"""Keys of numbers that are drawn from several cells: counts, sums, means and shares of rows, and ratios of two cells.

    clause_complaints.clause_id=<id>.count              rows of the clause
    documents.kind=complaint.date=2019-W12.count        complaints of a week (or 2019, 2019-03, 2019-03-24, 2018..2019)
    model_selection.method=nmf.k=9.mean.stability       mean of a column over the rows, nulls left out
    instrument_themes.theme_kind=problem.instrument=<code>.sum.clauses
    instrument_themes.theme_kind=problem.instrument=<code>.share.clauses     of the rows without the last condition
    responses.region.<region>.answered/complaints       two cells of a row

The conditions are COLUMN=VALUE with dots between; a condition on a list holds where the list holds the value.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from govtext.store import Source
from govtext.tables import TABLES, Table

Filter = dict[str, Any]
Found = dict[str, Any]

_KEY = re.compile(
    r"(?P<table>\w+)\.(?P<where>\w+=.*)\.(?:(?P<how>sum|mean|share)\.(?P<column>\w+)|(?P<rows>count|share))"
)
_READ: dict[str, Callable[[str], Any]] = {
    "string": str, "int": int, "float": float, "bool": lambda one: one == "True",
}
_CONDITION = re.compile(r"\.(?=\w+=)")
_WORDS = {"share": ("所占的比例", "share of"), "sum": ("之和", "sum of"), "mean": ("的均值", "mean of")}


def aggregate_key(table: str, where: Mapping[str, Any], how: str = "count", column: str = "") -> str:
    """Return the key of a count, or of the sum, mean or share of a column, over the rows that meet the conditions."""
    conditions = (f"{name}={' '.join(str(value).split())}" for name, value in where.items())
    return ".".join([table, *conditions, how, *([column] if column else [])])


def find_aggregate(key: str, sources: Mapping[str, Source]) -> Found | None:
    """Return what `keys` says of a number, for an aggregate; None where the key is none or nothing meets it.

    A count may be 0: the table is there, and no row meets the conditions.
    """
    match = _KEY.fullmatch(key)
    if match is None or match["table"] not in TABLES or match["table"] not in sources:
        return None
    definition = TABLES[match["table"]]
    names = {one.name for one in definition.columns}
    where = conditions(match["where"])
    column, how = match["column"] or "", match["how"] or match["rows"]
    if not set(where) <= names or (column and column not in names):
        return None
    value = _value(definition, sources[definition.name], where, how, column)
    return None if value is None else _described(definition, where, how, column, value)


def conditions(spelled: str) -> dict[str, str]:
    """Return column → value of conditions such as kind=complaint.date=2019-03; empty where they are none."""
    parts = [part.partition("=") for part in _CONDITION.split(spelled)]
    return {name: value for name, equals, value in parts} if all(equals for _, equals, _ in parts) else {}


def _value(definition: Table, source: Source, where: dict[str, str], how: str, column: str) -> float | int | None:
    tests = {name: _Test(value) for name, value in where.items()}
    last = list(where)[-1]
    met: list[float] = []
    whole = 0.0
    for row in _rows(source, list(dict.fromkeys([*where, *([column] if column else [])]))):
        if all(test.holds(row[name]) for name, test in tests.items() if name != last):
            number = 1 if not column else row[column]
            whole += number or 0
            if tests[last].holds(row[last]) and number is not None:
                met.append(number)
    if how == "count":
        return len(met)
    if how == "sum":
        return sum(met)
    if how == "mean":
        return sum(met) / len(met) if met else None
    return sum(met) / whole if whole else None


class _Test:
    """A condition: the value as a key spells it; of a moment its year, month, day or week (2019-W12, ISO 8601).

    2019-03..2019-05 holds for the moments of both months and of those between, no value at all for null.
    """

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted

    def holds(self, value: Any) -> bool:
        if not self.wanted:
            return value is None
        if isinstance(value, datetime.datetime):
            first, _, last = self.wanted.partition("..")
            if last:
                return any(first <= one <= last for one in _spellings(value) if len(one) == len(first) == len(last))
            return self.wanted in {*_spellings(value)}
        if isinstance(value, (list, tuple)):
            return any(" ".join(str(one).split()) == self.wanted for one in value)
        return " ".join(str(value).split()) == self.wanted


def _spellings(moment: datetime.datetime) -> Iterator[str]:
    yield from (moment.strftime(shape) for shape in ("%Y", "%Y-%m", "%Y-%m-%d"))
    year, week, _ = moment.isocalendar()
    yield f"{year}-W{week:02d}"


def _rows(source: Source, columns: list[str]) -> Iterator[dict[str, Any]]:
    for batch in source.batches(columns, 65_536):
        yield from batch.to_pylist()


def _described(definition: Table, where: dict[str, str], how: str, column: str, value: float | int) -> Found:
    named = ", ".join(f"{name} = {one}" for name, one in where.items())
    what = definition.column(column) if column else None
    zh = f"结果表 {definition.name} 中 {named} 的行数"
    en = f"rows of the table {definition.name} with {named}"
    if how in _WORDS:
        meaning = (what.meaning_zh or what.meaning, what.meaning) if what else ("行数", "rows")
        zh = f"结果表 {definition.name} 中 {named} 的各行：{meaning[0]}{_WORDS[how][0]}"
        en = f"{_WORDS[how][1]} {meaning[1]}, over the rows of the table {definition.name} with {named}"
    return {
        "value": value, "unit": "0 to 1" if how == "share" else what.unit if what else "rows",
        "table": definition.name, "row": where, "column": column or "rows",
        "zh": zh, "en": en,
        "stage": definition.folder.split("_", 1)[1], "rows": list(_behind(definition, where)) if value else [],
    }


def _behind(definition: Table, where: dict[str, str]) -> Iterator[Filter]:
    """The texts behind the rows, where the table has a text a row."""
    if "doc_id" not in {one.name for one in definition.columns}:
        return
    yield {"table": definition.name, "where": filter_of(definition, where)}


def filter_of(definition: Table, where: Mapping[str, str]) -> dict[str, Any]:
    """Return the conditions of a key as `rows_behind` reads them; an empty value is a null."""
    found: dict[str, Any] = {}
    for name, wanted in where.items():
        kind = definition.column(name).type
        if not wanted:
            found[name] = {"missing": True}
        elif kind == "timestamp":
            found[name] = _span(wanted)
        elif kind == "strings":
            found[name] = {"contains": wanted}
        else:
            found[name] = _READ[kind](wanted)
    return found


def _span(wanted: str) -> dict[str, str]:
    first_one, _, last_one = wanted.partition("..")
    if last_one:
        return {"from": _span(first_one)["from"], "before": _span(last_one)["before"]}
    if "W" in wanted:
        year, week = (int(one) for one in wanted.split("-W"))
        first = datetime.date.fromisocalendar(year, week, 1)
        return {"from": first.isoformat(), "before": (first + datetime.timedelta(days=7)).isoformat()}
    parts = [int(one) for one in wanted.split("-")]
    if len(parts) == 3:
        first = datetime.date(*parts)
        return {"from": first.isoformat(), "before": (first + datetime.timedelta(days=1)).isoformat()}
    year, month = parts[0], parts[1] if len(parts) == 2 else 1
    months = 1 if len(parts) == 2 else 12
    after = datetime.date(year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1, 1)
    return {"from": datetime.date(year, month, 1).isoformat(), "before": after.isoformat()}
