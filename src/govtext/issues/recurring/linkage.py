"""Agglomeration of messages into issues over a sparse graph of judged pairs.

Two clusters are joined by the mean and the best log-odds over their pairs, plus a bonus that grows with their sizes:
a cluster of several messages that all lean to another one is more likely the same matter than a single message that
leans as far. A message is joined by half the mean and half the best; of two clusters of n messages and more, the best
pair counts 1 / √n as much, for among many pairs one looks good by chance, and their mean tells. Pairs that were never
judged share nothing rare and count as `UNJUDGED`.
"""

from __future__ import annotations

import heapq
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

UNJUDGED = -4.0
SUREST = 5.0

_Link = tuple[
    float, float, float, float
]  # sum of log-odds, pairs judged, best log-odds, sum of log-odds of clusters read whole

Numbers = NDArray[np.floating]


class Agglomeration:
    """Joins clusters, best pair first, until no pair reaches the threshold.

    Args:
        sizes: messages in each starting cluster.
        best_share: weight of the best pair against the mean, for a single message.
        size_bonus: added per natural logarithm of the product of the sizes.
        threshold: least value at which two clusters are joined.
        whole_share: weight of the judgement of whole clusters against that of their pairs.
    """

    def __init__(
        self,
        sizes: list[int],
        best_share: float,
        size_bonus: float,
        threshold: float,
        whole_share: float = 0.0,
    ) -> None:
        self._size = list(sizes)
        self._best_share, self._bonus, self._threshold, self._whole = best_share, size_bonus, threshold, whole_share
        self._links: list[dict[int, _Link]] = [{} for _ in sizes]
        self._version = [0] * len(sizes)
        self._alive = [True] * len(sizes)
        self._members: list[list[int]] = [[at] for at in range(len(sizes))]

    def link(
        self,
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        total: Numbers,
        judged: Numbers,
        best: Numbers,
        whole: Numbers,
    ) -> None:
        """Tell what is known of pairs of starting clusters, each pair once.

        Args:
            left, right: the clusters.
            total: sum of the log-odds of the judged pairs of their messages, each clipped by `clipped`.
            judged: number of these pairs.
            best: greatest of these log-odds.
            whole: log-odds of the clusters read as one message each.
        """
        columns = (left, right, total, judged, best, whole)
        for a, b, *link in zip(*(column.tolist() for column in columns), strict=True):
            pairs = self._size[a] * self._size[b]
            self._links[a][b] = self._links[b][a] = (link[0], link[1], link[2], link[3] * pairs)

    def run(self) -> NDArray[np.int64]:
        """Return for each starting cluster the number of the first one that it ends together with."""
        heap = [
            (-value, a, b, 0, 0)
            for a, links in enumerate(self._links)
            for b in links
            if a < b and (value := self._value(a, b)) > self._threshold
        ]
        heapq.heapify(heap)
        while heap:
            _, a, b, version_a, version_b = heapq.heappop(heap)
            if self._alive[a] and self._alive[b] and (self._version[a], self._version[b]) == (version_a, version_b):
                self._join(a, b, heap)
        owner = np.empty(len(self._size), dtype=np.int64)
        for a, members in enumerate(self._members):
            if self._alive[a]:
                owner[members] = min(members)
        return owner

    def _value(self, a: int, b: int) -> float:
        total, judged, best, whole = self._links[a][b]
        pairs = self._size[a] * self._size[b]
        mean = (total + UNJUDGED * (pairs - judged)) / pairs
        share = self._best_share / sqrt(min(self._size[a], self._size[b]))
        by_pairs = (1 - share) * mean + share * best + self._bonus * log(pairs)
        return (1 - self._whole) * by_pairs + self._whole * whole / pairs

    def _join(self, a: int, b: int, heap: list[tuple[float, int, int, int, int]]) -> None:
        if len(self._links[a]) < len(self._links[b]):
            a, b = b, a
        self._alive[b] = False
        self._version[a] += 1
        size, size_a, size_b = self._size, self._size[a], self._size[b]
        size[a] += size_b
        self._members[a] += self._members[b]
        self._members[b] = []
        kept, gone = self._links[a], self._links[b]
        self._links[b] = {}
        kept.pop(b)
        gone.pop(a)
        for c in kept if self._whole else ():
            if c in gone:
                continue
            link = kept[c]
            kept[c] = (link[0], link[1], link[2], link[3] + UNJUDGED * size_b * size[c])
        for c, link in gone.items():
            del self._links[c][b]
            known = kept.get(c)
            if known:
                kept[c] = (link[0] + known[0], link[1] + known[1], max(link[2], known[2]), link[3] + known[3])
            else:
                kept[c] = (link[0], link[1], link[2], link[3] + UNJUDGED * size_a * size[c])
        self._offered(a, heap)

    def _offered(self, a: int, heap: list[tuple[float, int, int, int, int]]) -> None:
        """Tell the neighbours of a cluster what links it now, and put on the heap what may be joined."""
        links, size, version, threshold = self._links, self._size, self._version, self._threshold
        share, bonus, by_pairs, whole = self._best_share, self._bonus, 1 - self._whole, self._whole
        own, version_a = size[a], version[a]
        # As in `_value`, written out: this is where the time of a large corpus goes.
        for c, link in links[a].items():
            links[c][a] = link
            total, judged, best, read = link
            pairs = own * size[c]
            mean = (total + UNJUDGED * (pairs - judged)) / pairs
            part = share / sqrt(own if own < size[c] else size[c])
            value = by_pairs * ((1 - part) * mean + part * best + bonus * log(pairs)) + whole * read / pairs
            if value > threshold:
                if a < c:
                    heapq.heappush(heap, (-value, a, c, version_a, version[c]))
                else:
                    heapq.heappush(heap, (-value, c, a, version[c], version_a))


def clipped(odds: Numbers) -> Numbers:
    """Return log-odds within the bounds in which they are averaged."""
    return np.clip(odds, UNJUDGED, SUREST)
