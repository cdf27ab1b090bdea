"""Request types: points are added up, the type with the most is given."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

_SHARPNESS = 3.0


def choose_type(points: Mapping[str, float], sharpness: float = _SHARPNESS) -> tuple[str, float]:
    """Return the type with the most points (the first of equals) and its share under a softmax, 0 to 1."""
    best, shares = choose_types(np.array([list(points.values())], dtype=float), sharpness)
    return list(points)[best[0]], shares[0]


def choose_types(points: np.ndarray, sharpness: float = _SHARPNESS) -> tuple[list[int], list[float]]:
    """Return for each row of points the number of the type and its share, see :func:`choose_type`."""
    best = points.argmax(axis=1)
    behind = sharpness * (points - points.max(axis=1)[:, None])
    total = np.zeros(len(points))
    # The system's exponential, added type by type: the same on any machine.
    for column in behind.T:
        total += list(map(math.exp, column.tolist()))
    return best.tolist(), (1.0 / total).tolist()
