"""Links from issues and problems to the clauses that speak to them, by weighted words in common.

A query is a set of weighted words. A clause's score is the share of the query's weight that it covers, 0 to 1:
each word counts by its inverse document frequency and saturates with its frequency in the clause as in BM25
(Robertson & Zaragoza 2009). Words that no clause holds count in the denominator, so a matter on which the
rules are silent covers little and gets no clause.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import sparse

from govtext.policies.word_counts import columns_of, word_counts

SHARED_WORDS = 6
SATURATION, LENGTH = 1.2, 0.8
CONTEXT = 0.7
# A clause follows the best one while it reaches this share of its score.
FOLLOWS = 0.4
# A word that more clauses hold is a word of the genre and tells no subject.
SPECIFIC, SPECIFIC_CLAUSES = 0.05, 5
# Queries x clauses that are covered at a time: bounds the memory.
_CELLS = 4_000_000


@dataclass(frozen=True)
class Link:
    """A clause that speaks to a target: its row in the index, score, and the words that both hold."""

    row: int
    score: float
    words: tuple[str, ...]


class WeightedWords(NamedTuple):
    """Many queries as columns, an entry for each query and word of it.

    Attributes:
        words: all different words.
        owner: the query of each entry, in order.
        numbers: the place of its word in `words`.
        weights: of the word in the query.
        queries: how many there are.
    """

    words: Sequence[str]
    owner: np.ndarray
    numbers: np.ndarray
    weights: np.ndarray
    queries: int


class ClauseIndex:
    """Clauses to be searched.

    Args:
        wording: the words of each clause, joined by blanks.
        context: the words of its headings and of the document's title; they count less.
        factor: weight of each clause, below 1 for clauses that lay nothing down (purpose, scope, entry into force).
    """

    def __init__(self, wording: list[str], context: list[str], factor: list[float]) -> None:
        self.words = sorted(columns_of(wording))
        # Without any word there is nothing to be found.
        self.size = len(wording) if self.words else 0
        if not self.size:
            return
        self._column = {word: column for column, word in enumerate(self.words)}
        counts = word_counts(wording, self._column)
        self._frequency = np.bincount(counts.indices, minlength=len(self.words))
        # By column; the last is that of a word that no clause holds.
        self._rarity = [
            math.log(1 + (self.size - held + 0.5) / (held + 0.5)) for held in [*map(int, self._frequency), 0]
        ]
        length = np.asarray(counts.sum(axis=1)).ravel()
        counts = (counts + CONTEXT * word_counts(context, self._column)).tocsr()
        norm = SATURATION * (1 - LENGTH + LENGTH * length / max(float(length.mean()), 1.0))
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        counts.data = counts.data / (counts.data + norm[rows]) * np.asarray(factor, dtype=np.float32)[rows]
        self._matrix, self._by_word = counts, counts.tocsc()
        self._clauses_of = self._by_word.T  # words x clauses, by rows

    def scores(self, query: Mapping[str, float]) -> tuple[np.ndarray, dict[int, float]]:
        """Return the share of the query's weight that each clause covers, and the weights by column.

        Word by word: a query has few, and few clauses hold each.
        """
        columns = self._columns(query)
        found = np.zeros(self.size, dtype=np.float32)
        table = self._by_word
        for column in sorted(columns):
            own = slice(table.indptr[column], table.indptr[column + 1])
            found[table.indices[own]] += table.data[own] * np.float32(columns[column])
        return found, columns

    def _columns(self, query: Mapping[str, float]) -> dict[int, float]:
        # Where no clause holds a word, -1: behind the rarities of the columns stands that of such a word.
        columns = [self._column.get(word, -1) for word in query]
        weights = [weight * self._rarity[column] for column, weight in zip(columns, query.values(), strict=True)]
        total = sum(weights)
        own = zip(columns, weights, strict=True)
        return {column: weight / total for column, weight in own if column >= 0} if total else {}

    def covered(self, queries: WeightedWords, owner: np.ndarray, row: np.ndarray) -> np.ndarray:
        """Return the share of a query's weight that a clause covers, for pairs of query and clause.

        Args:
            queries: words and their weights.
            owner: the query of each pair, in order.
            row: the clause of each pair.
        """
        found, table = np.zeros(len(owner)), self._weighed(queries)
        some = max(_CELLS // max(self.size, 1), 1)
        for first in range(0, queries.queries, some):
            own = slice(*np.searchsorted(owner, [first, first + some]).tolist())
            if own.start < own.stop:
                scores = (table[first : first + some] @ self._clauses_of).toarray()
                found[own] = scores[owner[own] - first, row[own]]
        return found

    def _weighed(self, queries: WeightedWords) -> sparse.csr_matrix:
        """Return queries x words of clauses: each word's share of the query's weight, as `_columns` tells of one."""
        columns = np.array([self._column.get(word, -1) for word in queries.words], dtype=np.int64)[queries.numbers]
        weights, owner = queries.weights * np.array(self._rarity)[columns], queries.owner
        total = np.bincount(owner, weights, minlength=queries.queries)
        kept = np.flatnonzero((columns >= 0) & (total[owner] != 0))
        kept = kept[np.argsort(owner[kept] * len(self.words) + columns[kept])]
        shares = (weights[kept] / total[owner[kept]]).astype(np.float32)
        ends = np.searchsorted(owner[kept], np.arange(queries.queries + 1))
        return sparse.csr_matrix((shares, columns[kept], ends), shape=(queries.queries, len(self.words)))

    def scores_each(self, queries: Sequence[Mapping[str, float]]) -> tuple[np.ndarray, list[dict[int, float]]]:
        """Return what `scores` does for each query: queries x clauses, and the weights of each by column."""
        columns = [self._columns(query) for query in queries]
        # Word by word as in `scores`, so that the sums are the same.
        return (self._as_table(columns) @ self._clauses_of).toarray(), columns

    def _as_table(self, columns: Sequence[Mapping[int, float]]) -> sparse.csr_matrix:
        queries = [sorted(one.items()) for one in columns]
        ends = np.cumsum([0, *map(len, queries)])
        at = np.array([column for one in queries for column, _ in one], dtype=np.int64)
        weights = np.array([weight for one in queries for _, weight in one], dtype=np.float32)
        return sparse.csr_matrix((weights, at, ends), shape=(len(queries), len(self.words)))

    def shared(self, row: int, columns: Mapping[int, float]) -> tuple[str, ...]:
        """Return the words that add most to a clause's score, strongest first."""
        begin, end = self._matrix.indptr[row], self._matrix.indptr[row + 1]
        pairs = zip(self._matrix.indices[begin:end], self._matrix.data[begin:end], strict=True)
        parts = sorted((-float(value) * columns[c], self.words[c]) for c, value in pairs if c in columns)
        return tuple(word for _, word in parts[:SHARED_WORDS])

    def best(
        self,
        query: Mapping[str, float],
        count: int,
        threshold: float,
        prior: np.ndarray | None = None,
        similarity: float = 1.0,
    ) -> list[Link]:
        """Return the best clauses for a query, or none where no clause reaches the threshold.

        Args:
            query: words and their weights.
            count: how many at most.
            threshold: least score of the best; the others may fall to a share of the best's.
            prior: added to each clause's score, e.g. what a coding frame says of it; scores end at 1.
            similarity: weight of the words beside a prior.
        """
        if not self.size or not (query or prior is not None):
            return []
        scores, columns = self.scores(query)
        if prior is not None:
            scores = similarity * scores + prior
        scores = np.round(scores.astype(np.float64), 6)
        top = float(scores.max())
        if top < threshold or top <= 0:
            return []
        order = sorted(np.flatnonzero(scores >= FOLLOWS * top), key=lambda row: (-scores[row], row))[:count]
        return [Link(int(row), min(1.0, float(scores[row])), self.shared(int(row), columns)) for row in order]

    def alone(
        self, scores: np.ndarray, columns: Collection[int], subject: Collection[str], words: int, least: float
    ) -> np.ndarray:
        """Tell which clauses may be linked by words alone.

        Args:
            scores: the share of the query that each covers.
            columns: of the query's words; a clause must hold `words` of them.
            subject: words of which a clause must hold one that few clauses hold.
            words: as said.
            least: least score.
        """
        found: np.ndarray = (scores >= least) & (scores > 0)
        # Hardly any clause covers so much: then there is nothing to count.
        if found.any():
            found &= self._shared_count(columns) >= words
            found &= self._shared_count(self._specific(subject)) > 0
        return found

    def _specific(self, words: Collection[str]) -> list[int]:
        columns = (self._column[word] for word in words if word in self._column)
        most = max(SPECIFIC_CLAUSES, SPECIFIC * self.size)
        return [column for column in columns if self._frequency[column] <= most]

    def _shared_count(self, columns: Collection[int]) -> np.ndarray:
        """Return how many of the words each clause holds."""
        table, found = self._by_word, np.zeros(self.size, dtype=np.int64)
        for column in columns:
            found[table.indices[table.indptr[column] : table.indptr[column + 1]]] += 1
        return found
