"""Time to a reply with unanswered messages as censored: Kaplan and Meier (1958).

The share without reply after t days is the product over reply times s <= t of 1 - d(s) / n(s), with
d(s) replies at s and n(s) messages still waiting. Its interval is Greenwood's on the scale of
ln(-ln S), as in R's survival with conf.type = "log-log" and in lifelines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.inference import Z

Numbers = NDArray[np.float64]
# Whole days below this are counted in a table.
_MOST_DAYS = 1 << 16


@dataclass(frozen=True)
class Curve:
    """A survival curve: after each time that ends a wait the share still without a reply, and its 95 % interval."""

    times: Numbers
    share: Numbers
    low: Numbers
    high: Numbers

    def at(self, time: float) -> float:
        """Return the share without a reply after `time`."""
        position = int(np.searchsorted(self.times, time, side="right")) - 1
        return float(self.share[position]) if position >= 0 else 1.0

    def quantile(self, answered: float) -> float | None:
        """Return the least time by which the share `answered` had a reply, None if it was never reached."""
        return _first(self.times, self.share, 1 - answered)

    def quantile_interval(self, answered: float) -> tuple[float | None, float | None]:
        """Return the 95 % interval of a quantile (Brookmeyer and Crowley 1982); an open end is None."""
        return _first(self.times, self.low, 1 - answered), _first(self.times, self.high, 1 - answered)


def _first(times: Numbers, share: Numbers, level: float) -> float | None:
    reached = np.flatnonzero(share <= level + 1e-12)
    return float(times[reached[0]]) if len(reached) else None


def _counted(durations: Numbers, answered: NDArray[np.bool_]) -> tuple[Numbers, NDArray[Any], NDArray[Any]]:
    """Return the different durations in order, and of each the replies and the messages."""
    days = durations.astype(np.int64)
    if len(days) and days.max() < _MOST_DAYS and (days == durations).all():  # counted, not sorted
        left = np.bincount(days)
        there = np.flatnonzero(left)
        return there.astype(np.float64), np.bincount(days, weights=answered)[there], left[there]
    times, inverse = np.unique(durations, return_inverse=True)
    return times, np.bincount(inverse, weights=answered), np.bincount(inverse)


def kaplan_meier(durations: Numbers, answered: NDArray[np.bool_]) -> Curve:
    """Return the curve of the share without a reply.

    Before the first reply the interval is 1 to 1. Greenwood's formula tells nothing once all have their reply: the
    lower end is 0 then and the upper one stays where it was, so that a quantile that only the last replies reach has
    an open interval (R's survival has none there either).

    Args:
        durations: days to the reply, or to the end of what is known where there is none; not negative.
        answered: whether the duration ended with a reply.
    """
    times, replies, left = _counted(durations, answered)
    waiting = len(durations) - np.concatenate(([0], np.cumsum(left)))[:-1]
    share = np.cumprod(1 - replies / waiting)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(replies / (waiting * (waiting - replies)))
        reach = Z * np.sqrt(variance) / np.log(share)
        low, high = share ** np.exp(-reach), share ** np.exp(reach)
    none, everybody = share >= 1, share <= 0
    before = high[~everybody & ~none]
    low, high = np.where(none, 1.0, low), np.where(none, 1.0, high)
    return Curve(
        times, share, np.where(everybody, 0.0, low), np.where(everybody, before[-1] if len(before) else 1.0, high)
    )
