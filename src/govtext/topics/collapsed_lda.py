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
        self.rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        # A pair's text and, behind all texts, its word: both are counted in one reading of the pairs.
        places = np.column_stack([self.rows, counts.indices + counts.shape[0]]).ravel()
        data, ends = np.repeat(counts.data.astype(np.float32), 2), np.arange(0, 2 * counts.nnz + 1, 2)
        self.by_both = sparse.csc_matrix((data, places, ends), shape=(sum(counts.shape), counts.nnz))
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
        # Totals, sums over topics and the least value stand in tables as wide as the others: NumPy is slow over rows of
        # few numbers, and compares with a single one in four times the time.
        every = np.tile(totals.astype(np.float32), (_BLOCK, 1))
        least = np.full_like(every, 1e-12)
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
            np.maximum(made, least[: len(own)], out=made)
            np.matmul(made, ones, out=other)
            np.divide(made, other, out=own)
        self._count()

    def _count(self) -> None:
        both = self.by_both @ self.pairs
        self.texts, self.words = np.split(both, [self.counts.shape[0]])
