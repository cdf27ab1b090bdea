"""Where topics lie on a map: close where their words are alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from govtext.topics.dynamics import jensen_shannon

Array = NDArray[np.float64]


def positions(probabilities: Array) -> Array:
    """Return topics × 2: principal coordinates (Gower 1966) of the roots of the Jensen-Shannon divergences.

    As in Sievert and Shirley (2014). The first axis holds the most; on each axis the topic that is
    furthest out lies on the positive side, so that the map doesn't turn over by itself.

    Args:
        probabilities: P(word | topic), topics × words.
    """
    k = len(probabilities)
    squared = np.zeros((k, k))
    for topic in range(k):
        squared[topic] = jensen_shannon(probabilities, np.broadcast_to(probabilities[topic], probabilities.shape))
    squared = (squared + squared.T) / 2
    centred = np.eye(k) - 1.0 / k
    values, vectors = np.linalg.eigh(-centred @ squared @ centred / 2)
    found = np.zeros((k, 2))
    for axis, at in enumerate(np.argsort(-values, kind="stable")[:2]):
        column = np.round(vectors[:, at] * np.sqrt(max(float(values[at]), 0.0)), 6)
        furthest = int(np.argmax(np.round(np.abs(column), 4)))
        found[:, axis] = -column if column[furthest] < 0 else column
    return found
