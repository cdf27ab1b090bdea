"""How distinct topics are, and whether they come back: FREX, exclusivity, stability."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.imports import one_by_one

Array = NDArray[np.float64]
# Decimals at which weights count as equal: far above rounding errors of other machines' arithmetic.
TIE_DECIMALS = 9


def top_words(topic_words: Array, number: int) -> NDArray[np.int64]:
    """Return the numbers of each topic's strongest words (topics × number), ties by word number."""
    rounded = np.round(topic_words, TIE_DECIMALS)
    if not 0 < number < rounded.shape[1]:
        return np.argsort(-rounded, axis=1, kind="stable")[:, :number]
    least = np.partition(rounded, -number, axis=1)[:, -number]
    found = np.empty((len(rounded), number), dtype=np.int64)
    # Of the words that reach the least of the strongest: all others would have to be sorted.
    for topic, row in enumerate(rounded):
        words = np.flatnonzero(row >= least[topic])
        found[topic] = words[np.argsort(-row[words], kind="stable")[:number]]
    return found


def frex(topic_words: Array, exclusivity_weight: float = 0.5) -> Array:
    """Return FREX scores, topics × words, from 0 to 1 (Bischof and Airoldi 2012).

    The harmonic mean of a word's rank among all words by its frequency in the topic and by its
    exclusivity, the share of the word's weight over all topics that falls to this one.
    """
    total = topic_words.sum(axis=0)
    exclusivity = topic_words / np.where(total > 0, total, 1.0)
    size = topic_words.shape[1]
    ranks_e = np.array([_ranks(row) for row in exclusivity]) / size
    ranks_f = np.array([_ranks(row) for row in topic_words]) / size
    scores: Array = 1.0 / (exclusivity_weight / ranks_e + (1.0 - exclusivity_weight) / ranks_f)
    return np.where(topic_words > 0, scores, 0.0)


def _ranks(values: Array) -> NDArray[np.int64]:
    """Return how many values are no greater than each one; equal ones share the highest rank."""
    rounded = np.round(values, TIE_DECIMALS)
    return np.searchsorted(np.sort(rounded), rounded, side="right")


def topic_exclusivity(topic_words: Array, tops: NDArray[Any]) -> Array:
    """Return each topic's exclusivity: the mean FREX of its top words, weighted 0.7 to exclusivity as in R's stm."""
    total, size = topic_words.sum(axis=0), topic_words.shape[1]
    exclusivity = topic_words / np.where(total > 0, total, 1.0)
    found = np.zeros(len(topic_words))
    for topic, words in enumerate(tops):
        # The ranks of the few words that are asked for: all others would have to be sorted.
        ranks_e, ranks_f = (_ranks_of(values[topic], words) / size for values in (exclusivity, topic_words))
        scores = 1.0 / (0.7 / ranks_e + 0.3 / ranks_f)
        found[topic] = np.where(topic_words[topic, words] > 0, scores, 0.0).mean()
    return found


def _ranks_of(values: Array, words: NDArray[Any]) -> NDArray[np.int64]:
    rounded = np.round(values, TIE_DECIMALS)
    return np.asarray(np.count_nonzero(rounded[None, :] <= rounded[words][:, None], axis=1))


def matched_jaccard(tops: NDArray[Any], others: NDArray[Any]) -> Array:
    """Return, for each topic, the Jaccard index of its top words with those of its partner in another model.

    Partners are assigned one to one so that the sum is greatest (Greene, O'Callaghan and Cunningham 2014).
    """
    similarity = jaccard(tops, others)
    rows, columns = assigned(similarity)
    matched = np.zeros(len(tops))
    matched[rows] = similarity[rows, columns]
    return matched


def assigned(similarity: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows and columns of the one-to-one assignment of the greatest sum of similarities (from 0 to 1)."""
    # Here: with it comes SciPy's linear algebra, which those who fit topics don't need. scipy.optimize would take a
    # quarter of a second to load.
    with one_by_one:
        from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    # Costs from 1 to 2: a pair without a cost would be none.
    rows, columns = min_weight_full_bipartite_matching(sparse.csr_matrix(2.0 - similarity))
    return rows, columns


def jaccard(tops: NDArray[Any], others: NDArray[Any]) -> Array:
    """Return the Jaccard index of each topic's top words with each other topic's (topics × others)."""
    sets, other_sets = [set(row.tolist()) for row in tops], [set(row.tolist()) for row in others]
    return np.array([[len(a & b) / max(len(a | b), 1) for b in other_sets] for a in sets], dtype=np.float64).reshape(
        len(sets), len(other_sets)
    )
