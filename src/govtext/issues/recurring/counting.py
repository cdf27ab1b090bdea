"""From what was read in batches to matrices: texts × terms, runs, names and areas.

What a batch tells is put behind what the batches before it told and forgotten: a corpus takes four bytes and a
count per different term of a text, and nothing of what it was read from is held.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.corpus import TITLE_WEIGHT, Runs, Terms, held_by
from govtext.literal_scan import distinct
from govtext.parallel import batched, in_threads

# Share of the texts up to which a run tells something: more repeat a form of address.
MOST_WITH_RUN = 0.005
# Parts of the runs that are sorted one after another, as a power of two; runs have 63 bits.
_PARTS, _RUN_BITS = 4, 63
# Bits, behind those that tell the part, by which a run is first looked for: a table of so many bytes as a power of two.
_SOME_BITS = 20
# Column of runs that one text holds, or very many.
_NOBODYS = np.int64(1) << 62
# Entries and rows looked at in one go; bounds the memory of a step.
_AT_ONCE, _ROWS = 1 << 22, 1 << 16
# Bytes by which a column grows at most.
_STEP = 4 << 20


@dataclass(frozen=True)
class Counted:
    """How often the texts of a batch hold each of their terms.

    Attributes:
        held: per text, its different terms.
        term: the terms, text by text, ascending.
        title, body, named: how often each stands in the title, in the body and in names.
    """

    held: NDArray[np.int32]
    term: NDArray[np.int32]
    title: NDArray[np.uint16]
    body: NDArray[np.uint16]
    named: NDArray[np.uint16]


def counted(
    texts: int, text: NDArray[np.integer], term: NDArray[np.integer], title: NDArray[np.bool_], named: NDArray[np.bool_]
) -> Counted:
    """Sum equal (text, term) of a batch.

    Args:
        texts: how many there are, numbered from 0.
        text, term: of each occurrence.
        title, named: whether it stands in the title and in a name.
    """
    if not len(text):
        none = np.zeros(0, dtype=np.uint16)
        return Counted(np.zeros(texts, dtype=np.int32), np.zeros(0, dtype=np.int32), none, none, none)
    # Numbers that hold all of it are sorted many times faster than an order of rows is found.
    packed = text.astype(np.int64)
    packed <<= 32
    packed |= term
    packed <<= 2
    packed |= title.view(np.uint8) << 1 | named
    packed.sort()
    key = packed >> 2
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    times = np.diff(np.append(first, len(key)))
    # Counted through and told apart: many short stretches take longer when each is added up by itself.
    ends = np.append(first[1:], len(key)) - 1
    # Both in one number: of the titles 31 bits, of the names those above.
    both = np.diff(np.cumsum((packed & 1) << 31 | packed >> 1 & 1)[ends], prepend=0)
    in_title, in_names = both & 0x7FFFFFFF, both >> 31
    held = np.bincount(key[first] >> 32, minlength=texts).astype(np.int32)
    counts = (np.minimum(column, 65_535).astype(np.uint16) for column in (in_title, times - in_title, in_names))
    return Counted(held, (key[first] & 0xFFFFFFFF).astype(np.int32), *counts)


class Column:
    """Numbers of one kind that grow at the end, without the lists of arrays that would have to be joined.

    It grows in steps of `_STEP`: in proportion to what is held, as a bytearray does, an eighth would lie unused. It is
    held in its own kind, not in bytes: SciPy copies an array for a matrix that has less than half the entries of the
    array that it is a part of.
    """

    def __init__(self, kind: Any) -> None:
        self._held, self._size = np.zeros(0, dtype=kind), 0

    def add(self, numbers: NDArray[Any]) -> None:
        """Put numbers behind the others; no array of `numbers` may live."""
        more = np.ascontiguousarray(numbers, dtype=self._held.dtype).reshape(-1)
        size = self._size + len(more)
        if size > len(self._held):
            self._held.resize(max(size, min(2 * size, size + _STEP // self._held.itemsize)), refcheck=False)
        self._held[self._size : size] = more
        self._size = size

    def numbers(self) -> NDArray[Any]:
        """Return all numbers; they are those held."""
        return self._held[: self._size]

    def cut(self, kind: Any, size: int) -> NDArray[Any]:
        """Keep and return `size` numbers of another kind, put where the first stood; no array of them may live."""
        self._size = -(-size * np.dtype(kind).itemsize // self._held.itemsize)
        self._held.resize(self._size, refcheck=False)
        kept: NDArray[Any] = self._held.view(kind)
        return kept[:size]


class TermCounts:
    """The counts of terms of all texts, gathered batch by batch.

    Args:
        width: one more than the greatest term, of terms that are spread over a wide range (hashes): they are numbered
            as they come. 0 of terms that are numbers already.
    """

    def __init__(self, width: int = 0) -> None:
        self._held, self._titles = Column(np.int32), Column(np.int32)
        self._term, self._title_term = Column(np.int32), Column(np.int32)
        self._whole, self._title = Column(np.uint8), Column(np.uint8)
        # Of terms in a wide range: one more than the number of each, 0 for one that was not met; and the terms. A table
        # of the whole range takes long to be touched for the first time, so there is this one only.
        self._number, self._met = np.zeros(width, dtype=np.int32), Column(np.int32)
        # Times beyond the first in a text, and times in names: most terms of a text have neither.
        self._more, self._named = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)

    def add(self, part: Counted, term: NDArray[np.int32]) -> None:
        """Add a batch.

        Args:
            part: the batch.
            term: its terms, as they are numbered over all batches or in the wide range.
        """
        if len(self._number):
            term = self._numbered(term)
        self._widen(int(term.max(initial=-1)) + 1)
        title = part.title.astype(np.int32)
        more, whole = title + part.body - 1, TITLE_WEIGHT * title + part.body
        for sums, values in ((self._more, more), (self._named, part.named)):
            there = np.flatnonzero(values)
            np.add.at(sums, term[there], values[there].astype(sums.dtype))  # 20 times as fast as for another kind
        self._held.add(part.held)
        self._term.add(term)
        self._whole.add(np.minimum(whole, 255))
        titled = np.flatnonzero(part.title)
        self._titles.add(np.diff(np.searchsorted(titled, starts(part.held))))
        self._title_term.add(term[titled])
        self._title.add(np.minimum(part.title[titled], 255))

    def _numbered(self, term: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the numbers of terms of a wide range; new ones get the next."""
        number: NDArray[np.int32] = self._number.take(term)  # twice as fast as by an index
        missing = np.flatnonzero(number == 0)
        new = distinct(term[missing])
        met = len(self._met.numbers())
        self._number[new] = np.arange(met + 1, met + 1 + len(new), dtype=np.int32)
        self._met.add(new)
        # The table is far larger than the processor's cache: what it told already is not asked again.
        number[missing] = self._number[term[missing]]
        number -= 1
        return number

    def _widen(self, width: int) -> None:
        if width > len(self._more):
            more = np.zeros(max(width, len(self._more) * 5 // 4) - len(self._more), dtype=np.int32)
            self._more, self._named = np.concatenate([self._more, more]), np.concatenate([self._named, more])

    def _kept(self) -> NDArray[np.intp]:
        """Return the terms that some text holds, those of a wide range in the order of the range."""
        if len(self._number):
            return np.argsort(self._met.numbers(), kind="stable")
        seen, terms = np.zeros(len(self._more), dtype=bool), self._term.numbers()
        for start in range(0, len(terms), _AT_ONCE):
            seen[terms[start : start + _AT_ONCE]] = True
        return np.flatnonzero(seen)

    def terms(self, kinds: NDArray[np.bool_] | None, kind_columns: NDArray[np.int64] | None = None) -> Terms:
        """Return the terms' counts in titles and everywhere, and how often each lies in a name; they are forgotten.

        Args:
            kinds: for each term, whether it is a kind of place; None if `kind_columns` tells.
            kind_columns: the terms that are parts of kinds of places.
        """
        # Terms of one text stay: they are what a title says that no other text says.
        keep = self._kept()
        more, named = self._more[keep], self._named[keep]
        number = np.full(len(self._more), -1, dtype=np.int32)
        number[keep] = np.arange(len(keep), dtype=np.int32)
        of_kinds = np.zeros(0, dtype=np.int64) if kind_columns is None else kind_columns
        if len(self._number):
            of_kinds = self._number[of_kinds].astype(np.int64) - 1
        told = number[of_kinds[(of_kinds >= 0) & (of_kinds < len(number))]]
        self._more = self._named = self._number = np.zeros(0, dtype=np.int32)
        title = _matrix(self._titles, self._title_term, self._title, number, len(keep))
        whole = _matrix(self._held, self._term, self._whole, number, len(keep))
        documents = held_by(whole)
        placeness = (named + 0.2) / (documents + more + 1.0)
        if kinds is not None:
            placeness[kinds[keep]] = 0.05
        placeness[told[told >= 0]] *= 0.15
        return Terms(title, whole, placeness.astype(np.float32), documents)


def _matrix(held: Column, term: Column, counts: Column, number: NDArray[np.int32], width: int) -> sparse.csr_matrix:
    columns = term.numbers()
    for start in range(0, len(columns), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        columns[part] = number[columns[part]]
    indptr = starts(held.numbers())
    matrix = sparse.csr_matrix((counts.numbers(), columns, indptr), shape=(len(indptr) - 1, width))
    matrix.sort_indices()
    return matrix


def starts(held: NDArray[Any]) -> NDArray[np.int64]:
    """Return where each row begins, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(held, dtype=np.int64)))


class RunCounts:
    """The runs of characters of all texts, gathered batch by batch."""

    def __init__(self) -> None:
        self._held, self._runs = Column(np.int32), Column(np.int64)

    def add(self, held: NDArray[np.int32], runs: NDArray[np.int64]) -> None:
        """Add a batch: per text its different runs, and the runs, text by text, ascending."""
        self._held.add(held)
        self._runs.add(runs)

    def runs(self, threads: int = 1) -> Runs:
        """Return the runs, and forget them; those of one text are counted only, those of very many are nobody's own.

        Args:
            threads: that number them; the numbers don't depend on them.
        """
        gathered, self._runs = self._runs, Column(np.int64)
        held, hashed = self._held.numbers(), gathered.numbers()
        most = max(30, int(MOST_WITH_RUN * len(held)))
        columns = _numbered(hashed, most, threads)
        own = _of_several(hashed, starts(held))
        del hashed
        column = gathered.cut(np.int32, int(own.sum()))
        ones = np.ones(len(column), dtype=np.uint8)
        return Runs(sparse.csr_matrix((ones, column, starts(own)), shape=(len(held), columns)), held.astype(np.float32))


def _numbered(hashed: NDArray[np.int64], most: int, threads: int) -> int:
    """Write over each run its column, below zero, and return how many columns there are.

    Args:
        hashed: the runs of all texts, written over where they stand: a run takes eight bytes.
        most: texts of a run that has a column, at most; at least two.
        threads: that do it, a part of the runs each.
    """
    parts = 1 << _PARTS if len(hashed) > _AT_ONCE else 1

    def usual_of(part: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        at = _of_part(hashed, part) if parts > 1 else np.arange(len(hashed))
        ordered = np.sort(hashed[at])
        first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
        count = np.diff(np.append(first, len(ordered)))
        return at, ordered[first[(count >= 2) & (count <= most)]]

    def write(part: tuple[NDArray[np.int64], NDArray[np.int64], int]) -> None:
        at, usual, begin = part
        hashed[at] = -1 - _columns_of(hashed[at], usual, begin)  # below zero, where it is no run of another part

    columns = 0
    for some in batched(range(parts), threads):
        looked: list[tuple[NDArray[np.int64], NDArray[np.int64], int]] = []
        for at, usual in in_threads(usual_of, some, threads):
            looked.append((at, usual, columns))
            columns += len(usual)
        list(in_threads(write, looked, threads))
    return columns


def _columns_of(runs: NDArray[np.int64], usual: NDArray[np.int64], first: int) -> NDArray[np.int64]:
    """Return the place of each run among some that are in order, counted from a first number; others are nobody's."""
    column = np.full(len(runs), _NOBODYS, dtype=np.int64)
    # Most are none of these, which one look at some of their bits tells.
    met = np.zeros(1 << _SOME_BITS, dtype=bool)
    met[_some_bits(usual)] = True
    asked = np.flatnonzero(met[_some_bits(runs)])
    place = np.searchsorted(usual, runs[asked])
    held = usual.take(place, mode="clip") == runs[asked]
    column[asked[held]] = first + place[held]
    return column


def _some_bits(runs: NDArray[np.int64]) -> NDArray[np.int64]:
    return (runs >> (_RUN_BITS - _PARTS - _SOME_BITS)) & (1 << _SOME_BITS) - 1


def _of_part(hashed: NDArray[np.int64], part: int) -> NDArray[np.int64]:
    """Return where the runs of a part stand."""
    found = [
        start + np.flatnonzero(hashed[start : start + _ROWS] >> (_RUN_BITS - _PARTS) == part)
        for start in range(0, len(hashed), _ROWS)
    ]
    return np.concatenate(found)


def _of_several(written: NDArray[np.int64], begins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many runs of each text several texts hold; their columns are put at the beginning, in four bytes each.

    Some rows are read at a time, and what is put for them stands before them.
    """
    own, put, at = [np.zeros(0, dtype=np.int64)], written.view(np.int32), 0
    for start in range(0, len(begins) - 1, _ROWS):
        rows = begins[start : start + _ROWS + 1]
        column = -1 - written[rows[0] : rows[-1]]
        kept = column != _NOBODYS
        own.append(np.diff(starts(kept)[rows - rows[0]]))
        several = column[kept]
        put[at : at + len(several)] = several
        at += len(several)
    return np.concatenate(own)


def core_matrices(
    found: tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.bool_]], texts: int
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return texts × pairs of characters that tell names apart, of titles and of all that was read.

    Args:
        found: text, code of the pair and whether it stands in the title, as parallel arrays.
        texts: how many there are.
    """
    text, code, in_title = found
    codes = distinct(code)
    columns = np.empty(len(code), dtype=np.int32)
    for start in range(0, len(code), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        columns[part] = np.searchsorted(codes, code[part])
    width = max(1, len(codes))
    return ones_matrix(text[in_title], columns[in_title], texts, width), ones_matrix(text, columns, texts, width)


def ones_matrix(
    text: NDArray[np.integer], column: NDArray[np.integer], texts: int, columns: int
) -> sparse.csr_matrix:
    """Return texts × columns, 1 where a text has the column."""
    # Step by step in the same place: there may be several times as many as texts.
    keys = text.astype(np.int64)
    keys *= columns
    keys += column
    keys.sort()
    keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    indptr = np.searchsorted(keys, np.arange(texts + 1, dtype=np.int64) * columns)
    keys %= columns
    held = keys.astype(np.int32)
    return sparse.csr_matrix((np.ones(len(keys), dtype=np.float32), held, indptr), shape=(texts, columns))


class Named:
    """Which text names which areas, gathered batch by batch."""

    def __init__(self) -> None:
        self._text, self._name, self._numbers = Column(np.int32), Column(np.int32), dict[str, int]()

    def add(self, text: NDArray[np.integer], names: Iterable[str]) -> None:
        """Add a name for each text; a text may come several times."""
        self._text.add(text)
        numbers = [self._numbers.setdefault(name, len(self._numbers)) for name in names]
        self._name.add(np.array(numbers, dtype=np.int32))

    def matrix(self, texts: int) -> sparse.csr_matrix:
        """Return texts × names, 1 where a text names it, names in their order."""
        order = np.argsort(np.argsort(np.array(list(self._numbers), dtype=object))) if self._numbers else np.zeros(0)
        column = order.astype(np.int32)[self._name.numbers()]
        return ones_matrix(self._text.numbers(), column, texts, max(1, len(self._numbers)))
