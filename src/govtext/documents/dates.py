"""Dates as they stand in workbooks, exports and policy heads, read into one form.

All results are naive datetimes on China standard time (UTC+8, no daylight saving), so that a lag between a message
and its reply never depends on which system wrote the stamp.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from govtext.documents.written_dates import EMPTY, in_figures, why_no_day

CHINA = dt.timezone(dt.timedelta(hours=8))
EXCEL_EPOCH = dt.datetime(1899, 12, 30)
FIRST_YEAR, LAST_YEAR = 1900, 2100

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
}

_HALVES = "上午|下午|中午|晚上|晚间|凌晨|清晨|早晨|早上|午后|傍晚|夜里|夜间|深夜|am|pm"
_CLOCK = (
    rf"(?P<half1>{_HALVES})?\s*(?P<hour>\d{{1,2}})\s*[:时点]\s*(?:(?P<minute>\d{{1,2}})\s*(?:[:分]\s*"
    r"(?:(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?\s*秒?)?)?)?\s*(?P<half2>am|pm)?"
)
# +08 alone is a zone only behind a clock: 2024-05-06-08 is none
_ZONE = (
    r"(?P<zone>z|utc|gmt|cst|[+-]\d{2}:?\d{2}|(?<=:\d\d)[+-]\d{2}|(?<=\.\d{3})[+-]\d{2}|(?<=\.\d{6})[+-]\d{2}|"
    r"(?:utc|gmt)[+-]\d{1,2}(?::?\d{2})?)?(?:(?<=\d\d)\s+(?:cst|utc)|\s*\([^()]*(?:时间|time)\))?"
)
_WEEKDAY = r"(?:\s*[(]?(?:星期|周|礼拜)[一二三四五六日天][)]?)?"
_SEPARATOR = r"\s*[-/.,_、年]\s*"
_NUMERIC = re.compile(
    rf"(?P<year>\d{{4}}){_SEPARATOR}(?P<month>\d{{1,2}})\s*(?:[-/.,_、月]\s*(?:(?P<day>\d{{1,2}})\s*[日号]?)?)?"
    rf"{_WEEKDAY}(?:[\s,t]*(?:{_CLOCK}|(?:{_HALVES})))?\s*{_ZONE}(?:\s*\[[a-z/_]+\])?{_WEEKDAY}|"
    r"(?P<year2>\d{4})\s(?P<month2>\d{1,2})\s(?P<day2>\d{1,2})",
    re.IGNORECASE,
)
# most stamps: 2019-01-08 9:05:30, 2019/1/8; by its digits alone, and of what it may not be the others tell
_PLAIN = re.compile(r"(\d{4})[-/](\d{1,2})[-/](0?[1-9]|[1-3]\d)(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?", re.ASCII)
# of stamps in which every number has its full width: what stands behind the day, the hour and the minute
_MARKED = (" ::", "T::")
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:[\st]*(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?)?"
    r"(?:[.,](?P<fraction>\d{1,9}))?\s*" + _ZONE,
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(?:(?P<d1>\d{1,2})[\s-](?P<m1>[a-z]{3,9})|(?P<m2>[a-z]{3,9})\s+(?P<d2>\d{1,2}))[\s,-]+"
    r"(?P<year>\d{4})(?:[\s,]+" + _CLOCK + r")?\s*" + _ZONE,
    re.IGNORECASE,
)
_YEAR = re.compile(r"(\d{4})\s*年?度?")
# Java's way: Mon May 06 09:30:00 CST 2024
_JAVA = re.compile(
    rf"[a-z]{{3}}\s+(?P<m2>[a-z]{{3}})\s+(?P<d2>\d{{1,2}})\s+{_CLOCK}\s+(?P<zone>cst|utc|gmt)\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
# Rewritten only where more than figures is written.
_NUMERALS = re.compile(r"[〇○零一二三四五六七八九十元壹贰貳民半许多右]|^\d{2}年")
_ALIKE = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2013\u2014\u2212", "-") | dict(zip("。·\\時點號", "../时点号", strict=True))
)
_AROUND = " \t\r\n\u00a0\ufeff\u200b'\"[]"
_YMD = frozenset(("yea", "mon", "day"))
_NIGHT = ("晚上", "晚间", "夜里", "夜间", "深夜")
_MONTH = re.compile(r"\d{4}\.\d{1,2}")
_CUT_OFF = re.compile(r"\d{4}\.1")
# yyyymmddhh, and with milliseconds
_HOURS = re.compile(
    r"(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])(?:([0-5]\d)([0-5]\d)\d{3})?"
)
# What is a date only by an empty cell: 0 as a day of Excel's two calendars
_NOTHING = (dt.datetime(1899, 12, 30), dt.datetime(1899, 12, 31))


class NoDate(ValueError):
    """The cell holds something, and it is no date."""


def _no_date(written: object, why: str = "") -> NoDate:
    return NoDate(f'"{" ".join(str(written).split())[:40]}" is no date' + (f" ({why})" if why else ""))


def parse_date(value: Any) -> dt.datetime | None:
    """Return the moment a cell names, or None for an empty cell.

    Numbers are Excel serials (1900 system), ``yyyymmdd`` or Unix seconds/milliseconds, told apart by their size.
    A stamp with a zone is moved to UTC+8; one without is taken as written. What may be two days (5/6/2024, 99年5月6日)
    is no date, and the error says why; a month or a year alone is its first day.

    Raises:
        NoDate: the cell is not empty and holds no date between 1900 and 2100.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, dt.datetime):
        if value in _NOTHING:
            return None
        return _in_range(value.astimezone(CHINA).replace(tzinfo=None) if value.tzinfo else value, value)
    if isinstance(value, dt.date):
        return _in_range(dt.datetime(value.year, value.month, value.day), value)
    if isinstance(value, (int, float)):
        return None if value != value else _from_number(value)
    return _from_text(str(value))


def _from_text(written: str) -> dt.datetime | None:
    stamp = _from_stamp(written)
    if stamp is not None:
        return _in_range(stamp, written)
    plain = _PLAIN.fullmatch(written)
    if plain:
        return _make(written, *[int(part) for part in plain.groups(default="0")])
    text = unicodedata.normalize("NFKC", written)
    if not text.isprintable():  # marks for the direction of writing, which copied dates bring along
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = text.strip(_AROUND)
    if not text or text.lower() in EMPTY:
        return None
    text = text.translate(_ALIKE).rstrip(".,; ")
    if _NUMERALS.search(text):
        text = in_figures(text)
    if re.fullmatch(r"\d+(?:\.\d+)?", text) and not _MONTH.fullmatch(text):
        if len(text) in (12, 14) and text.isdigit():
            return _from_match(_COMPACT.fullmatch(text), written)
        return _from_number(int(text) if text.isdigit() else float(text), written)
    for pattern in (_NUMERIC, _COMPACT, _ENGLISH, _JAVA):
        match = pattern.fullmatch(text)
        if match and not _CUT_OFF.fullmatch(text):
            return _from_match(match, written)
    year = _YEAR.fullmatch(text)
    if year:
        return _make(written, int(year[1]), 1, 1)
    raise _no_date(written, why_no_day(text))


def _from_stamp(written: str) -> dt.datetime | None:
    """Return the moment of 2019-01-08 and 2019-01-08 09:05:30, which Python itself reads; None for what it doesn't."""
    if written[4:8:3] != "--" or not (len(written) == 10 or (len(written) == 19 and written[10:17:3] in _MARKED)):
        return None
    try:
        return dt.datetime.fromisoformat(written)
    except ValueError:
        return None


def _from_number(number: float, written: object = None) -> dt.datetime | None:
    shown = number if written is None else written
    hours = _HOURS.fullmatch(str(int(number))) if number >= 2 * 10**9 and number == int(number) else None
    if hours:  # as seconds since 1970 it would be 2033 or later
        return _make(shown, *[int(part or 0) for part in hours.groups()])
    if FIRST_YEAR <= number <= LAST_YEAR and number == int(number):
        return dt.datetime(int(number), 1, 1)
    if 10_000 <= number < 74_000:
        # Excel keeps days as binary fractions: without rounding 11:25:05 becomes 11:25:04.999997
        return _in_range(EXCEL_EPOCH + dt.timedelta(seconds=round(number * 86_400)), shown)
    if 19_000_101 <= number <= 21_001_231 and number == int(number):
        whole = int(number)
        return _make(shown, whole // 10_000, whole // 100 % 100, whole % 100)
    if 10**13 <= number < 22 * 10**13 and number == int(number) and len(str(int(number))) == 14:
        return _from_match(_COMPACT.fullmatch(str(int(number))), shown)
    for scale in (1, 1000):
        if 10**8 * scale <= number < 4_102_444_800 * scale:
            return dt.datetime.fromtimestamp(number / scale, CHINA).replace(tzinfo=None)
    if number == 0:
        return None
    if FIRST_YEAR <= number <= LAST_YEAR + 1 and _MONTH.fullmatch(str(number)):
        return _from_text(str(number))  # 2024.5 as typed
    raise _no_date(shown, why_no_day(str(shown)))


def _from_match(match: re.Match[str] | None, written: object) -> dt.datetime:
    if match is None:
        raise _no_date(written)
    part = {key.rstrip("2") if key[:3] in _YMD else key: value for key, value in match.groupdict().items() if value}
    month_name = part.get("m1") or part.get("m2")
    if month_name:
        month = _MONTHS.get(month_name[:3].lower(), 0)
        day = int(part.get("d1") or part.get("d2") or 1)
    else:
        month, day = int(part["month"]), int(part.get("day", 1))
    hour = int(part.get("hour", 0))
    half = (part.get("half1") or part.get("half2") or "").lower()
    if half in _NIGHT and (hour == 12 or 1 <= hour < 5):
        # 晚上12点 is the end of the day to most and its beginning to some
        raise _no_date(written, why_no_day(f"{half}{hour}点"))
    if (half in (*_NIGHT, "下午", "午后", "傍晚", "pm") and 1 <= hour < 12) or (half == "中午" and 1 <= hour < 3):
        hour += 12
    elif half in ("am", "凌晨", "上午") and hour == 12:
        hour = 0
    micro = int(part.get("fraction", "0")[:6].ljust(6, "0"))
    clock = (hour, int(part.get("minute", 0)), int(part.get("second", 0)), micro)
    made = _make(written, int(part["year"]), month, day, *clock)
    return made + _zone_shift(part.get("zone"))


def _zone_shift(zone: str | None) -> dt.timedelta:
    """How far a stamp of this zone is from China time; ``CST`` in these exports is China standard time."""
    if not zone or zone.lower() == "cst":
        return dt.timedelta(0)
    digits = re.sub(r"[^\d+-]", "", zone)
    if not digits:
        return dt.timedelta(hours=8)
    sign = -1 if digits[0] == "-" else 1
    figures = digits.lstrip("+-")
    # GMT+5:30, +0530, GMT+8
    hours, minutes = (int(figures[:-2]), int(figures[-2:])) if len(figures) > 2 else (int(figures), 0)
    return dt.timedelta(hours=8) - sign * dt.timedelta(hours=hours, minutes=minutes)


def _make(written: object, year: int, month: int, day: int, *clock: int) -> dt.datetime:
    try:
        extra_day = dt.timedelta(0)
        if clock[:1] == (24,) and not any(clock[1:]):
            clock, extra_day = (0, *clock[1:]), dt.timedelta(days=1)
        hour, minute, second, micro = (*clock, 0, 0, 0, 0)[:4]
        made = dt.datetime(year, month, day, hour, minute, second, micro) + extra_day
    except (ValueError, OverflowError):
        raise _no_date(written) from None
    return _in_range(made, written)


def _in_range(made: dt.datetime, written: object) -> dt.datetime:
    if not FIRST_YEAR <= made.year <= LAST_YEAR:
        raise NoDate(f'"{str(written).strip()[:40]}" is no date between {FIRST_YEAR} and {LAST_YEAR}')
    return made
