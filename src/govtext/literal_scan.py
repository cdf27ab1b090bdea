"""Many literals in many texts in one pass: a trie that is walked from every place of a batch at once.

The batch is one array of characters. All places whose character begins a literal start at the trie's roots; step by
step those drop out whose next character leads nowhere, so that the work is a few array operations per character and
little more per literal found (Aho and Corasick's machine without failure links, many places wide).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
        characters = sorted({char for literal in literals for char in literal})
        self._size = len(characters) + 1
        self._ids = np.zeros(CODES, dtype=np.uint32)
        self._ids[[ord(char) for char in characters]] = np.arange(1, self._size)
        for char, other in (alike or {}).items():
            self._ids[ord(char)] = self._ids[ord(other)]
        ids = {char: number for number, char in enumerate(characters, start=1)}
        steps: dict[tuple[int, int], int] = {}
        nodes = [0]
        for literal in literals:
            node = 0
            for char in literal:
                node = steps.setdefault((node, ids[char]), len(steps) + 1)
            nodes.append(node)
        # Numbered so that what a node is can be told from its number: those that only lead on, those at which a literal
        # ends and others lead on, those at which one ends and none leads on.
        ends, leads = np.zeros((2, len(steps) + 1), dtype=bool)
        ends[nodes[1:]] = True
        leads[[parent for parent, _ in steps]] = True
        ends[0], leads[0] = False, True
        order = np.argsort(ends + 2 * (ends & ~leads), kind="stable")
        number = np.empty(len(order), dtype=np.intp)
        number[order] = np.arange(len(order))
        self._ending, self._leading = int((~ends).sum()), int(leads.sum())
        self._literal = np.full(len(order), -1, dtype=np.int32)
        self._literal[number[nodes[1:]]] = np.arange(len(literals))
        steps = {(int(number[parent]), char): int(number[node]) for (parent, char), node in steps.items()}
        first = np.zeros(self._size, dtype=np.int32)
        for (parent, char_id), node in steps.items():
            if parent == 0:
                first[char_id] = node
        self._root = first[self._ids]
        self._depth = max(map(len, literals), default=0)
        # Half as wide where that is enough, for it is multiplied in half the time.
        wide = (len(steps) + 1) * self._size >= 1 << 32
        self._kind = np.dtype(np.uint64 if wide else np.uint32)
        keys = np.array([p * self._size + c for p, c in steps] or [(len(steps) + 1) * self._size - 1], dtype=self._kind)
        order = np.argsort(keys)
        self._keys = keys[order]
        self._to = np.array(list(steps.values()) or [0], dtype=np.int32)[order]
        slots = _mixed(self._keys)
        self._slots = np.full(_SLOTS, _NO_STEP, dtype=np.int32)
        self._slots[slots] = np.arange(len(slots))
        self._slots[np.flatnonzero(np.bincount(slots, minlength=_SLOTS) > 1)] = _SEVERAL_STEPS

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


def runs(begins: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return the numbers from each begin on, as many as it has times, one row after the other."""
    ends = np.cumsum(times)
    total = int(ends[-1]) if len(ends) else 0
    runs = np.repeat((begins - ends + times).astype(np.int32), times)
    runs += np.arange(total, dtype=np.int32)
    return runs
