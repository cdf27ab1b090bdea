"""Working days between two dates, by China's public holidays (`holidays.py`); elsewhere weekends only."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from govtext.issues.responses.holidays import FREE_WEEKDAYS, WORKED_WEEKENDS

Days = NDArray[np.datetime64]


@cache
def _calendar() -> tuple[Days, Days]:
    return _expanded(FREE_WEEKDAYS), _expanded(WORKED_WEEKENDS)


def _expanded(years: dict[int, str]) -> Days:
    days = []
    for year, spans in years.items():
        for span in spans.split():
            first, last = (_day(year, part) for part in (span[:4], span[-4:]))
            days.append(np.arange(first, last + np.timedelta64(1, "D")))
    return np.concatenate(days).astype("datetime64[D]")


def _day(year: int, month_day: str) -> np.datetime64:
    return np.datetime64(f"{year}-{month_day[:2]}-{month_day[2:]}", "D")


def working_days(start: Days, end: Days) -> NDArray[np.int64]:
    """Return the working days after `start` up to and including `end`, 0 where end is before start.

    Args:
        start, end: days (datetime64[D]) without missing values. For years outside of 2008 to 2026
            only weekends are free.
    """
    free, worked = _calendar()
    one = np.timedelta64(1, "D")
    counted = np.busday_count(start + one, end + one, holidays=free)
    extra = np.searchsorted(worked, end, side="right") - np.searchsorted(worked, start, side="right")
    return np.where(end > start, counted + extra, 0).astype(np.int64)
