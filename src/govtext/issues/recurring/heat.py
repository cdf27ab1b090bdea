"""How hot an issue is: a weighted mean of six components, each from 0 to 1, with intervals.

    volume   ln(1 + messages) / ln(1 + most messages of any issue)
    authors  ln(1 + writers) / ln(1 + most writers)
    likes    ln(1 + likes + dislikes) / ln(1 + most of them)
    span     days from first to last message / (the same + 180)
    recency  0.5 ** (days since the last message / half life)
    burst    1 - span of the closest half of the messages / span of all, for three messages or more

The intervals come from a bootstrap over the messages of the study; for those of ranks the weights are varied
at the same time (Dirichlet around the settings), so that a firm rank is one that neither a few messages
nor the choice of weights decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from math import exp, factorial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from govtext.literal_scan import runs
from govtext.settings import HeatWeights

COMPONENTS = ("volume", "authors", "likes", "span", "recency", "burst")
_SPAN_HALF = 180.0
# Concentration of the Dirichlet distribution that the weights are varied by.
_WEIGHT_CERTAINTY = 40.0
# Messages of issues up to which each is drawn from the distribution itself, of more from a table of it by 16 bits of
# chance: that takes a tenth of the time.
_DRAWN_SINGLY, _CHANCE_BITS = 100_000, 16
# Issues whose samples are sorted at once.
_AT_ONCE = 4096

Numbers = NDArray[np.float64]


class Dates(NamedTuple):
    """Days of messages by issue, in order; per issue where they begin and how many there are."""

    day: Numbers
    first: NDArray[np.int64]
    held: NDArray[np.int64]


@dataclass(frozen=True)
class Members:
    """Messages of issues, sorted by issue, then author.

    Attributes:
        issue: number of the issue, 0 to issues - 1, each at least once.
        author: number of the writer; unknown writers have numbers of their own.
        day: day since 1970; NaN without a date.
        liked: likes plus dislikes.
    """

    issue: NDArray[np.int64]
    author: NDArray[np.int64]
    day: Numbers
    liked: Numbers

    @cached_property
    def by_day(self) -> NDArray[np.int64]:
        """The dated messages by issue, then day: sorted once for all samples."""
        at = np.flatnonzero(self.dated)
        return at[np.lexsort((self.day[at], self.issue[at]))]

    @cached_property
    def day_by_day(self) -> Numbers:
        """The days of `by_day`."""
        return self.day[self.by_day]

    @cached_property
    def borders(self) -> NDArray[np.int64]:
        """Where each issue begins among `by_day`, and the end of the last."""
        return np.searchsorted(self.issue[self.by_day], np.arange(len(self.starts) + 1))

    def dates(self, present: NDArray[np.bool_]) -> Dates:
        """Return the days of those messages that are present."""
        kept = present[self.by_day]
        before = _before(kept)[self.borders]
        return Dates(self.day_by_day[kept], before[:-1], np.diff(before))

    @cached_property
    def dated(self) -> NDArray[np.bool_]:
        """Which messages have a date."""
        return np.isfinite(self.day)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each issue begins."""
        return np.searchsorted(self.issue, np.arange(int(self.issue[-1]) + 1))

    @cached_property
    def liking(self) -> NDArray[np.int64]:
        """Which messages somebody liked or disliked: mostly few."""
        return np.flatnonzero(self.liked)

    @cached_property
    def writers(self) -> NDArray[np.int64]:
        """Where each writer of each issue begins."""
        new = np.ones(len(self.issue), dtype=bool)
        new[1:] = (self.issue[1:] != self.issue[:-1]) | (self.author[1:] != self.author[:-1])
        return np.flatnonzero(new)

    @cached_property
    def repeaters(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Which `writers` wrote several messages of their issue, mostly few; these messages; where each begins."""
        held = np.diff(self.writers, append=len(self.issue))
        which = np.flatnonzero(held > 1)
        return which, runs(self.writers[which], held[which]), np.cumsum(held[which]) - held[which]

    @cached_property
    def writer_borders(self) -> NDArray[np.int64]:
        """Where the writers of each issue begin among `writers`, and the end of the last."""
        return np.searchsorted(self.issue[self.writers], np.arange(len(self.starts) + 1))


@dataclass(frozen=True)
class Heat:
    """One entry per issue: index 0 to 100, its interval, components, rank and its interval."""

    index: Numbers
    low: Numbers
    high: Numbers
    components: Numbers
    rank: NDArray[np.int64]
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]


def measure(members: Members, weights: HeatWeights, resamples: int, seed: int) -> Heat:
    """Return the heat of each issue.

    Args:
        members: the messages of all issues.
        weights: of the components.
        resamples: bootstrap samples; the intervals hold 95 % of them.
        seed: of the bootstrap.
    """
    issues = int(members.issue[-1]) + 1 if len(members.issue) else 0
    if not issues:
        empty = np.zeros(0)
        whole = np.zeros(0, dtype=np.int64)
        return Heat(empty, empty, empty, np.zeros((0, len(COMPONENTS))), whole, whole, whole)
    plain = np.array([getattr(weights, name) for name in COMPONENTS])
    plain = plain / plain.sum() if plain.sum() else np.full(len(plain), 1 / len(plain))
    today = np.nanmax(members.day) if np.isfinite(members.day).any() else 0.0
    components = _components(members, np.ones(len(members.issue)), today, weights.half_life_days, issues)
    index = 100 * components @ plain
    random = np.random.default_rng(seed)
    indices = np.empty((resamples, issues))
    ranks = np.empty((resamples, issues), dtype=np.int32)
    for sample in range(resamples):
        counts = _drawn(random, len(members.issue))
        varied = random.dirichlet(plain * _WEIGHT_CERTAINTY + 1e-3)
        drawn = _components(members, counts, today, weights.half_life_days, issues)
        indices[sample] = 100 * drawn @ plain
        ranks[sample] = ranked(drawn @ varied)
    low, high = _interval(indices, "linear")
    rank_low, rank_high = _interval(ranks, "nearest").astype(np.int64)
    rank = ranked(index)
    return Heat(
        index.round(4),
        np.minimum(low, index).round(4),
        np.maximum(high, index).round(4),
        components.round(6),
        rank,
        np.minimum(rank_low, rank),
        np.maximum(rank_high, rank),
    )


def _drawn(random: np.random.Generator, messages: int) -> Numbers:
    """Return how often each message is in a sample of the bootstrap: Poisson numbers of mean 1."""
    if messages <= _DRAWN_SINGLY:
        return random.poisson(1.0, messages).astype(float)
    drawn = random.integers(0, 1 << _CHANCE_BITS, messages, dtype=np.uint16)
    return _times_by_chance().take(drawn).astype(float)


@cache
def _times_by_chance() -> NDArray[np.uint8]:
    """Return a Poisson number of mean 1 for each of equally likely ones: no probability is off by more than 2^-16."""
    chances = np.cumsum([exp(-1) / factorial(times) for times in range(_CHANCE_BITS)]) * (1 << _CHANCE_BITS)
    return np.searchsorted(np.rint(chances), np.arange(1 << _CHANCE_BITS), side="right").astype(np.uint8)


def _interval(samples: NDArray[Any], method: Any) -> NDArray[Any]:
    """Return 2 × issues, the ends of what 95 % of each issue's samples lie within; some issues at a time."""
    found = [
        np.quantile(samples[:, first : first + _AT_ONCE], [0.025, 0.975], axis=0, method=method)
        for first in range(0, samples.shape[1], _AT_ONCE)
    ]
    return np.concatenate(found, axis=1)


def ranked(values: Numbers) -> NDArray[np.int64]:
    """Return ranks from 1 for the greatest value; equal values keep their order."""
    # As one whole number each, value and place: numbers are sorted in a fifth of the time of a stable order of floats.
    bits = len(values).bit_length()
    keys = -np.rint(np.asarray(values) * 1e9).astype(np.int64) << bits
    keys |= np.arange(len(values))
    keys.sort()
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[keys & ((1 << bits) - 1)] = np.arange(1, len(values) + 1)
    return ranks


def _components(members: Members, counts: Numbers, today: float, half_life: float, issues: int) -> Numbers:
    present = counts > 0
    starts = members.starts
    # The members stand by issue, and what is added up are whole numbers: by stretches it is faster.
    volume = np.add.reduceat(counts, starts)
    writers = _writers(members, present)
    liking = members.liking
    liked = np.bincount(members.issue[liking], weights=counts[liking] * members.liked[liking], minlength=issues)
    dated = members.dates(present)
    some = dated.held > 0
    first, last = np.zeros(issues), np.zeros(issues)
    first[some], last[some] = dated.day[dated.first[some]], dated.day[(dated.first + dated.held - 1)[some]]
    span = last - first
    since = np.where(some, today - np.where(some, last, today), np.inf)
    return np.column_stack([
        _logarithmic(volume),
        _logarithmic(writers),
        _logarithmic(liked),
        span / (span + _SPAN_HALF),
        0.5 ** (since / half_life),
        _burst(dated, span),
    ])


def _logarithmic(values: NDArray[Any]) -> Numbers:
    most = values.max(initial=0)
    return np.log1p(values) / np.log1p(most) if most > 0 else np.zeros_like(values)


def _writers(members: Members, present: NDArray[np.bool_]) -> Numbers:
    seen = present[members.writers]
    which, messages, begins = members.repeaters
    if len(which):
        seen[which] = np.logical_or.reduceat(present[messages], begins)
    return np.diff(_before(seen)[members.writer_borders]).astype(np.float64)


def _before(there: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many are there before each place, and last how many in all."""
    counted = np.zeros(len(there) + 1, dtype=np.int64)
    np.cumsum(there, out=counted[1:])
    return counted


def _burst(dated: Dates, span: Numbers) -> Numbers:
    """Return 1 - shortest stretch that holds half of an issue's messages / stretch of all."""
    day, first, held = dated.day, dated.first, dated.held
    half = (held + 1) // 2
    # The messages that such a stretch may begin with; of an issue the last ones begin none.
    begun = np.where(held > 0, held - half + 1, 0)
    begins = runs(first, begun)
    stretch = day[begins + np.repeat((half - 1).astype(np.int32), begun)] - day[begins]
    shortest, some = np.full(len(held), np.inf), held > 0
    if len(stretch):
        shortest[some] = np.minimum.reduceat(stretch, (np.cumsum(begun) - begun)[some])
    usable = (held >= 3) & (span > 0) & np.isfinite(shortest)
    return np.where(usable, 1 - np.where(usable, shortest, 0) / np.where(usable, span, 1), 0.0)
