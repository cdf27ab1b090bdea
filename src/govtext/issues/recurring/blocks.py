"""Blocks of messages that are compared among themselves: what hangs together most is kept together.

The graph of candidate pairs of a large corpus hangs together as a whole. Blocks grow as in multilevel partitioning
(Karypis and Kumar 1998, heavy-edge matching): each block picks the one it is linked to most for its size, and the two
become one, as long as they are not too large. Issues have tens of messages, blocks thousands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.pair_sums import DEALT_AT_ONCE, AnyPairs, PairSums
from govtext.issues.recurring.together import hanging_together

# How often blocks are joined at most: each time their number falls by half or more.
ROUNDS = 30


def blocks(
    size: int, pairs: AnyPairs, weight: NDArray[np.floating], most: int, threads: int = 1
) -> NDArray[np.int64]:
    """Return the number of each message's block.

    Args:
        size: how many messages.
        pairs, weight: candidate pairs (each once) and how much each links.
        most: messages of a block at most, two or more.
        threads: that add up links; the blocks don't depend on them.
    """
    block, held = np.arange(size, dtype=np.int64), np.ones(size, dtype=np.int64)
    left, right = pairs
    for _ in range(ROUNDS):
        if not len(left):
            break
        joined = _joined(held, left, right, weight, most)
        block, held = joined[block], np.bincount(joined, weights=held).astype(np.int64)
        left, right, weight = _between(joined, held, left, right, weight, most, threads)
    return block


def _some(pairs: int) -> Iterator[slice]:
    """Yield some of the pairs at a time: of all of them the numbers of a step would take more than they do."""
    return (slice(start, start + DEALT_AT_ONCE) for start in range(0, pairs, DEALT_AT_ONCE))


def _strengths(
    held: NDArray[np.int64], left: NDArray[np.integer], right: NDArray[np.integer], weight: NDArray[Any]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]]:
    """Yield pairs and how strongly each links two blocks for their size, some at a time, the rest left out."""
    for part in _some(len(left)):
        one, other = left[part].astype(np.int64), right[part].astype(np.int64)
        strength = (weight[part].astype(np.float64) / np.sqrt(held[one].astype(float) * held[other])).round(6)
        linked = strength > 0
        yield (one, other, strength) if linked.all() else (one[linked], other[linked], strength[linked])


def _joined(
    held: NDArray[np.int64], left: NDArray[np.integer], right: NDArray[np.integer], weight: NDArray[Any], most: int
) -> NDArray[np.int64]:
    """Return the new number of each block after each was joined to the one that it is linked to most."""
    size = len(held)
    greatest = np.zeros(size)
    for one, other, strength in _strengths(held, left, right, weight):
        np.maximum.at(greatest, one, strength)
        np.maximum.at(greatest, other, strength)
    # Of several that it is linked to as much, the first.
    picked = np.where(greatest > 0, size, np.arange(size))
    for one, other, strength in _strengths(held, left, right, weight):
        for these, those in ((one, other), (other, one)):
            hits = np.flatnonzero(strength == greatest[these])
            np.minimum.at(picked, these[hits], those[hits])
    _, found = hanging_together(_graph(picked))
    # Where a chain of picks is too long, only two that picked each other are joined.
    long = np.bincount(found, weights=held)[found] > most
    picked = np.where(long & (picked[picked] != np.arange(size)), np.arange(size), picked)
    return np.asarray(hanging_together(_graph(picked))[1], dtype=np.int64)


def _graph(picked: NDArray[np.int64]) -> sparse.coo_matrix:
    size = len(picked)
    return sparse.coo_matrix((np.ones(size, dtype=np.int8), (np.arange(size), picked)), shape=(size, size))


def _between(
    joined: NDArray[np.int64],
    held: NDArray[np.int64],
    left: NDArray[np.integer],
    right: NDArray[np.integer],
    weight: NDArray[Any],
    most: int,
    threads: int,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return the links of different blocks that may be joined, each once, weights summed up.

    Args:
        joined: new number of each block that the pairs are of.
        held: messages of the new blocks.
        left, right, weight: the links between the blocks before.
        most: messages of a block at most.
        threads: that add up.
    """
    sums = PairSums(len(held))
    for part in _some(len(left)):
        one, other = joined[left[part]], joined[right[part]]
        kept = np.flatnonzero((one != other) & (held[one] + held[other] <= most))
        sums.add((one[kept], other[kept]), weight[part][kept])
    return sums.taken(threads, np.float64)


def packed(block: NDArray[np.int64], most: int) -> list[NDArray[np.int64]]:
    """Return the rows of parts, each of whole blocks one after another, of about `most` messages."""
    rows = np.argsort(block, kind="stable")
    begin = np.searchsorted(block[rows], block[rows])
    return [np.sort(part) for part in np.split(rows, np.flatnonzero(np.diff(begin // most)) + 1)]
