"""The space in which matters are compared: singular vectors of texts × words, found through a random sketch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

# Vectors of the sketch beyond those that are wanted, and how often it is drawn towards the largest ones.
OVERSAMPLED, TURNS = 10, 2
# Columns that a sparse matrix is multiplied with at once, and its entries per row from which on that is faster.
_COLUMNS, _FULL = 64, 64


def right_vectors(matrix: sparse.csr_matrix, count: int, seed: int) -> NDArray[Any]:
    """Return count × columns: the right singular vectors of the largest singular values.

    The steps are those of scikit-learn's ``randomized_svd`` (Halko, Martinsson and Tropp 2011), and so are the bits;
    importing it takes longer than a small study's search for issues. Signs are such that the greatest entry of each
    vector on the longer side is positive.

    Args:
        matrix: rows × columns.
        count: how many vectors, fewer than rows and columns.
        seed: of the sketch.
    """
    from scipy import linalg  # here: processes that read messages don't need it

    wide = matrix.shape[0] < matrix.shape[1]
    # By rows: it is multiplied several times, and by columns each takes three times as long.
    tall, across = (matrix.T.tocsr(), matrix) if wide else (matrix, matrix.T)
    sketch = np.random.RandomState(seed).normal(size=(tall.shape[1], count + OVERSAMPLED))
    if matrix.dtype == np.float32:
        sketch = sketch.astype(np.float32)
    for _ in range(TURNS):
        sketch = product(across, product(tall, sketch))
    basis, _ = linalg.qr(product(tall, sketch), mode="economic", check_finite=False)
    inner, _, right = linalg.svd(product(across, basis).T, full_matrices=False)
    left = basis @ inner
    if wide:
        return np.asarray((left * _signs(right)).T[:count])
    return np.asarray((right * _signs(left.T)[:, None])[:count])


def product(matrix: Any, columns: NDArray[Any]) -> NDArray[Any]:
    """Return the product of a sparse matrix with a table, some columns at a time: all of them don't fit into the cache.

    The bits are those of the whole product: each of its columns is added up by itself.
    """
    if matrix.nnz < _FULL * matrix.shape[0]:
        return np.asarray(matrix @ columns)
    made = np.empty((matrix.shape[0], columns.shape[1]), dtype=columns.dtype)
    for first in range(0, columns.shape[1], _COLUMNS):
        part = slice(first, first + _COLUMNS)
        made[:, part] = matrix @ np.ascontiguousarray(columns[:, part])
    return made


def _signs(rows: NDArray[Any]) -> NDArray[Any]:
    """Return the sign of each row's entry of greatest size."""
    greatest = np.abs(rows).argmax(axis=1)
    return np.asarray(np.sign(rows[np.arange(len(rows)), greatest]))
