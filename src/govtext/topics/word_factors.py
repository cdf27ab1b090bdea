"""Non-negative factors of the word-by-word table: topics from which words stand together.

A text of complaint is short, so that the texts × words table is mostly noise. The words × words
table of TF-IDF products adds up what all texts say of a pair; its diagonal, which says nothing of
pairs, is left out. It is factorised as in Yan, Guo, Liu, Cheng and Wang (2013, "Learning topics in
short texts by non-negative matrix factorization on term correlation matrix"), by hierarchical
alternating least squares (Cichocki and Phan 2009) on the leading eigenvectors of the table, from
several starts. The cost beyond making the table doesn't grow with the number of texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Matrix = NDArray[np.float32]
STARTS = 10
FINALISTS = 3
_EIGENVECTORS = 120


@dataclass(frozen=True)
class WordTable:
    """The words × words table by its leading eigenvectors (words × r) and eigenvalues."""

    vectors: Matrix
    values: Matrix

    @classmethod
    def of(cls, weights: sparse.csr_matrix, seed: int, rank: int = _EIGENVECTORS) -> WordTable:
        """Return the table of texts × words weights.

        Args:
            weights: TF-IDF rows, float32.
            seed: seed of the random start of the subspace iteration (Halko, Martinsson and Tropp 2011).
            rank: eigenvectors to keep.
        """
        size = weights.shape[1]
        together = np.zeros((size, size), dtype=np.float32)
        for first in range(0, weights.shape[0], 20_000):
            part = weights[first : first + 20_000]
            together += (part.T @ part).toarray()
        np.fill_diagonal(together, 0.0)
        generator = np.random.default_rng(seed)
        basis = generator.standard_normal((size, min(rank + 20, size))).astype(np.float32)
        for _ in range(4):
            basis, _ = np.linalg.qr(together @ basis)
        small = basis.T @ (together @ basis)
        values, turned = np.linalg.eigh((small + small.T) / 2)
        leading = np.argsort(-np.abs(values), kind="stable")[:rank]
        return cls((basis @ turned[:, leading]).astype(np.float32), values[leading].astype(np.float32))

    def times(self, columns: Matrix) -> Matrix:
        """Return the table times the columns."""
        return np.asarray(self.vectors @ (self.values[:, None] * (self.vectors.T @ columns)))

    def start(self, k: int) -> Matrix:
        """Return a start from the k leading eigenvectors, the larger of each one's positive and negative part."""
        found = np.zeros((len(self.vectors), k), dtype=np.float32)
        for place, i in enumerate(np.argsort(-self.values, kind="stable")[:k].tolist()):
            vector = self.vectors[:, i]
            positive, negative = np.maximum(vector, 0), np.maximum(-vector, 0)
            larger = positive if np.linalg.norm(positive) >= np.linalg.norm(negative) else negative
            found[:, place] = larger * np.sqrt(max(float(self.values[i]), 1e-9))
        return found + np.float32(1e-4)


@dataclass
class _Run:
    left: Matrix
    right: Matrix
    loss: float = np.inf


def factorise(table: WordTable, k: int, seed: int) -> NDArray[np.float64]:
    """Return k topics × words, the best of several starts, each row of unit length.

    Args:
        table: the words × words table.
        k: number of topics.
        seed: seed of the random starts.
    """
    generator = np.random.default_rng([seed, k])
    scale = np.sqrt(max(float(np.abs(table.values).max(initial=0.0)), 1e-9) / len(table.vectors))
    runs = [_Run(table.start(k), table.start(k))]
    for _ in range(STARTS - 1):
        first = (generator.random((len(table.vectors), k)) * scale).astype(np.float32)
        runs.append(_Run(first, first.copy()))
    for run in runs:
        _improve(table, run, 30)
    # Rounded, so that starts which reach the same optimum don't change places with the machine.
    runs.sort(key=lambda run: float(f"{run.loss:.5g}"))
    for run in runs[:FINALISTS]:
        _improve(table, run, 160)
    best = min(runs[:FINALISTS], key=lambda run: float(f"{run.loss:.5g}"))
    topics = (best.left + best.right).T.astype(np.float64)
    norms = np.linalg.norm(topics, axis=1, keepdims=True)
    return np.asarray(topics / np.where(norms > 0, norms, 1.0))


def _improve(table: WordTable, run: _Run, rounds: int) -> None:
    """Alternate updates of the two factors until the loss falls by less than one in 10^5 in ten rounds."""
    for number in range(1, rounds + 1):
        _update(run.left, run.right, table.times(run.right))
        _update(run.right, run.left, table.times(run.left))
        balance = np.sqrt(
            (np.linalg.norm(run.left, axis=0) + 1e-12) / (np.linalg.norm(run.right, axis=0) + 1e-12)
        ).astype(np.float32)
        run.right *= balance
        run.left /= balance
        if number % 10 == 0:
            loss = _loss(table, run)
            settled = run.loss - loss < 1e-5 * abs(loss)
            run.loss = loss
            if settled:
                return


def _update(changed: Matrix, fixed: Matrix, product: Matrix) -> None:
    squares = fixed.T @ fixed
    for j in range(changed.shape[1]):
        if squares[j, j] > 0:
            step = (product[:, j] - changed @ squares[:, j]) / squares[j, j]
            np.maximum(changed[:, j] + step, 0.0, out=changed[:, j])


def _loss(table: WordTable, run: _Run) -> float:
    """Return the squared error, less the constant square of the table."""
    cross: Any = np.sum(table.times(run.right) * run.left)
    return float(np.sum((run.left.T @ run.left) * (run.right.T @ run.right)) - 2.0 * cross)
