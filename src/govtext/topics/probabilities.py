"""Probabilities of words in topics, for models whose weights are no probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.topics.quality import TIE_DECIMALS

# Texts handled at a time: bounds the memory whatever the corpus.
_BLOCK = 20_000


def word_probabilities(counts: sparse.csr_matrix, shares: NDArray[Any], rounds: int = 8) -> NDArray[np.float64]:
    """Return P(word | topic), topics × words, by expectation maximisation with the texts' shares held fixed.

    The mixture is that of probabilistic latent semantic analysis (Hofmann 1999): each occurrence of a
    word in a text is split over the text's topics.

    Args:
        counts: texts × words.
        shares: texts × topics.
        rounds: rounds of expectation and maximisation.
    """
    topics = np.asarray((counts.T @ shares).T, dtype=np.float64)
    topics /= np.maximum(topics.sum(axis=1, keepdims=True), 1e-300)
    for _ in range(rounds):
        expected = np.zeros_like(topics)
        for first in range(0, counts.shape[0], _BLOCK):
            part, mine = counts[first : first + _BLOCK], shares[first : first + _BLOCK]
            rows = np.repeat(np.arange(part.shape[0]), np.diff(part.indptr))
            mixed = np.einsum("ij,ij->i", mine[rows], topics.T[part.indices])
            ratio = sparse.csr_matrix((part.data / np.maximum(mixed, 1e-300), part.indices, part.indptr), part.shape)
            expected += (ratio.T @ mine).T
        topics *= expected
        topics /= np.maximum(topics.sum(axis=1, keepdims=True), 1e-300)
    return np.asarray(np.round(topics, TIE_DECIMALS))
