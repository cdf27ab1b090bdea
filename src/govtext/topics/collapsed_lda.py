"""Latent Dirichlet allocation by collapsed variational inference: what theses print, fast enough to compare with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.topics.models import TOPIC_PRIOR, Model

Matrix = NDArray[np.float32]
ROUNDS = 60
WORD_PRIOR = 0.05
# Pairs of text and word that are handled at a time: what a step makes of them stays in the processor's cache.
_BLOCK = 8_192


def fit_collapsed_lda(counts: sparse.csr_matrix, k: int, seed: int) -> Model:
    """Fit LDA by CVB0 (Asuncion, Welling, Smyth and Teh 2009), the collapsed variational bound of order zero.

    It finds what collapsed Gibbs sampling finds at these priors, without random draws after the start.
    """
    state = _State.start(counts, k, seed)
    for _ in range(ROUNDS):
        state.improve()
    return Model.of_probabilities(state.words.T.astype(np.float64) + WORD_PRIOR)


class _State:
    """Expected counts of topics: by pair of text and word (responsibilities), by text, by word."""

    def __init__(self, counts: sparse.csr_matrix, pairs: Matrix) -> None:
        self.counts, self.pairs = counts, pairs
        numbers, data = np.arange(counts.nnz + 1), counts.data.astype(np.float32)
        self.rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        self.by_word = sparse.csc_matrix((data, counts.indices, numbers), shape=(counts.shape[1], counts.nnz))
        self.by_text = sparse.csr_matrix((data, numbers[:-1], counts.indptr), shape=(counts.shape[0], counts.nnz))
        self._count()

    @classmethod
    def start(cls, counts: sparse.csr_matrix, k: int, seed: int) -> _State:
        """Return random responsibilities."""
        pairs = np.random.default_rng([seed, k]).gamma(1.0, 1.0, (counts.nnz, k)).astype(np.float32)
        return cls(counts, pairs / pairs.sum(axis=1, keepdims=True))

    def improve(self) -> None:
        """Set every pair's responsibilities by the expected counts less its own part, then count anew."""
        totals = self.words.sum(axis=0) + WORD_PRIOR * len(self.words)
        words, texts = self.words + np.float32(WORD_PRIOR), self.texts + np.float32(TOPIC_PRIOR)
        # Totals, and sums over topics, stand in tables as wide as the others: NumPy is slow over rows of few numbers.
        every = np.tile(totals.astype(np.float32), (_BLOCK, 1))
        ones = np.ones((len(totals), len(totals)), dtype=np.float32)
        for first in range(0, len(self.pairs), _BLOCK):
            part = slice(first, first + _BLOCK)
            own = self.pairs[part]
            made = words.take(self.counts.indices[part], axis=0)
            made -= own
            other = texts.take(self.rows[part], axis=0)
            other -= own
            made *= other
            np.subtract(every[: len(own)], own, out=other)
            made /= other
            np.maximum(made, np.float32(1e-12), out=made)
            np.matmul(made, ones, out=other)
            np.divide(made, other, out=own)
        self._count()

    def _count(self) -> None:
        self.words, self.texts = self.by_word @ self.pairs, self.by_text @ self.pairs
