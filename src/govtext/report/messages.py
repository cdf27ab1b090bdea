"""The complaints as the report needs them: a small object each, read once, without texts and replies."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from govtext.store import Inputs, Source

Row = dict[str, Any]
HEAD = (
    "doc_id", "kind", "source_file", "source_id", "source_row", "title", "date", "region", "department", "reply_date",
    "duplicate_of", "masked", "likes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """A complaint without its text, with all that was found in it.

    `topic` is the topic of the greatest share; `days` the days to the reply.
    """

    doc_id: str
    title: str
    region: str | None
    date: datetime.datetime | None
    source_file: str
    source_id: str | None
    source_row: int | None
    answered: bool
    replied: datetime.datetime | None
    days: float | None
    duplicate: bool
    topic: int | None
    request_type: str | None
    codes: tuple[str, ...]
    issue: str | None

    @property
    def month(self) -> str | None:
        """Return the month as 2024-01."""
        return self.date.strftime("%Y-%m") if self.date else None


@dataclass(frozen=True)
class Texts:
    """What the report knows of the texts.

    Attributes:
        messages: the complaints, in the order of the documents table.
        policies: the policy texts without their wording, as rows.
        masked: pieces of personal data that were masked in all texts.
        coded: texts with a service problem.
    """

    messages: list[Message]
    policies: list[Row]
    masked: int
    coded: int


def read_texts(inputs: Inputs, order: Mapping[str, int]) -> Texts:
    """Read the documents table and what was found in each text.

    Args:
        inputs: documents, document_topics, request_types, service_problems, issue_members; all but the first may be
            missing.
        order: place of each problem code in the codebook.
    """
    topics, requests = _strongest_topic(inputs), _named(inputs, "request_types", "request_type")
    codes, issues = _codes(inputs, order), _named(inputs, "issue_members", "issue_id")
    one: dict[str, str] = {}  # equal names of regions and files are one object
    messages: list[Message] = []
    policies: list[Row] = []
    masked = 0
    for row in _heads(inputs["documents"]):
        masked += row["masked"] or 0
        if row["kind"] == "policy":
            policies.append(row)
        elif row["kind"] == "complaint":
            doc_id = row["doc_id"]
            messages.append(
                Message(
                    doc_id, row["title"], row["region"] and one.setdefault(row["region"], row["region"]), row["date"],
                    one.setdefault(row["source_file"], row["source_file"]), row["source_id"], row["source_row"],
                    row["answered"], row["reply_date"], days_between(row["date"], row["reply_date"]),
                    row["duplicate_of"] is not None, topics.get(doc_id), requests.get(doc_id), codes.get(doc_id, ()),
                    issues.get(doc_id),
                )
            )
    return Texts(messages, policies, masked, len(codes))


def _heads(documents: Source) -> Iterator[Row]:
    for batch in documents.batches([*HEAD, "reply"]):
        # The replies themselves are long: only whether there is one is kept.
        answered = [bool(value and value.strip()) for value in batch.column("reply").to_pylist()]
        for row, has in zip(batch.select(list(HEAD)).to_pylist(), answered, strict=True):
            row["answered"] = has or row["reply_date"] is not None
            yield row


def _strongest_topic(inputs: Inputs) -> dict[str, int]:
    best: dict[str, tuple[float, int]] = {}
    for doc_id, topic, weight in _columns(inputs, "document_topics", "doc_id", "topic_id", "weight"):
        offer = (-(weight or 0.0), topic)
        if doc_id not in best or offer < best[doc_id]:
            best[doc_id] = offer
    return {doc_id: topic for doc_id, (_, topic) in best.items()}


def _named(inputs: Inputs, table: str, column: str) -> dict[str, str]:
    one: dict[str, str] = {}
    return {doc_id: one.setdefault(name, name) for doc_id, name in _columns(inputs, table, "doc_id", column)}


def _codes(inputs: Inputs, order: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """doc_id → codes in the order of the codebook; equal rows of codes are one object."""
    found: dict[str, tuple[str, ...]] = {}
    one: dict[tuple[str, ...], tuple[str, ...]] = {}
    for doc_id, code in _columns(inputs, "service_problems", "doc_id", "code"):
        held = found.get(doc_id, ())
        if code not in held:
            codes = tuple(sorted((*held, code), key=lambda code: (order.get(code, len(order)), code)))
            found[doc_id] = one.setdefault(codes, codes)
    return found


def _columns(inputs: Inputs, table: str, *names: str) -> Iterator[tuple[Any, ...]]:
    if table in inputs.tables:
        for batch in inputs[table].batches(list(names)):
            yield from zip(*(batch.column(name).to_pylist() for name in names), strict=True)


def counted(inputs: Inputs, table: str, column: str) -> dict[Any, int]:
    """Return value → rows of a long table."""
    found: dict[Any, int] = {}
    if table in inputs.tables:
        for batch in inputs[table].batches([column]):
            for pair in pc.value_counts(batch.column(column)).to_pylist():
                found[pair["values"]] = found.get(pair["values"], 0) + pair["counts"]
    return found


def days_between(first: datetime.datetime | None, last: datetime.datetime | None) -> float | None:
    """Return the days from one moment to the other; null where one is missing or the order is wrong."""
    if first is None or last is None or last < first:
        return None
    return (last - first).total_seconds() / 86400
