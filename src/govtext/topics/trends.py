"""Shares of topics by period and region, with intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.inference import Z
from govtext.parallel import Work
from govtext.topics.fitting import one_thread

Array = NDArray[np.float64]
# Above this number of texts the bootstrap distribution of a mean is normal for all purposes, and above the second
# nearly so (the ends of an interval move by a fiftieth of its width): in corpora of more than so many texts.
NORMAL_ABOVE, NEARLY_ABOVE, MANY = 20_000, 2_000, 100_000
# Texts drawn at a time.
_DRAWN = 200_000
# Texts of groups that a process draws from at a time.
_SENT = 30_000


def bootstrap_interval(
    shares: Array, draws: int, seed: list[int], normal_above: int = NORMAL_ABOVE
) -> tuple[Array, Array]:
    """Return the 95 % percentile bootstrap interval (Efron 1979) of the mean share of each topic.

    To be called with BLAS on one thread, which rounds alike everywhere.

    Args:
        shares: texts × topics.
        draws: resamples of the texts.
        seed: seed of the resampling.
        normal_above: of more texts the interval is that of a normal distribution.
    """
    texts = len(shares)
    if texts > normal_above:
        error = Z * shares.std(axis=0) / np.sqrt(texts)
        return np.maximum(shares.mean(axis=0) - error, 0.0), np.minimum(shares.mean(axis=0) + error, 1.0)
    generator = np.random.default_rng(seed)
    means = np.empty((draws, shares.shape[1]))
    # As many resamples at a time as keep the memory small; the draws are the same as one after the other.
    some = max(_DRAWN // texts, 1)
    for first in range(0, draws, some):
        number = min(some, draws - first)
        drawn = generator.integers(0, texts, (number, texts)) + texts * np.arange(number)[:, None]
        weights = np.bincount(drawn.ravel(), minlength=number * texts).reshape(number, texts)
        means[first : first + number] = weights.astype(np.float64) @ shares / texts
    low, high = np.percentile(means, [2.5, 97.5], axis=0)
    return np.asarray(low), np.asarray(high)


# A group to be drawn from: the shares of its texts, single precision, and the seed.
_Group = tuple[NDArray[np.float32], list[int]]


def intervals(groups: list[_Group], draws: int, normal_above: int = NORMAL_ABOVE) -> list[tuple[Array, Array, Array]]:
    """Return the mean share of each topic in each group, and the ends of its interval (see `bootstrap_interval`)."""
    found = []
    with one_thread():
        for shares, seed in groups:
            part = shares.astype(np.float64)
            found.append((part.mean(axis=0), *bootstrap_interval(part, draws, seed, normal_above)))
    return found


def trend_rows(
    shares: NDArray[Any], groupings: dict[str, list[str | None]], least: int, draws: int, seed: int,
    work: Work | None = None,
) -> list[dict[str, Any]]:
    """Return rows of topic_trends.

    Args:
        shares: texts × topics.
        groupings: name → the group of each text, or None.
        least: groups of fewer texts are left out.
        draws: resamples for the intervals.
        seed: seed of the resampling.
        work: draws from the groups, where these are of many texts.
    """
    members: dict[tuple[str, str], NDArray[np.int64]] = {}
    seeds: list[list[int]] = []
    for number, (grouping, values) in enumerate(groupings.items()):
        of_group: defaultdict[str, list[int]] = defaultdict(list)
        for place, value in enumerate(values):
            if value:
                of_group[value].append(place)
        for order, group in enumerate(sorted(of_group)):
            if len(of_group[group]) >= least:
                members[grouping, group] = np.array(of_group[group], dtype=np.int64)
                seeds.append([seed, number, order])
    groups = ((shares[own], one) for own, one in zip(members.values(), seeds, strict=True))
    normal_above = NORMAL_ABOVE if len(shares) <= MANY else NEARLY_ABOVE
    drawn = (work or Work()).map(partial(intervals, draws=draws, normal_above=normal_above), _together(groups))
    found = zip(members.items(), chain.from_iterable(drawn), strict=True)
    rows = [
        {
            "topic_id": topic, "grouping": grouping, "group": group, "share": round(float(mean[topic]), 6),
            "low": round(float(low[topic]), 6), "high": round(float(high[topic]), 6), "documents": len(own),
        }
        for ((grouping, group), own), (mean, low, high) in found
        for topic in range(shares.shape[1])
    ]
    rows.sort(key=lambda row: (row["grouping"], row["topic_id"], row["group"]))
    return rows


def _together(groups: Iterable[_Group]) -> Iterator[list[_Group]]:
    """Yield groups in lists of some `_SENT` texts: a small corpus is one list, which no other process gets."""
    held: list[_Group] = []
    texts = 0
    for one in groups:
        held.append(one)
        texts += len(one[0])
        if texts >= _SENT:
            yield held
            held, texts = [], 0
    if held:
        yield held
