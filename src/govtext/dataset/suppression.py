"""Small cells made safe: what too few rows share is shown more coarsely, or not at all.

k-anonymity by generalisation and local suppression (Sweeney 2002, Int. J. Uncertainty, Fuzziness
and Knowledge-Based Systems 10(5)): each row climbs a ladder of coarser values until its cell, the
combination of the values shown, is shared by at least k rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

HIDDEN = "*"
Value = TypeVar("Value", bound=Hashable)


def climb(steps: Sequence[pd.DataFrame], k: int) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Return the values to show, and which rows may be shown at all.

    Args:
        steps: the same rows and columns from the finest to the coarsest values; the last step
            should hold the same values in every row.
        k: least rows of a cell.

    Returns:
        A frame with the columns of the steps, and a mask of the rows whose cell holds k rows or
        more. Among the rows of the mask every combination of values stands in k rows or more: a
        cell that is large enough loses no row afterwards, and one that is not loses all of its.
    """
    shown = steps[0].copy()
    for coarser in steps[1:]:
        small = _sizes(shown) < k
        if not small.any():
            break
        shown = shown.where(pd.Series(~small, index=shown.index), coarser, axis=0)
    return shown, _sizes(shown) >= k


def _sizes(shown: pd.DataFrame) -> NDArray[np.int64]:
    if shown.empty:
        return np.zeros(len(shown), np.int64)
    cells = shown.groupby(list(shown.columns), sort=False, observed=True, dropna=False).ngroup().to_numpy()
    return np.asarray(np.bincount(cells)[cells], np.int64)


def pool_rare(values: Sequence[Value], k: int) -> list[Value | str]:
    """Return the values with the rare ones hidden, so that each value shown stands k times or more.

    Where the hidden rows themselves would be fewer than k, the next rarest value joins them:
    otherwise who knows the total knows the hidden ones. Of equally rare values the first in sort
    order is hidden first.
    """
    hidden: set[Value] = set()
    pooled = 0
    for value, count in sorted(Counter(values).items(), key=lambda pair: (pair[1], str(pair[0]))):
        if count >= k and (pooled == 0 or pooled >= k):
            break
        hidden.add(value)
        pooled += count
    return [HIDDEN if value in hidden else value for value in values]
