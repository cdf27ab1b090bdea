"""Weighted views of counted terms, and what pairs of rows share in them.

A view is a weight per term: what links (rare words), what names a place, what tells the matter. All
views of one kind of term read the same counts, so a pair's shared terms are found once and weighed
in every way. Weights are (1 + ln tf) · ln(N / df), a term of the title counting three times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.corpus import Floats, Integers, Terms

Numbers = NDArray[np.int64]

# Weights that what is shared is summed by.
MASSES = ("place", "matter", "all", "rare mass")

# 1 + ln of a count, for counts as messages have them.
_DAMPED = np.concatenate(([0.0], 1 + np.log(np.arange(1, 256)))).astype(np.float32)
# Where a count's bits begin: that of all that was read, and that of the title.
_BITS = np.uint16(0), np.uint16(8)
# Entries read at once where a whole matrix is weighed; bounds the memory of a step.
_ENTRIES_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Shared:
    """Terms that both rows of pairs hold, as parallel arrays.

    Attributes:
        pair, term: number of the pair and column of the term.
        one, other: how often the two rows hold it.
        pairs: how many pairs there are.
    """

    pair: NDArray[np.int64]
    term: NDArray[np.int32]
    one: NDArray[np.uint8]
    other: NDArray[np.uint8]
    pairs: int

    def summed(self, weights: Floats) -> Floats:
        """Return per pair the sum of the shared terms' weights."""
        return self._added(weights.take(self.term))

    def sums(self, weights: NDArray[np.float64]) -> list[Floats]:
        """Return per pair the same for several weights, terms × weights: terms are gone through once."""
        ones = sparse.csr_matrix((np.ones(len(self.term)), self.term, self._begins), shape=(self.pairs, len(weights)))
        return list(np.ascontiguousarray((ones @ weights).T, dtype=np.float32))

    def product(self, weights: Floats) -> Floats:
        """Return per pair the sum of products of weighted, damped counts."""
        return self._added(self._damped * (weights**2).take(self.term))

    def _added(self, values: Floats) -> Floats:
        """Return per pair the sum of a value of each shared term: a product of matrices takes half as long."""
        rows = sparse.csr_matrix((values.astype(np.float64), self._column, self._begins), shape=(self.pairs, 1))
        return np.asarray(rows @ np.ones(1), dtype=np.float32)

    @cached_property
    def _begins(self) -> NDArray[np.int32]:
        """Where the terms of each pair begin, and the last ones end."""
        return np.searchsorted(self.pair, np.arange(self.pairs + 1)).astype(np.int32)

    @cached_property
    def _column(self) -> NDArray[np.int32]:
        """The one column that all terms stand in where they are added up."""
        return np.zeros(len(self.term), dtype=np.int32)

    @cached_property
    def _damped(self) -> Floats:
        """The product of the two damped counts, which several views weigh."""
        return damped(self.one) * damped(self.other)

    def greatest(self, weights: Floats) -> Floats:
        """Return per pair the greatest weight of a shared term, 0 where none is shared."""
        found = np.zeros(self.pairs, dtype=np.float32)
        if len(self.pair):
            first = np.flatnonzero(np.concatenate(([True], np.diff(self.pair) > 0)))
            found[self.pair[first]] = np.maximum.reduceat(weights.take(self.term), first)
        return found


class Overlap(NamedTuple):
    """What the two messages of pairs share: all that was read of both, their titles, and a title and the other text."""

    texts: Shared
    titles: Shared
    title_in_text: Shared
    text_in_title: Shared


@dataclass(frozen=True)
class Side:
    """One kind of terms with its views.

    Attributes:
        terms: the counts.
        weights: view → weight per term.
        lengths: view → length of each row under the view's weights (of title rows for views of titles).
        sums: mass → sum of weights over each row's terms; masses of titles begin with "title".
    """

    terms: Terms
    weights: dict[str, Floats]
    lengths: dict[str, Floats]
    sums: dict[str, Floats]

    @classmethod
    def of(cls, terms: Terms, views: dict[str, Floats], masses: dict[str, Floats]) -> Side:
        """Return the terms with their views and masses; names that begin with "title" read titles only."""
        weights = {name: np.asarray(weight, dtype=np.float32) for name, weight in (views | masses).items()}
        lengths = {name: row_lengths(_rows(terms, name), weights[name]) for name in views}
        sums: dict[str, Floats] = {}
        for counts, of_titles in ((terms.whole, False), (terms.title, True)):
            own = [name for name in masses if name.startswith("title") == of_titles]
            sums |= zip(own, row_sums(counts, [weights[name] for name in own]), strict=True)
        return cls(terms, weights, lengths, sums)

    def shared(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> Overlap:
        """Return the terms that the left rows share with the right ones, found once for texts and titles."""
        pair, term, one, other = _in_both(self._counts, left, right)
        own, title, their, their_title = (
            (counts >> bits).astype(np.uint8) for counts in (one, other) for bits in _BITS
        )

        def some(kept: NDArray[np.intp], one: NDArray[np.uint8], other: NDArray[np.uint8]) -> Shared:
            return Shared(pair.take(kept), term.take(kept), one.take(kept), other.take(kept), len(left))

        in_one, in_other = title > 0, their_title > 0
        return Overlap(
            Shared(pair, term, own, their, len(left)),
            some(np.flatnonzero(in_one & in_other), title, their_title),
            some(np.flatnonzero(in_one), title, their),
            some(np.flatnonzero(in_other), own, their_title),
        )

    @cached_property
    def masses(self) -> NDArray[np.float64]:
        """Terms × `MASSES`, their weights."""
        return np.column_stack([self.weights[name] for name in MASSES]).astype(np.float64)

    @cached_property
    def _counts(self) -> sparse.csr_matrix:
        """All terms of the rows: how often they stand in all that was read, and in the title, times 256."""
        counts = self.terms.whole.astype(np.uint16)
        return sparse.csr_matrix(counts + self.terms.title.astype(np.uint16) * np.uint16(256))

    def cosine(self, common: Shared, view: str, left: NDArray[np.int64], right: NDArray[np.int64]) -> Floats:
        """Return the cosine of pairs under a view; 0 where a row has no terms."""
        length = self.lengths[view]
        both = np.maximum(length[left] * length[right], np.float32(1e-9))
        return np.asarray(common.product(self.weights[view]) / both, dtype=np.float32)

    def unit_rows(
        self, view: str, fewest: int = 1, most: int | None = None, part: slice | Numbers = slice(None)
    ) -> sparse.csr_matrix:
        """Return rows × terms under a view, each row divided by its length.

        Args:
            view: which.
            fewest, most: texts that a term must be in at least and at most to stay; lengths are of all terms.
            part: which rows, in this order.
        """
        counts, weights = _rows(self.terms, view)[part], self.weights[view].copy()
        weights[self.terms.documents < fewest] = 0
        if most is not None:
            weights[self.terms.documents > most] = 0
        length = np.maximum(self.lengths[view][part], np.float32(1e-9))
        kept = weights[counts.indices] != 0
        rows = np.repeat(np.arange(counts.shape[0], dtype=np.int32), np.diff(counts.indptr))[kept]
        columns = counts.indices[kept]
        data = damped(counts.data[kept]) * weights[columns] / length[rows]
        indptr = np.searchsorted(rows, np.arange(counts.shape[0] + 1))
        return sparse.csr_matrix((data.astype(np.float32), columns, indptr), shape=counts.shape)


def _in_both(
    counts: sparse.csr_matrix, left: Numbers, right: Numbers
) -> tuple[Numbers, Integers, NDArray[np.uint16], NDArray[np.uint16]]:
    """Return what both rows of pairs hold: the pair, the column, and the left and the right row's count.

    A left row is spelt out over all columns and looked up by the right rows of all its pairs, which mostly follow each
    other: that takes half the time of walking along both rows of each pair.
    """
    rows = counts[right]
    found = np.empty(len(rows.indices), dtype=counts.dtype)
    spelt = np.zeros(counts.shape[1], dtype=counts.dtype)
    first = np.flatnonzero(np.diff(left, prepend=-1))
    borders = rows.indptr[np.append(first, len(left))].tolist()
    begins, ends = (counts.indptr[left[first] + more].tolist() for more in (0, 1))
    for begin, end, start, stop in zip(begins, ends, borders[:-1], borders[1:], strict=True):
        own = counts.indices[begin:end]
        spelt[own] = counts.data[begin:end]
        spelt.take(rows.indices[start:stop], out=found[start:stop], mode="clip")  # none is checked: all are columns
        spelt[own] = 0
    at = np.flatnonzero(found != 0)
    pair = np.repeat(np.arange(len(left)), np.diff(np.searchsorted(at, rows.indptr)))
    return pair, rows.indices.take(at), found.take(at), rows.data.take(at)


def _rows(terms: Terms, view: str) -> sparse.csr_matrix:
    return terms.title if view.startswith("title") else terms.whole


def damped(counts: NDArray[np.uint8]) -> Floats:
    """Return 1 + ln of counts."""
    made: Floats = _DAMPED.take(counts)
    return made


def row_lengths(counts: sparse.csr_matrix, weights: Floats) -> Floats:
    """Return the Euclidean length of each row of damped, weighted counts."""
    return np.sqrt(_by_row(counts, lambda data, terms: (damped(data) * weights[terms]) ** 2))


def row_sums(counts: sparse.csr_matrix, weights: Sequence[Floats]) -> list[Floats]:
    """Return for each of several weights the sum over each row's terms."""
    made = np.zeros((len(weights), counts.shape[0]), dtype=np.float32)
    at_once = max(1, _ENTRIES_AT_ONCE // max(counts.shape[1], 1))
    for first in range(0, len(weights), at_once):
        some = slice(first, first + at_once)
        table = np.column_stack(weights[some]).astype(np.float64)
        for rows, entries in _some_rows(counts):
            begins = counts.indptr[rows.start : rows.stop + 1] - counts.indptr[rows.start]
            ones = np.ones(entries.stop - entries.start)
            part = sparse.csr_matrix(
                (ones, counts.indices[entries], begins), shape=(rows.stop - rows.start, counts.shape[1])
            )
            made[some, rows] = (part @ table).T
    return list(made)


def _by_row(counts: sparse.csr_matrix, worth: Callable[[Any, Integers], Floats]) -> Floats:
    """Return per row the sum of a function of its entries."""
    made = np.zeros(counts.shape[0], dtype=np.float32)
    for rows, entries in _some_rows(counts):
        row = np.repeat(np.arange(rows.stop - rows.start), np.diff(counts.indptr[rows.start : rows.stop + 1]))
        values = worth(counts.data[entries], counts.indices[entries])
        made[rows] = np.bincount(row, weights=values, minlength=rows.stop - rows.start)
    return made


def _some_rows(counts: sparse.csr_matrix) -> Iterator[tuple[slice, slice]]:
    """Yield some rows at a time, and where their entries stand."""
    start = 0
    while start < counts.shape[0]:
        end = int(np.searchsorted(counts.indptr, counts.indptr[start] + _ENTRIES_AT_ONCE, side="right")) - 1
        end = min(max(end, start + 1), counts.shape[0])
        yield slice(start, end), slice(int(counts.indptr[start]), int(counts.indptr[end]))
        start = end
