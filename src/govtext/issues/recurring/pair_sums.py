"""Pairs of messages with values, added up where a pair comes several times: some of the messages at a time.

Of a million messages tens of millions of pairs are found. Sorted as a whole, they would be held four times over; they
are dealt out by ranges of the lesser message, in as few bytes as hold them, and each range is let go when it is sorted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.parallel import in_threads

# Messages of a range are 2 to this power, so that their places in it are numbers of 16 bits; pairs dealt at once.
RANGE_BITS, DEALT_AT_ONCE = 15, 1 << 20
# In a larger corpus the numbers of messages have 32 bits; a smaller one is not judged in parts, but with these numbers.
LARGE = 40_000

AnyPairs = tuple[NDArray[Any], NDArray[Any]]
# Place of the lesser message in its range, the greater message, the value.
_Dealt = tuple[NDArray[Any], ...]


class PairSums:
    """Gathers pairs with values; in the end each pair is there once, with the sum of its values.

    Args:
        size: how many messages there are.
    """

    def __init__(self, size: int) -> None:
        self._size, self._kind = size, np.dtype(np.int32 if size > LARGE else np.int64)
        self._ranges: list[list[_Dealt]] = [[] for _ in range((size >> RANGE_BITS) + 1)]
        self._waiting: list[tuple[AnyPairs, NDArray[Any]]] = []
        self._held = self._undealt = 0

    def add(self, pairs: AnyPairs, values: NDArray[Any]) -> None:
        """Gather pairs, in any order of the two; those of a message with itself are left out."""
        self._waiting.append((pairs, values))
        self._undealt += len(values)
        if self._undealt >= DEALT_AT_ONCE:
            self._deal()

    def pairs_of(self, some: Sequence[AnyPairs]) -> AnyPairs:
        """Return pairs behind each other, in as few bytes as those that are gathered."""
        nothing = np.zeros(0, dtype=self._kind)
        left, right = (np.concatenate([nothing, *(pairs[at] for pairs in some)], dtype=self._kind) for at in (0, 1))
        return left, right

    def _deal(self) -> None:
        waiting, self._waiting, self._undealt = self._waiting, [], 0
        if not waiting:
            return
        one, other = self.pairs_of([pairs for pairs, _ in waiting])
        values = np.concatenate([some for _, some in waiting])
        del waiting
        low, high = np.minimum(one, other), np.maximum(one, other)
        apart = low != high
        if not apart.all():
            low, high, values = low[apart], high[apart], values[apart]
        self._held += len(values)
        place = (low & ((1 << RANGE_BITS) - 1)).astype(np.uint16)
        dealt_to = dealt_out(low >> RANGE_BITS, (place, high, values), len(self._ranges))
        for own, dealt in zip(self._ranges, dealt_to, strict=True):
            if len(dealt[0]):
                own.append(dealt)

    def taken(self, threads: int = 1, kind: Any = np.float32) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Return (left, right, sum) of the pairs (left < right), sorted; what was gathered is let go meanwhile.

        Args:
            threads: that sort; the answer doesn't depend on them.
            kind: of the sums; values are added up in the order in which they were gathered.
        """
        self._deal()
        # As long as nothing is written to the end of an array, it takes no memory.
        left, right = (np.empty(self._held, dtype=self._kind) for _ in range(2))
        sums, end = np.empty(self._held, dtype=kind), 0

        def added_up(number: int) -> tuple[int, NDArray[np.int64], NDArray[Any]]:
            dealt, self._ranges[number] = self._ranges[number], []
            return number, *_added_up(dealt, kind)

        for number, keys, some in in_threads(added_up, range(len(self._ranges)), threads):
            begin, end = end, end + len(keys)
            left[begin:end] = (keys >> 32) + (number << RANGE_BITS)
            right[begin:end] = keys & 0xFFFFFFFF
            sums[begin:end] = some
        return left[:end], right[:end], sums[:end]


def _added_up(dealt: list[_Dealt], kind: Any) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return left · 2³² + right of the pairs of a range, each once and sorted, and the sums of their values."""
    if not dealt:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=kind)
    keys = np.concatenate([place for place, _, _ in dealt], dtype=np.int64)
    keys <<= 32
    keys |= np.concatenate([high for _, high, _ in dealt])
    values = np.concatenate([some for _, _, some in dealt])
    dealt.clear()
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], values[order]
    del order
    first = np.flatnonzero(np.diff(keys, prepend=-1) > 0)
    return keys[first], np.add.reduceat(values, first, dtype=kind)


def dealt_out(
    number: NDArray[np.integer], columns: tuple[NDArray[Any], ...], count: int
) -> Iterator[tuple[NDArray[Any], ...]]:
    """Yield for each number from 0 to `count` its entries of the columns, in their order, in arrays of their own."""
    small = number.astype(np.uint16) if count < 1 << 16 else number  # numbers of 16 bits are sorted in one go
    order = np.argsort(small, kind="stable")
    ends = np.cumsum(np.bincount(number, minlength=count)).tolist()
    columns = tuple(column[order] for column in columns)
    for begin, end in zip([0, *ends[:-1]], ends, strict=True):
        yield tuple(column[begin:end].copy() for column in columns)
