"""Non-negative factorisations: of the words × words table, and of the texts × words table started from it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.imports import one_by_one
from govtext.topics.models import Array, Model, loadings, rows_to_one, unit_rows
from govtext.topics.word_factors import PairTable, Spectrum, factorise, rank_for
from govtext.vocabulary import smooth_idf, tfidf

# Texts weighted at a time: bounds the memory whatever the corpus.
_BLOCK = 20_000


class WordTopics:
    """Factors of the words × words table of a draw of texts, found once for all numbers of topics.

    Args:
        counts: texts × words, all texts: their words' weights (IDF) are those of the draw.
        inside: the texts that are drawn.
        seed: seed of the random starts.
    """

    def __init__(self, counts: sparse.csr_matrix, inside: NDArray[np.int64], seed: int) -> None:
        self.seed = seed
        self.idf = smooth_idf(np.bincount(counts.indices, minlength=counts.shape[1]), counts.shape[0])
        self.weights = _weights(counts if len(inside) == counts.shape[0] else counts[inside], self.idf)
        self._table = PairTable(self.weights)
        self._spectra: dict[int, Spectrum] = {}

    def factors(self, k: int) -> Array:
        """Return k topics × words, rows of unit length."""
        rank = rank_for(k)
        if rank not in self._spectra:
            self._spectra[rank] = Spectrum.of(self._table, rank, self.seed)
        return factorise(self._spectra[rank], k, self.seed)


def _weights(counts: sparse.csr_matrix, idf: Array) -> sparse.csr_matrix:
    """Return the texts' TF-IDF rows (float32)."""
    data = np.empty(counts.nnz, dtype=np.float32)
    for first in range(0, counts.shape[0], _BLOCK):
        part = counts[first : first + _BLOCK]
        data[counts.indptr[first] : counts.indptr[first] + part.nnz] = tfidf(part, idf).data
    # The places of the words are those of the counts, held once.
    return sparse.csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape, copy=False)


def fit_word_nmf(counts: sparse.csr_matrix, inside: NDArray[np.int64], ks: list[int], seed: int) -> Iterator[Model]:
    """Fit non-negative factors of the words × words table (see `word_factors`).

    A text's shares are taken against the mean TF-IDF row of the texts closest to each topic
    (Rocchio 1971), which holds rarer words than the topic itself.
    """
    words = WordTopics(counts, inside, seed)
    factors = [words.factors(k) for k in ks]
    for topics, profiles in zip(factors, _centroids(words, factors), strict=True):
        yield Model(rows_to_one(topics), distinctive(topics), profiles, words.idf)


def distinctive(topics: Array) -> Array:
    """Return a word's weight in the topic times the root of the share of its weight in all topics that falls to it.

    Words of every subject (公司, 建设) otherwise stand at the top of several topics.
    """
    total = topics.sum(axis=0)
    return np.asarray(topics * np.sqrt(topics / np.where(total > 0, total, 1.0)))


def _centroids(words: WordTopics, models: list[Array]) -> list[Array]:
    """Return the mean TF-IDF row, of unit length, of the texts that are closest to each topic of each model."""
    every = np.concatenate(models)
    ends = np.cumsum([len(topics) for topics in models])
    sums, size = np.zeros(every.shape), every.shape[1]
    for first in range(0, words.weights.shape[0], _BLOCK):
        weights = words.weights[first : first + _BLOCK].astype(np.float64)
        similar = np.round(np.asarray(weights @ every.T), 6)
        lengths = np.diff(weights.indptr)
        for topics, end in zip(models, ends, strict=True):
            mine = similar[:, end - len(topics) : end]
            closest = mine.argmax(axis=1)
            closest[mine[np.arange(len(mine)), closest] <= 0] = len(topics)  # one more, for texts of none
            places = np.repeat(closest * size, lengths) + weights.indices
            found = np.bincount(places, weights.data, (len(topics) + 1) * size)
            sums[end - len(topics) : end] += found[: len(topics) * size].reshape(len(topics), size)
    profiles = unit_rows(sums)
    empty = ~profiles.any(axis=1)
    profiles[empty] = every[empty]
    return np.split(profiles, ends[:-1])


def fit_text_nmf(counts: sparse.csr_matrix, inside: NDArray[np.int64], ks: list[int], seed: int) -> Iterator[Model]:
    """Fit non-negative matrix factorisation of the texts × words TF-IDF table (Lee and Seung 1999; scikit-learn).

    The factorisation has many local optima; it starts from the factors of the words × words table,
    which come back more surely than those of a start by singular vectors.
    """
    import warnings

    with one_by_one:
        from sklearn.decomposition import NMF
        from sklearn.exceptions import ConvergenceWarning

    words = WordTopics(counts, inside, seed)
    weights, idf = words.weights, words.idf
    for k in ks:
        start = unit_rows(words.factors(k))
        model = NMF(k, init="custom", max_iter=200, tol=1e-5)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            amounts = loadings(weights @ start.T, start)
            model.fit_transform(weights, W=amounts.astype(np.float32), H=start.astype(np.float32))
        topics = np.asarray(model.components_, dtype=np.float64)
        yield Model(rows_to_one(topics), distinctive(topics), unit_rows(topics), idf)
