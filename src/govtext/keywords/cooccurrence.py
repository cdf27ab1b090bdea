"""Which words stand in the same texts more often than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


@dataclass
class PairCounts:
    """Counts, batch by batch, in how many texts each pair of chosen words stands together.

    Attributes:
        columns: the chosen words, as numbers of the vocabulary.
        documents: texts seen.
        together: chosen × chosen; the diagonal holds the words' own text counts.
    """

    columns: NDArray[np.int64]
    documents: int = 0
    together: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        self.together = np.zeros((len(self.columns), len(self.columns)))

    def add(self, counts: sparse.csr_matrix) -> None:
        """Add a batch of texts × vocabulary counts."""
        present = counts[:, self.columns].astype(bool).astype(np.float64)
        self.together += (present.T @ present).toarray()
        self.documents += counts.shape[0]

    def take(self, other: PairCounts) -> None:
        """Add what other texts hold of the same words, whatever numbers these have there."""
        self.together += other.together
        self.documents += other.documents

    def plus(self, other: PairCounts) -> PairCounts:
        """Return what both hold of the same words."""
        made = PairCounts(self.columns)
        made.take(self)
        made.take(other)
        return made


def npmi(together: NDArray[Any], documents: int) -> NDArray[np.float64]:
    """Return the normalised pointwise mutual information of each pair (Bouma 2009), -1 for pairs never together.

    Args:
        together: words × words numbers of texts; the diagonal holds each word's own.
        documents: number of texts.

    Returns:
        words × words, from -1 (never together) over 0 (as chance has it) to 1 (always together).
    """
    if not documents:
        return np.zeros(together.shape)
    own = np.diag(together) / documents
    joint = together / documents
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(joint / np.outer(own, own)) / -np.log(joint)
    value[joint >= 1.0] = 1.0
    value[together <= 0] = -1.0
    return np.asarray(np.nan_to_num(value, nan=-1.0))


def strongest_pairs(
    pairs: PairCounts, words: list[str], least: int, limit: int
) -> list[tuple[str, str, int, float]]:
    """Return (word_a, word_b, documents, npmi) of the strongest pairs, strongest first, ties by words.

    Args:
        pairs: the counts.
        words: the chosen words, in the order of `pairs.columns`.
        least: texts that a pair must share.
        limit: number of pairs to return.
    """
    value = np.round(npmi(pairs.together, pairs.documents), 6)
    first, second = np.nonzero(np.triu((pairs.together >= least) & (value > 0), k=1))
    if 0 < limit < len(first):  # only those that may be among the strongest are put in order
        strong = np.flatnonzero(value[first, second] >= np.partition(value[first, second], -limit)[-limit])
        first, second = first[strong], second[strong]
    place = np.empty(len(words), dtype=np.int64)
    place[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
    swapped = place[first] > place[second]
    first, second = np.where(swapped, second, first), np.where(swapped, first, second)
    documents, values = pairs.together[first, second], value[first, second]
    order = np.lexsort((place[second], place[first], -documents, -values))[:limit]
    return [
        (words[i], words[j], int(together), float(strength))
        for i, j, together, strength in zip(
            *(column[order].tolist() for column in (first, second, documents, values)), strict=True
        )
    ]
