"""Topic models behind one interface: counts in, topics × words out, and shares of topics for any text.

What a model says of texts depends on plain numbers alone, so that it can be kept as a table and
read again. `fitting` knows the models by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.topics.probabilities import mixed_probabilities
from govtext.topics.quality import TIE_DECIMALS, top_words
from govtext.vocabulary import tfidf

Array = NDArray[np.float64]
# Rounds in which a text's shares settle; as many for every text, so that none depends on its neighbours.
LEAST_SQUARES_ROUNDS, MIXTURE_ROUNDS = 40, 30
# Where only a sum over texts is asked for, rounds end when no amount moves by more than this in one.
SETTLED = 1e-4
# Prior of a text's topics (a symmetric Dirichlet) under models whose topics are probabilities of words.
TOPIC_PRIOR = 0.1


@dataclass(frozen=True)
class Model:
    """A fitted topic model.

    Attributes:
        topic_words: topics × words; every row sums to 1.
        shown: topics × words: the words with the greatest values are those that the topic is shown by.
        profiles: topics × words, what texts are held against: TF-IDF rows of unit length, or, without
            `idf`, probabilities of words.
        idf: weights of the words, for models of TF-IDF weights.
    """

    topic_words: Array
    shown: Array
    profiles: Array
    idf: Array | None = None

    @classmethod
    def of_probabilities(cls, topic_words: Any) -> Model:
        """Return the model of topics that are probabilities of words."""
        topics = rows_to_one(topic_words)
        return cls(topics, topics, topics)

    def ordered(self, order: NDArray[np.int64]) -> Model:
        """Return the model with its topics in that order, its numbers rounded as they are kept."""
        return Model(
            self.topic_words[order], self.shown[order], np.round(self.profiles[order], TIE_DECIMALS),
            None if self.idf is None else np.round(self.idf, TIE_DECIMALS),
        )

    def infer(self, counts: sparse.csr_matrix) -> Array:
        """Return texts × topics; every row sums to 1, or to 0 for a text without a word of the vocabulary."""
        if self.idf is None:
            return mixture_shares(counts, self.profiles)
        return rows_to_one(loadings(tfidf(counts, self.idf) @ self.profiles.T, self.profiles))

    def weighed(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Return what `heldout` holds the model against: the same for all models of one `idf`."""
        return counts if self.idf is None else tfidf(counts, self.idf)

    def heldout(self, weighed: sparse.csr_matrix) -> float | None:
        """Return how well texts are described, higher is better; None for texts without words.

        The share of the squared TF-IDF weights that the topics reproduce (1 is all), or, for
        probabilities, the log-likelihood per word.

        Args:
            weighed: what the method of that name made of the texts × words counts.
        """
        if not weighed.nnz:
            return None
        if self.idf is None:
            return _log_likelihood(weighed, self.profiles)
        similar = np.asarray(weighed @ self.profiles.T)
        found = loadings(similar, self.profiles, SETTLED)
        cross = float(np.sum(similar * found))
        own = float(np.sum((found.T @ found) * (self.profiles @ self.profiles.T)))
        return (2.0 * cross - own) / float(np.sum(weighed.data * weighed.data))


# (texts × words counts, texts drawn from them, numbers of topics, seed) → a model for each number: what they share is
# made once.
Fitter = Callable[[sparse.csr_matrix, NDArray[np.int64], list[int], int], Iterator[Model]]


def rows_to_one(values: Any) -> Array:
    """Return the rows divided by their sums; rows of zeros stay."""
    made = np.asarray(values, dtype=np.float64)
    sums = made.sum(axis=1, keepdims=True)
    return np.asarray(made / np.where(sums > 0, sums, 1.0))


def unit_rows(values: Any) -> Array:
    """Return the rows divided by their Euclidean lengths."""
    made = np.asarray(values, dtype=np.float64)
    norms = np.linalg.norm(made, axis=1, keepdims=True)
    return np.asarray(made / np.where(norms > 0, norms, 1.0))


def loadings(similar: Array, profiles: Array, settled: float = 0.0) -> Array:
    """Return texts × topics: the non-negative amounts of the profiles that come closest to the texts' weights.

    Least squares by coordinate descent. A text's amounts depend on that text alone, unless rounds may end early.

    Args:
        similar: texts × topics, the products of the texts' weights (TF-IDF rows) and the profiles.
        profiles: topics × words, rows of unit length.
        settled: end when no amount has moved by more than this in a round.
    """
    # Topics × texts: a topic's amounts lie side by side, which halves the time.
    similar = np.ascontiguousarray(similar.T)
    between = profiles @ profiles.T
    found = np.zeros_like(similar)
    # A row of zeros: NumPy compares with a single one in three times the time.
    step, zeros = np.empty(similar.shape[1]), np.zeros(similar.shape[1])
    topics = [topic for topic in range(len(found)) if between[topic, topic] > 0]
    for _ in range(LEAST_SQUARES_ROUNDS):
        before = found.copy() if settled else found
        for topic in topics:
            np.matmul(between[topic], found, out=step)
            np.subtract(similar[topic], step, out=step)
            step /= between[topic, topic]
            step += found[topic]
            np.maximum(step, zeros, out=found[topic])
        if settled and np.abs(found - before).max(initial=0.0) <= settled:
            break
    return np.ascontiguousarray(found.T)


def mixture_shares(counts: sparse.csr_matrix, topics: Array) -> Array:
    """Return texts × topics: the mixtures of topics (probabilities of words) that texts come from.

    By expectation maximisation with a Dirichlet prior, the topics held fixed. A text's shares depend
    on that text alone.
    """
    rows, by_word = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr)), np.ascontiguousarray(topics.T)
    shares = np.full((counts.shape[0], len(topics)), 1.0 / len(topics))
    for _ in range(MIXTURE_ROUNDS):
        mixed = mixed_probabilities(shares, topics, rows, counts.indices)
        ratio = counts.data / np.maximum(mixed, 1e-300)
        by_text = sparse.csr_matrix((ratio, counts.indices, counts.indptr), counts.shape)
        shares = rows_to_one(shares * (by_text @ by_word) + TOPIC_PRIOR)
    shares[np.diff(counts.indptr) == 0] = 0.0
    return shares


def _log_likelihood(counts: sparse.csr_matrix, topics: Array) -> float:
    shares = mixture_shares(counts, topics)
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    likelihood = mixed_probabilities(shares, topics, rows, counts.indices)
    return float((counts.data * np.log(np.maximum(likelihood, 1e-300))).sum() / counts.data.sum())


def largest_first(model: Model, mean: Array) -> NDArray[np.int64]:
    """Return the topics' order by mean share, largest first, ties by their top words."""
    rounded, tops = np.round(mean, 6), top_words(model.shown, 10)
    return np.array(sorted(range(len(rounded)), key=lambda t: (-rounded[t], tops[t].tolist())), dtype=np.int64)
