"""How long complaints wait for a reply, with those still waiting counted as such (Kaplan and Meier 1958).

The same rules as the table `responses`: the complaints of files that hold replies at all, in calendar days from the day
of the complaint to that of the reply, or to the last day that its file knows of.
"""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from govtext.report.contents import Contents, Message
from govtext.report.wording import Phrase

# Complaints of a group that has a curve of its own; groups drawn at once besides all.
LEAST, GROUPS = 10, 4
# Working days → days in the calendar, weekends counted and holidays not.
MARKS = {5: 7, 15: 21}


class Wait(NamedTuple):
    """A complaint that could have a reply: days to the reply, or, where there is none, to the end of what is known."""

    message: Message
    days: int
    answered: bool


class Curve(NamedTuple):
    """The share still without a reply after so many days, with its 95 % interval; times rise, the first is 0."""

    days: list[float]
    share: list[float]
    low: list[float]
    high: list[float]

    def at(self, day: float) -> float:
        """Return the share still without a reply after `day` days."""
        return self.share[bisect_right(self.days, day) - 1]

    def daily(self, days: Sequence[int], end: Literal["share", "low", "high"] = "share") -> list[float]:
        """Return the share, or an end of its interval, after each of the days."""
        values: list[float] = getattr(self, end)
        return [round(values[bisect_right(self.days, day) - 1], 4) for day in days]


def waits(contents: Contents) -> list[Wait]:
    """Return the complaints that could have a reply, in the order of the documents."""
    dated = [message for message in contents.messages if message.date is not None]
    until: dict[str, int] = {}
    for message in dated:
        if message.replied is not None:
            day = max(message.replied.toordinal(), _day(message))
            until[message.source_file] = max(until.get(message.source_file, day), day)
    for message in dated:
        if message.source_file in until:
            until[message.source_file] = max(until[message.source_file], _day(message))
    found = []
    for message in dated:
        if message.source_file not in until or (message.answered and message.replied is None):
            continue  # the file knows of no reply, or the reply of no day
        end = until[message.source_file] if message.replied is None else message.replied.toordinal()
        if end >= _day(message):
            found.append(Wait(message, end - _day(message), message.replied is not None))
    return found


def _day(message: Message) -> int:
    return message.date.toordinal() if message.date else 0


def curve(found: Sequence[Wait]) -> Curve | None:
    """Return the survival curve (Greenwood's interval on the scale of ln(-ln S)); None for fewer than five waits."""
    if len(found) < 5:
        return None
    import numpy as np
    from scipy import stats

    answered = [one.days for one in found if one.answered]
    waiting = [one.days for one in found if not one.answered]
    survival = stats.ecdf(stats.CensoredData(uncensored=answered, right=waiting)).sf
    share = survival.probabilities
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where all or none still wait there is no interval
        ends = survival.confidence_interval(0.95, method="log-log")
    low, high = (np.where(np.isnan(one.probabilities), share, one.probabilities) for one in (ends.low, ends.high))
    times = [0.0, *(float(one) for one in survival.quantiles)]
    return Curve(times, *([1.0, *(round(float(one), 6) for one in values)] for values in (share, low, high)))


Grouping = Callable[[Wait], Sequence[str | None]]
GROUPINGS: dict[str, Grouping] = {
    "file": lambda wait: [wait.message.source_file],
    "region": lambda wait: [wait.message.region],
    "request_type": lambda wait: [wait.message.request_type],
    "problem": lambda wait: wait.message.codes,
    "topic": lambda wait: [None if wait.message.topic is None else str(wait.message.topic)],
    "issue": lambda wait: [wait.message.issue],
}


def largest_groups(found: Sequence[Wait], grouping: str) -> list[tuple[str, list[Wait]]]:
    """Return the largest groups of a grouping with their waits, at most GROUPS, each of LEAST complaints or more."""
    groups: dict[str, list[Wait]] = {}
    for wait in found:
        for group in GROUPINGS[grouping](wait):
            if group is not None:
                groups.setdefault(group, []).append(wait)
    enough = [(name, waits) for name, waits in groups.items() if len(waits) >= LEAST]
    return sorted(enough, key=lambda pair: (-len(pair[1]), pair[0]))[:GROUPS]


def group_name(contents: Contents, grouping: str, group: str) -> str | Phrase:
    """Return how a reader sees a group: a file by its name without the ending."""
    if grouping == "file":
        return PurePosixPath(group).stem
    return contents.group_label({"grouping": grouping, "group": group})
