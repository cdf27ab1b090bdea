"""Agglomeration of messages into issues over a sparse graph of judged pairs.

Two clusters are joined by the mean and the best log-odds over their pairs. A message is joined by half the mean and
half the best; of two clusters of n messages and more, the best pair counts 1 / √n as much, for among many pairs one
looks good by chance, and their mean tells. Pairs that were never judged share nothing rare and count as `UNJUDGED`.
(Reading the clusters as one message each and judging them once more, and a bonus for large ones, found nothing more in
cross-validation, and are gone.)
"""

from __future__ import annotations

import heapq
from itertools import pairwise
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.together import hanging_together

UNJUDGED = -4.0
SUREST = 5.0

_Link = tuple[float, float, float]  # sum of log-odds, pairs judged, best log-odds

Numbers = NDArray[np.floating]
Integers = NDArray[np.int64]
# Of pairs of clusters: left and right cluster, sum of log-odds, pairs judged, best log-odds.
Links = tuple[Integers, Integers, Numbers, Numbers, Numbers]


def agglomerated(sizes: Integers, links: Links, best_share: float, threshold: float) -> Integers:
    """Join clusters, best pair first, until no pair reaches the threshold; return the first of those joined, for each.

    Args:
        sizes: messages in each starting cluster.
        links: what is known of pairs of them (`cluster_links`), each pair once.
        best_share: weight of the best pair against the mean, for a single message.
        threshold: least value at which two clusters are joined, not below `UNJUDGED`.
    """
    left, right, total, judged, best = links
    owner = np.arange(len(sizes))
    # No value is above its best pair: what doesn't hang together by such pairs is never joined, and what lies between
    # is not asked for. A pair no better than one that was never judged counts as one that was not.
    able = best > threshold
    graph = sparse.coo_matrix((able[able], (left[able], right[able])), shape=(len(sizes), len(sizes)))
    _, group = hanging_together(graph)
    inside = np.flatnonzero((group[left] == group[right]) & (best > UNJUDGED))
    inside = inside[np.argsort(group[left[inside]], kind="stable")]
    borders = np.flatnonzero(np.diff(group[left[inside]], prepend=-1, append=-1)).tolist()
    left, right, total, judged, best = left[inside], right[inside], total[inside], judged[inside], best[inside]
    values = joining_values(sizes[left], sizes[right], total, judged, best, best_share)
    columns = [column.tolist() for column in (left, right, total, judged, best, values)]
    # Each group by itself: the numbers of one lie near each other in memory, those of all would not.
    for first, last in pairwise(borders):
        own = [column[first:last] for column in columns]
        members = sorted({*own[0], *own[1]})
        place = {cluster: at for at, cluster in enumerate(members)}
        joining = Agglomeration([int(sizes[cluster]) for cluster in members], best_share, threshold)
        joining.link([place[a] for a in own[0]], [place[b] for b in own[1]], *own[2:])
        owner[members] = [members[at] for at in joining.run()]
    return owner


class Agglomeration:
    """Joins clusters, best pair first, until no pair reaches the threshold.

    Args:
        sizes: messages in each starting cluster.
        best_share: weight of the best pair against the mean, for a single message.
        threshold: least value at which two clusters are joined.
    """

    def __init__(self, sizes: list[int], best_share: float, threshold: float) -> None:
        self._size = list(sizes)
        self._best_share, self._threshold = best_share, threshold
        self._links: list[dict[int, _Link]] = [{} for _ in sizes]
        self._version = [0] * len(sizes)
        self._alive = [True] * len(sizes)
        self._members: list[list[int]] = [[at] for at in range(len(sizes))]
        self._heap: list[tuple[float, int, int, int, int]] = []

    def link(
        self,
        left: list[int],
        right: list[int],
        total: list[float],
        judged: list[float],
        best: list[float],
        values: list[float],
    ) -> None:
        """Tell what is known of pairs of starting clusters, each pair once.

        Args:
            left, right: the clusters, left < right.
            total: sum of the log-odds of the judged pairs of their messages, each clipped by `clipped`.
            judged: number of these pairs.
            best: greatest of these log-odds.
            values: of joining the two.
        """
        links = self._links
        for a, b, link in zip(left, right, zip(total, judged, best, strict=True), strict=True):
            links[a][b] = links[b][a] = link
        threshold = self._threshold
        joinable = zip(left, right, values, strict=True)
        self._heap += [(-value, a, b, 0, 0) for a, b, value in joinable if value > threshold]

    def run(self) -> list[int]:
        """Return for each starting cluster the number of the first one that it ends together with."""
        heap = self._heap
        heapq.heapify(heap)
        while heap:
            _, a, b, version_a, version_b = heapq.heappop(heap)
            if self._alive[a] and self._alive[b] and (self._version[a], self._version[b]) == (version_a, version_b):
                self._join(a, b, heap)
        owner = [0] * len(self._size)
        for a, members in enumerate(self._members):
            first = min(members, default=a)
            for member in members:
                owner[member] = first
        return owner

    def _join(self, a: int, b: int, heap: list[tuple[float, int, int, int, int]]) -> None:
        if len(self._links[a]) < len(self._links[b]):
            a, b = b, a
        self._alive[b] = False
        self._version[a] += 1
        self._size[a] += self._size[b]
        self._members[a] += self._members[b]
        self._members[b] = []
        kept, gone = self._links[a], self._links[b]
        self._links[b] = {}
        kept.pop(b)
        gone.pop(a)
        for c, link in gone.items():
            del self._links[c][b]
            known = kept.get(c)
            kept[c] = (link[0] + known[0], link[1] + known[1], max(link[2], known[2])) if known else link
        self._offered(a, heap)

    def _offered(self, a: int, heap: list[tuple[float, int, int, int, int]]) -> None:
        """Tell the neighbours of a cluster what links it now, and put on the heap what may be joined."""
        links, size, version, threshold = self._links, self._size, self._version, self._threshold
        share = self._best_share
        own, version_a = size[a], version[a]
        # As in `joining_values`, written out: this is where the time of a large corpus goes.
        for c, link in links[a].items():
            links[c][a] = link
            total, judged, best = link
            pairs = own * size[c]
            mean = (total + UNJUDGED * (pairs - judged)) / pairs
            part = share / sqrt(own if own < size[c] else size[c])
            value = (1 - part) * mean + part * best
            if value > threshold:
                if a < c:
                    heapq.heappush(heap, (-value, a, c, version_a, version[c]))
                else:
                    heapq.heappush(heap, (-value, c, a, version[c], version_a))


def joining_values(
    one: Integers, other: Integers, total: Numbers, judged: Numbers, best: Numbers, best_share: float
) -> NDArray[np.float64]:
    """Return the value of joining pairs of clusters of so many messages."""
    pairs = one * other
    mean = (total + UNJUDGED * (pairs - judged)) / pairs
    share = best_share / np.sqrt(np.minimum(one, other))
    return np.asarray((1 - share) * mean + share * best, dtype=np.float64)


def clipped(odds: Numbers) -> Numbers:
    """Return log-odds within the bounds in which they are averaged."""
    return np.clip(odds, UNJUDGED, SUREST)


def cluster_links(
    left: Integers, right: Integers, odds: Numbers, clusters: int
) -> Links:
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
