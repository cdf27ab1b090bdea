"""How long replies take, by office, region, file, month, and by what the stage found: issue, problem, type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.issues.responses.working_days import working_days
from govtext.settings import ResponsesSettings
from govtext.store import Source
from govtext.survival import kaplan_meier
from govtext.tables import schema

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
    dated = _dated(documents)
    file = dated["source_file"].combine_chunks().dictionary_encode()
    of_file = file.indices.to_numpy(zero_copy_only=False)
    asked, replied = _moments(dated["date"]), _moments(dated["reply_date"])
    answered = ~np.isnat(replied)
    with_replies = np.zeros(len(file.dictionary), dtype=bool)
    with_replies[of_file[answered]] = True
    known_until = np.full(len(file.dictionary), np.datetime64(0, "us"))
    if len(asked):
        known_until[:] = asked.min()
    np.maximum.at(known_until, of_file, asked)
    np.maximum.at(known_until, of_file[answered], replied[answered])
    start, end = asked.astype("datetime64[D]"), replied.astype("datetime64[D]")
    untimed = dated["replied"].to_numpy(zero_copy_only=False).astype(bool) & ~answered
    kept = np.flatnonzero(with_replies[of_file] & ~untimed & ~(answered & (end < start)))
    start, end, answered = start[kept], end[kept], answered[kept]
    end[~answered] = known_until[of_file[kept]][~answered].astype("datetime64[D]")
    content = dated.take(pa.array(kept))
    groups = {
        "file": _shared(content["source_file"]),
        "region": _shared(content["region"]),
        "department": _shared(content["department"]),
        "month": _shared(pc.strftime(content["date"], format="%Y-%m")),
    }
    days = (end - start).astype(np.int64).astype(float)
    return Waiting(content["doc_id"].to_pylist(), groups, days, working_days(start, end).astype(float), answered)


def _dated(documents: Source) -> pa.Table:
    """Return the complaints with a date; of a reply, which is long, only whether there is one."""
    names = ["doc_id", "source_file", "region", "department", "date", "reply_date"]
    made = pa.schema([*(schema("documents").field(name) for name in names), pa.field("replied", pa.bool_())])
    parts = []
    for batch in documents.batches([*names, "kind", "reply"]):
        there = pc.fill_null(pc.greater(pc.utf8_length(batch.column("reply")), 0), False)
        part = batch.select(names).append_column("replied", there)
        mine = pc.and_(pc.equal(batch.column("kind"), "complaint"), pc.is_valid(batch.column("date")))
        parts.append(pa.Table.from_batches([part.filter(mine)]).cast(made))
    return pa.concat_tables([made.empty_table(), *parts])


def _moments(column: pa.ChunkedArray) -> NDArray[np.datetime64]:
    return np.asarray(column.to_numpy(), dtype="datetime64[us]")


def _shared(column: pa.ChunkedArray) -> list[str | None]:
    """Return the column as a list in which equal texts are one object: a million texts have few regions."""
    coded = column.combine_chunks().dictionary_encode()
    names = [*coded.dictionary.to_pylist(), None]
    return [names[at] for at in pc.fill_null(coded.indices, -1).to_pylist()]


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
