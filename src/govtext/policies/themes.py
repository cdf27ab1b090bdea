"""Topics and clauses, documents alike, and the two-way table of instruments and themes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from govtext.policies.linking import ClauseIndex
from govtext.policies.vocabulary import Vocabulary
from govtext.policies.word_counts import columns_of, unit_tfidf, word_counts

THEME_LEAST = 0.05
ALIKE_LEAST, ALIKE_KEPT = 0.2, 5


def topic_queries(rows: Iterable[Mapping[str, Any]], vocabulary: Vocabulary) -> dict[int, dict[str, float]]:
    """Return each topic's words and weights, synonyms brought together."""
    found: dict[int, dict[str, float]] = {}
    for row in rows:
        for word in vocabulary.words([row["word"]]):
            query = found.setdefault(row["topic_id"], {})
            query[word] = query.get(word, 0.0) + float(row["weight"] or 0.0)
    return found


def themes(index: ClauseIndex, topics: Mapping[int, Mapping[str, float]]) -> list[str | None]:
    """Return the topic that each clause speaks to most, None where none reaches a least share of its words."""
    if not topics or not index.size:
        return [None] * index.size
    order = sorted(topics)
    scores = np.stack([index.scores(topics[topic])[0] for topic in order])
    best = scores.argmax(axis=0)
    return [
        str(order[row]) if scores[row, column] >= THEME_LEAST else None for column, row in enumerate(best.tolist())
    ]


def two_way(
    kind: str, pairs: Iterable[tuple[str, str]], sides: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of table `instrument_themes` from (theme, instrument) of each clause.

    `residual` is the adjusted standardised residual (Haberman 1973): beyond 2 the cell is fuller than by chance.
    """
    cells = Counter(pairs)
    total = sum(cells.values())
    rows, columns = Counter[str](), Counter[str]()
    for (theme, instrument), count in cells.items():
        rows[theme] += count
        columns[instrument] += count
    for theme in sorted(rows):
        for instrument in sorted(columns):
            count = cells[theme, instrument]
            expected = rows[theme] * columns[instrument] / total
            spread = expected * (1 - rows[theme] / total) * (1 - columns[instrument] / total)
            yield {
                "theme_kind": kind, "theme": theme, "instrument": instrument, "side": sides.get(instrument),
                "clauses": count, "share": round(count / rows[theme], 6),
                "residual": round((count - expected) / math.sqrt(spread), 6) if spread > 0 else None,
            }


def alike(
    doc_ids: list[str], wording: list[str], taken: Mapping[tuple[str, str], int], sizes: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    """Yield, for each policy, those most like it by cosine of TF-IDF.

    Args:
        doc_ids, wording: the policies and their words, joined by blanks.
        taken: characters that (policy, other) has in common word for word with an earlier one.
        sizes: characters of each policy.
    """
    column = columns_of(wording)
    if len(doc_ids) < 2 or not column:
        return
    matrix = unit_tfidf(word_counts(wording, column))
    for begin in range(0, len(doc_ids), 512):
        block = np.round((matrix[begin : begin + 512] @ matrix.T).toarray().astype(np.float64), 6)
        for row, scores in enumerate(block, start=begin):
            scores[row] = -1.0
            order = sorted(np.flatnonzero(scores >= ALIKE_LEAST), key=lambda other: (-scores[other], doc_ids[other]))
            for rank, other in enumerate(order[:ALIKE_KEPT], start=1):
                one, two = doc_ids[row], doc_ids[other]
                yield {
                    "doc_id": one, "other_doc_id": two, "rank": rank, "similarity": float(scores[other]),
                    "taken_over": round(min(1.0, taken.get((one, two), 0) / max(sizes.get(one, 0), 1)), 6),
                }
