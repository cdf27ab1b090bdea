"""Findings of problems, regions, gaps and replies, from tables that stand already: only the texts are others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.inference import wilson
from govtext.issues.responses import response_table
from govtext.robustness.conditions import Complaints, Condition, Mask
from govtext.settings import ResponsesSettings, RobustnessSettings
from govtext.store import Inputs, Source
from govtext.tables import schema
from govtext.text_rows import TextRows

Row = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A finding on some texts: what it names, its number, and the number's interval where it has one."""

    label: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Coded:
    """Texts × codes, and which share of the clauses that speak to any problem speak to each."""

    codes: list[str]
    has: NDArray[np.bool_]
    coverage: dict[str, float]

    @classmethod
    def read(cls, inputs: Inputs, complaints: Complaints) -> Coded:
        """Return what the tables service_problems and gaps hold."""
        content = inputs["service_problems"].read(["doc_id", "code"])
        coded = content["code"].combine_chunks().dictionary_encode()
        codes = sorted(coded.dictionary.to_pylist())
        column = np.array([codes.index(code) for code in coded.dictionary.to_pylist()], dtype=np.int64)
        texts = TextRows.of(complaints.doc_ids).find(content["doc_id"].combine_chunks())
        # By columns, each of which is counted at once.
        has, there = np.zeros((len(complaints.doc_ids), len(codes)), dtype=bool, order="F"), texts >= 0
        has[texts[there], column[np.asarray(coded.indices)[there]]] = True
        gaps = inputs["gaps"].read(["code", "clauses", "coverage"]).to_pylist()
        coverage = {row["code"]: row["coverage"] or 0.0 for row in gaps} if any(row["clauses"] for row in gaps) else {}
        return cls(codes, has, coverage)

    @cached_property
    def any(self) -> Mask:
        """Which texts have any code."""
        return np.asarray(self.has.any(axis=1))

    def ranked(self, texts: Mask) -> list[tuple[str, int]]:
        """Return (code, texts), the most frequent first."""
        counts = [int(np.count_nonzero(column & texts)) for column in self.has.T]
        return sorted(zip(self.codes, counts, strict=True), key=lambda pair: (-pair[1], pair[0]))

    def any_share(self, texts: Mask) -> Found:
        """Return the share of texts with any problem, and its Wilson interval."""
        size, count = int(texts.sum()), int(np.count_nonzero(self.any & texts))
        low, high = wilson(count, size)
        return Found(None, count / size, low, high)

    def largest_gap(self, texts: Mask) -> Found:
        """Return the code whose share of the coded complaints outweighs its share of the clauses the most."""
        coded = int(np.count_nonzero(self.any & texts))
        if not self.coverage or not coded:
            return Found()
        gaps = {code: count / coded - self.coverage.get(code, 0.0) for code, count in self.ranked(texts)}
        worst = min(gaps, key=lambda code: (-gaps[code], code))
        return Found(worst, gaps[worst])


def problem_rows(
    inputs: Inputs, complaints: Complaints, parts: list[Condition], settings: RobustnessSettings
) -> Iterator[Row]:
    """Yield a row for each finding and part of the complaints."""
    coded = Coded.read(inputs, complaints)
    everything = np.ones(len(complaints.doc_ids), dtype=bool)
    if coded.has.any():
        main = coded.ranked(everything)
        top, share = _top(coded, everything), coded.any_share(everything)
        region, gap = _region(coded, complaints, everything, settings), coded.largest_gap(everything)
        for part in parts:
            there = _top(coded, part.texts)
            yield _row("top_problem", part, top, there, top.label == there.label)
            there = coded.any_share(part.texts)
            near = abs((there.value or 0.0) - (share.value or 0.0)) <= settings.share_difference
            yield _row("problem_share", part, share, there, near)
            if _ordered(main):
                order = Found(None, _order(main, coded.ranked(part.texts)))
                held = order.value is not None and order.value >= settings.order
                yield _row("problem_order", part, Found(), order, held)
            there = _region(coded, complaints, part.texts, settings)
            if region.label and there.label:
                yield _row("top_region", part, region, there, region.label == there.label)
            there = coded.largest_gap(part.texts)
            if gap.label and there.label:
                yield _row("largest_gap", part, gap, there, gap.label == there.label)
    yield from _replies(inputs["documents"], complaints, parts, settings)


def _top(coded: Coded, texts: Mask) -> Found:
    code, count = coded.ranked(texts)[0]
    if not count:
        return Found()
    size = int(texts.sum())
    low, high = wilson(count, size)
    return Found(code, count / size, low, high)


def _ordered(counts: list[tuple[str, int]]) -> bool:
    return len({count for _, count in counts}) > 1


def _order(main: list[tuple[str, int]], others: list[tuple[str, int]]) -> float | None:
    """Return Spearman's correlation of the codes' counts; None where one of the two has no order."""
    if not (_ordered(main) and _ordered(others)):
        return None
    there = dict(others)
    order = (_ranks([count for _, count in main]), _ranks([there[code] for code, _ in main]))
    return round(float(np.corrcoef(*order)[0, 1]), 6)


def _ranks(values: list[int]) -> NDArray[np.float64]:
    """Return the rank of each value; equal values share the mean of theirs (as scipy.stats, which takes a second)."""
    _, place, size = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(size) - (size - 1) / 2)[place]


def _region(coded: Coded, complaints: Complaints, texts: Mask, settings: RobustnessSettings) -> Found:
    """Return the region, of those with enough texts, where problems are named most often."""
    names, numbers = complaints.regions.dictionary.to_pylist(), complaints.regions.indices.fill_null(-1).to_numpy()
    own = np.flatnonzero(texts & (numbers >= 0))
    held = np.bincount(numbers[own], minlength=len(names)).tolist()
    problems = np.bincount(numbers[own[coded.any[own]]], minlength=len(names)).tolist()
    sizes = {name: (all_of, named) for name, all_of, named in zip(names, held, problems, strict=True)
             if name and all_of}
    enough = {region: held for region, held in sizes.items() if held[0] >= settings.region_texts}
    if len(enough) < 2:
        return Found()
    best = min(enough, key=lambda region: (-enough[region][1] / enough[region][0], region))
    low, high = wilson(enough[best][1], enough[best][0])
    return Found(best, enough[best][1] / enough[best][0], low, high)


def _replies(
    documents: Source, complaints: Complaints, parts: list[Condition], settings: RobustnessSettings
) -> Iterator[Row]:
    content = _replied(documents)
    main = _median(content)
    for part in parts if main.value is not None else []:
        found = _median(content.filter(pa.array(part.texts)))
        if found.value is not None:
            near = abs(found.value - (main.value or 0.0)) <= settings.median_share * (main.value or 0.0)
            yield _row("median_wait", part, main, found, near)


def _replied(documents: Source) -> pa.Table:
    """Return the complaints with what tells their waits: of a reply, which is long, only whether there is one."""
    names = ["doc_id", "kind", "source_file", "date", "reply_date"]
    made = schema("documents")
    parts = [pa.schema([made.field(name) for name in [*names, "region", "department", "reply"]]).empty_table()]
    for batch in documents.batches([*names, "reply"]):
        mine = batch.filter(pc.equal(batch.column("kind"), "complaint"))
        there = pc.if_else(pc.is_valid(mine.column("reply")), pa.scalar("1"), pa.scalar(None, pa.string()))
        part = pa.Table.from_batches([mine.select(names)])
        for name in ("region", "department"):  # no groups are asked for
            part = part.append_column(name, pa.nulls(mine.num_rows, pa.string()))
        parts.append(part.append_column("reply", there).cast(parts[0].schema))
    return pa.concat_tables(parts)


def _median(content: pa.Table) -> Found:
    # No groups but that of all. Not validated: a person's setting has a bound, the number of texts has none.
    everyone = ResponsesSettings.model_construct(least_messages=max(content.num_rows, 1))
    row = next(
        (one for one in response_table(Source("documents", content=content), everyone) if one["group"] == "all"), None
    )
    return Found() if row is None else Found(None, row["median_days"], row["low"], row["high"])


def _row(finding: str, part: Condition, main: Found, found: Found, survives: bool) -> Row:
    return robustness_row(finding, part.name, part.detail, int(part.texts.sum()), main, found, survives)


def robustness_row(
    finding: str, condition: str, detail: str, texts: int, main: Found, found: Found, survives: bool
) -> Row:
    """Return a row of the table robustness."""
    return {
        "finding": finding,
        "condition": condition,
        "detail": detail,
        "texts": texts,
        "main_label": main.label,
        "main_value": _rounded(main.value),
        "label": found.label,
        "value": _rounded(found.value),
        "low": _rounded(found.low),
        "high": _rounded(found.high),
        "survives": survives,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 6)
