"""Numbers of Chinese legal and administrative texts: 第十二条, 第三章, （三）, 一、, 1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Level = Literal["part", "chapter", "section", "article", "first", "second", "third", "fourth", "title", "plain"]

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
NUMERAL = "[一二三四五六七八九十百千零〇两]"
_UNITS = {"十": 10, "百": 100, "千": 1000}
# Depth of what carries a heading; articles and plain paragraphs carry none.
DEPTH: dict[str, int] = {
    "part": 1, "chapter": 2, "section": 3, "title": 4, "first": 5, "second": 6, "third": 7, "fourth": 8,
}

_LINE = re.compile(
    rf"""(?P<number>
        第\s?(?P<division>{NUMERAL}+|\d+)\s?(?P<kind>[编章节条])(?P<of>之{NUMERAL}+)?
      | (?P<first>{NUMERAL}{{1,4}})[、.．]
      | [（(](?P<second>{NUMERAL}{{1,3}})[)）]、?
      | (?P<third>\d{{1,2}})(?:[、．]|\.(?!\d))
      | [（(](?P<fourth>\d{{1,2}})[)）]、?
      | (?P<circled>[①-⑳])
    )(?P<gap>[\s:：【]*)""",
    re.VERBOSE,
)
_MARKDOWN = re.compile(r"(#{1,6})\s+")
_KINDS: dict[str, Level] = {"编": "part", "章": "chapter", "节": "section", "条": "article"}


@dataclass(frozen=True)
class Line:
    """A line of a text, told by how it begins.

    Attributes:
        level: what its number makes of it; "title" for a Markdown heading without a number.
        number: the number as it stands, None without one.
        value: the number's value, 0 without one.
        gap: whether blanks or a colon set the number off.
        start, body, end: where the line, what follows the number, and the line's end stand in the text.
        marks: number of `#` signs before it.
    """

    level: Level
    number: str | None
    value: int
    gap: bool
    start: int
    body: int
    end: int
    marks: int = 0


def value_of(numeral: str) -> int:
    """Return the value of a Chinese or Arabic numeral up to 9,999 (`一百零三` is 103).

    Raises:
        KeyError: a character is no digit.
    """
    if numeral.isdigit():
        return int(numeral)
    total, digit, units = 0, 0, False
    for character in numeral:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit, units = 0, True
        elif units or not digit:
            digit = DIGITS[character]
        else:
            # 二〇二四: digits in place, without units
            digit = digit * 10 + DIGITS[character]
    return total + digit


def lines(text: str, start: int = 0) -> list[Line]:
    """Return the lines of `text` from `start` on that hold anything, each told by how it begins.

    Comments in angle brackets, as some collections put them between head and body, are left out.
    """
    found = []
    at = start
    for raw in text[start:].splitlines(keepends=True):
        line_start, at = at, at + len(raw)
        content = raw.strip()
        if not content or (content.startswith("<!--") and content.endswith("-->")):
            continue
        found.append(_line(text, line_start + len(raw) - len(raw.lstrip()), line_start + len(raw.rstrip())))
    return found


def _line(text: str, start: int, end: int) -> Line:
    marks = _MARKDOWN.match(text, start, end)
    begin = marks.end() if marks else start
    depth = len(marks.group(1)) if marks else 0
    match = _LINE.match(text, begin, end)
    if not match:
        return Line("title" if marks else "plain", None, 0, False, begin, begin, end, depth)
    number, gap = match["number"], bool(match["gap"])
    if match["kind"]:
        level, value = _KINDS[match["kind"]], value_of(match["division"])
    elif match["circled"]:
        level, value = "fourth", ord(match["circled"]) - ord("①") + 1
    else:
        level = next(name for name in ("first", "second", "third", "fourth") if match[name])
        value = value_of(match[level])
    body = match.end() - (1 if match["gap"].endswith("【") else 0)
    return Line(level, number.strip(), value, gap, begin, min(body, end), end, depth)
