"""What judged pairs of messages tell of pairs of clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govtext.issues.recurring.candidates import Pairs
from govtext.issues.recurring.corpus import Floats
from govtext.issues.recurring.linkage import UNJUDGED

# Weakest best pair of two clusters that are still read as wholes.
NEAR = -1.5

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Links:
    """Pairs of clusters with a pair of messages above `NEAR`.

    Attributes:
        left, right: the clusters, left < right.
        total, judged, best: sum of the log-odds of their judged pairs of messages, number and greatest.
        sizes: messages of every cluster.
    """

    left: Integers
    right: Integers
    total: Floats
    judged: Floats
    best: Floats
    sizes: Integers

    @classmethod
    def of(cls, number: Integers, pairs: Pairs, odds: Floats, least: float = NEAR) -> Links:
        """Return the links.

        Args:
            number: cluster of each message, 0, 1, …
            pairs, odds: judged pairs of messages and their log-odds, clipped.
            least: best pair above which two clusters are linked.
        """
        sizes = np.bincount(number)
        left, right, total, judged, best = cluster_links(number[pairs[0]], number[pairs[1]], odds, len(sizes))
        near = best > least
        return cls(left[near], right[near], total[near], judged[near], best[near], sizes)

    def told(self, number: Integers, pairs: Pairs, odds: Floats) -> dict[str, Floats]:
        """Return per link `judgement.CLUSTER_TERMS` but for "read".

        "cover" is the mean over a cluster's messages of the best pair with the other cluster, "behind" how
        much better one of the two is linked elsewhere, "links" how many clusters are near (ln(1 + n)).
        """
        one, other = self.sizes[self.left], self.sizes[self.right]
        in_all = one * other
        covers = self._covers(number, pairs, odds)
        nearest = np.full(len(self.sizes), UNJUDGED)
        np.maximum.at(nearest, self.left, self.best)
        np.maximum.at(nearest, self.right, self.best)
        company = np.log1p(np.bincount(np.concatenate([self.left, self.right]), minlength=len(self.sizes)))
        near = company[self.left], company[self.right]
        return {
            "best": self.best,
            "mean": (self.total + UNJUDGED * (in_all - self.judged)) / in_all,
            "ln smaller": np.log(np.minimum(one, other)),
            "ln larger": np.log(np.maximum(one, other)),
            "cover low": np.minimum(*covers),
            "cover high": np.maximum(*covers),
            "judged": self.judged / in_all,
            "behind": np.maximum(nearest[self.left], nearest[self.right]) - self.best,
            "links low": np.minimum(*near),
            "links high": np.maximum(*near),
        }

    def _covers(self, number: Integers, pairs: Pairs, odds: Floats) -> tuple[Floats, Floats]:
        clusters = np.int64(len(self.sizes))
        across = number[pairs[0]] != number[pairs[1]]
        a, b, values = pairs[0][across], pairs[1][across], odds[across]
        message = np.concatenate([a, b])
        keys = message * clusters + number[np.concatenate([b, a])]
        order = np.lexsort((np.concatenate([values, values]), keys))
        keys, values = keys[order], np.concatenate([values, values])[order]
        last = np.flatnonzero(np.concatenate((np.diff(keys) > 0, [True]))) if len(keys) else np.zeros(0, np.int64)
        # One entry per message and other cluster is left: its best. Summed up by cluster and other cluster.
        of_clusters = number[keys[last] // clusters] * clusters + keys[last] % clusters
        unique, at = np.unique(of_clusters, return_inverse=True)
        best = np.bincount(at, weights=values[last], minlength=len(unique))
        held = np.bincount(at, minlength=len(unique))

        def cover(one: Integers, other: Integers) -> Floats:
            found = np.searchsorted(unique, one * clusters + other)
            return np.asarray((best[found] + UNJUDGED * (self.sizes[one] - held[found])) / self.sizes[one])

        return cover(self.left, self.right), cover(self.right, self.left)


def cluster_links(
    left: Integers, right: Integers, odds: Floats, clusters: int
) -> tuple[Integers, Integers, Floats, Floats, Floats]:
    """Return (left, right, sum of log-odds, pairs, best log-odds) of pairs of different clusters."""
    across = left != right
    low, high, values = np.minimum(left, right)[across], np.maximum(left, right)[across], odds[across]
    order = np.lexsort((values, low * np.int64(clusters) + high))
    keys, values = (low * np.int64(clusters) + high)[order], values[order]
    if not len(keys):
        none = np.zeros(0, dtype=np.int64)
        return none, none, odds[:0], odds[:0], odds[:0]
    starts = np.flatnonzero(np.concatenate(([True], np.diff(keys) > 0)))
    ends = np.concatenate((starts[1:], [len(keys)]))
    total = np.add.reduceat(values.astype(np.float64), starts)
    unique = keys[starts]
    return unique // clusters, unique % clusters, total, (ends - starts).astype(float), values[ends - 1]
