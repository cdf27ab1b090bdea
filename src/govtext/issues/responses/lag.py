"""How long replies take, by office, region, file, month, and by what the stage found: issue, problem, type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.issues.responses.survival import kaplan_meier
from govtext.issues.responses.working_days import working_days
from govtext.settings import ResponsesSettings
from govtext.store import Source

Row = dict[str, Any]
ALL = "all"


@dataclass(frozen=True)
class Waiting:
    """Messages that could have a reply: one entry each.

    Attributes:
        doc_ids: of the messages.
        groups: grouping → group of each message, None where it has none.
        days, working: days and working days to the reply, or to the end of what is known.
        answered: whether there is a dated reply.
    """

    doc_ids: list[str]
    groups: dict[str, list[str | None]]
    days: NDArray[np.float64]
    working: NDArray[np.float64]
    answered: NDArray[np.bool_]


def waiting_messages(documents: Source) -> Waiting:
    """Return the complaints of files that hold replies at all, with their waiting times.

    A reply without a date, or dated before its message, tells no time and leaves the message out.
    The end of what is known is the last date of a message or reply in the same file.
    """
    names = ["doc_id", "kind", "source_file", "region", "department", "date", "reply_date", "reply"]
    rows = [row for row in documents.read(names).to_pylist() if row["kind"] == "complaint" and row["date"] is not None]
    known_until: dict[str, Any] = {}
    for row in rows:
        if row["reply_date"] is not None:
            latest = max(row["reply_date"], row["date"])
            known_until[row["source_file"]] = max(known_until.get(row["source_file"], latest), latest)
    for row in rows:
        if row["source_file"] in known_until:
            known_until[row["source_file"]] = max(known_until[row["source_file"]], row["date"])
    kept = [
        row
        for row in rows
        if row["source_file"] in known_until
        and not (row["reply"] and row["reply_date"] is None)
        and not (row["reply_date"] is not None and row["reply_date"].date() < row["date"].date())
    ]
    answered = np.array([row["reply_date"] is not None for row in kept], dtype=bool)
    start = np.array([row["date"].date() for row in kept], dtype="datetime64[D]")
    end = np.array(
        [(row["reply_date"] or known_until[row["source_file"]]).date() for row in kept], dtype="datetime64[D]"
    )
    groups = {
        "file": [row["source_file"] for row in kept],
        "region": [row["region"] for row in kept],
        "department": [row["department"] for row in kept],
        "month": [row["date"].strftime("%Y-%m") for row in kept],
    }
    days = (end - start).astype(np.int64).astype(float)
    return Waiting([row["doc_id"] for row in kept], groups, days, working_days(start, end).astype(float), answered)


def response_table(
    documents: Source, settings: ResponsesSettings, findings: Mapping[str, Mapping[str, list[str]]] | None = None
) -> list[Row]:
    """Return the rows of `responses`: one for all messages, and one per group of each grouping.

    Args:
        documents: the documents table.
        settings: the responses settings.
        findings: further groupings, name → (doc_id → groups), for example the codes of a message.
    """
    waiting = waiting_messages(documents)
    if not waiting.doc_ids:
        return []
    everything = np.arange(len(waiting.doc_ids))
    rows = [_row("all", ALL, everything, waiting)]
    for grouping, values in waiting.groups.items():
        members: dict[str, list[int]] = {}
        for at, value in enumerate(values):
            if value:
                members.setdefault(value, []).append(at)
        rows += _rows(grouping, members, waiting, settings)
    for grouping, by_document in (findings or {}).items():
        members = {}
        for at, doc in enumerate(waiting.doc_ids):
            for value in by_document.get(doc, ()):
                members.setdefault(value, []).append(at)
        rows += _rows(grouping, members, waiting, settings)
    return rows


def _rows(grouping: str, members: dict[str, list[int]], waiting: Waiting, settings: ResponsesSettings) -> list[Row]:
    return [
        _row(grouping, group, np.array(chosen), waiting)
        for group, chosen in sorted(members.items())
        if len(chosen) >= settings.least_messages
    ]


def _row(grouping: str, group: str, chosen: NDArray[np.int64], waiting: Waiting) -> Row:
    answered = waiting.answered[chosen]
    curve = kaplan_meier(waiting.days[chosen], answered)
    working = kaplan_meier(waiting.working[chosen], answered)
    low, high = curve.quantile_interval(0.5)
    return {
        "grouping": grouping,
        "group": group,
        "complaints": len(chosen),
        "answered": int(answered.sum()),
        "median_days": curve.quantile(0.5),
        "p90_days": curve.quantile(0.9),
        "over_15_days": round(curve.at(15), 6),
        "low": low,
        "high": high,
        "median_working_days": working.quantile(0.5),
        "p90_working_days": working.quantile(0.9),
        "over_5_working_days": round(working.at(5), 6),
        "over_15_working_days": round(working.at(15), 6),
    }
