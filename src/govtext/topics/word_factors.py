"""Non-negative factors of the word-by-word table: topics from which words stand together.

A text of complaint is short, so that the texts × words table is mostly noise. The words × words
table of TF-IDF products adds up what all texts say of a pair; its diagonal, which says nothing of
pairs, is left out (Yan, Guo, Liu, Cheng and Wang 2013, "Learning topics in short texts by
non-negative matrix factorization on term correlation matrix"). Each entry is divided by the root of
its two words' sums, as a graph is before it is clustered by symmetric factors (Kuang, Ding and Park
2012): a word of every subject then has no more to say than one of a single subject.

The table is factorised by hierarchical alternating least squares (Cichocki and Phan 2009) on its
leading eigenvectors. Several starts are tried on the words that the table says most of, and the better
half goes on three times; the best one goes on with all words. The table itself is never made: its
products with the eigenvectors sought are those of the texts × words table and its transpose, so that
the cost grows with the words of the texts and not with the square of the vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Matrix = NDArray[np.float32]
STARTS = 8
# (rounds, starts that are left after them); the best of the last goes on to the end.
HALVINGS = ((3, 4), (3, 2), (5, 1))
# Words that starts are tried on: fewer would prefer other topics than all words do.
TRIED_ON = 2000
LAST_ROUNDS = 30
CHECKED_EVERY = 5
# A loss that falls by less than this share of itself between checks has settled. At a tenth of it fits take a fifth
# longer: on real, invented and planted texts the same K is chosen with the same flags, the stability of any K over 20
# refits moves by half its standard error at most, NPMI by 0.003.
SETTLED = 1e-4
# Times that a factor is set anew in a round: its product with the table, which costs most, stays the same.
SWEEPS = 2
REGULARISED = 0.25
# Eigenvectors kept for topics up to so many; twice the topics beyond.
_LEAST_RANK = 60
# Directions beyond those sought, and rounds of the search for them.
_BESIDE, _POWERS = 20, 3


def rank_for(k: int) -> int:
    """Return how many eigenvectors stand for the table where k topics are sought: steps, so that many k share them."""
    rank = _LEAST_RANK
    while rank < 2 * k:
        rank *= 2
    return rank


class PairTable:
    """The words × words sums of the products of the texts' weights, less the diagonal, normalised; never made whole.

    Each entry is divided by the root of the product of its words' totals. A quarter of the mean total is
    added to every word's: pairs of rare words, which chance makes, would else stand out (regularised as in
    Amini, Chen, Bickel and Levina 2013).

    Args:
        weights: texts × words, TF-IDF rows, float32.
    """

    def __init__(self, weights: sparse.csr_matrix) -> None:
        self._weights, self.size = weights, weights.shape[1]
        own = np.bincount(weights.indices, weights.data.astype(np.float64) ** 2, self.size)
        by_text = np.asarray(weights.sum(axis=1, dtype=np.float64)).ravel()
        totals = np.maximum(np.asarray(weights.T @ by_text) - own, 0.0)
        self._own = own.astype(np.float32)
        totals += REGULARISED * totals.mean()
        self._scale = np.where(totals > 0, 1.0 / np.sqrt(np.where(totals > 0, totals, 1.0)), 0.0).astype(np.float32)

    def times(self, columns: Matrix) -> Matrix:
        """Return the table times columns (words × any number)."""
        scaled = self._scale[:, None] * columns
        product = self._weights.T @ (self._weights @ scaled)
        product -= self._own[:, None] * scaled
        product *= self._scale[:, None]
        return np.asarray(product)


@dataclass(frozen=True)
class Spectrum:
    """The leading eigenvectors (r × words) and eigenvalues of a words × words table."""

    vectors: Matrix
    values: Matrix

    @classmethod
    def of(cls, table: PairTable, rank: int, seed: int) -> Spectrum:
        """Return them by subspace iteration from a random start (Halko, Martinsson and Tropp 2011).

        Every fit has a start of its own: where draws started from common axes, topics of shuffled words came back,
        too, and stability said less.
        """
        start = (table.size, min(rank + _BESIDE, table.size))
        basis = np.random.default_rng(seed).standard_normal(start).astype(np.float32)
        for _ in range(_POWERS):
            basis = _orthonormal(table.times(basis))
        small = basis.T @ table.times(basis)
        values, turned = np.linalg.eigh((small + small.T) / 2)
        leading = np.argsort(-np.abs(values), kind="stable")[:rank]
        vectors = np.ascontiguousarray((basis @ turned[:, leading]).T, dtype=np.float32)
        return cls(vectors, values[leading].astype(np.float32))

    def times(self, rows: Matrix) -> Matrix:
        """Return rows (k × words) times the table."""
        return np.asarray(((rows @ self.by_word) * self.values) @ self.vectors)

    @cached_property
    def by_word(self) -> Matrix:
        """Return the eigenvectors as words × r: a product with them takes half the time that it takes turned."""
        return np.ascontiguousarray(self.vectors.T)

    def of_words(self, number: int) -> NDArray[np.int64]:
        """Return the words whose rows of the table have the greatest squares, in order."""
        squares = np.round(np.einsum("rw,r->w", self.vectors**2, self.values**2), 12)
        return np.sort(np.argsort(-squares, kind="stable")[:number])

    def part(self, words: NDArray[np.int64]) -> Spectrum:
        """Return what stands for the rows and columns of some words."""
        return Spectrum(np.ascontiguousarray(self.vectors[:, words]), self.values)

    def start(self, k: int) -> Matrix:
        """Return a start from the k leading eigenvectors, the larger of each one's positive and negative part."""
        found = np.zeros((k, self.vectors.shape[1]), dtype=np.float32)
        for place, i in enumerate(np.argsort(-self.values, kind="stable")[:k].tolist()):
            positive, negative = np.maximum(self.vectors[i], 0), np.maximum(-self.vectors[i], 0)
            larger = positive if np.linalg.norm(positive) >= np.linalg.norm(negative) else negative
            found[place] = larger * np.sqrt(max(float(self.values[i]), 1e-9))
        return found + np.float32(1e-2 * _scale(self))


def _orthonormal(columns: Matrix) -> Matrix:
    """Return an orthonormal basis of what the columns span; directions that only rounding made are left out."""
    exact = columns.astype(np.float64)
    values, vectors = np.linalg.eigh(exact.T @ exact)
    kept = values > 1e-9 * max(float(values[-1]), 1e-300)
    return np.asarray(columns @ (vectors[:, kept] / np.sqrt(values[kept])).astype(np.float32))


def _scale(spectrum: Spectrum) -> float:
    """Return the size of entries at which k × words factors reproduce the table's largest eigenvalue."""
    largest = float(np.abs(spectrum.values).max(initial=0.0))
    return float(np.sqrt(max(largest, 1e-9) / spectrum.vectors.shape[1]))


def factorise(spectrum: Spectrum, k: int, seed: int) -> NDArray[np.float64]:
    """Return k topics × words, the best of several starts, each row of unit length.

    Args:
        spectrum: the words × words table.
        k: number of topics.
        seed: seed of the random starts.
    """
    words = spectrum.of_words(TRIED_ON)
    tried, size = spectrum.part(words), spectrum.vectors.shape[1]
    generator = np.random.default_rng([seed, k])
    starts = np.empty((STARTS, k, len(words)), dtype=np.float32)
    starts[0] = spectrum.start(k)[:, words]
    starts[1:] = generator.random((STARTS - 1, k, len(words)), dtype=np.float32) * np.float32(_scale(spectrum))
    factors = [(start, start.copy()) for start in starts]
    for rounds, kept in HALVINGS:
        # One after the other: the tables of a single start stay in the processor's cache.
        losses = [_improve(tried, left, right, rounds) for left, right in factors]
        factors = [factors[start] for start in _by_loss(losses)[:kept]]
    left, right = (_with_all_words(part, words, size) for part in factors[0])
    _improve(spectrum, left, right, LAST_ROUNDS)
    topics = (left + right).astype(np.float64)
    norms = np.linalg.norm(topics, axis=1, keepdims=True)
    return np.asarray(topics / np.where(norms > 0, norms, 1.0))


def _with_all_words(factor: Matrix, words: NDArray[np.int64], size: int) -> Matrix:
    whole = np.zeros((len(factor), size), dtype=np.float32)
    whole[:, words] = factor
    return whole


def _by_loss(losses: list[float]) -> list[int]:
    """Return the starts, best first; losses are rounded, so that equal ones don't change places with the machine."""
    return sorted(range(len(losses)), key=lambda start: float(f"{losses[start]:.5g}"))


def _improve(spectrum: Spectrum, left: Matrix, right: Matrix, rounds: int) -> float:
    """Alternate updates of a start's factors, in place, until the loss falls by less than one in 10^4; return it.

    The loss is the squared error, less the constant square of the table.
    """
    loss = np.inf
    for number in range(1, rounds + 1):
        _update(left, right, spectrum.times(right))
        product = spectrum.times(left)
        _update(right, left, product)
        if number % CHECKED_EVERY == 0 or number == rounds:
            cross = float(np.vdot(product, right))
            own = float(np.vdot(left @ left.T, right @ right.T))
            before, loss = loss, own - 2.0 * cross
            _balance(left, right)
            if before - loss < SETTLED * abs(loss):
                break
    return loss


def _balance(left: Matrix, right: Matrix) -> None:
    """Give each topic's two factors the same length, in place; their products stay."""
    lengths = [np.linalg.norm(part, axis=1, keepdims=True) + 1e-12 for part in (left, right)]
    balance = np.sqrt(lengths[0] / lengths[1]).astype(np.float32)
    right *= balance
    left /= balance


def _update(changed: Matrix, fixed: Matrix, product: Matrix) -> None:
    """Set each topic in turn to its least squares solution given the others (all arrays k × words)."""
    squares = fixed @ fixed.T
    own = np.maximum(np.diagonal(squares), 1e-20)[:, None]
    others, alone = squares / own, product / own
    np.fill_diagonal(others, 0.0)
    # A row of zeros: NumPy compares with a single one in twice the time. Rows are short: each call counts.
    step, zeros = np.empty_like(changed[0]), np.zeros_like(changed[0])
    for weights, own_part, row in SWEEPS * list(zip(others, alone, changed, strict=True)):
        weights.dot(changed, step)
        np.subtract(own_part, step, step)
        np.maximum(step, zeros, out=row)
