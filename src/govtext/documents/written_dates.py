"""How Chinese sheets write a date beside figures: in numerals, by years of the Republic; and why a cell names no day.

What may be two days is never guessed: it is told, so that the column can be mended in one go.
"""

from __future__ import annotations

import re

REPUBLIC = 1911  # before its first year
# Years of two digits that are this century's without doubt; 民国99年 and 1999 are both 99年.
LAST_SHORT_YEAR = 29

_PLAIN = dict(zip("壹贰貳叁參肆伍陆陸柒捌玖拾佰两兩", "一二二三三四五六六七八九十百二二", strict=True))
_FORMAL = str.maketrans({**_PLAIN, "廿": "二十", "卅": "三十"})
_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零Oo0", "0") | {"元": "1"}
_NUMERAL = re.compile(
    r"[Oo0]*[〇○零一二三四五六七八九十百元][〇○零Oo0一二三四五六七八九十百元]*(?=[年月日号时点分秒/.-])"
)
_REPUBLIC = re.compile(r"(?:中[华華])?民[国國]\s*(\d{1,3})\s*(?=[年/.-])")
_SHORT_YEAR = re.compile(r"(\d{2})(?=年\d{1,2}月)")
_QUARTER = {"半": "30分", "一刻": "15分", "三刻": "45分"}
_SPOKEN = re.compile(r"(?<=[时点])\s*(半|一刻|三刻)")
_ABOUT = re.compile(r"(?<=[时点分半])\s*(?:许|左右|多)$")

_NO_DAY = (
    *("null", "none", "nan", "nat", "n/a", "#n/a", "-", "--", "---", "—", "——", "/", "无", "無", "空", "暂无"),
    *("不详", "不詳", "未知", "未填", "未填写", "空白", "(空)", "(空白)", "(无)", "(null)"),
)
# What programs write for a day that is 0.
_DAYS_OF_0 = ("0000-00-00", "0000/00/00", "1900-01-00", "1900/1/0", "1900/01/00")
_MIDNIGHTS = ("", " 0:00", " 00:00", " 00:00:00")
EMPTY = frozenset((*_NO_DAY, *(f"{day}{clock}" for day in _DAYS_OF_0 for clock in _MIDNIGHTS)))
_NIGHT_WORDS = "晚上|晚间|夜里|夜间|深夜"
_WHYS = (
    (
        r"\d{4}\s*[-/.,年].*\d\s*[日号]?\s*(?:至|到|~|,|;|、|\s|-{1,2})\s*\d{4}\s*[-/.年].*|.*\d\s*[日号]\s*(?:至|到|~|-)\s*\d.*",
        "it names more than one day",
    ),
    (
        r".*(?:农历|農曆|阴历|闰|腊月|正月|冬月|月初[一二三四五六七八九十]|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]).*",
        "it is a day of the lunar calendar",
    ),
    (r"\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}(?:\s.*)?", "day or month may come first: write the year first"),
    (
        r"\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s.*)?|\d{1,2}[-\s][a-z]{3,9}[-\s]\d{2}(?:\s.*)?|\d{2}年\d{1,2}月.*|"
        r"\d{1,2}-\d{1,2}月\s*-\d{2}\b.*",
        "its year has two digits: write all four",
    ),
    (
        r"1\d{2}\s*[年/.-]\s*\d{1,2}.*",
        "its year has three digits: write 民国 before it if it is the Republic's",
    ),
    (
        r"(?:\d{1,2}月\d{1,2}[日号]?|\d{1,2}[-/.]\d{1,2})(?:\s*[(]?(?:星期|周).)?(?:.*\d{1,2}[:时点].*)?",
        "it has no year",
    ),
    (
        r"\d{4}(?:年|[-/.])?.*(?:[上中下]旬|月[初中底末]|季度?|半年|年[初中底末]|q[1-4]|w\d{1,2}|周)",
        "it names no day, but a longer time",
    ),
    (r"\d{4}\.1", "January, or October whose 0 a sheet has cut off: write 2024-01 or 2024-10 as it is meant"),
    (
        rf".*(?:{_NIGHT_WORDS})\s*(?:12|[1-4])[:时点].*",
        "the night may be that before or after the day: write the hour from 0 to 23",
    ),
    (r"\d{1,2}:\d{2}(?::\d{2})?", "it has a time and no day"),
    (r"同上|[〃″]+", "it points to the row above: fill it in"),
)
_REASONS = tuple((re.compile(pattern, re.IGNORECASE | re.DOTALL), reason) for pattern, reason in _WHYS)


def in_figures(text: str) -> str:
    """Return a date with figures for numerals, the year 2024 for 民国113 and 24年, and minutes for 半 and 刻."""
    text = _SPOKEN.sub(lambda match: _QUARTER[match[1]], _ABOUT.sub("", text))
    text = _NUMERAL.sub(_figures, text.translate(_FORMAL))
    text = _REPUBLIC.sub(lambda match: str(REPUBLIC + int(match[1])), text, count=1)
    short = _SHORT_YEAR.match(text)
    return f"20{text}" if short and int(short[1]) <= LAST_SHORT_YEAR else text


def _figures(match: re.Match[str]) -> str:
    numeral = match[0]
    if "十" not in numeral and "百" not in numeral:
        return "".join(_DIGITS[c] for c in numeral)
    hundreds, _, rest = numeral.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    number = 100 * int(_DIGITS.get(hundreds[-1:], "1")) if "百" in numeral else 0
    number += 10 * int(_DIGITS.get(tens[-1:], "1")) if ten else 0
    return str(number + int(_DIGITS.get(ones[-1:], "0")))


def why_no_day(text: str) -> str:
    """Return what keeps a cell from being one day, in words for the reader; empty if nothing can be said."""
    return next((reason for pattern, reason in _REASONS if pattern.fullmatch(text)), "")
