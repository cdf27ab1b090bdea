"""The nearest neighbours of each message of a large corpus, by products of rows.

A product of two rows is the same from either side. The rows are gone through in blocks: each is multiplied with those
of its block and of later ones only, and what a later one is told by it waits for that one's block. That halves the
work; what waits is at most a quarter of all products that are great enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.corpus import Floats
from govtext.issues.recurring.pair_sums import AnyPairs, dealt_out
from govtext.parallel import in_threads

# Rows multiplied at once and rows of a block, as powers of two: places in a block are numbers of 16 bits.
ROWS_BITS, BLOCK_BITS = 12, 16
# Products count to five digits, so that equal ones are equal on every machine: so many steps make one.
_STEPS = np.float32(1e5)

# What rows of a block were told by earlier ones: the row's place in it, the other row, the product in `_STEPS`.
_Told = tuple[NDArray[Any], ...]


class _Near(NamedTuple):
    """The neighbours of some rows, and what these rows tell those of later blocks, block by block."""

    pairs: AnyPairs
    products: Floats
    later: list[_Told]


def near_of_many(
    rows: sparse.csr_matrix, neighbours: int, least: float, threads: int
) -> Iterator[tuple[AnyPairs, Floats]]:
    """Yield the nearest neighbours of some rows after others, and the products, of equal ones the lesser row first.

    Args:
        rows: of positive numbers, columns ascending.
        neighbours: of a row, at most.
        least: product of neighbours.
        threads: that multiply; the answer doesn't depend on them.
    """
    size, of_block = rows.shape[0], 1 << BLOCK_BITS
    count = -(-size // of_block)
    waiting: list[list[_Told]] = [[] for _ in range(count)]
    transposed = rows.T.tocsr()
    for number, begin in enumerate(range(0, size, of_block)):
        if number:
            transposed = transposed[:, of_block:]
        told, waiting[number] = _by_rows(waiting[number]), []
        found = partial(_near, rows, transposed, neighbours, least, begin)
        parts = zip(range(begin, min(begin + of_block, size), 1 << ROWS_BITS), told, strict=False)
        for near in in_threads(found, parts, threads):
            for block, own in zip(waiting[number + 1 :], near.later, strict=True):
                block.append(own)
            yield near.pairs, near.products


def _by_rows(told: list[_Told]) -> list[_Told]:
    """Return what the rows of a block were told, those that are multiplied at once together, by their places there."""
    none = np.zeros(0, np.uint16), np.zeros(0, np.int32), np.zeros(0, np.float32)
    place, other, product = (np.concatenate(some) for some in zip(none, *told, strict=True))
    columns = place & np.uint16((1 << ROWS_BITS) - 1), other, product
    return list(dealt_out(place >> ROWS_BITS, columns, 1 << (BLOCK_BITS - ROWS_BITS)))


def _near(
    rows: sparse.csr_matrix, transposed: sparse.csr_matrix, neighbours: int, least: float, begin: int,
    asked: tuple[int, _Told],
) -> _Near:
    """Return what is found of some rows of the block that begins at `begin`, as the columns of `transposed` do."""
    start, told = asked
    product = rows[start : min(start + (1 << ROWS_BITS), begin + (1 << BLOCK_BITS))] @ transposed
    # One product in ten is as great: what is asked of each is asked of these alone.
    at = np.flatnonzero(product.data >= least)
    indptr = np.searchsorted(at, product.indptr)
    held = np.diff(indptr)
    other, steps = product.indices[at], np.rint(product.data[at] * _STEPS)
    row = np.repeat(np.arange(len(held), dtype=np.int32), held)
    later = _later(row + start, other, steps, (transposed.shape[1] - 1) >> BLOCK_BITS)
    # The greatest are found first and sorted then; one more, for a row is its own neighbour here.
    last = last_kept(steps, indptr, neighbours + 1)
    good = np.flatnonzero(steps >= np.repeat(last, held))
    row, other, steps = row[good], other[good] + begin, steps[good]
    apart = np.flatnonzero(row + start != other)
    high = np.flatnonzero(told[2] >= last[told[0]])
    one, two, worth = (
        np.concatenate([own[apart], more[high]]) for own, more in zip((row, other, steps), told, strict=True)
    )
    one, two, worth = _greatest(one, two, worth, neighbours, rows.shape[0])
    return _Near((one + start, two), worth / _STEPS, later)


def _later(row: NDArray[np.int32], other: NDArray[np.int32], steps: Floats, blocks: int) -> list[_Told]:
    """Return what rows of each later block are told: those that are not among the first columns."""
    if not blocks:
        return []
    at = np.flatnonzero(other >> BLOCK_BITS)
    place = other[at]
    columns = (place & ((1 << BLOCK_BITS) - 1)).astype(np.uint16), row[at], steps[at]
    return list(dealt_out((place >> BLOCK_BITS) - 1, columns, blocks))


def _greatest(
    row: NDArray[Any], other: NDArray[Any], steps: Floats, neighbours: int, size: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
    """Return the greatest entries of each row, sorted: of equal ones the lesser column first."""
    # All that they are sorted by makes one number, which is sorted many times faster than an order is found.
    low, most = size.bit_length(), int(steps.max(initial=0))
    middle = most.bit_length()
    keys = row.astype(np.int64)
    keys <<= middle
    keys |= most - steps.astype(np.int64)
    keys <<= low
    keys |= other
    keys.sort()
    row = keys >> (middle + low)
    kept = np.flatnonzero(np.arange(len(row)) - np.searchsorted(row, row) < neighbours)
    keys = keys[kept]
    worth = most - (keys >> low & (1 << middle) - 1)
    return row[kept].astype(np.int32), (keys & (1 << low) - 1).astype(np.int32), worth.astype(np.float32)


def last_kept(values: Floats, indptr: NDArray[np.integer], most: int) -> Floats:
    """Return for each row its `most`-th greatest value, -inf for rows that have no more values."""
    held = np.diff(indptr)
    last = np.full(len(held), -np.inf, dtype=np.float32)
    long = np.flatnonzero(held > most)
    # Rows of like length are set beside each other, so that none is padded to more than twice its length.
    for length in np.unique(np.ceil(np.log2(held[long]))).tolist():
        alike = long[np.ceil(np.log2(held[long])) == length]
        step = max(1, (1 << 22) >> int(length))
        for start in range(0, len(alike), step):
            rows = alike[start : start + step]
            at = indptr[rows][:, None] + np.arange(1 << int(length))
            inside = np.arange(1 << int(length)) < held[rows][:, None]
            table = np.where(inside, values[np.minimum(at, len(values) - 1)], -np.inf)
            last[rows] = -np.partition(-table, most - 1, axis=1)[:, most - 1]
    return last
