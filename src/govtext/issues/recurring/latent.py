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
# Share of the greatest square below which a direction is one of rounding alone.
_NOISE = 1e-13


def right_vectors(matrix: sparse.csr_matrix, count: int, seed: int) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return count × columns, the right singular vectors of the largest singular values, and these values.

    By subspace iteration from a random sketch (Halko, Martinsson and Tropp 2011), as scikit-learn's ``randomized_svd``
    has it; orthonormal bases and the last small decomposition are made from products of a few columns with
    themselves, in double precision, which takes a fifth of the time of factorising the columns. Signs are such that
    the greatest entry of each vector on the longer side is positive. Where the rank is lower, the last are zeros.

    Args:
        matrix: rows × columns.
        count: how many vectors, fewer than rows and columns.
        seed: of the sketch.
    """
    wide = matrix.shape[0] < matrix.shape[1]
    # By rows: it is multiplied several times, and by columns each takes longer.
    turned = matrix.T.tocsr()
    tall, across = (turned, matrix) if wide else (matrix, turned)
    sketch = np.random.RandomState(seed).normal(size=(tall.shape[1], count + OVERSAMPLED)).astype(matrix.dtype)
    for _ in range(TURNS):
        # Orthonormal again: powers of a large and of a small value would else not fit into one number's digits.
        sketch = _orthonormal(product(across, product(tall, sketch)))
    basis = _orthonormal(product(tall, sketch))
    met = product(across, basis)
    squares, inner = _by_squares(met)
    squares, inner = squares[:count], inner[:, :count]
    values = np.sqrt(squares)
    left = basis @ inner.astype(basis.dtype)
    right = met @ (inner / np.where(values > 0, values, 1.0)).astype(met.dtype)
    vectors, longer = (left, right) if wide else (right, left)
    made = np.zeros((count, matrix.shape[1]), dtype=matrix.dtype)
    made[: len(values)] = (vectors * _signs(longer.T)).T
    return made, np.pad(values, (0, count - len(values)))


def _by_squares(columns: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return eigenvalues, largest first, and eigenvectors of the columns' products with each other; noise left out."""
    exact = columns.astype(np.float64)
    values, vectors = np.linalg.eigh(exact.T @ exact)
    values, vectors = values[::-1], vectors[:, ::-1]
    kept = values > _NOISE * max(float(values[0]), 1e-300)
    return values[kept], vectors[:, kept]


def _orthonormal(columns: NDArray[Any]) -> NDArray[Any]:
    """Return an orthonormal basis of what the columns span."""
    values, vectors = _by_squares(columns)
    return np.asarray(columns @ (vectors / np.sqrt(values)).astype(columns.dtype))


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
