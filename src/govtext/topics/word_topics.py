"""Non-negative factorisations: of the words × words table, and of the texts × words table started from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.topics.models import Array, Model, loadings, rows_to_one, unit_rows
from govtext.topics.word_factors import Matrix, Spectrum, factorise, normalise, pair_sums, rank_for
from govtext.vocabulary import smooth_idf, tfidf

# Texts weighted at a time: bounds the memory whatever the corpus.
_BLOCK = 20_000
# Above so many texts the sums over all are not kept for other draws: see `refits.Fits`, which makes draws apart then.
FITTED_ONCE = 10_000


def _blocks(counts: sparse.csr_matrix, idf: Array) -> Iterator[sparse.csr_matrix]:
    """Yield the texts' TF-IDF rows (float32) in blocks."""
    for first in range(0, counts.shape[0], _BLOCK):
        yield tfidf(counts[first : first + _BLOCK], idf).astype(np.float32)


def _idf(counts: sparse.csr_matrix) -> Array:
    return smooth_idf(np.bincount(counts.indices, minlength=counts.shape[1]), counts.shape[0])


@dataclass(frozen=True)
class _AllTexts:
    """What every draw of the same texts shares: weights of the words and the sums over all texts."""

    idf: Array
    sums: Matrix


def _all_texts(counts: sparse.csr_matrix) -> _AllTexts:
    """Return it, made once per process for the texts at hand."""
    digest = hashlib.blake2b(digest_size=20)
    for part in (counts.indptr, counts.indices, counts.data):
        digest.update(np.ascontiguousarray(part).data)
    name = f"{counts.shape[1]} {digest.hexdigest()}"
    found = _ALL_TEXTS.get(name)
    if found is None:
        idf = _idf(counts)
        _ALL_TEXTS.clear()
        found = _ALL_TEXTS[name] = _AllTexts(idf, pair_sums(_blocks(counts, idf), counts.shape[1]))
    return found


_ALL_TEXTS: dict[str, _AllTexts] = {}


class WordTopics:
    """Factors of the words × words table of a draw of texts; the table is made once for all numbers of topics.

    Args:
        counts: texts × words, all texts.
        inside: the texts that are drawn.
        seed: seed of the random starts.
    """

    def __init__(self, counts: sparse.csr_matrix, inside: NDArray[np.int64], seed: int) -> None:
        self.seed = seed
        self.counts = counts if len(inside) == counts.shape[0] else counts[inside]
        if len(inside) == counts.shape[0] >= FITTED_ONCE:
            self.idf = _idf(counts)
            sums = pair_sums(self.blocks(), counts.shape[1])
        else:
            together = _all_texts(counts)
            self.idf = together.idf
            sums = self._of_draw(counts, inside, together)
        self._table = normalise(sums)
        self._spectra: dict[int, Spectrum] = {}

    def _of_draw(self, counts: sparse.csr_matrix, inside: NDArray[np.int64], together: _AllTexts) -> Matrix:
        if len(inside) == counts.shape[0]:
            return together.sums.copy()
        if 2 * len(inside) <= counts.shape[0]:
            return pair_sums(self.blocks(), counts.shape[1])
        # Most texts are drawn: taking away the others is less work than adding up the drawn ones.
        outside = np.ones(counts.shape[0], dtype=bool)
        outside[inside] = False
        sums = pair_sums(_blocks(counts[outside], self.idf), counts.shape[1])
        return np.subtract(together.sums, sums, out=sums)

    def blocks(self) -> Iterator[sparse.csr_matrix]:
        """Yield the drawn texts' TF-IDF rows (float32) in blocks."""
        return _blocks(self.counts, self.idf)

    def factors(self, k: int) -> Array:
        """Return k topics × words, rows of unit length."""
        rank = rank_for(k)
        if rank not in self._spectra:
            self._spectra[rank] = Spectrum.of(self._table, rank, self.seed)
        return factorise(self._spectra[rank], k, self.seed)


def fit_word_nmf(counts: sparse.csr_matrix, inside: NDArray[np.int64], ks: list[int], seed: int) -> Iterator[Model]:
    """Fit non-negative factors of the words × words table (see `word_factors`).

    A text's shares are taken against the mean TF-IDF row of the texts closest to each topic
    (Rocchio 1971), which holds rarer words than the topic itself.
    """
    words = WordTopics(counts, inside, seed)
    for k in ks:
        topics = words.factors(k)
        yield Model(rows_to_one(topics), distinctive(topics), _centroids(words, topics), words.idf)


def distinctive(topics: Array) -> Array:
    """Return a word's weight in the topic times the root of the share of its weight in all topics that falls to it.

    Words of every subject (公司, 建设) otherwise stand at the top of several topics.
    """
    total = topics.sum(axis=0)
    return np.asarray(topics * np.sqrt(topics / np.where(total > 0, total, 1.0)))


def _centroids(words: WordTopics, topics: Array) -> Array:
    """Return the mean TF-IDF row, of unit length, of the texts that are closest to each topic."""
    sums = np.zeros(topics.shape)
    for weights in words.blocks():
        similar = np.round(np.asarray(weights @ topics.T), 6)
        closest, some = similar.argmax(axis=1), similar.max(axis=1) > 0
        members = sparse.csr_matrix(
            (np.ones(int(some.sum())), (closest[some], np.flatnonzero(some))), shape=(len(topics), weights.shape[0])
        )
        sums += (members @ weights.astype(np.float64)).toarray()
    profiles = unit_rows(sums)
    empty = ~profiles.any(axis=1)
    profiles[empty] = topics[empty]
    return profiles


def fit_text_nmf(counts: sparse.csr_matrix, inside: NDArray[np.int64], ks: list[int], seed: int) -> Iterator[Model]:
    """Fit non-negative matrix factorisation of the texts × words TF-IDF table (Lee and Seung 1999; scikit-learn).

    The factorisation has many local optima; it starts from the factors of the words × words table,
    which come back more surely than those of a start by singular vectors.
    """
    import warnings

    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    words = WordTopics(counts, inside, seed)
    weights, idf = sparse.vstack(list(words.blocks()), format="csr"), words.idf
    for k in ks:
        start = unit_rows(words.factors(k))
        model = NMF(k, init="custom", max_iter=200, tol=1e-5)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit_transform(weights, W=loadings(weights, start).astype(np.float32), H=start.astype(np.float32))
        topics = np.asarray(model.components_, dtype=np.float64)
        yield Model(rows_to_one(topics), distinctive(topics), unit_rows(topics), idf)
