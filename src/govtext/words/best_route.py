"""The most probable cut of every block in a batch: jieba's `get_DAG` and `calc`, on arrays.

A block is a run of the characters that jieba looks up (its `re_han_default`). Within a block jieba
maximises, from the right, the sum of log(frequency) - log(total); of equal sums the longer word
wins. Here all blocks advance together: step t treats the character that is t before the end of
its block, for all blocks of more than t characters. The blocks are laid out longest first, step by
step, so that a step and what lies L characters to its right are contiguous slices. Every sum is
formed of the same numbers in the same order as jieba's, so it is the same to the last bit, ties
included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govtext.words.prefix_table import PrefixTable

_DENSE_LENGTH = 2


@dataclass(frozen=True)
class Edges:
    """Words of one length in a batch.

    Attributes:
        length: characters.
        starts: first characters of the words, ascending.
        weights: their log probabilities.
        nodes: theirs in the table.
    """

    length: int
    starts: NDArray[np.int64]
    weights: NDArray[np.float64]
    nodes: NDArray[np.int32]


def find_words(
    table: PrefixTable, characters: NDArray[np.uint32]
) -> tuple[NDArray[np.float64], list[Edges]]:
    """Look up every word that begins at every character.

    Args:
        characters: code points, `batch.OUTSIDE` where a character belongs to no block, and so at the end.

    Returns:
        The weight of every character as a word (shape of `characters`; -inf where it can't be one),
        and the longer words, by length.
    """
    weights = table.weight.take(table.prefixes.first.take(characters))
    stuck = weights == -np.inf
    longer = []
    for length, starts, nodes in table.occurrences(characters, least=2):
        longer.append(Edges(length, starts, table.weight.take(nodes), nodes))
        stuck[starts] = False
    weights[stuck] = table.unknown_weight
    return weights, longer


def best_lengths(
    singles: NDArray[np.float64],
    longer: list[Edges],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
) -> NDArray[np.int32]:
    """Return, for every character, the length of the word that the best route takes there.

    Args:
        singles: weight of every character as a word.
        longer: longer words.
        starts: first character of every block.
        lengths: characters of every block, at least 1.
    """
    chosen = np.ones(len(singles), dtype=np.int32)
    if not len(starts):
        return chosen
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    steps = int(lengths[0])
    # Blocks that reach step t, and where step t begins in the layout. Step 0 stands for the place
    # after the last character, where every sum is 0.
    reach = len(lengths) - np.searchsorted(lengths[::-1], np.arange(steps + 1), side="left")
    reach[0] = len(lengths)
    begin = np.concatenate(([0], np.cumsum(reach)))
    place = _layout(len(singles), starts, lengths, begin)
    inside = np.flatnonzero(place)
    where = place[inside]
    weights = np.empty(begin[-1])
    weights[where] = singles[inside]
    dense, sparse = _arranged(longer, place, begin)
    sums = np.zeros(begin[-1])
    taken = np.ones(begin[-1], dtype=np.int32)
    for step in range(1, steps + 1):
        count, at = reach[step], begin[step]
        now = slice(at, at + count)
        best = sums[now]
        np.add(weights[now], sums[begin[step - 1] : begin[step - 1] + count], out=best)
        if dense is not None and step >= _DENSE_LENGTH:
            behind = begin[step - _DENSE_LENGTH]
            other = dense[now] + sums[behind : behind + count]
            taken[now][other >= best] = _DENSE_LENGTH
            np.maximum(best, other, out=best)
        for length, cells, values, bounds in sparse:
            low, high = bounds[step], bounds[step + 1]
            if low == high:
                continue
            cell = cells[low:high]
            rank = cell - at
            candidate = values[low:high] + sums[rank + begin[step - length]]
            better = candidate >= sums[cell]
            cell = cell[better]
            sums[cell] = candidate[better]
            taken[cell] = length
    chosen[inside] = taken[where]
    return chosen


def _layout(
    size: int, starts: NDArray[np.int64], lengths: NDArray[np.int64], begin: NDArray[np.int64]
) -> NDArray[np.int64]:
    place = np.zeros(size, dtype=np.int64)
    rank = np.repeat(np.arange(len(starts)), lengths)
    offset = np.arange(len(rank)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    step = np.repeat(lengths, lengths) - offset
    place[np.repeat(starts, lengths) + offset] = begin[step] + rank
    return place


def _arranged(
    longer: list[Edges], place: NDArray[np.int64], begin: NDArray[np.int64]
) -> tuple[NDArray[np.float64] | None, list[tuple[int, NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]]]:
    dense = None
    sparse = []
    for edges in longer:
        cells = place[edges.starts]
        if edges.length == _DENSE_LENGTH:
            dense = np.full(begin[-1], -np.inf)
            dense[cells] = edges.weights
            continue
        order = np.argsort(cells, kind="stable")
        cells = cells[order]
        sparse.append((edges.length, cells, edges.weights[order], np.searchsorted(cells, begin)))
    return dense, sparse


def trace(
    chosen: NDArray[np.int32], starts: NDArray[np.int64], lengths: NDArray[np.int64], first: NDArray[np.bool_]
) -> None:
    """Set `first` at the first character of every word on the best routes."""
    at, end = starts, starts + lengths
    while at.size:
        first[at] = True
        at = at + chosen[at]
        going = at < end
        at, end = at[going], end[going]
