"""Blocks of messages that are compared among themselves: what hangs together most is kept together.

The graph of candidate pairs of a large corpus hangs together as a whole. Blocks grow as in multilevel partitioning
(Karypis and Kumar 1998, heavy-edge matching): each block picks the one it is linked to most for its size, and the two
become one, as long as they are not too large. Issues have tens of messages, blocks thousands.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from govtext.issues.recurring.candidates import Pairs

# How often blocks are joined at most: each time their number falls by half or more.
ROUNDS = 30


def blocks(size: int, pairs: Pairs, weight: NDArray[np.floating], most: int) -> NDArray[np.int64]:
    """Return the number of each message's block.

    Args:
        size: how many messages.
        pairs, weight: candidate pairs (each once) and how much each links.
        most: messages of a block at most.
    """
    block, held = np.arange(size, dtype=np.int64), np.ones(size, dtype=np.int64)
    left, right, weight = pairs[0], pairs[1], weight.astype(np.float64)
    for _ in range(ROUNDS):
        small = held[left] + held[right] <= most
        left, right, weight = left[small], right[small], weight[small]
        if not len(left):
            break
        joined = _joined(held, left, right, weight, most)
        block, held = joined[block], np.bincount(joined, weights=held).astype(np.int64)
        left, right, weight = _between(joined[left], joined[right], weight, len(held))
    return block


def _joined(
    held: NDArray[np.int64], left: NDArray[np.int64], right: NDArray[np.int64], weight: NDArray[Any], most: int
) -> NDArray[np.int64]:
    """Return the new number of each block after each was joined to the one that it is linked to most."""
    size = len(held)
    strength = (weight / np.sqrt(held[left].astype(float) * held[right])).round(6)
    one_way = sparse.coo_matrix((strength, (left, right)), shape=(size, size)).tocsr()
    del strength
    # Each pair comes once: added to its own reverse it is there from both sides, and nothing is summed up.
    links = one_way + one_way.T.tocsr()
    del one_way
    links.sort_indices()
    linked = np.flatnonzero(np.diff(links.indptr))
    greatest = np.repeat(np.maximum.reduceat(links.data, links.indptr[linked]), np.diff(links.indptr)[linked])
    hits = np.flatnonzero(links.data == greatest)
    del greatest
    rows = np.searchsorted(links.indptr, hits, side="right") - 1
    first = np.unique(rows, return_index=True)[1]
    picked = np.arange(size)
    picked[linked] = links.indices[hits[first]]
    _, found = connected_components(_graph(picked), directed=False)
    # Where a chain of picks is too long, only two that picked each other are joined.
    long = np.bincount(found, weights=held)[found] > most
    picked = np.where(long & (picked[picked] != np.arange(size)), np.arange(size), picked)
    return np.asarray(connected_components(_graph(picked), directed=False)[1], dtype=np.int64)


def _graph(picked: NDArray[np.int64]) -> sparse.coo_matrix:
    size = len(picked)
    return sparse.coo_matrix((np.ones(size, dtype=np.int8), (np.arange(size), picked)), shape=(size, size))


def _between(
    left: NDArray[np.int64], right: NDArray[np.int64], weight: NDArray[Any], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
    """Return the links of different blocks, each once, weights summed up."""
    apart = left != right
    low, high = np.minimum(left, right)[apart], np.maximum(left, right)[apart]
    links = sparse.coo_matrix((weight[apart], (low, high)), shape=(size, size)).tocsr().tocoo()
    return links.row.astype(np.int64), links.col.astype(np.int64), links.data


def packed(block: NDArray[np.int64], most: int) -> list[NDArray[np.int64]]:
    """Return the rows of parts, each of whole blocks one after another, of about `most` messages."""
    rows = np.argsort(block, kind="stable")
    begin = np.searchsorted(block[rows], block[rows])
    return [np.sort(part) for part in np.split(rows, np.flatnonzero(np.diff(begin // most)) + 1)]
