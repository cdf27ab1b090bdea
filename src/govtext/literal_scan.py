"""Many literals in many texts in one pass: a trie that is walked from every place of a batch at once.

The batch is one array of characters. All places whose character begins a literal start at the trie's roots; step by
step those drop out whose next character leads nowhere, so that the work is a few array operations per character and
little more per literal found (Aho and Corasick's machine without failure links, many places wide).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

# Code points, and one more number that is no character and may stand between texts.
CODES = 0x110001
_SLOTS = 1 << 18
_NO_STEP, _SEVERAL_STEPS = -1, -2
_MIX = 0x9E3779B1


class LiteralScan:
    """Literals made ready to be looked for. Immutable once built."""

    def __init__(self, literals: Sequence[str], alike: Mapping[str, str] | None = None) -> None:
        """``alike``: characters of texts that are read as others."""
        lengths = np.fromiter(map(len, literals), np.int64, len(literals))
        codes = np.frombuffer("".join(literals).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        characters = distinct(codes)
        self._size = len(characters) + 1
        self._ids = np.zeros(CODES, dtype=np.uint32)
        self._ids[characters] = np.arange(1, self._size)
        parents, chars, nodes = self._trie(self._ids[codes].astype(np.int64), lengths)
        # Numbered so that what a node is can be told from its number: those that only lead on, those at which a literal
        # ends and others lead on, those at which one ends and none leads on.
        ends, leads = np.zeros((2, len(parents) + 1), dtype=bool)
        ends[nodes] = True
        leads[parents] = True
        ends[0], leads[0] = False, True
        order = np.argsort(ends + 2 * (ends & ~leads), kind="stable")
        number = np.empty(len(order), dtype=np.intp)
        number[order] = np.arange(len(order))
        self._ending, self._leading = int((~ends).sum()), int(leads.sum())
        self._literal = np.full(len(order), -1, dtype=np.int32)
        self._literal[number[nodes]] = np.arange(len(literals))
        to = number[1:]
        # Nearly all characters begin no literal: what is not written to takes neither time nor memory.
        self._root = np.zeros(CODES, dtype=np.int32)
        first = np.zeros(self._size, dtype=np.int32)
        first[chars[parents == 0]] = to[parents == 0]
        self._root[characters] = first[1:]
        for char, other in (alike or {}).items():
            for numbers in (self._ids, self._root):
                numbers[ord(char)] = numbers[ord(other)]
        self._depth = int(lengths.max(initial=0))
        # Half as wide where that is enough, for it is multiplied in half the time.
        wide = len(order) * self._size >= 1 << 32
        self._kind = np.dtype(np.uint64 if wide else np.uint32)
        keys = number[parents] * self._size + chars if len(parents) else np.array([self._size - 1])
        order = np.argsort(keys)
        self._keys = keys[order].astype(self._kind)
        self._to = (to if len(to) else np.array([0]))[order].astype(np.int32)
        slots = _mixed(self._keys)
        self._slots = np.full(_SLOTS, _NO_STEP, dtype=np.int32)
        self._slots[slots] = np.arange(len(slots))
        self._slots[np.flatnonzero(np.bincount(slots, minlength=_SLOTS) > 1)] = _SEVERAL_STEPS

    def _trie(self, ids: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the parent of each node from 1 on and the character that leads to it, and the node of each literal.

        ``ids`` are the characters of the literals, one literal behind the other. Node 0 is the root.
        """
        begins, nodes, count = np.cumsum(lengths) - lengths, np.zeros(len(lengths), dtype=np.int64), 1
        parents, chars = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for depth in range(int(lengths.max(initial=0))):
            longer = np.flatnonzero(lengths > depth)
            keys, at = np.unique(nodes[longer] * self._size + ids[begins[longer] + depth], return_inverse=True)
            nodes[longer] = count + at
            parents.append(keys // self._size)
            chars.append(keys % self._size)
            count += len(keys)
        return np.concatenate(parents), np.concatenate(chars), nodes

    def occurrences(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers of the literals found and the places at which they begin, shorter literals first."""
        # Behind the end nothing leads on.
        ids = np.zeros(len(points) + self._depth, dtype=self._ids.dtype)
        self._ids.take(points, out=ids[: len(points)])
        nodes = self._root.take(points)
        places = np.flatnonzero(nodes != 0)
        nodes = nodes[places]
        literals, found = [], []
        depth = 0
        while len(places):
            ends = np.flatnonzero(nodes >= self._ending)
            literals.append(self._literal[nodes[ends]])
            found.append(places[ends])
            depth += 1
            alive = np.flatnonzero(nodes < self._leading)
            places, nodes = places[alive], nodes[alive]
            keys = nodes.astype(self._kind)
            keys *= self._kind.type(self._size)
            keys += ids[places + depth]
            steps = self._slots[_mixed(keys)]
            held = np.flatnonzero(steps != _NO_STEP)
            places, keys, steps = places[held], keys[held], steps[held]
            several = np.flatnonzero(steps == _SEVERAL_STEPS)
            steps[several] = np.minimum(np.searchsorted(self._keys, keys[several]), len(self._keys) - 1)
            held = np.flatnonzero(self._keys[steps] == keys)
            places, nodes = places[held], self._to[steps[held]]
        if not found:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)
        return np.concatenate(literals), np.concatenate(found)


def _mixed(keys: np.ndarray) -> np.ndarray:
    """Spread keys over the slots (Knuth's multiplicative hashing)."""
    mixed = keys * keys.dtype.type(_MIX)
    mixed >>= keys.dtype.type(11)
    mixed &= keys.dtype.type(_SLOTS - 1)
    places: np.ndarray = mixed.astype(np.intp)
    return places


def distinct(keys: np.ndarray) -> np.ndarray:
    """Return the distinct keys in order (``np.unique`` hashes integers, which takes up to 70 times as long)."""
    ordered = np.sort(keys)
    new: np.ndarray = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]
    return new


def runs(begins: np.ndarray, times: np.ndarray, kind: type[np.signedinteger[Any]] = np.int32) -> np.ndarray:
    """Return the numbers from each begin on, as many as it has times, one row after the other.

    ``kind`` is the type of the numbers: those of half the width are made sooner, wide ones need not be widened to look
    something up.
    """
    ends = np.cumsum(times)
    total = int(ends[-1]) if len(ends) else 0
    runs = np.repeat((begins - ends + times).astype(kind), times)
    runs += np.arange(total, dtype=kind)
    return runs
