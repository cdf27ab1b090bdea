"""When an issue was written about: by week, in which weeks it burst, and whether it rises now.

An issue rises when its last weeks hold more of its messages than the corpus' own growth explains:
of n messages, k or more in the last weeks, when each falls there with the share that all messages
have there (binomial tail; over all issues held to a false discovery rate by Benjamini-Hochberg).
A week is a burst by the same test of that week alone, over all issues and all weeks with messages.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govtext.imports import one_by_one
from govtext.inference import benjamini_hochberg

RECENT_WEEKS = 4
LEAST_RECENT = 3
_MONDAY = 4  # 1970-01-01 was a Thursday: day 4 is the first Monday

Numbers = NDArray[np.float64]


def week_of(day: Numbers) -> Numbers:
    """Return the day (since 1970) of the Monday of each day's week; NaN stays NaN."""
    return np.floor((day - _MONDAY) / 7) * 7 + _MONDAY


class Rise(NamedTuple):
    """Of each issue: messages in the last weeks, how many its own and the corpus' numbers lead to expect, the test."""

    recent: NDArray[np.int64]
    expected: Numbers
    p: Numbers
    rising: NDArray[np.bool_]


def rise(issue: NDArray[np.int64], day: Numbers, all_days: Numbers, issues: int, level: float = 0.05) -> Rise:
    """Return for each issue the messages of its last weeks, those expected, the adjusted p-value, whether it rises.

    Args:
        issue, day: issue and day of each member; days may be NaN.
        all_days: days of all messages of the corpus, in issues or not.
        issues: number of issues.
        level: false discovery rate.
    """
    # scipy.stats gives the same tail (binom.sf), and takes half a second to load.
    with one_by_one:
        from scipy.special import bdtrc

    known = all_days[np.isfinite(all_days)]
    if not len(known) or not issues:
        nothing = np.zeros(issues)
        return Rise(nothing.astype(np.int64), nothing, np.ones(issues), nothing.astype(bool))
    since = known.max() - 7 * RECENT_WEEKS
    share = float((known > since).mean())
    dated = np.isfinite(day)
    total = np.bincount(issue[dated], minlength=issues)
    recent = np.bincount(issue[dated & (np.where(dated, day, -np.inf) > since)], minlength=issues)
    p = np.where((recent > 0) & (share < 1), bdtrc(np.maximum(recent - 1, 0), total, share), 1.0)
    adjusted = benjamini_hochberg(p)
    expected = total.astype(np.float64) * share
    return Rise(recent, expected, adjusted, (adjusted <= level) & (recent >= LEAST_RECENT))


class Weeks(NamedTuple):
    """Messages of issues by week, by issue and week; weeks without a message of the issue are left out.

    `week` is the day (since 1970) of its Monday; `expected` the messages that it would hold if the issue's came as all
    messages do; `p` the adjusted p-value; `burst` says whether more came, three at least.
    """

    issue: NDArray[np.int64]
    week: NDArray[np.int64]
    messages: NDArray[np.int64]
    expected: Numbers
    p: Numbers
    burst: NDArray[np.bool_]


def weeks(issue: NDArray[np.int64], day: Numbers, all_days: Numbers, issues: int, level: float = 0.05) -> Weeks:
    """Return the messages of each issue in each week and what the burst test says of them.

    Args:
        issue, day: issue and day of each member; days may be NaN.
        all_days: days of all messages of the corpus, in issues or not.
        issues: number of issues.
        level: false discovery rate, over all issues with a date and all weeks with a message.
    """
    with one_by_one:
        from scipy.special import bdtrc

    dated = np.isfinite(day)
    corpus = week_of(all_days[np.isfinite(all_days)]).astype(np.int64)
    known, of_all = np.unique(corpus, return_counts=True)
    own, week, messages = _by_week(issue[dated], day[dated])
    total = np.bincount(issue[dated], minlength=issues)
    share = of_all[np.searchsorted(known, week)] / max(len(corpus), 1)
    p = np.where(share < 1, bdtrc(messages - 1, total[own], share), 1.0)
    # A week without a message of the issue was a test, too: its p is 1.
    adjusted = benjamini_hochberg(p, int((total > 0).sum()) * len(known))
    burst = (adjusted <= level) & (messages >= LEAST_RECENT)
    return Weeks(own, week, messages, total[own] * share, adjusted, burst)


def _by_week(
    issue: NDArray[np.int64], day: Numbers
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return issue, week and messages of every pair that has any, sorted; all days are known."""
    week = week_of(day).astype(np.int64)
    first = int(week.min(initial=0))
    width = int(week.max(initial=0)) - first + 1
    # As one number each: pairs take many times as long to sort.
    found, counts = np.unique(issue.astype(np.int64) * width + (week - first), return_counts=True)
    own, since = np.divmod(found, width)
    return own, since + first, counts.astype(np.int64)


def peak_week(issue: NDArray[np.int64], day: Numbers, issues: int) -> Numbers:
    """Return the day of the Monday of each issue's fullest week, the earliest of equals; NaN without dates."""
    peaks = np.full(issues, np.nan)
    dated = np.isfinite(day)
    own, week, counts = _by_week(issue[dated], day[dated])
    order = np.lexsort((week, -counts, own))
    first = order[np.append(True, own[order][1:] != own[order][:-1])[: len(order)]]
    peaks[own[first]] = week[first]
    return peaks
