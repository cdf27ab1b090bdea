"""The complaints as the report needs them: a small object each, read once, without texts and replies."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from govtext.store import Inputs

Row = dict[str, Any]
HEAD = (
    "doc_id", "kind", "source_file", "source_id", "source_row", "title", "date", "region", "department", "reply_date",
    "duplicate_of", "masked", "likes",
)  # fmt: skip
FIELDS = ("doc_id", "title", "region", "date", "source_file", "source_id", "source_row", "reply_date", "duplicate_of")
BEGINNING = 4  # characters of a reply that are looked at to see that there is one


class Message(NamedTuple):
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
        return f"{self.date.year:04d}-{self.date.month:02d}" if self.date else None


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

    def __reduce__(self) -> tuple[Any, ...]:
        # They are sent to every process that draws: as plain tuples in a third of the time.
        return _sent, ([*map(tuple, self.messages)], self.policies, self.masked, self.coded)


def _sent(messages: list[tuple[Any, ...]], *others: Any) -> Texts:
    return Texts([*map(Message._make, messages)], *others)


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
    for batch in inputs["documents"].batches([*HEAD, "reply"]):
        answered = _answered(batch)
        kinds = batch.column("kind").to_pylist()
        masked += pc.sum(batch.column("masked")).as_py() or 0
        for at, kind in enumerate(kinds):
            if kind == "policy":
                policies += [{**row, "answered": answered[at]} for row in batch.slice(at, 1).select(HEAD).to_pylist()]
        columns = (batch.column(name).to_pylist() for name in FIELDS)
        for kind, has, (doc_id, title, region, date, file, source_id, source_row, replied, duplicate_of) in zip(
            kinds, answered, zip(*columns, strict=True), strict=True
        ):
            if kind == "complaint":
                messages.append(
                    Message(
                        doc_id, title, region and one.setdefault(region, region), date, one.setdefault(file, file),
                        source_id, source_row, has, replied, days_between(date, replied), duplicate_of is not None,
                        topics.get(doc_id), requests.get(doc_id), codes.get(doc_id, ()), issues.get(doc_id),
                    )
                )  # fmt: skip
    return Texts(messages, policies, masked, len(codes))


def _answered(batch: pa.RecordBatch) -> list[bool]:
    """Tell which texts have a reply or its date."""
    replies, dates = batch.column("reply"), batch.column("reply_date").is_valid().to_pylist()
    # The replies themselves are long: their beginnings tell, unless they are blanks.
    begins = pc.utf8_slice_codeunits(replies, 0, BEGINNING).to_pylist()
    return [
        dated or bool(begin and (begin.strip() or replies[at].as_py().strip()))
        for at, (begin, dated) in enumerate(zip(begins, dates, strict=True))
    ]


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
