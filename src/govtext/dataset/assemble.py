"""Puts a complaint's findings into one row."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from govtext.store import Inputs
from govtext.tables import Table

MICROSECONDS_PER_DAY = 86_400_000_000
KEYWORD_METHOD = "tfidf"


def complaint_rows(inputs: Inputs, definition: Table, keywords: int) -> pa.Table:
    """Return the complaint table: a row for each complaint, in the order of the documents table.

    Args:
        inputs: documents, request_types, service_problems, topics, document_topics,
            document_keywords, issues, issue_members.
        definition: the columns wanted.
        keywords: how many keywords a row lists at the most.
    """
    documents = inputs["documents"].read()
    documents = documents.filter(pc.equal(documents["kind"], "complaint"))
    ids = documents["doc_id"].to_pylist()
    columns: dict[str, Any] = {
        column.name: documents[column.name] for column in definition.columns if column.name in documents.column_names
    }
    columns["reply_days"] = _days(documents["date"], documents["reply_date"])
    columns["request_type"] = _looked_up(inputs, "request_types", "request_type", ids)
    columns |= _problems(inputs, definition, ids)
    columns |= _topics(inputs, ids)
    columns["keywords"] = _keywords(inputs, ids, keywords)
    columns |= _issues(inputs, ids)
    arrow = {"string": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(),
             "timestamp": pa.timestamp("us"), "strings": pa.list_(pa.string())}
    arrays = []
    for column in definition.columns:
        values, wanted = columns[column.name], arrow[column.type]
        arrays.append(values.cast(wanted) if isinstance(values, pa.ChunkedArray) else pa.array(values, wanted))
    return pa.table(arrays, names=[column.name for column in definition.columns])


def _days(date: pa.ChunkedArray, reply: pa.ChunkedArray) -> list[float | None]:
    asked, answered = date.cast(pa.int64()).to_pylist(), reply.cast(pa.int64()).to_pylist()
    return [
        round((b - a) / MICROSECONDS_PER_DAY, 3) if a is not None and b is not None else None
        for a, b in zip(asked, answered, strict=True)
    ]


def _looked_up(inputs: Inputs, table: str, column: str, ids: list[str]) -> list[Any]:
    content = inputs[table].read(["doc_id", column])
    known = dict(zip(content["doc_id"].to_pylist(), content[column].to_pylist(), strict=True))
    return [known.get(doc) for doc in ids]


def _problems(inputs: Inputs, definition: Table, ids: list[str]) -> dict[str, Any]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in inputs["service_problems"].read(["doc_id", "code", "evidence"]).to_pylist():
        found.setdefault(row["doc_id"], []).append((row["code"], row["evidence"]))
    coded = [sorted(found.get(doc, [])) for doc in ids]
    columns: dict[str, Any] = {
        "problems": [[code for code, _ in one] for one in coded],
        "evidence": [[evidence for _, evidence in one] for one in coded],
    }
    for column in definition.columns:
        if column.name.startswith("problem_"):
            wanted = column.name.removeprefix("problem_")
            columns[column.name] = [int(any(code == wanted for code, _ in one)) for one in coded]
    return columns


def _topics(inputs: Inputs, ids: list[str]) -> dict[str, Any]:
    labels = {row["topic_id"]: row["label"] for row in inputs["topics"].read(["topic_id", "label"]).to_pylist()}
    best: dict[str, tuple[float, int]] = {}
    for batch in inputs["document_topics"].batches():
        for doc, topic, weight in zip(*(batch.column(i).to_pylist() for i in range(3)), strict=True):
            strongest = best.get(doc)
            if strongest is None or (weight, -topic) > (strongest[0], -strongest[1]):
                best[doc] = (weight, topic)
    chosen = [best.get(doc) for doc in ids]
    return {
        "topic_id": [one[1] if one else None for one in chosen],
        "topic_weight": [one[0] if one else None for one in chosen],
        "topic_label": [labels.get(one[1]) if one else None for one in chosen],
    }


def _keywords(inputs: Inputs, ids: list[str], most: int) -> list[list[str]]:
    wanted = set(ids)
    found: dict[str, list[tuple[int, str]]] = {}
    for batch in inputs["document_keywords"].batches(["doc_id", "rank", "word", "method"]):
        for doc, rank, word, method in zip(*(batch.column(i).to_pylist() for i in range(4)), strict=True):
            if method == KEYWORD_METHOD and rank <= most and doc in wanted:
                found.setdefault(doc, []).append((rank, word))
    return [[word for _, word in sorted(found.get(doc, []))] for doc in ids]


def _issues(inputs: Inputs, ids: list[str]) -> dict[str, Any]:
    labels = {row["issue_id"]: row["label"] for row in inputs["issues"].read(["issue_id", "label"]).to_pylist()}
    members = _looked_up(inputs, "issue_members", "issue_id", ids)
    return {"issue_id": members, "issue_label": [labels.get(issue) for issue in members]}
