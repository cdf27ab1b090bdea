"""Small cells made safe: what too few rows share is shown more coarsely, or not at all.

k-anonymity by generalisation and local suppression (Sweeney 2002, Int. J. Uncertainty, Fuzziness
and Knowledge-Based Systems 10(5)): each row climbs a ladder of coarser values until its cell, the
combination of the values shown, is shared by at least k rows. Values are numbers (see `Levels`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

HIDDEN = "*"
HIDDEN_NUMBER = -1

Numbers = NDArray[np.int32]


class Levels:
    """The values of a variable, numbered in the order in which they first appear; -1 is a hidden one."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbers: dict[Any, int] = {}

    def encode(self, values: Iterable[Any]) -> Numbers:
        """Return the number of each value."""
        numbers = self._numbers
        found = np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int32)
        self.values.extend(list(numbers)[len(self.values):])
        return found

    def encode_column(self, column: pa.Array, told: Callable[[Any], Any]) -> Numbers:
        """Return the number of each value of an Arrow column, as which `told` makes of it; it sees each but once."""
        coded = column.dictionary_encode(null_encoding="encode")
        numbers = self.encode([told(value) for value in coded.dictionary.to_pylist()])
        found: Numbers = numbers[coded.indices.to_numpy()]
        return found

    def decode(self, number: int) -> Any:
        """Return the value of a number."""
        return HIDDEN if number == HIDDEN_NUMBER else self.values[number]

    def order(self, numbers: Numbers) -> NDArray[np.int64]:
        """Return what sorts the rows by the values as texts, hidden ones first."""
        ranked = sorted(range(len(self.values)), key=lambda at: str(self.values[at]))
        rank = np.full(len(self.values) + 1, -1, np.int64)
        rank[ranked] = np.arange(len(ranked))
        return rank[numbers]  # -1, the hidden value, takes the last entry


def climb(steps: Sequence[Sequence[Numbers]], k: int) -> tuple[list[Numbers], NDArray[np.bool_]]:
    """Return the values to show, and which rows may be shown at all.

    Args:
        steps: the same rows and variables from the finest to the coarsest values: one array for
            each variable. The last step should hold the same values in every row.
        k: least rows of a cell.

    Returns:
        An array for each variable, and a mask of the rows whose cell holds k rows or more. Among
        the rows of the mask every combination of values stands in k rows or more: a cell that is
        large enough loses no row afterwards, and one that is not loses all of its rows.
    """
    shown = [values.copy() for values in steps[0]]
    for coarser in steps[1:]:
        small = _sizes(shown) < k
        if not small.any():
            break
        for values, given in zip(shown, coarser, strict=True):
            values[small] = given[small]
    return shown, _sizes(shown) >= k


def _sizes(shown: Sequence[Numbers]) -> NDArray[np.int64]:
    """Return for each row how many rows hold the same combination."""
    cells = np.zeros(len(shown[0]), np.int64)
    for values in shown:
        span = int(values.max(initial=0)) + 2
        _, cells = np.unique(cells * span + values + 1, return_inverse=True)
    return np.bincount(cells)[cells] if len(cells) else cells


def pool_rare(numbers: Numbers, k: int) -> Numbers:
    """Return the values with the rare ones hidden, so that each value shown stands k times or more.

    Where the hidden rows themselves would be fewer than k, the next rarest value joins them:
    otherwise who knows the total knows the hidden ones. Of equally rare values the one of the
    lower number is hidden first.
    """
    known, counts = np.unique(numbers, return_counts=True)
    hidden: list[int] = []
    pooled = 0
    for at in np.argsort(counts, kind="stable"):
        if counts[at] >= k and (pooled == 0 or pooled >= k):
            break
        hidden.append(known[at])
        pooled += int(counts[at])
    return np.where(np.isin(numbers, hidden), np.int32(HIDDEN_NUMBER), numbers) if hidden else numbers


def rounded(count: int, k: int) -> int:
    """Return a count as the nearest multiple of k, but not 0.

    Tables that sum the same rows in several ways otherwise tell a hidden cell by subtraction: the complaints
    of a month over all topics, less those of the regions shown, are those of the region that is not.
    """
    return max(k, k * ((count + k // 2) // k))
