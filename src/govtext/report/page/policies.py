"""What the page holds of the policies: texts, clauses and links, gaps, time limits."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from govtext.report import limits
from govtext.report.contents import Contents
from govtext.report.wording import shortened

# Hottest issues that the page shows.
ISSUES = 5_000
CLAUSE_MOST, DEADLINES = 600, 30


def gaps(contents: Contents) -> list[dict[str, Any]]:
    """The gaps over all, then by region, each with the place that it is of (null for all)."""
    if not contents.rows("clauses"):
        return []
    return [{**row, "region": None} for row in contents.gaps] + contents.rows("region_gaps")


def deadlines(contents: Contents) -> list[dict[str, Any]]:
    """Time limits with the policy, its article and the replies held against them, those with replies first."""
    clauses = {row["clause_id"]: row for row in contents.rows("clauses")}
    titles = {row["doc_id"]: row["title"] for row in contents.policies}
    rows = [row for row in limits.asking(contents) if row["clause_id"] in clauses]
    names = ("clause_id", "deadline", "text", "region", "later",
             "replies", "median_days", "within", "within_low", "within_high")  # fmt: skip
    made: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda r: (-(r["replies"] or 0), r["days"], r["clause_id"], r["deadline"])):
        clause = clauses[row["clause_id"]]
        named = {"policy": titles.get(clause["doc_id"], ""), "number": clause["number"]}
        one = {**named, **{name: row[name] for name in names}}
        # An article may name the same limit more than once.
        made.setdefault((*named.values(), row["text"], row["region"]), one)
    return list(made.values())[:DEADLINES]


def policies(contents: Contents) -> dict[str, Any]:
    """Policy texts, the clauses that something links to, and the links by target."""
    clauses = {row["clause_id"]: row for row in contents.rows("clauses")}
    counts: dict[str, int] = defaultdict(int)
    for row in clauses.values():
        counts[row["doc_id"]] += 1
    titles = {row["doc_id"]: row["title"] for row in contents.policies}
    shown = {row["issue_id"] for row in contents.issues[:ISSUES]}
    place: dict[str, int] = {}
    links: dict[str, list[list[Any]]] = defaultdict(list)
    for row in sorted(
        (row for row in contents.each("links") if row["target_kind"] != "issue" or row["target_id"] in shown),
        key=lambda r: (r["target_kind"], r["target_id"], r["rank"], r["clause_id"]),
    ):
        if row["clause_id"] in clauses:
            at = place.setdefault(row["clause_id"], len(place))
            links[f"{row['target_kind']} {row['target_id']}"].append([at, row["score"], row["words"] or []])
    return {
        "policies": [
            [row["title"], row["date"], row["region"] or row["department"], counts[row["doc_id"]], row["doc_id"]]
            for row in sorted(contents.policies, key=lambda r: (r["date"] is None, str(r["date"]), r["doc_id"]))
        ],
        "clauses": [
            {
                "policy": titles.get(row["doc_id"], ""),
                "number": row["number"],
                "heading": row["heading"],
                "text": shortened(row["text"], CLAUSE_MOST),
                "id": row["clause_id"],
                "instrument": contents.instrument(row["instrument"]) if row["instrument"] else None,
            }
            for row in (clauses[clause_id] for clause_id in place)
        ],
        "links": dict(links),
    }
