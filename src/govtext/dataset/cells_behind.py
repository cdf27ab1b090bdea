"""The rows behind a cell: the texts that its number was counted in, or drawn from.

A count has its texts behind it, one for one. A share, weight or median has those behind it that speak for it: of the
share of a code the complaints with the code, of a median wait all complaints that wait or waited.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from govtext.store import Source
from govtext.tables import Table

Filter = dict[str, Any]
Row = Mapping[str, Any]
Sources = Mapping[str, Source]

COMPLAINTS: Filter = {"table": "documents", "where": {"kind": "complaint"}}
POLICIES: Filter = {"table": "documents", "where": {"kind": "policy"}}
# Complaints that could have a reply (see `govtext.waiting`), and those of them that have one.
WAITED: Filter = {"table": "documents", "where": {"kind": "complaint"}, "waits": "all"}
ANSWERED: Filter = {"table": "documents", "where": {"kind": "complaint"}, "waits": "answered"}
WITH_A_TOPIC: Filter = {"table": "document_topics", "where": {}}
NATIONAL = "全国"
# Column of a row → the table and column whose rows stand behind it.
_BEHIND = {
    "doc_id": ("documents", "doc_id"), "clause_id": ("clauses", "clause_id"), "issue_id": ("issue_members", "issue_id"),
    "code": ("service_problems", "code"), "topic_id": ("document_topics", "topic_id"),
    "request_type": ("request_types", "request_type"), "instrument": ("clauses", "instrument"),
    "region": ("documents", "region"), "kind": ("documents", "kind"),
}
_PLAIN = {
    "region": "region", "province": "province", "county": "county", "department": "department", "level": "level",
    "author": "author", "file": "source_file", "source_file": "source_file",
}


def group_filters(grouping: str, group: str, kind: str = "complaint") -> list[Filter]:
    """Return the filters of a group as the tables that have groups name it; `kind` "" takes texts of any kind."""
    mine = {"kind": kind} if kind else {}
    if grouping == "month":
        return [{"table": "documents", "where": {**mine, "date": month_span(group)}}]
    if grouping in {"year", "period"}:
        return [{"table": "documents", "where": {**mine, "date": _period(group)}}]
    if grouping == "kind":
        return [{"table": "documents", "where": {"kind": group}}]
    if grouping in _PLAIN:
        return [{"table": "documents", "where": {**mine, _PLAIN[grouping]: group}}]
    if grouping in {"problem", "code"}:
        return [{"table": "service_problems", "where": {"code": group}}]
    if grouping == "request_type":
        return [{"table": "request_types", "where": {"request_type": group}}]
    if grouping == "issue":
        return [{"table": "issue_members", "where": {"issue_id": group}}]
    if grouping == "office":
        return [{"table": "reply_quality", "where": {"office": group}}]
    if grouping == "topic" and group.isdigit():
        return [{"table": "document_topics", "where": {"topic_id": int(group)}, "largest": "weight"}]
    return [{"table": "documents", "where": mine}]


def month_span(month: str) -> dict[str, str]:
    """Return the span of a month such as 2024-01."""
    year, number = int(month[:4]), int(month[5:7])
    return {"from": f"{month}-01", "before": f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"}


def _period(period: str) -> dict[str, str]:
    """Return the span of a year (2024) or a quarter (2024-Q1)."""
    year, _, quarter = period.partition("-Q")
    if not quarter:
        return {"from": f"{year}-01-01", "before": f"{int(year) + 1:04d}-01-01"}
    last = month_span(f"{year}-{int(quarter) * 3:02d}")
    return {"from": f"{year}-{int(quarter) * 3 - 2:02d}-01", "before": last["before"]}


def filters_of_cell(definition: Table, row: Row, column: str, sources: Sources) -> list[Filter]:
    """Return the filters of the texts behind a cell; none where no text stands behind it."""
    own = _OWN.get(definition.name)
    found = own(row, column, sources) if own else None
    return list(_usual(definition, row)) if found is None else found


def _usual(definition: Table, row: Row) -> Iterator[Filter]:
    for name in definition.key:
        if name in _BEHIND and row[name] is not None:
            table, column = _BEHIND[name]
            yield {"table": table, "where": {column: row[name]}}
    if "word" in row and definition.name != "words":
        yield {"table": "words", "where": {"words": {"contains": row["word"]}}}
    if {"grouping", "group"} <= set(definition.key):
        yield from group_filters(row["grouping"], str(row["group"]))


def _topics(row: Row, column: str, sources: Sources) -> list[Filter] | None:
    if column != "documents":
        return None
    return [{"table": "document_topics", "where": {"topic_id": row["topic_id"]}, "largest": "weight"}]


def _vocabulary(row: Row, column: str, sources: Sources) -> list[Filter]:
    return [{"table": "words", "where": {"words": {"contains": row["word"]}}}, WITH_A_TOPIC]


def _cooccurrence(row: Row, column: str, sources: Sources) -> list[Filter]:
    return [{"table": "words", "where": {"words": {"contains": row[name]}}} for name in ("word_a", "word_b")]


def _of_topic(row: Row) -> Filter:
    return {"table": "document_topics", "where": {"topic_id": row["topic_id"]}}


def _topic_groups(row: Row, column: str, sources: Sources) -> list[Filter]:
    group = group_filters(row["grouping"], str(row["group"]), kind="")
    return [*group, WITH_A_TOPIC] if column == "documents" else [_of_topic(row), *group]


def _topic_tests(row: Row, column: str, sources: Sources) -> list[Filter]:
    groups = _compared(row["grouping"], sources)
    return [*groups, WITH_A_TOPIC] if column == "documents" else [_of_topic(row), *groups]


def _compared(grouping: str, sources: Sources) -> list[Filter]:
    """Return the filters of the texts in the groups that a test of topics compares: those that have an estimate."""
    rows = sources["topic_prevalence"].read(["grouping", "group"]).to_pylist()
    named = sorted({one["group"] for one in rows if one["grouping"] == grouping})
    if grouping != "year" or not named:
        return [{"table": "documents", "where": {_PLAIN.get(grouping, grouping): {"among": named}}}]
    between = [f"{year:04d}" for year in range(int(named[0]), int(named[-1])) if f"{year:04d}" not in named]
    whole = {"from": _period(named[0])["from"], "before": _period(named[-1])["before"]}
    return [
        {"table": "documents", "where": {"date": whole}},
        *({"table": "documents", "where": {"date": _period(year)}, "without": True} for year in between),
    ]


def _topic_dynamics(row: Row, column: str, sources: Sources) -> list[Filter]:
    period = group_filters("period", row["period"], kind="")
    if column == "documents":
        return [*period, WITH_A_TOPIC]
    return [_of_topic(row), *period, {"table": "words", "where": {"words": {"contains": row["word"]}}}]


def _problem_prevalence(row: Row, column: str, sources: Sources) -> list[Filter] | None:
    return group_filters(row["grouping"], str(row["group"])) if column == "texts" else None


def _problem_pairs(row: Row, column: str, sources: Sources) -> list[Filter]:
    first, second = ({"table": "service_problems", "where": {"code": row[name]}} for name in ("code_a", "code_b"))
    return {"texts_a": [first], "texts_b": [second]}.get(column, [first, second])


def _issues(row: Row, column: str, sources: Sources) -> list[Filter] | None:
    if column != "recent":
        return None
    rows = sources["documents"].read(["kind", "date"]).to_pylist()
    newest = max((one["date"] for one in rows if one["kind"] == "complaint" and one["date"]), default=None)
    mine: list[Filter] = [{"table": "issue_members", "where": {"issue_id": row["issue_id"]}}]
    if newest is None:
        return [*mine, {"table": "documents", "where": {"date": {"present": True}}}]
    after = newest.date() + datetime.timedelta(days=1)
    span = {"from": f"{after - datetime.timedelta(days=28):%Y-%m-%d}", "before": f"{after:%Y-%m-%d}"}
    return [*mine, {"table": "documents", "where": {"date": span}}]


def _issue_weeks(row: Row, column: str, sources: Sources) -> list[Filter] | None:
    if column != "messages":
        return None
    monday, after = row["week"], row["week"] + datetime.timedelta(days=7)
    return [
        {"table": "issue_members", "where": {"issue_id": row["issue_id"]}},
        {"table": "documents", "where": {"date": {"from": f"{monday:%Y-%m-%d}", "before": f"{after:%Y-%m-%d}"}}},
    ]


def _responses(row: Row, column: str, sources: Sources) -> list[Filter]:
    return [*group_filters(row["grouping"], str(row["group"])), ANSWERED if column == "answered" else WAITED]


def _reply_quality(row: Row, column: str, sources: Sources) -> list[Filter]:
    group = group_filters(row["grouping"], str(row["group"]))
    if row["grouping"] == "year":  # of the reply
        group = [{"table": "documents", "where": {"reply_date": _period(row["group"])}}]
    return [{"table": "reply_quality", "where": {}}, *group]


def _problem_clauses(row: Row) -> Filter:
    return {"table": "clauses", "where": {"problems": {"contains": row["code"]}}}


def _gaps(row: Row, column: str, sources: Sources) -> list[Filter] | None:
    return [_problem_clauses(row)] if column.startswith(("clauses", "coverage")) else None


def _region_gaps(row: Row, column: str, sources: Sources) -> list[Filter]:
    national = row["region"] == NATIONAL
    if column.startswith(("clauses", "coverage")):
        region: Any = {"among": [None, "", NATIONAL]} if national else row["region"]
        return [_problem_clauses(row), {"table": "documents", "where": {"kind": "policy", "region": region}}]
    return [{"table": "service_problems", "where": {"code": row["code"]}}, *_complaints_in(row["region"])]


def _complaints_in(region: str) -> list[Filter]:
    """The complaints of a region as the policies' stage places them; national rules are held against all."""
    return [COMPLAINTS] if region == NATIONAL else [{**COMPLAINTS, "lies_in": region}]


def _deadlines(row: Row, column: str, sources: Sources) -> list[Filter] | None:
    """The replies that the time limit was held against: of the region, to messages not older than the policy."""
    if column not in {"replies", "median_days", "p90_days", "within", "within_low", "within_high"}:
        return None
    filters = [ANSWERED, *_complaints_in(row["region"])]
    day = _policy_day(row["clause_id"], sources)
    if day:
        filters.append({"table": "documents", "where": {"date": {"from": day, "before": "9999-12-31"}}})
    return filters


def _policy_day(clause: str, sources: Sources) -> str | None:
    of_clause = sources["clauses"].read(["clause_id", "doc_id"]).to_pylist()
    policy = next((one["doc_id"] for one in of_clause if one["clause_id"] == clause), None)
    for batch in sources["documents"].batches(["doc_id", "date"]):
        for doc, date in zip(*(batch.column(at).to_pylist() for at in range(2)), strict=True):
            if doc == policy:
                return date.strftime("%Y-%m-%d") if date else None
    return None


def _reforms(row: Row, column: str, sources: Sources) -> list[Filter]:
    grouping, name = row["grouping"], str(row["group"])
    if grouping == "region" and name == NATIONAL:
        group: list[Filter] = [
            {"table": "documents", "where": {"kind": "policy", "region": {"among": [None, "", name]}}}]
    else:
        group = group_filters(grouping, name, kind="policy")
    naming = {"table": "clauses", "where": {"reforms": {"contains": row["reform"]}}}
    return group if column == "texts" else [naming, *group]


_OWN: dict[str, Callable[[Row, str, Sources], list[Filter] | None]] = {
    "cooccurrence": _cooccurrence, "topics": _topics, "topic_vocabulary": _vocabulary, "topic_trends": _topic_groups,
    "topic_prevalence": _topic_groups, "topic_tests": _topic_tests, "topic_dynamics": _topic_dynamics,
    "issues": _issues, "issue_weeks": _issue_weeks,
    "problem_prevalence": _problem_prevalence, "problem_pairs": _problem_pairs, "responses": _responses,
    "reply_quality_groups": _reply_quality, "gaps": _gaps, "region_gaps": _region_gaps, "deadlines": _deadlines,
    "reforms": _reforms,
}
