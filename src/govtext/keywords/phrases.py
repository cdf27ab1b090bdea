"""Phrases: pairs of neighbouring words that belong together (房产证 办理 → 房产证办理)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.keywords.occurrences import Occurrences
from govtext.vocabulary import Encoded, count_table

_SHIFT, _LOW = 32, (1 << 32) - 1
# Pairs that wait at least before they are sorted in among the others: some 16 MB.
_LEAST_WAITING = 1 << 20


def neighbours(encoded: Encoded) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (text, pair) of all content words that stand side by side; a pair is first << 32 | second."""
    words, rows = encoded.words.astype(np.int64), encoded.rows
    both = (words[:-1] >= 0) & (words[1:] >= 0) & (rows[:-1] == rows[1:]) if len(words) else np.zeros(0, dtype=bool)
    at = np.flatnonzero(both)
    return rows[at], words[at] << _SHIFT | words[at + 1]


class PairTally:
    """Counts of neighbouring words, batch by batch.

    New pairs wait until there are as many as counted ones: so each is sorted a few times only,
    however many batches come, and a million texts cost a thousand times as much as a thousand.
    """

    def __init__(self) -> None:
        self.words = np.zeros(0, dtype=np.int64)
        self._pairs = np.zeros(0, dtype=np.int64)
        self._counts = np.zeros(0, dtype=np.int64)
        self._new: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        self._waiting = 0

    def add(self, encoded: Encoded, size: int) -> None:
        """Add a batch; `size` is the size of the vocabulary after it."""
        found, counts = np.unique(neighbours(encoded)[1], return_counts=True)
        self._new.append((found, counts))
        self._waiting += len(found)
        if self._waiting > max(len(self._pairs), _LEAST_WAITING):
            self._merge()
        kept = encoded.words.take(np.flatnonzero(encoded.words >= 0))
        self.words = np.pad(self.words, (0, size - len(self.words))) + np.bincount(kept, minlength=size)

    def _merge(self) -> None:
        pairs = np.concatenate([self._pairs, *(found for found, _ in self._new)])
        counts = np.concatenate([self._counts, *(counted for _, counted in self._new)])
        self._new, self._waiting = [], 0
        order = np.argsort(pairs, kind="stable")
        pairs = pairs[order]
        first = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]])) if len(pairs) else order
        self._pairs = pairs[first]
        self._counts = np.add.reduceat(counts[order], first) if len(pairs) else counts

    def plus(self, other: PairTally, places: NDArray[np.int64], size: int) -> PairTally:
        """Return the counts of both.

        Args:
            other: of further texts.
            places: the number here of each of its words.
            size: number of words of both.
        """
        for one in (self, other):
            one._merge()
        made = PairTally()
        made.words = np.pad(self.words, (0, size - len(self.words)))
        made.words[places] += other.words
        first, second = places[other._pairs >> _SHIFT], places[other._pairs & _LOW]
        made._new = [(self._pairs, self._counts), (first << _SHIFT | second, other._counts)]
        made._merge()
        return made

    def phrases(self, least: int, cohesion: float) -> Phrases:
        """Return the pairs that stand together `least` times and with an NPMI of at least `cohesion` (Bouma 2009)."""
        self._merge()
        frequent = self._counts >= least
        pairs, counts = self._pairs[frequent], self._counts[frequent].astype(np.float64)
        total = max(float(self.words.sum()), 1.0)
        joint = counts / total
        own = self.words[pairs >> _SHIFT] * self.words[pairs & _LOW] / total**2
        with np.errstate(divide="ignore", invalid="ignore"):
            npmi = np.nan_to_num(np.log(joint / own) / -np.log(joint))
        return Phrases(pairs[np.round(npmi, 6) >= cohesion])


@dataclass(frozen=True)
class Phrases:
    """The pairs that count as phrases, sorted."""

    pairs: NDArray[np.int64]

    def names(self, words: list[str]) -> list[str]:
        """Return the phrases as they stand in the texts."""
        return [words[pair >> _SHIFT] + words[pair & _LOW] for pair in self.pairs.tolist()]

    def counts(self, encoded: Encoded) -> sparse.csr_matrix:
        """Return the texts × phrases table of counts."""
        rows, found = neighbours(encoded)
        shape = (len(encoded.doc_ids), len(self.pairs))
        if not len(self.pairs):
            return count_table(rows[:0], found[:0], shape)
        # Most neighbours hold a word that begins no phrase or ends none: they are not sought.
        maybe = np.flatnonzero(
            _among(self.pairs >> _SHIFT, found >> _SHIFT) & _among(self.pairs & _LOW, found & _LOW)
        )
        rows, found = rows.take(maybe), found.take(maybe)
        place = np.minimum(np.searchsorted(self.pairs, found), len(self.pairs) - 1)
        known = np.flatnonzero(self.pairs.take(place) == found)
        return count_table(rows.take(known), place.take(known), shape)


def _among(words: NDArray[np.int64], asked: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which of the words asked about are among some (at least one)."""
    there = np.zeros(int(words.max()) + 2, dtype=np.bool_)
    there[words] = True
    return np.asarray(there.take(asked, mode="clip"))


def by_position(weights: sparse.csr_matrix, found: Occurrences) -> sparse.csr_matrix:
    """Return weights raised for words that come early, up to twofold for the first word.

    The position of a word is that of its first occurrence, as in the position feature of YAKE
    (Campos et al. 2020): the title and the first sentences of a message say what it is about.

    Args:
        weights: texts × words, an entry for each of the occurrences.
        found: the words that the weights were made from.
    """
    return found.weighted(weights.data * (1.0 + 1.0 / (1.0 + np.log1p(found.first))))
