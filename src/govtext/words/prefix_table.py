"""jieba's prefix dictionary as arrays, so that a whole batch of texts is looked up at once.

A node is a word or the beginning of one. Nodes of one character are found by a direct table; the
node of a longer string is found from its parent's number and its last character in a hash table
(open addressing, linear probing) that holds the exact pair, so a hit is never a collision.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govtext.words.batch import CODE_POINTS

_CHARACTER_BITS = np.uint64(21)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_CELLS_PER_NODE = 2


@dataclass(frozen=True)
class PrefixTable:
    """All prefixes of all words.

    Attributes:
        first: code point → node of that one character, 0 where there is none (and for CODE_POINTS).
        weight: node → log(frequency) - log(total) in nats as jieba computes it, -inf for a prefix
            that is no word (frequency 0).
        unknown_weight: what jieba gives a character that begins no word: log(1) - log(total).
        word: node → its string; node 0 is none.
        keys: hash table, parent << 21 | character.
        values: hash table, node.
        shift: bits by which a hash is shifted down to a cell.
    """

    first: NDArray[np.int32]
    weight: NDArray[np.float64]
    unknown_weight: float
    word: list[str]
    keys: NDArray[np.uint64]
    values: NDArray[np.int32]
    shift: np.uint64

    def children(self, parents: NDArray[np.int32], characters: NDArray[np.uint32]) -> NDArray[np.int32]:
        """Return the node of each parent followed by each character, 0 where there is none."""
        keys = (parents.astype(np.uint64) << _CHARACTER_BITS) | characters
        cells = ((keys * _MULTIPLIER) >> self.shift).view(np.int64)
        held = self.keys.take(cells)
        found = held == keys
        nodes = self.values.take(cells)
        nodes *= found
        open_ = np.flatnonzero(~found & (held != _EMPTY))
        mask = len(self.keys) - 1
        while open_.size:
            cell = (cells[open_] + 1) & mask
            cells[open_] = cell
            held, wanted = self.keys[cell], keys[open_]
            hit = held == wanted
            nodes[open_[hit]] = self.values[cell[hit]]
            open_ = open_[~hit & (held != _EMPTY)]
        return nodes

    def occurrences(
        self, characters: NDArray[np.uint32]
    ) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int32]]]:
        """Yield where the words of the table stand, by length: (length, first characters, nodes).

        Args:
            characters: code points; CODE_POINTS where no word may begin or go on, and so at the end.
        """
        singles = self.first.take(characters)
        starts = np.flatnonzero(singles)
        nodes = singles[starts]
        length = 1
        while starts.size:
            whole = np.flatnonzero(self.weight.take(nodes) != -np.inf)
            if whole.size:
                yield length, starts[whole], nodes[whole]
            nodes = self.children(nodes, characters.take(starts + length, mode="clip"))
            alive = np.flatnonzero(nodes)
            starts, nodes = starts[alive], nodes[alive]
            length += 1


def build_prefix_table(frequencies: Mapping[str, int], total: int) -> PrefixTable:
    """Return the table of jieba's `FREQ` and `total`.

    Args:
        frequencies: word → frequency, prefix of a word → 0, as jieba holds them.
        total: the sum that jieba divides by.
    """
    strings = ["", *filter(None, frequencies)]
    node = {string: number for number, string in enumerate(strings)}
    log_total = math.log(total)
    # math.log, not numpy's: the two may differ in the last bit, and ties are decided by it.
    weight_of = {count: math.log(count) - log_total for count in set(frequencies.values()) if count}
    weight_of[0] = -math.inf
    weight = np.array([-math.inf, *[weight_of[count] for string, count in frequencies.items() if string]])
    lengths = np.fromiter(map(len, strings), np.int64, len(strings))
    first = np.zeros(CODE_POINTS + 1, dtype=np.int32)
    for number in np.flatnonzero(lengths == 1).tolist():
        first[ord(strings[number])] = number
    numbers = np.flatnonzero(lengths > 1).astype(np.int32)
    longer = [string for string in strings if len(string) > 1]
    parents = np.fromiter([node[string[:-1]] for string in longer], np.uint64, len(longer))
    ends = "".join([string[-1] for string in longer]).encode("utf-32-le", "surrogatepass")
    lasts = np.frombuffer(ends, np.uint32).astype(np.uint64)
    keys, values, shift = _hash_table((parents << _CHARACTER_BITS) | lasts, numbers)
    return PrefixTable(first, weight, math.log(1) - log_total, strings, keys, values, shift)


def _hash_table(
    keys: NDArray[np.uint64], values: NDArray[np.int32]
) -> tuple[NDArray[np.uint64], NDArray[np.int32], np.uint64]:
    bits = max(4, (len(keys) * _CELLS_PER_NODE).bit_length())
    shift = np.uint64(64 - bits)
    table = np.full(1 << bits, _EMPTY, dtype=np.uint64)
    held = np.zeros(1 << bits, dtype=np.int32)
    cells = ((keys * _MULTIPLIER) >> shift).view(np.int64)
    waiting = np.arange(len(keys))
    while waiting.size:
        free = table[cells[waiting]] == _EMPTY
        tried = waiting[free]
        # Of several that try one cell, numpy keeps the last; the others see another's key there.
        table[cells[tried]] = keys[tried]
        held[cells[tried]] = values[tried]
        waiting = waiting[table[cells[waiting]] != keys[waiting]]
        cells[waiting] = (cells[waiting] + 1) & ((1 << bits) - 1)
    return table, held, shift
