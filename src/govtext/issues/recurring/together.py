"""Messages that hang together by pairs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.imports import one_by_one


def hanging_together(graph: Any) -> tuple[int, NDArray[np.int64]]:
    """Return how many parts of a graph (a sparse matrix of pairs) hang together, and the part of each message."""
    # Here: SciPy's linear algebra comes with it, and processes that only read messages don't need it.
    with one_by_one:
        from scipy.sparse.csgraph import connected_components

    count, part = connected_components(graph, directed=False)
    return int(count), part
