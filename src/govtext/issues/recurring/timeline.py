"""When an issue was written about: by week, and whether it rises now.

An issue rises when its last weeks hold more of its messages than the corpus' own growth explains:
of n messages, k or more in the last weeks, when each falls there with the share that all messages
have there (binomial tail; over all issues held to a false discovery rate by Benjamini-Hochberg).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from govtext.inference import benjamini_hochberg

RECENT_WEEKS = 4
LEAST_RECENT = 3
_MONDAY = 4  # 1970-01-01 was a Thursday: day 4 is the first Monday

Numbers = NDArray[np.float64]


def week_of(day: Numbers) -> Numbers:
    """Return the day (since 1970) of the Monday of each day's week; NaN stays NaN."""
    return np.floor((day - _MONDAY) / 7) * 7 + _MONDAY


def rising(
    issue: NDArray[np.int64], day: Numbers, all_days: Numbers, issues: int, level: float = 0.05
) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return for each issue the adjusted p-value of its last weeks, and whether it rises.

    Args:
        issue, day: issue and day of each member; days may be NaN.
        all_days: days of all messages of the corpus, in issues or not.
        issues: number of issues.
        level: false discovery rate.
    """
    # scipy.stats gives the same tail (binom.sf), and takes half a second to load.
    from scipy.special import bdtrc

    known = all_days[np.isfinite(all_days)]
    if not len(known) or not issues:
        return np.ones(issues), np.zeros(issues, dtype=bool)
    since = known.max() - 7 * RECENT_WEEKS
    share = float((known > since).mean())
    dated = np.isfinite(day)
    total = np.bincount(issue[dated], minlength=issues)
    recent = np.bincount(issue[dated & (np.where(dated, day, -np.inf) > since)], minlength=issues)
    p = np.where((recent > 0) & (share < 1), bdtrc(np.maximum(recent - 1, 0), total, share), 1.0)
    adjusted = benjamini_hochberg(p)
    return adjusted, (adjusted <= level) & (recent >= LEAST_RECENT)


def peak_week(issue: NDArray[np.int64], day: Numbers, issues: int) -> Numbers:
    """Return the day of the Monday of each issue's fullest week, the earliest of equals; NaN without dates."""
    peaks = np.full(issues, np.nan)
    dated = np.isfinite(day)
    if not dated.any():
        return peaks
    pairs, counts = np.unique(np.column_stack([issue[dated], week_of(day[dated])]), axis=0, return_counts=True)
    for at in np.lexsort((pairs[:, 1], -counts, pairs[:, 0]))[::-1]:
        peaks[int(pairs[at, 0])] = pairs[at, 1]
    return peaks
