"""How long something waits, with those still waiting counted as such (Kaplan and Meier 1958).

The rules of the table `responses`: the complaints of files that hold replies at all, in calendar days from the day
of the complaint to that of the reply, or to the last day that its file knows of.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Sequence
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

import numpy as np

from govtext.survival import kaplan_meier

# The points of a curve: the share still waiting, and the ends of its interval.
End = Literal["share", "low", "high"]
LEAST = 5  # waits that a curve is drawn from


class Dated(Protocol):
    """A complaint: when it was written, whether and when it was answered, and the file that says so."""

    @property
    def date(self) -> datetime.datetime | None:
        """When it was written."""

    @property
    def replied(self) -> datetime.datetime | None:
        """When it was answered, as far as that is known."""

    @property
    def answered(self) -> bool:
        """Whether there is a reply at all."""

    @property
    def source_file(self) -> str:
        """The file that it came from."""


Message = TypeVar("Message", bound=Dated)


class Wait(NamedTuple, Generic[Message]):
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

    def at(self, day: float, end: End = "share") -> float:
        """Return the share still without a reply after `day` days, or an end of its interval."""
        values: list[float] = getattr(self, end)
        return values[bisect_right(self.days, day) - 1]

    def daily(self, days: Sequence[int], end: End = "share") -> list[float]:
        """Return the share, or an end of its interval, after each of the days."""
        return [round(self.at(day, end), 4) for day in days]


def waits(messages: Sequence[Message]) -> list[Wait[Message]]:
    """Return the complaints that could have a reply, in their order."""
    dated = [message for message in messages if message.date is not None]
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


def _day(message: Dated) -> int:
    return message.date.toordinal() if message.date else 0


def curve(found: Sequence[Wait[Message]]) -> Curve | None:
    """Return the survival curve (`survival.kaplan_meier`) from day 0 on; None for fewer than five waits."""
    if len(found) < LEAST:
        return None
    days = np.array([one.days for one in found], dtype=np.float64)
    made = kaplan_meier(days, np.array([one.answered for one in found], dtype=bool))
    ends = ([1.0, *(round(float(one), 6) for one in end)] for end in (made.share, made.low, made.high))
    return Curve([0.0, *made.times.tolist()], *ends)
