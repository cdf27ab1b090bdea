"""What the other messages tell of a pair: neighbours both have, rivals, and how many messages their place has.

Two messages of one matter have the same neighbours, while a message about a common trouble has many
equally near ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.candidates import Pairs
from govtext.issues.recurring.corpus import Floats
from govtext.issues.recurring.evidence import Evidence
from govtext.issues.recurring.pair_sums import AnyPairs

# Weakest log-odds that make two messages neighbours.
NEIGHBOURLY = -3.0
CONTEXT = (
    "common",
    "common share",
    "common low",
    "weight low",
    "weight high",
    "neighbours low",
    "neighbours high",
    "ahead low",
    "ahead high",
    "place neighbours low",
    "place neighbours high",
    "odds",
)


@dataclass(frozen=True)
class Context:
    """The graph of judged candidates; rows are messages.

    Attributes:
        links: symmetric, the chance that two messages are one matter, of pairs judged above `NEIGHBOURLY`.
        weight, count, nearest: of each row's links, their sum, their number and the greatest.
        company: messages of the same place.
    """

    links: sparse.csr_matrix
    weight: Floats
    count: NDArray[np.int64]
    nearest: Floats
    company: NDArray[np.int64]

    @classmethod
    def of(cls, evidence: Evidence, pairs: Pairs, odds: Floats, places: AnyPairs) -> Context:
        """Return the context of all messages.

        Args:
            evidence: of the messages.
            pairs, odds: candidates and their log-odds by the regression.
            places: pairs of messages whose names of places are alike.
        """
        size = len(evidence.authors)
        good = odds > NEIGHBOURLY
        left, right = pairs[0][good], pairs[1][good]
        links = _symmetric(left, right, (1 / (1 + np.exp(-odds[good]))).astype(np.float32), size)
        weight = np.asarray(links.sum(axis=1), dtype=np.float32).ravel()
        nearest = np.zeros(size, dtype=np.float32)
        np.maximum.at(nearest, np.repeat(np.arange(size), np.diff(links.indptr)), links.data)
        same = _symmetric(*places, np.ones(len(places[0]), dtype=np.float32), size)
        same.data[:] = 1
        company = np.diff(same.indptr).astype(np.int64)
        return cls(links, weight, np.diff(links.indptr).astype(np.int64), nearest, company)

    def features(self, left: NDArray[np.int64], right: NDArray[np.int64], odds: Floats) -> dict[str, Floats]:
        """Return name in `CONTEXT` → value per pair.

        Args:
            left, right: the pairs.
            odds: their log-odds by the regression.
        """
        own, through = self._through(left, right)
        one, other = self.weight[left], self.weight[right]
        rest = np.maximum(np.minimum(one, other) - own, np.float32(0.3))
        total = np.maximum(one + other + 2 - through - 2 * own, np.float32(1e-6))
        found = {"common": through, "common share": through / total, "common low": through / rest, "odds": odds}
        for name, values in (
            ("weight", self.weight),
            ("neighbours", self.count),
            ("place neighbours", self.company),
        ):
            found[f"{name} low"] = np.minimum(values[left], values[right])
            found[f"{name} high"] = np.maximum(values[left], values[right])
        ahead = self.nearest[left] - own, self.nearest[right] - own
        found["ahead low"], found["ahead high"] = np.minimum(*ahead), np.maximum(*ahead)
        return {name: np.asarray(values, dtype=np.float32) for name, values in found.items()}

    def _through(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return per pair the chance of its own link and the sum of the chances of ways through a third message."""
        one, other = self.links[left], self.links[right]
        through = np.asarray(one.multiply(other).sum(axis=1), dtype=np.float32).ravel()
        rows = np.repeat(np.arange(len(left)), np.diff(one.indptr))
        hit = one.indices == right[rows]
        own = np.zeros(len(left), dtype=np.float32)
        own[rows[hit]] = one.data[hit]
        return own, through


def _symmetric(left: NDArray[np.integer], right: NDArray[np.integer], values: Floats, size: int) -> sparse.csr_matrix:
    both = (np.concatenate([left, right]), np.concatenate([right, left]))
    return sparse.coo_matrix((np.concatenate([values, values]), both), shape=(size, size)).tocsr()
