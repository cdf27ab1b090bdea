"""What several stages say of chance: the interval of a share, and p-values adjusted for their number."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# 95 % of the normal distribution lie within so many standard deviations.
Z = 1.959963984540054


def wilson(count: float, total: int) -> tuple[float, float]:
    """Return Wilson's 95 per cent score interval of a share (Wilson 1927); 0 to 1 where there is nothing to share."""
    if not total:
        return 0.0, 1.0
    share, weight = count / total, Z**2 / total
    centre = (share + weight / 2) / (1 + weight)
    margin = Z * math.sqrt(share * (1 - share) / total + weight / (4 * total)) / (1 + weight)
    return max(0.0, centre - margin), min(1.0, centre + margin)


def benjamini_hochberg(p: Sequence[float] | NDArray[np.float64], tests: int | None = None) -> NDArray[np.float64]:
    """Return p-values adjusted for the false discovery rate (Benjamini and Hochberg 1995, step-up), in their order.

    Args:
        p: the p-values.
        tests: how many tests were made, where those of p = 1 are left out of `p`.
    """
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(-values)  # equal ones are adjusted alike, whatever their order
    scaled = values[order] * max(tests or 0, len(values)) / np.arange(len(values), 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(scaled))
    return adjusted
