"""The day by which a reply promises something, read from its words against the day of the reply.

A period is due on its last day: "年底前" on 31 December, "5 月上旬" on 10 May, "三个工作日内" three working days on.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from govtext.issues.responses.working_days import working_days

_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMERAL = r"(?:\d{1,3}|[一二三四五六七八九十两]{1,3})"
_YEARS = {"今年": 0, "本年": 0, "本年度": 0, "当年": 0, "明年": 1, "来年": 1, "后年": 2}
_LONGEST_WAIT = 3660  # days; what lies further ahead is a misreading

# Longest first: a date of day and month holds one of the month alone. What a date may begin with stands before all:
# elsewhere nothing is tried.
_PATTERN = re.compile(
    rf"(?=[\d\s今本当明来后的度一二三四五六七八九十两上下第年底])(?:(?P<year>(?:19|20)\d\d年|今年|本年度?|当年|明年|来年|后年)?(?:的|度)?\s?"
    rf"(?:(?P<month>{_NUMERAL})月份?\s?(?:(?P<day>{_NUMERAL})[日号]|(?P<third>初|上旬|中旬|中|下旬|末|底))?"
    rf"|(?P<half>[上下])半年|(?P<quarter>第?[一二三四1-4])季度|(?P<end>(?<![\d一二三四五六七八九十两])(?:年底|年末|年内|年中|年初)|底))(?!起|以来|之?后|以后|至)"
    rf"|(?P<bare>(?:19|20)\d\d年|今年|明年)(?=前|内|完成|建成|竣工|启动|开工|实施|全面)"
    rf"|(?<![\d.百千零一二三四五六七八九十两])(?P<number>{_NUMERAL})个?(?P<unit>工作日|天|日|周|星期|月|年)(?:之内|以内|内|左右))"
)
# No date is told without one of these: most sentences have none and are told faster so.
_HINT = re.compile("[年月季底日天周星]")


class Due(NamedTuple):
    """A date that was promised: its words, where they stand, and the last day that they allow."""

    text: str
    start: int
    end: int
    day: date


def dues(sentence: str, told: date) -> list[Due]:
    """Return the dates of a sentence that lie after the day on which it was told, in the order of the text."""
    found: list[Due] = []
    if not _HINT.search(sentence):
        return found
    for match in _PATTERN.finditer(sentence):
        day = _day(match, told)
        if day is not None and told < day <= told + timedelta(days=_LONGEST_WAIT):
            found.append(Due(match.group().strip(), match.start(), match.end(), day))
    return found


def _day(match: re.Match[str], told: date) -> date | None:
    if match["number"]:
        return _later(told, _value(match["number"]), match["unit"])
    year = _year(match["year"] or match["bare"], told)
    if match["month"]:
        return _in_month(match, year, told)
    ends: dict[str, Callable[[], tuple[int, int]]] = {
        "half": lambda: (6, 30) if match["half"] == "上" else (12, 31),
        "quarter": lambda: _quarter_end(match["quarter"]),
        "end": lambda: {"年中": (6, 30), "年初": (3, 31)}.get(match["end"], (12, 31)),
        "bare": lambda: (12, 31),
    }
    name = next(name for name in ends if match[name])
    if name == "end" and match["end"] == "底" and not match["year"]:
        return None
    month, day = ends[name]()
    if name == "end" and match["end"] == "年初" and not match["year"]:
        return None
    return date(year, month, day)


def _year(words: str | None, told: date) -> int:
    if not words:
        return told.year
    return told.year + _YEARS[words] if words in _YEARS else int(words[:4])


def _in_month(match: re.Match[str], year: int, told: date) -> date | None:
    month = _value(match["month"])
    if not 1 <= month <= 12:
        return None
    # A month without a year is the nearest of that name: "3月底" told in December is next year's, "12月4日" told in
    # January last year's.
    if not match["year"]:
        year += (told.month - month > 6) - (month - told.month > 9)
    last = calendar.monthrange(year, month)[1]
    if match["day"]:
        day = _value(match["day"])
        return date(year, month, day) if 1 <= day <= last else None
    return date(year, month, {"初": 10, "上旬": 10, "中旬": 20, "中": 20}.get(match["third"] or "", last))


def _quarter_end(words: str) -> tuple[int, int]:
    last = 3 * _value(words.removeprefix("第"))
    return last, calendar.monthrange(2001, last)[1]


def _later(told: date, number: int, unit: str) -> date | None:
    if number < 1:
        return None
    if unit == "工作日":
        start, end = np.datetime64(told), np.datetime64(told) + np.timedelta64(number, "D")
        while working_days(np.array([start]), np.array([end]))[0] < number:
            end += np.timedelta64(1, "D")
        reached: date = end.astype(object)
        return reached
    return told + timedelta(days=number * {"周": 7, "星期": 7, "月": 30, "年": 365}.get(unit, 1))


def _value(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS.get(numeral[-1], 0)
