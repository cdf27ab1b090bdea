"""jieba's prefix dictionary as arrays, so that a whole batch of texts is looked up at once.

A node is a word or the beginning of one. Nodes of one character are found by a direct table; the
node of a longer string is found from its parent's number and its last character in a hash table
(open addressing, linear probing) that holds the exact pair, so a hit is never a collision.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from govtext.jieba_dictionary import code_points, of_each
from govtext.words.batch import CODE_POINTS

_CHARACTER_BITS = np.uint64(21)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_CELLS_PER_NODE = 2
# Bits of a hash behind those of its cell that are marked.
_BITS, _LAST_BIT = np.uint64(3), np.uint8(7)
# Frequencies beyond are held as this: no corpus has so many words.
_MOST = 1 << 62


@dataclass(frozen=True)
class Prefixes:
    """All beginnings of some strings, numbered from 1: the nodes.

    Attributes:
        first: code point → node of that one character, 0 where there is none (and for CODE_POINTS).
        keys: hash table, parent << 21 | character.
        values: hash table, node.
        marks: cell → the next three bits of the hashes that begin with it, a bit for each number of these.
        shift: bits by which a hash is shifted down to a cell.
        parent: node → that of the string without its last character, 0 for one character.
        of: the node of every string.
    """

    first: NDArray[np.int32]
    keys: NDArray[np.uint64]
    values: NDArray[np.int32]
    marks: NDArray[np.uint8]
    shift: np.uint64
    parent: NDArray[np.int32]
    of: NDArray[np.int32]

    def children(self, parents: NDArray[np.int32], characters: NDArray[np.uint32]) -> NDArray[np.int32]:
        """Return the node of each parent followed by each character, 0 where there is none."""
        keys = (parents.astype(np.uint64) << _CHARACTER_BITS) | characters
        nodes = np.zeros(len(keys), dtype=np.int32)
        # Most pairs have no node, which the bits, a twelfth of the table, tell of nearly all of them.
        hashes = keys * _MULTIPLIER
        cells = (hashes >> self.shift).view(np.int64)
        hashes >>= self.shift - _BITS
        marked = self.marks.take(cells)
        marked >>= hashes.astype(np.uint8) & _LAST_BIT
        likely = np.flatnonzero(marked & np.uint8(1))
        nodes[likely] = self._found(keys.take(likely), cells.take(likely))
        return nodes

    def _found(self, keys: NDArray[np.uint64], cells: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the node of each key, 0 where there is none; the search begins at the cells."""
        held = self.keys.take(cells)
        found = np.flatnonzero(held == keys)
        nodes = np.zeros(len(keys), dtype=np.int32)
        nodes[found] = self.values.take(cells.take(found))
        # What a probe goes on from is few.
        held[found] = _EMPTY
        open_ = np.flatnonzero(held != _EMPTY)
        mask = len(self.keys) - 1
        while open_.size:
            cell = (cells[open_] + 1) & mask
            cells[open_] = cell
            held, wanted = self.keys[cell], keys[open_]
            hit = held == wanted
            nodes[open_[hit]] = self.values[cell[hit]]
            open_ = open_[~hit & (held != _EMPTY)]
        return nodes

    def nodes(self, characters: NDArray[np.uint32], sizes: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the node of each of some strings, 0 for one that has none.

        Args:
            characters: their code points, one string after the other.
            sizes: how many each has.
        """
        begins = np.cumsum(sizes) - sizes
        found = np.zeros(len(sizes), dtype=np.int32)
        longer, length = np.flatnonzero(sizes), 1
        found[longer] = self.first.take(characters[begins[longer]])
        while (longer := longer[(sizes[longer] > length) & (found[longer] > 0)]).size:
            found[longer] = self.children(found[longer], characters[begins[longer] + length])
            length += 1
        return found

    def beginnings_in(
        self, characters: NDArray[np.uint32]
    ) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int32]]]:
        """Yield where the nodes' strings stand, by length: (length, first characters, nodes).

        Args:
            characters: code points; CODE_POINTS where no string may begin or go on, and so at the end.
        """
        singles = self.first.take(characters)
        starts = np.flatnonzero(singles)
        nodes = singles[starts]
        length = 1
        while starts.size:
            yield length, starts, nodes
            nodes = self.children(nodes, characters.take(starts + length, mode="clip"))
            alive = np.flatnonzero(nodes)
            starts, nodes = starts[alive], nodes[alive]
            length += 1


@dataclass(frozen=True)
class PrefixTable:
    """All prefixes of all words.

    Attributes:
        prefixes: the nodes.
        count: node → the word's frequency, 0 for a prefix that is no word, -1 for a node that is not of this table.
        log: node → log(frequency) in nats, -inf for a prefix that is no word.
        total: the sum that jieba divides by.
    """

    prefixes: Prefixes
    count: NDArray[np.int64]
    log: NDArray[np.float64]
    total: int

    @cached_property
    def weight(self) -> NDArray[np.float64]:
        """Node → log(frequency) - log(total) as jieba computes it, -inf for a prefix that is no word."""
        return self.log - math.log(self.total)

    @cached_property
    def is_word(self) -> NDArray[np.bool_]:
        """Node → whether it is a word, and no prefix only."""
        return np.asarray(self.log != -np.inf)

    @property
    def unknown_weight(self) -> float:
        """What jieba gives a character that begins no word: log(1) - log(total)."""
        return math.log(1) - math.log(self.total)

    def with_words(
        self, nodes: NDArray[np.int32], frequencies: Sequence[int] | NDArray[np.int64], total: int
    ) -> PrefixTable:
        """Return the table with other frequencies at some nodes, and another sum; of one twice the last counts."""
        count, log = self.count.copy(), self.log.copy()
        above = nodes
        while above.size:
            count[above] = np.maximum(count[above], 0)
            above = self.prefixes.parent[above]
            above = above[count[above] < 0]
        # math.log, not numpy's: the two may differ in the last bit, and ties are decided by it.
        if isinstance(frequencies, np.ndarray):
            logs, place = of_each(_log, frequencies)
            log[nodes], count[nodes] = np.array(logs)[place], frequencies
        else:
            log_of = {frequency: _log(frequency) for frequency in set(frequencies)}
            log[nodes] = np.fromiter(map(log_of.__getitem__, frequencies), np.float64, len(nodes))
            small = max(frequencies, default=0) <= _MOST
            count[nodes] = frequencies if small else [min(frequency, _MOST) for frequency in frequencies]
        return PrefixTable(self.prefixes, count, log, total)

    def occurrences(
        self, characters: NDArray[np.uint32], least: int = 1
    ) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int32]]]:
        """Yield where the words of the table stand, by length: (length, first characters, nodes).

        Args:
            characters: see `Prefixes.beginnings_in`.
            least: characters that a word has at the least.
        """
        for length, starts, nodes in self.prefixes.beginnings_in(characters):
            if length < least:
                continue
            whole = np.flatnonzero(self.is_word.take(nodes))
            if whole.size:
                yield length, starts[whole], nodes[whole]

    def frequencies_in(self, text: str) -> dict[str, int]:
        """Return the part of jieba's `FREQ` (word → frequency, prefix of a word → 0) that stands in a text.

        Cutting the text, jieba looks nothing else up.
        """
        found: dict[str, int] = {}
        characters = np.append(code_points([text])[0], np.uint32(CODE_POINTS))
        for length, starts, nodes in self.prefixes.beginnings_in(characters):
            counts = self.count.take(nodes)
            held = counts >= 0
            for start, count in zip(starts[held].tolist(), counts[held].tolist(), strict=True):
                found[text[start : start + length]] = count
        return found


def build_prefix_table(
    words: Sequence[str], frequencies: Sequence[int], total: int, prefixes: Prefixes | None = None
) -> PrefixTable:
    """Return the table of some words.

    Args:
        words: the words; of one that stands twice the last frequency counts.
        frequencies: one per word, as jieba holds them; 0 for what is a prefix only.
        total: the sum that jieba divides by.
        prefixes: the nodes of these words and of others behind them, where they are numbered already.
    """
    prefixes = prefixes or number_prefixes(*code_points(words))
    return empty_table(prefixes, total).with_words(prefixes.of[: len(words)], frequencies, total)


def empty_table(prefixes: Prefixes, total: int) -> PrefixTable:
    """Return a table of no words, to which some of those that are numbered may be added."""
    size = len(prefixes.parent)
    return PrefixTable(prefixes, np.full(size, -1, dtype=np.int64), np.full(size, -np.inf), total)


def number_prefixes(characters: NDArray[np.uint32], sizes: NDArray[np.int64]) -> Prefixes:
    """Return the nodes of some strings: those of one character first, then those of two, and so on.

    Args:
        characters: code points of the strings, one string after the other.
        sizes: how many each has.
    """
    begins = np.cumsum(sizes) - sizes
    of = np.zeros(len(sizes), dtype=np.int32)
    first = np.zeros(CODE_POINTS + 1, dtype=np.int32)
    longer = np.flatnonzero(sizes)
    begun = characters[begins[longer]]
    first[begun] = 1
    single = np.flatnonzero(first)
    first[single] = np.arange(1, len(single) + 1)
    of[longer] = first[begun]
    size = 1 + len(single)
    keys = [np.zeros(0, dtype=np.uint64)]
    length = 1
    while (longer := longer[sizes[longer] > length]).size:
        key = (of[longer].astype(np.uint64) << _CHARACTER_BITS) | characters[begins[longer] + length]
        # The words of a dictionary are in order but for some: what a stable sort is quick with.
        order = np.argsort(key, kind="stable")
        key = key[order]
        new = np.concatenate(([True], key[1:] != key[:-1]))
        of[longer[order]] = size - 1 + np.cumsum(new)
        keys.append(key[new])
        size += len(keys[-1])
        length += 1
    joined = np.concatenate(keys)
    parent = np.zeros(size, dtype=np.int32)
    parent[size - len(joined) :] = joined >> _CHARACTER_BITS
    numbers = np.arange(size - len(joined), size, dtype=np.int32)
    return Prefixes(first, *_hash_table(joined, numbers), parent, of)


def _log(frequency: int) -> float:
    return math.log(frequency) if frequency else -math.inf


def _hash_table(
    keys: NDArray[np.uint64], values: NDArray[np.int32]
) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.uint8], np.uint64]:
    bits = max(4, (len(keys) * _CELLS_PER_NODE).bit_length())
    shift = np.uint64(64 - bits)
    table = np.full(1 << bits, _EMPTY, dtype=np.uint64)
    held = np.zeros(1 << bits, dtype=np.int32)
    hashes = keys * _MULTIPLIER
    cells = (hashes >> shift).view(np.int64)
    marked = np.zeros(1 << bits + int(_BITS), dtype=np.bool_)
    marked[hashes >> (shift - _BITS)] = True
    marks = np.packbits(marked, bitorder="little")
    waiting, at = np.arange(len(keys)), cells
    while waiting.size:
        if len(waiting) < len(keys):
            free = np.flatnonzero(table.take(at) == _EMPTY)
            tried, tried_at = waiting[free], at[free]
        else:
            tried, tried_at = waiting, at
        # Of several that try one cell, numpy keeps the last; the others see another's key there.
        table[tried_at], held[tried_at] = keys[tried], values[tried]
        missed = np.flatnonzero(table.take(at) != keys[waiting])
        waiting, at = waiting[missed], (at[missed] + 1) & ((1 << bits) - 1)
    return table, held, marks, shift
