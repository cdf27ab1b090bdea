"""How common the service problems are, in which groups of complaints, and which of them come together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from govtext.inference import Z, wilson
from govtext.main_topics import main_topics
from govtext.text_rows import TextRows

if TYPE_CHECKING:
    from govtext.store import Source

_DECIMALS = 6
_COLUMNS = ("doc_id", "kind", "region", "department", "date")


def asked_problem_tables(
    codes: Sequence[str], asked: tuple[Source, Source, pa.Table, pa.Table]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what `problem_tables` does of tables sent together to another process, which loads no more than this."""
    return problem_tables(*asked, codes)


def problem_tables(
    documents: Source, topics: Source, types: pa.Table, problems: pa.Table, codes: Sequence[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of problem_prevalence and problem_pairs.

    ``types`` has doc_id and request_type, ``problems`` doc_id and code. Every complaint counts once in each grouping
    in which it has a value; the topic of a text is its largest. Codes that no text holds are listed with 0.
    """
    content = documents.read(list(_COLUMNS))
    content = content.filter(pc.equal(content["kind"], "complaint"))
    ids = content["doc_id"].combine_chunks()
    held = _held(ids, problems, codes)
    groupings = {
        "all": pa.array(["all"] * len(ids), pa.string()),
        "region": content["region"],
        "year": pc.cast(pc.year(content["date"]), pa.string()),
        "department": content["department"],
        "topic": largest_topic(ids, topics),
        "request_type": _joined(ids, types["doc_id"], types["request_type"]),
    }
    rows = [row for name, values in groupings.items() for row in _prevalence(name, values, held, codes)]
    return rows, list(_pairs(held, codes))


def _joined(ids: pa.Array, keys: pa.ChunkedArray, values: pa.ChunkedArray) -> pa.Array:
    return pc.take(values, pc.index_in(ids, value_set=keys.combine_chunks()))


def _held(ids: pa.Array, problems: pa.Table, codes: Sequence[str]) -> np.ndarray:
    held = np.zeros((len(ids), len(codes)), dtype=bool)
    rows = pc.index_in(problems["doc_id"], value_set=ids)
    columns = pc.index_in(problems["code"], value_set=pa.array(list(codes), pa.string()))
    known = pc.and_(pc.is_valid(rows), pc.is_valid(columns))
    held[rows.filter(known).to_numpy(), columns.filter(known).to_numpy()] = True
    return held


def largest_topic(ids: pa.Array, topics: Source) -> pa.Array:
    """Return the topic with the greatest share of each text, null where a text has none."""
    topic, _ = main_topics(TextRows.of(ids), topics)
    return pc.cast(pa.array(topic, mask=topic < 0), pa.string())


def _prevalence(grouping: str, values: Any, held: np.ndarray, codes: Sequence[str]) -> Iterator[dict[str, Any]]:
    known = pc.is_valid(values).to_numpy(zero_copy_only=False)
    if not known.any():
        return
    encoded = pc.dictionary_encode(values.filter(pa.array(known)))
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    names, at = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    totals = np.bincount(at, minlength=len(names))
    counts = np.array([np.bincount(at, weights=column, minlength=len(names)) for column in held[known].T]).astype(int)
    for group in sorted(range(len(names)), key=lambda number: (-totals[number], names[number])):
        for number, code in enumerate(codes):
            texts, count = int(totals[group]), int(counts[number, group])
            low, high = wilson(count, texts)
            yield {
                "grouping": grouping, "group": names[group], "code": code, "texts": texts, "with_code": count,
                "share": round(count / texts, _DECIMALS), "low": round(low, _DECIMALS), "high": round(high, _DECIMALS),
            }


def _pairs(held: np.ndarray, codes: Sequence[str]) -> Iterator[dict[str, Any]]:
    total = len(held)
    if not total:
        return
    together = held.T.astype(float) @ held.astype(float)
    for a, code_a in enumerate(codes):
        for b in range(a + 1, len(codes)):
            n_a, n_b, both = (int(together[a, a]), int(together[b, b]), int(together[a, b]))
            expected = n_a * n_b / total
            spread = math.sqrt(n_a * n_b * (total - n_a) * (total - n_b))
            cells = [both + 0.5, n_a - both + 0.5, n_b - both + 0.5, total - n_a - n_b + both + 0.5]
            ratio = cells[0] * cells[3] / (cells[1] * cells[2])
            margin = Z * math.sqrt(sum(1 / cell for cell in cells))
            yield {
                "code_a": code_a, "code_b": codes[b], "texts_a": n_a, "texts_b": n_b, "both": both,
                "expected": round(expected, _DECIMALS),
                "lift": round(both / expected, _DECIMALS) if expected else None,
                "phi": round((both * total - n_a * n_b) / spread, _DECIMALS) if spread else None,
                "odds_ratio": round(ratio, _DECIMALS),
                "low": round(ratio * math.exp(-margin), _DECIMALS),
                "high": round(ratio * math.exp(margin), _DECIMALS),
            }
