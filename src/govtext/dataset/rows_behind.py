"""The rows behind a number: the filters of a key, applied to the tables."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from govtext.dataset.waited import waits_of
from govtext.regions import lies_in, longest_first, place_of
from govtext.store import Source
from govtext.tables import TABLES

# Columns that say why a row counts, as far as its table has them.
REASONS = ("code", "evidence", "start", "end", "score", "weight", "similarity", "clause_id", "number",
           "instrument_evidence", "request_type")


@dataclass(frozen=True)
class TracedRow:
    """A row behind a number: the text, where it came from, and why it counts (evidence, share, similarity)."""

    doc_id: str
    source_file: str
    source_row: int | None
    title: str
    why: Mapping[str, Any]


def rows_behind(
    filters: list[dict[str, Any]], sources: Mapping[str, Source], most: int
) -> tuple[list[TracedRow], int]:
    """Return the first rows that meet all filters, and the number of different texts among all of them.

    Args:
        filters: of a key; the first one's table gives the evidence, the others narrow it by doc_id (those with
            "without" to the texts that don't meet them).
        sources: the study's tables.
        most: rows at the most.
    """
    if not filters:
        return [], 0
    allowed: set[str] | None = None
    barred: set[str] = set()
    for condition in filters[1:]:
        here = {row["doc_id"] for row in _matching(sources, condition, ("doc_id",))}
        if condition.get("without"):
            barred |= here
        else:
            allowed = here if allowed is None else allowed & here
    first = filters[0]
    reasons = [name for name in REASONS if name in {column.name for column in TABLES[first["table"]].columns}]
    texts: set[str] = set()
    kept: list[dict[str, Any]] = []
    for row in _matching(sources, first, ("doc_id", *reasons)):
        if (allowed is None or row["doc_id"] in allowed) and row["doc_id"] not in barred:
            texts.add(row["doc_id"])
            if len(kept) < most:
                kept.append(row)
    places = _places(sources, {row["doc_id"] for row in kept})
    return [
        TracedRow(row["doc_id"], *places.get(row["doc_id"], ("", None, "")), {name: row[name] for name in reasons})
        for row in kept
    ], len(texts)


def _places(sources: Mapping[str, Source], wanted: set[str]) -> dict[str, tuple[str, int | None, str]]:
    found: dict[str, tuple[str, int | None, str]] = {}
    values = pa.array(sorted(wanted), pa.string())
    for batch in sources["documents"].batches(["doc_id", "source_file", "source_row", "title"]):
        chosen = batch.filter(pc.is_in(batch.column("doc_id"), values))
        for doc, file, row, title in zip(*(column.to_pylist() for column in chosen.columns), strict=True):
            found[doc] = (file, row, title)
    return found


def _matching(
    sources: Mapping[str, Source], condition: Mapping[str, Any], columns: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    where, source = condition["where"], sources[condition["table"]]
    if "lies_in" in condition:
        inside = _in_region(source, condition["lies_in"])
        meeting = _matching(sources, {"table": condition["table"], "where": where}, columns)
        yield from (row for row in meeting if row["doc_id"] in inside)
        return
    if "waits" in condition:
        waited = {
            one.message.doc_id for one in waits_of(source) if one.answered or condition["waits"] == "all"
        }
        meeting = _matching(sources, {"table": condition["table"], "where": where}, columns)
        yield from (row for row in meeting if row["doc_id"] in waited)
        return
    if "largest" in condition:
        (name, wanted), = where.items()
        best = _largest(source, condition["largest"], name)
        meeting = _matching(sources, {"table": condition["table"], "where": where}, columns)
        yield from (row for row in meeting if best[row["doc_id"]] == wanted)
        return
    tested = [one for name in where for one in name.split("|")]
    tested += [one["not_before"] for one in where.values() if isinstance(one, dict) and "not_before" in one]
    for batch in source.batches(list(dict.fromkeys([*columns, *tested]))):
        kept = batch
        for name, wanted in where.items():
            if isinstance(wanted, dict) and "not_before" in wanted:
                mask = pc.greater_equal(kept.column(name), kept.column(wanted["not_before"]))
            else:
                mask = reduce(pc.or_, [_meets(kept.column(one), wanted) for one in name.split("|")])
            kept = kept.filter(mask)
        yield from kept.select(list(columns)).to_pylist()


def _in_region(documents: Source, region: str) -> set[str]:
    """Return the texts whose place lies in the region (see `govtext.regions`)."""
    rows = documents.read(["doc_id", "kind", "source_file", "region"]).to_pylist()
    regions = longest_first(row["region"] or "" for row in rows if row["kind"] == "policy")
    return {
        row["doc_id"] for row in rows if lies_in(place_of(row["source_file"], row["region"] or "", regions), region)
    }


def _largest(source: Source, column: str, name: str) -> dict[str, Any]:
    """Return doc_id → the `name` (of equal ones the least) of the row with its largest value of `column`."""
    best: dict[str, tuple[float, Any]] = {}
    for batch in source.batches(["doc_id", name, column]):
        for doc, one, value in zip(*(batch.column(at).to_pylist() for at in range(3)), strict=True):
            offer = (-(value or 0.0), one)
            if doc not in best or offer < best[doc]:
                best[doc] = offer
    return {doc: one for doc, (_, one) in best.items()}


def _meets(values: pa.Array, wanted: Any) -> pa.Array:
    """Return a mask: equal to a value, or meeting {"present"}, {"missing"}, {"among"}, {"contains"}, {"any"}, span."""
    if not isinstance(wanted, dict):
        return pc.equal(values, wanted)
    if "present" in wanted:
        filled = pc.is_valid(values)
        if pa.types.is_string(values.type):
            filled = pc.and_(filled, pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(values), ""), False))
        return filled
    if "missing" in wanted:
        return pc.is_null(values)
    if "among" in wanted:
        return pc.is_in(values, pa.array(wanted["among"], values.type))
    if "any" in wanted:
        return pc.greater(pc.fill_null(pc.list_value_length(values), 0), 0)
    if "contains" in wanted:
        return pa.array([wanted["contains"] in (one or ()) for one in values.to_pylist()], pa.bool_())
    first, after = (
        pa.scalar(datetime.datetime.fromisoformat(wanted[name]), pa.timestamp("us")) for name in ("from", "before")
    )
    return pc.and_(pc.greater_equal(values, first), pc.less(values, after))
