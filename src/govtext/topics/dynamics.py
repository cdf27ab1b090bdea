"""How the words of a topic change from period to period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.topics.probabilities import expected_words
from govtext.topics.quality import TIE_DECIMALS, top_words

Array = NDArray[np.float64]
# Words' worth of the period before that a period starts from: a topic with few words in a period stays as it was.
MEMORY = 200.0
MOST_PERIODS = 24


def periods_of(month: list[str | None], least: int) -> list[str | None]:
    """Return each text's period: its year, or its quarter where there are fewer than three years of `least` texts.

    Args:
        month: as "2020-03".
        least: texts below which a period is left out.
    """
    years = [value[:4] if value else None for value in month]
    quarters = [f"{value[:4]}-Q{(int(value[5:7]) + 2) // 3}" if value else None for value in month]
    chosen = years if len(_large(years, least)) > 2 else quarters
    large = _large(chosen, least)
    kept = set(large[-MOST_PERIODS:])
    return [value if value in kept else None for value in chosen]


def _large(values: list[str | None], least: int) -> list[str]:
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[value] = counts.get(value, 0) + 1
    return sorted(value for value, count in counts.items() if count >= least)


def dynamics_rows(
    counts: sparse.csr_matrix, shares: NDArray[Any], probabilities: Array, period: list[str | None], words: list[str],
    number: int, documents: Mapping[str, int] | None = None,
) -> list[dict[str, Any]]:
    """Return rows of topic_dynamics: each topic's strongest words in each period.

    A period's words are those that its texts give to the topic, added to what the period before
    said, so that topics drift and don't jump, as in dynamic topic models (Blei and Lafferty 2006).

    Args:
        counts: texts × words.
        shares: texts × topics.
        probabilities: P(word | topic), topics × words, over all periods.
        period: each text's period or None.
        words: the vocabulary.
        number: words per topic and period.
        documents: texts of each period, where those above are some of them.
    """
    names = sorted({value for value in period if value})
    if len(names) < 2:
        return []
    code = {name: at for at, name in enumerate(names)}
    place = np.array([code[value] if value else -1 for value in period])
    rows: list[dict[str, Any]] = []
    before = probabilities
    for at, name in enumerate(names):
        inside = np.flatnonzero(place == at)
        texts = len(inside) if documents is None else documents[name]
        expected = expected_words(counts[inside], shares[inside], probabilities)
        now = expected + MEMORY * before
        now = now / np.maximum(now.sum(axis=1, keepdims=True), 1e-300)
        change = jensen_shannon(now, before) if at else np.zeros(len(now))
        apart = jensen_shannon(now, probabilities)
        for topic, top in enumerate(top_words(np.round(now, TIE_DECIMALS), number)):
            rows += [
                {
                    "topic_id": topic, "period": name, "rank": rank, "word": words[i],
                    "weight": round(float(now[topic, i]), 6), "documents": texts,
                    "change": round(float(change[topic]), 6) if at else None,
                    "distance": round(float(apart[topic]), 6),
                }
                for rank, i in enumerate(top.tolist(), start=1) if now[topic, i] > 0
            ]
        before = now
    rows.sort(key=lambda row: (row["topic_id"], row["period"], row["rank"]))
    return rows


def jensen_shannon(one: Array, other: Array) -> Array:
    """Return the Jensen-Shannon divergence of each row's distribution from the other's, in bits (0 to 1)."""
    middle = (one + other) / 2

    def against(values: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            parts = np.where(values > 0, values * np.log2(values / middle), 0.0)
        return np.asarray(parts.sum(axis=1))

    return np.maximum((against(one) + against(other)) / 2, 0.0)
