"""Which of many patterns can match a text at all, told from letters that their matches cannot do without.

Hundreds of patterns are sought in every message and few are there: each but a few begins with fixed letters and holds
others. The pairs of letters of many messages are told at once, as a table of texts and pairs; what they make of the
patterns' letters are products of tables.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.literals import read_literals

# Stands between texts that are looked through together; no letter of a pattern.
_APART = "\0"
# Letters that phrases are told apart by; all beyond are as one.
_LETTERS = 1 << 16
# Places that are marked one by one: 64 MiB.
_MOST_MARKED = 1 << 26
# Characters below which a text is looked through as it is.
_SHORT = 200


class Sieve:
    """Tells which patterns a text may match.

    Args:
        patterns: compiled; one that is not understood counts as possible everywhere.
    """

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        needs: list[tuple[int, Collection[str]]] = []
        for place, pattern in enumerate(patterns):
            if pattern.flags & re.IGNORECASE:
                continue
            found = read_literals(pattern.pattern)
            sets = [found.openings or found.heads, *(need.any_of for need in found.needed)]
            needs += [(place, literals) for literals in sets if literals and all(literals)]
        literals = _numbered(literal for _, several in needs for literal in several)
        pieces = _numbered(piece for literal in literals for piece in _pieces(literal))
        of_pieces = _table([(pieces[piece], at) for literal, at in literals.items() for piece in _pieces(literal)],
                           (len(pieces), len(literals)))
        of_literals = _table([(literals[one], at) for at, (_, several) in enumerate(needs) for one in several],
                             (len(literals), len(needs)))
        of_needs = _table([(at, place) for at, (place, _) in enumerate(needs)], (len(needs), len(patterns)))
        # Tables of what makes up what, and how many of the parts do: all pieces of a literal, any literal of a need,
        # all needs of a pattern.
        self._tables = [
            (of_pieces, _sums(of_pieces)), (of_literals, np.ones(len(needs))), (of_needs, _sums(of_needs))
        ]
        self._anywhere = np.flatnonzero(_sums(of_needs) == 0)
        letters = sorted({ord(letter) for piece in pieces for letter in piece})
        # Letter → its number from 1; 0 for letters of no pattern, the last place for all beyond.
        self._number = np.zeros(max(letters, default=0) + 2, dtype=np.int64)
        self._number[letters] = np.arange(1, len(letters) + 1)
        self._base = len(letters) + 1
        self._keys = np.array([self._key(piece) for piece in pieces], dtype=np.int64)
        self._order = np.argsort(self._keys)
        # Key → place, where there are few enough letters: looked up in a third of the time that a search takes.
        small = self._base**2 <= _MOST_MARKED >> 3
        self._table = np.zeros(self._base**2 if small else 0, dtype=np.int32)
        if small:
            self._table[self._keys] = np.arange(len(self._keys))
        # Which letters, by number, begin a pair, end one, or stand alone.
        self._begins, self._ends, self._alone = (np.zeros(self._base, dtype=bool) for _ in range(3))
        for piece in pieces:
            first, last = self._number[ord(piece[0])], self._number[ord(piece[-1])]
            if len(piece) > 1:
                self._begins[first] = self._ends[last] = True
            else:
                self._alone[first] = True

    def possible(self, texts: Sequence[str]) -> list[list[int]]:
        """Return for each text the places of the patterns that may match it: all that do, and some that don't."""
        held = self._held(texts)
        for table, least in self._tables:
            held = held @ table
            held.data = (held.data >= least[held.indices]).astype(np.float32)
            held.eliminate_zeros()
        held.sort_indices()
        ends = held.indptr.tolist()
        found = [held.indices[first:last].tolist() for first, last in pairwise(ends)]
        anywhere = self._anywhere.tolist()
        return [sorted([*one, *anywhere]) for one in found] if anywhere else found

    def _held(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return texts x pieces: which letters and pairs of letters each text holds."""
        codes = np.frombuffer(_APART.join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        text = np.repeat(np.arange(len(texts)), [len(one) + 1 for one in texts])[: len(codes)]
        if not len(codes) or not len(self._keys):
            return _table([], (len(texts), len(self._keys)))
        letter = self._number[np.minimum(codes, len(self._number) - 1)]
        both = np.flatnonzero(self._begins[letter[:-1]] & self._ends[letter[1:]])
        single = np.flatnonzero(self._alone[letter])
        keys = np.concatenate([letter[both] * self._base + letter[both + 1], letter[single]])
        piece = self._places(keys)
        known = self._keys[piece] == keys
        where = np.concatenate([text[both], text[single]])[known]
        pairs = _different(where * len(self._keys) + piece[known], len(texts) * len(self._keys))
        rows, columns = np.divmod(pairs, len(self._keys))
        ends = np.searchsorted(rows, np.arange(len(texts) + 1))
        ones = np.ones(len(pairs), dtype=np.float32)
        return sparse.csr_matrix((ones, columns, ends), shape=(len(texts), len(self._keys)))

    def _places(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the place of each key among those of the pieces; any place where it is none of them."""
        if len(self._table):
            return self._table[keys].astype(np.int64)
        return self._order[np.minimum(np.searchsorted(self._keys, keys, sorter=self._order), len(self._keys) - 1)]

    def _key(self, piece: str) -> int:
        numbers = [int(self._number[ord(letter)]) for letter in piece]
        return numbers[0] * self._base + numbers[1] if len(numbers) > 1 else numbers[0]


def _different(numbers: NDArray[np.int64], past: int) -> NDArray[np.int64]:
    """Return the different numbers below `past`, in order."""
    if past > _MOST_MARKED:
        return np.unique(numbers)
    marked = np.zeros(past, dtype=bool)  # six times as fast as to sort them
    marked[numbers] = True
    return np.flatnonzero(marked)


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(dict.fromkeys(names))}


def _sums(table: sparse.csr_matrix) -> NDArray[np.float64]:
    return np.bincount(table.indices, minlength=table.shape[1]).astype(np.float64)


def _pieces(literal: str) -> set[str]:
    """Return the pairs of letters of a literal, or its only letter."""
    return {one + other for one, other in pairwise(literal)} or {literal}


def _table(entries: Sequence[tuple[int, int]] | NDArray[Any], shape: tuple[int, int]) -> sparse.csr_matrix:
    """Return a table of ones at the given rows and columns."""
    rows, columns = np.asarray(entries, dtype=np.int64).reshape(-1, 2).T
    return sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


class Phrases:
    """Finds phrases of two letters or more: in a long text only where the first letters of one stand, three of them.

    Args:
        phrases: at least one.
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        self._any = any_of(phrases)
        begins = [[min(ord(letter), _LETTERS - 1) for letter in phrase[:3]] for phrase in phrases]
        first, second, third = (sorted({one[at] for one in begins if len(one) > at}) for at in range(3))
        self._first = np.zeros(_LETTERS, dtype=bool)
        self._first[first] = True
        # Letter → its place among those that come second, behind which all others stand; the same of the third.
        self._second, self._third = (np.full(_LETTERS, len(known), dtype=np.int32) for known in (second, third))
        self._second[second], self._third[third] = np.arange(len(second)), np.arange(len(third))
        # First letter → its row among pairs of the first two; the pair's number from 1, 0 where they begin no phrase.
        self._row = np.zeros(_LETTERS, dtype=np.int32)
        self._row[first] = np.arange(len(first))
        self._pair = np.zeros((len(first), len(second) + 1), dtype=np.int32)
        pairs = sorted({(one[0], one[1]) for one in begins})
        number = {pair: at for at, pair in enumerate(pairs, start=1)}
        for (one, other), at in number.items():
            self._pair[self._row[one], self._second[other]] = at
        # Which third letter goes on from a pair; any at all where the pair is a phrase.
        self._goes_on = np.zeros((len(pairs) + 1, len(third) + 1), dtype=bool)
        for begin in begins:
            at = number[begin[0], begin[1]]
            self._goes_on[at, self._third[begin[2]] if len(begin) > 2 else slice(None)] = True

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in order, without overlap, of those that begin alike the longest."""
        if len(text) < _SHORT:
            yield from self._any.finditer(text)
            return
        end = 0
        for at in self._begun(text).tolist():
            match = self._any.match(text, at) if at >= end else None
            if match is not None:
                end = match.end()
                yield match

    def _begun(self, text: str) -> NDArray[np.int64]:
        """Return the places of a text at which the first three letters of a phrase stand, or all of one of two."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        letters = np.minimum(codes, _LETTERS - 1)
        begun = np.flatnonzero(self._first.take(letters[:-1]))
        second = self._second.take(letters.take(begun + 1))
        kept = np.flatnonzero(second < self._pair.shape[1] - 1)
        begun, second = begun[kept], second[kept]
        pair = self._pair[self._row.take(letters.take(begun)), second]
        kept = np.flatnonzero(pair)
        begun, pair = begun[kept], pair[kept]
        third = self._third.take(letters.take(begun + 2, mode="clip"))
        found: NDArray[np.int64] = begun[self._goes_on[pair, third]]
        return found


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return an expression that matches the longest of the words at each place.

    Words that begin alike share their beginning: three times as fast as one word after the other.
    """
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return re.compile("|".join(_branches(tree)))


def _branches(node: dict[str, Any]) -> Iterator[str]:
    for letter, below in node.items():
        if letter:
            further = list(_branches(below))
            end = "?" if further and "" in below else ""
            yield re.escape(letter) + (f"(?:{'|'.join(further)}){end}" if further else "")
