"""Keys of numbers that are worked out from rows: counts of texts that meet conditions in several tables, waits.

    issue_members.issue_id=<id>+documents.date=2019-W12.count       messages of an issue in a week
    documents.kind=complaint.date=2019-03..2019-05+service_problems.code=<code>.count
    document_topics.topic_id=3.largest=weight+documents.region=<region>.count    texts of which 3 is the main topic
    reply_curve.<grouping>.<group>.<day>.share          share without a reply after so many days
    reply_curve.<grouping>.<group>.<day>.low            (or high) ends of its interval; complaints: how many it is of
    documents.<doc_id>.reply_date-date                  days from one moment of a row to another

The conditions are those of `aggregates`; an empty value stands for a null.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any, cast

from govtext.dataset.aggregates import conditions, filter_of
from govtext.dataset.cells import cell_row, find_cell
from govtext.dataset.cells_behind import Filter, group_filters
from govtext.dataset.conditions_behind import of_check
from govtext.dataset.rows_behind import rows_behind
from govtext.dataset.waited import waits_of
from govtext.store import Source
from govtext.tables import TABLES
from govtext.waiting import Curve, End, curve

Found = dict[str, Any]
_JOINED = re.compile(r"\+(?=\w+\.\w+=)")
_POINT = re.compile(
    r"reply_curve\.(?P<grouping>\w+)\.(?P<group>.+)\.(?P<day>\d{1,5})\.(?P<end>share|low|high|complaints)"
)
_BETWEEN = re.compile(r"(?P<row>.+)\.(?P<later>\w+)-(?P<earlier>\w+)")
_ENDS = {
    "share": ("尚未得到答复的比例", "share without a reply"),
    "low": ("尚未得到答复的比例的 95% 区间下限", "lower end of the 95 % interval of the share without a reply"),
    "complaints": ("曲线所依据的诉求数", "complaints that the curve is drawn from"),
    "high": ("尚未得到答复的比例的 95% 区间上限", "upper end of the 95 % interval of the share without a reply"),
}


def curve_key(grouping: str, group: str, day: int, end: End = "share") -> str:
    """Return the key of a point of the curve of waits."""
    return ".".join(["reply_curve", grouping, " ".join(group.split()), str(day), end])


def find_number(key: str, sources: Mapping[str, Source]) -> Found | None:
    """Return what `keys` says of a number: of a cell or of several (see `cells`), or of one worked out here.

    Args:
        key: of the number.
        sources: the study's tables.

    Returns:
        None where the key is none, or there is nothing that it is of.
    """
    found = find_cell(key, sources)
    if found is not None:
        # A row is named there; a count of rows has nothing of the kind.
        whole = found["table"] == "robustness" and {"finding", "condition", "detail"} <= set(found["row"])
        return of_check(found, sources) if whole else found
    return _joined(key, sources) or _point(key, sources) or _days_between(key, sources)


def _joined(key: str, sources: Mapping[str, Source]) -> Found | None:
    """Return the number of texts that meet conditions in two tables or more."""
    body, _, how = key.rpartition(".")
    parts = _JOINED.split(body)
    if how != "count" or len(parts) < 2:
        return None
    filters = []
    for part in parts:
        table, _, spelled = part.partition(".")
        made = _filter(table, spelled) if table in sources else None
        if made is None:
            return None
        filters.append(made)
    said = " ∩ ".join(parts)
    return {
        "value": rows_behind(filters, sources, 0)[1], "unit": "texts", "table": filters[0]["table"], "row": {},
        "column": "rows", "zh": f"同时符合 {said} 的文本数", "en": f"texts that meet {said}",
        "stage": _stage(filters[0]["table"]), "rows": filters,
    }


def _filter(table: str, spelled: str) -> Filter | None:
    definition = TABLES.get(table)
    if definition is None or "doc_id" not in {one.name for one in definition.columns}:
        return None
    where = conditions(spelled)
    largest = where.pop("largest", None)
    names = {one.name for one in definition.columns}
    if not where or not {*where, *([largest] if largest else [])} <= names or (largest and len(where) > 1):
        return None
    made: Filter = {"table": table, "where": filter_of(definition, where)}
    return {**made, "largest": largest} if largest else made


def _point(key: str, sources: Mapping[str, Source]) -> Found | None:
    """Return a point of the curve of waits: of all, or of a group as `responses` names it."""
    match = _POINT.fullmatch(key)
    if match is None or "documents" not in sources:
        return None
    grouping, group, day, end = match["grouping"], match["group"], int(match["day"]), match["end"]
    filters = group_filters(grouping, group)
    if grouping != "all" and filters == group_filters("all", "all"):
        return None
    members = _members(sources, filters)
    found = [wait for wait in waits_of(sources["documents"]) if wait.message.doc_id in members]
    made: Curve | None = curve(found)
    if made is None:
        return None
    about = ("全部", "all") if grouping == "all" else (group, group)
    named = {"doc_id": {"among": [one.message.doc_id for one in found]}}
    counts = end == "complaints"
    return {
        "value": len(found) if counts else made.at(day, cast("End", end)), "unit": "texts" if counts else "0 to 1",
        "table": "documents",
        "row": {"grouping": grouping, "group": group, "day": day}, "column": "date, reply_date",
        "zh": f"诉求提出 {day} 天后（{about[0]}，{len(found):,} 条，Kaplan–Meier）{_ENDS[end][0]}",
        "en": f"{_ENDS[end][1]} {day} days after the complaint ({about[1]}, {len(found):,} complaints, Kaplan-Meier)",
        "stage": _stage("documents"), "rows": [{"table": "documents", "where": named}],
    }


def _members(sources: Mapping[str, Source], filters: list[Filter]) -> set[str]:
    rows, _ = rows_behind(filters, sources, sys.maxsize)
    return {row.doc_id for row in rows}


def _days_between(key: str, sources: Mapping[str, Source]) -> Found | None:
    """Return the days from one moment of a row to another."""
    match = _BETWEEN.fullmatch(key)
    table = key.partition(".")[0]
    if match is None or table not in TABLES or table not in sources:
        return None
    names = {one.name for one in TABLES[table].columns if one.type == "timestamp"}
    if not {match["later"], match["earlier"]} <= names:
        return None
    row = cell_row(match["row"], sources[table])
    later, earlier = (row[match[one]] for one in ("later", "earlier")) if row else (None, None)
    if row is None or later is None or earlier is None:
        return None
    definition, where = TABLES[table], {name: row[name] for name in TABLES[table].key}
    first, last = (definition.column(match[one]) for one in ("earlier", "later"))
    about = ", ".join(str(value) for value in where.values())
    return {
        "value": round((later - earlier).total_seconds() / 86_400, 6), "unit": "days", "table": table, "row": where,
        "column": f"{match['later']} - {match['earlier']}",
        "zh": f"{definition.row_zh}“{about}”：从{first.meaning_zh}到{last.meaning_zh}的天数",
        "en": f"{definition.row} “{about}”: days from {first.name} to {last.name}",
        "stage": _stage(table),
        "rows": [{"table": "documents", "where": {"doc_id": row["doc_id"]}}] if "doc_id" in row else [],
    }


def _stage(table: str) -> str:
    return TABLES[table].folder.split("_", 1)[1]
