"""Probabilities of words in topics, for models whose weights are no probabilities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.topics.quality import TIE_DECIMALS

# Texts handled at a time: bounds the memory whatever the corpus.
_BLOCK = 4_000


def word_probabilities(counts: sparse.csr_matrix, shares: NDArray[Any], rounds: int = 8) -> NDArray[np.float64]:
    """Return P(word | topic), topics × words, by expectation maximisation with the texts' shares held fixed.

    The mixture is that of probabilistic latent semantic analysis (Hofmann 1999): each occurrence of a
    word in a text is split over the text's topics.

    Args:
        counts: texts × words.
        shares: texts × topics.
        rounds: rounds of expectation and maximisation.
    """
    topics = np.zeros((shares.shape[1], counts.shape[1]))
    for part, mine in _blocks(counts, shares):
        topics += (part.T @ mine).T
    topics /= np.maximum(topics.sum(axis=1, keepdims=True), 1e-300)
    for _ in range(rounds):
        topics = expected_words(counts, shares, topics)
        topics /= np.maximum(topics.sum(axis=1, keepdims=True), 1e-300)
    return np.asarray(np.round(topics, TIE_DECIMALS))


def expected_words(counts: sparse.csr_matrix, shares: NDArray[Any], topics: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return topics × words: how many of the texts' words are expected to come from each topic.

    Args:
        counts: texts × words.
        shares: texts × topics.
        topics: P(word | topic), topics × words.
    """
    expected = np.zeros_like(topics)
    for part, mine in _blocks(counts, shares):
        rows = np.repeat(np.arange(part.shape[0]), np.diff(part.indptr))
        mixed = mixed_probabilities(mine, topics, rows, part.indices)
        ratio = sparse.csr_matrix((part.data / np.maximum(mixed, 1e-300), part.indices, part.indptr), part.shape)
        expected += (ratio.T @ mine).T
    return np.asarray(expected * topics)


def mixed_probabilities(
    shares: NDArray[np.float64], topics: NDArray[np.float64], rows: NDArray[Any], words: NDArray[Any]
) -> NDArray[np.float64]:
    """Return the probability of each (text, word) pair under the text's mixture of topics.

    Args:
        shares: texts × topics.
        topics: P(word | topic), topics × words.
        rows: the text of each pair.
        words: the word of each pair.
    """
    mixed = np.zeros(len(rows))
    # Topic by topic: NumPy is slow over rows of few numbers, and so is picking them.
    for share, probability in zip(np.ascontiguousarray(shares.T), topics, strict=True):
        part = share.take(rows)
        part *= probability.take(words)
        mixed += part
    return mixed


def _blocks(
    counts: sparse.csr_matrix, shares: NDArray[Any]
) -> Iterator[tuple[sparse.csr_matrix, NDArray[np.float64]]]:
    for first in range(0, counts.shape[0], _BLOCK):
        yield counts[first : first + _BLOCK], shares[first : first + _BLOCK].astype(np.float64)
