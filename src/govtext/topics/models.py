"""Topic models behind one interface: counts in, topics × words out, and shares of topics for any text.

The non-negative factorisations are here, the Bayesian models in `lda`; `fitting` knows them by name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.topics.quality import top_words
from govtext.topics.word_factors import Matrix, Spectrum, factorise, normalised, pair_sums, rank_for
from govtext.vocabulary import smooth_idf, tfidf

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """A fitted topic model.

    Attributes:
        topic_words: topics × words; every row sums to 1.
        shown: topics × words: the words with the greatest values are those that the topic is shown by.
        infer: texts × words counts → texts × topics; every row sums to 1, or to 0 for a text
            without a word of the vocabulary.
        heldout: counts of texts that were not fitted on → how well they are described; None where
            the model has no such measure.
        probabilistic: whether `topic_words` are probabilities of words.
    """

    topic_words: Array
    shown: Array
    infer: Callable[[sparse.csr_matrix], Array]
    heldout: Callable[[sparse.csr_matrix], float | None] = field(default=lambda counts: None)
    probabilistic: bool = False


# (texts × words counts, texts drawn from them, numbers of topics, seed) → a model for each number: what they share is
# made once.
Fitter = Callable[[sparse.csr_matrix, NDArray[np.int64], list[int], int], Iterator[Model]]


def rows_to_one(values: Any) -> Array:
    """Return the rows divided by their sums; rows of zeros stay."""
    made = np.asarray(values, dtype=np.float64)
    sums = made.sum(axis=1, keepdims=True)
    return np.asarray(made / np.where(sums > 0, sums, 1.0))


@dataclass(frozen=True)
class FactorModel:
    """Texts described as non-negative sums of topics in TF-IDF space.

    Attributes:
        profiles: topics × words, rows of unit length: what a text of that topic alone would hold.
        idf: weights of the words.
    """

    profiles: NDArray[np.float32]
    idf: Array

    def loadings(self, counts: sparse.csr_matrix) -> tuple[sparse.csr_matrix, Array]:
        """Return (TF-IDF rows, texts × topics) for counts, by non-negative least squares."""
        from sklearn.decomposition import non_negative_factorization

        weights = tfidf(counts, self.idf).astype(np.float32)
        if not weights.nnz:
            return weights, np.zeros((counts.shape[0], len(self.profiles)))
        found, _, _ = non_negative_factorization(
            weights, H=self.profiles, n_components=len(self.profiles), init="custom", update_H=False,
            max_iter=100, tol=1e-5,
        )
        return weights, np.asarray(found, dtype=np.float64)

    def infer(self, counts: sparse.csr_matrix) -> Array:
        """Return each text's shares of the topics (see `Model`)."""
        return rows_to_one(self.loadings(counts)[1])

    def heldout(self, counts: sparse.csr_matrix) -> float | None:
        """Return the share of the texts' squared TF-IDF weights that the topics reproduce (1 is all)."""
        weights, loadings = self.loadings(counts)
        total = float(weights.multiply(weights).sum())
        if not total:
            return None
        profiles = self.profiles.astype(np.float64)
        cross = float(np.sum(np.asarray(weights @ profiles.T) * loadings))
        own = float(np.sum((loadings.T @ loadings) * (profiles @ profiles.T)))
        return (2.0 * cross - own) / total


def unit_rows(values: Any) -> NDArray[np.float32]:
    """Return the rows divided by their Euclidean lengths (float32, as the solver takes them)."""
    made = np.asarray(values, dtype=np.float64)
    norms = np.linalg.norm(made, axis=1, keepdims=True)
    return np.asarray(made / np.where(norms > 0, norms, 1.0), dtype=np.float32)


# Texts weighted at a time: bounds the memory whatever the corpus.
_BLOCK = 20_000


def _blocks(counts: sparse.csr_matrix, idf: Array) -> Iterator[sparse.csr_matrix]:
    """Yield the texts' TF-IDF rows (float32) in blocks."""
    for first in range(0, counts.shape[0], _BLOCK):
        yield tfidf(counts[first : first + _BLOCK], idf).astype(np.float32)


@dataclass(frozen=True)
class _AllTexts:
    """What every draw of the same texts shares: weights of the words and the sums over all texts."""

    idf: Array
    sums: Matrix


def _all_texts(counts: sparse.csr_matrix) -> _AllTexts:
    """Return it, made once per process for the texts at hand."""
    digest = hashlib.blake2b(digest_size=20)
    for part in (counts.indptr, counts.indices, counts.data):
        digest.update(np.ascontiguousarray(part).tobytes())
    name = f"{counts.shape[1]} {digest.hexdigest()}"
    if name not in _ALL_TEXTS:
        idf = smooth_idf(np.bincount(counts.indices, minlength=counts.shape[1]), counts.shape[0])
        _ALL_TEXTS.clear()
        _ALL_TEXTS[name] = _AllTexts(idf, pair_sums(_blocks(counts, idf), counts.shape[1]))
    return _ALL_TEXTS[name]


_ALL_TEXTS: dict[str, _AllTexts] = {}


class WordTopics:
    """Factors of the words × words table of a draw of texts; the table is made once for all numbers of topics.

    Args:
        counts: texts × words, all texts.
        inside: the texts that are drawn.
        seed: seed of the random starts.
    """

    def __init__(self, counts: sparse.csr_matrix, inside: NDArray[np.int64], seed: int) -> None:
        together = _all_texts(counts)
        self.idf, self.seed = together.idf, seed
        self.counts = counts if len(inside) == counts.shape[0] else counts[inside]
        if len(inside) == counts.shape[0]:
            sums = together.sums
        elif 2 * len(inside) > counts.shape[0]:
            # Most texts are drawn: taking away the others is less work than adding up the drawn ones.
            outside = np.ones(counts.shape[0], dtype=bool)
            outside[inside] = False
            sums = together.sums - pair_sums(_blocks(counts[outside], self.idf), counts.shape[1])
        else:
            sums = pair_sums(self.blocks(), counts.shape[1])
        self._table = normalised(sums)
        self._spectra: dict[int, Spectrum] = {}

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
        factors = FactorModel(_centroids(words, topics), words.idf)
        yield Model(rows_to_one(topics), distinctive(topics), factors.infer, factors.heldout)


def distinctive(topics: Array) -> Array:
    """Return a word's weight in the topic times the root of the share of its weight in all topics that falls to it.

    Words of every subject (公司, 建设) otherwise stand at the top of several topics.
    """
    total = topics.sum(axis=0)
    return np.asarray(topics * np.sqrt(topics / np.where(total > 0, total, 1.0)))


def _centroids(words: WordTopics, topics: Array) -> NDArray[np.float32]:
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
    from sklearn.decomposition import NMF

    words = WordTopics(counts, inside, seed)
    weights, idf = sparse.vstack(list(words.blocks()), format="csr"), words.idf
    for k in ks:
        start = unit_rows(words.factors(k))
        _, loadings = FactorModel(start, idf).loadings(words.counts)
        model = NMF(k, init="custom", max_iter=200, tol=1e-5)
        model.fit_transform(weights, W=loadings.astype(np.float32), H=start)
        factors = FactorModel(unit_rows(model.components_), idf)
        topics = np.asarray(model.components_, dtype=np.float64)
        yield Model(rows_to_one(topics), distinctive(topics), factors.infer, factors.heldout)


def largest_first(model: Model, shares: Array) -> NDArray[np.int64]:
    """Return the topics' order by mean share, largest first, ties by their top words."""
    mean = np.round(shares.mean(axis=0), 6) if len(shares) else np.zeros(len(model.topic_words))
    tops = top_words(model.shown, 10)
    return np.array(sorted(range(len(mean)), key=lambda t: (-mean[t], tops[t].tolist())), dtype=np.int64)
