"""Names of persons in texts: what reads better as a name than as words, given what stands before and behind it.

Each place where a surname stands is judged by the sum of three figures in the same unit: how much better the text
around it reads with a name there than without (`name_model`), what stands before it (我叫, 联系人：, a role, 找), and
what stands behind it (a title, a stop, a verb of doing, or 路 and 公司, which are no person's). Names in a list support
each other, and a name found once is found again. A surname alone names nobody (张女士, 王局长) unless asked for.
"""

from __future__ import annotations

import re
from functools import lru_cache

from govtext.documents import name_characters as characters
from govtext.documents import name_contexts as contexts
from govtext.documents.name_model import Reading, goes_on, is_core, is_han, leads_on, name_probability, word_costs

LEAST = 0.0
# a neighbour in a list of names needs that much less
IN_A_LIST = 5.0
_HAN = r"[\u3400-\u9fff]"
_ANY_GIVEN = "".join(sorted({*characters.GIVEN_COMMON, *characters.GIVEN_USUAL, *characters.GIVEN_RARE}))
_COMPOUND = "|".join(characters.COMPOUND)
_BEGINNING = re.compile(
    rf"(?:{_COMPOUND})(?={_HAN})|[{characters.SURNAMES}](?=[{_ANY_GIVEN}])|"
    rf"(?<=[:：叫名是为人（( ])[{characters.SURNAMES}](?={_HAN})"
)
_DOTS = "·•・‧⋅"
_PARTS = "|".join(sorted(characters.PARTS, key=lambda part: (-len(part), part)))
_SOUND = rf"(?:{_PARTS}|[{''.join(sorted(characters.SOUNDS))}])"
_DOTTED = re.compile(rf"{_SOUND}{{2,8}}(?:[{_DOTS}]{_SOUND}{{2,8}})+")
_DOTTED_WHOLE = re.compile(rf"{_HAN}{{2,8}}(?:[{_DOTS}]{_HAN}{{2,8}})+")
_OF_PARTS = re.compile(rf"(?:{_PARTS})+")
_SPACED = re.compile(rf"[:：]\s?(?P<name>(?:{_COMPOUND}|[{characters.SURNAMES}])[ \u3000]{{1,3}}{_HAN}{{1,2}})(?!{_HAN})")
_LATIN = re.compile(r"[:：叫是]\s?(?P<name>[A-Z][A-Za-z]{1,14}(?:[ ·][A-Z][A-Za-z]{1,14}){1,3})(?![A-Za-z])")
_BARE = re.compile(rf"[:：]\s?(?P<name>{_HAN}{{2,3}})(?!{_HAN})")
_TELLING = re.compile(r"[，,、\s（(]{0,2}(?:男|女|汉族|[回满壮苗藏土]族|今年|现年|年龄|\d{1,3}岁|身份证|性别|出生|\d{4}年生|电话|手机|联系电话|1[3-9]\d)")
_DOCUMENT = re.compile(r"[〔\[【（(]\s?(?:19|20)\d\d\s?[〕\]】）)]")
# the rest of a longer name: 徐基 of 徐基海鲜城, 黄田 of 黄田铺镇
_ENTITY = re.compile(
    rf"{_HAN}?[郡苑府城厂铺庭]|{_HAN}{{0,3}}?(?:[镇村乡路街巷桥]|旅游|物业|小区|社区|学校|中学|小学|大学|学院|幼儿园|公司|开发区|工业园|产业园|集团|国际|派出所|公园|花园|"
    r"广场|大厦|大道|医院|酒店|商场|超市|市场|水库|景区|风景|管委会|居委会|村委会|步行街|工程|项目|楼盘|公寓|家园|新城|山庄|驾校|"
    r"KTV|[A-Z\d]{1,3}[栋座期区])"
)
_LIST = re.compile(r"[、，,和与及跟\s]|以及|还有")


def is_name(text: str) -> bool:
    """True when a cell is one Chinese name (two to four characters, or with a middle dot) and no other word."""
    text = text.strip()
    if _DOTTED_WHOLE.fullmatch(text):
        return True
    surname = next((c for c in characters.COMPOUND if text.startswith(c)), text[:1])
    given = text[len(surname) :]
    if len(given) not in (1, 2) or surname not in characters.COMPOUND and surname not in characters.SURNAMES:
        return False
    if not all(map(is_han, given)) or text in word_costs() or given in contexts.TITLES or given[-1] in contexts.PLACES:
        return False
    # as long as none of its characters holds sentences together
    return name_probability(surname, given) + 9.0 > sum(word_costs().get(char, -14.0) for char in text)


def find_names(text: str, known: tuple[str, ...] = ()) -> list[tuple[int, int, str]]:
    """Return (start, end, "name") of each name, in order and without overlap.

    Args:
        text: any text.
        known: names that other columns of the same row give; found wherever they stand.

    A name that stands once in a firm context is then found everywhere in the text.
    """
    spans: list[tuple[int, int]] = []
    repeated = {name for name in known if is_name(name)}
    doubtful: dict[int, int] = {}
    taken = 0
    for match in _BEGINNING.finditer(text):
        if match.start() < taken:
            continue
        end, score = _judged(text, match.start(), match[0])
        if score >= LEAST:
            spans.append((match.start(), end))
            taken = end
            if end - match.start() >= 3 or score >= LEAST + 4:
                repeated.add(text[match.start() : end])
        elif score >= LEAST - IN_A_LIST:
            doubtful[match.start()] = end
    spans += _written_otherwise(text)
    if doubtful and spans:
        spans += _listed(text, spans, doubtful)
    for name in sorted(repeated, key=lambda n: (-len(n), n)):
        start = text.find(name)
        while start >= 0:
            if _right(text, start + len(name)) > -5:
                spans.append((start, start + len(name)))
            start = text.find(name, start + len(name))
    return [(start, end, "name") for start, end in _without_overlap(spans)]


def _judged(text: str, start: int, surname: str) -> tuple[int, float]:
    """Where the name that would begin here ends, and how firmly it is one."""
    first = start + len(surname)
    left = _left(text, start)
    reading = Reading(text, start)
    best, best_end = -99.0, first + 1
    for length in (2, 1):
        end = first + length
        given = text[first:end]
        if len(given) < length or not all(map(is_han, given)):
            continue
        probability = name_probability(surname, given, left >= 9)
        if probability < -40:
            continue
        score = reading.gain(end, probability) + left + _right(text, end, left)
        if left < 9 and text[start:end] in word_costs():
            score -= 3.0
        if left < 5 and text[end - 1] in contexts.PLACES:
            score -= 5.0
        elif left < 3 and text[end - 1] in contexts.WATERS_AND_HILLS:
            score -= 2.0
        if score > best:
            best, best_end = score, end
    return best_end, best


def _left(text: str, at: int) -> float:
    """What stands before a place says about a name there."""
    if at == 0:
        return 1.0
    char = text[at - 1]
    if char == "\n":
        return 1.0
    if char in contexts.MARKS:
        before, marks = at, ""
        while before and len(marks) < 4 and text[before - 1] in contexts.MARKS:
            before -= 1
            marks = text[before] + marks
        _, kind = contexts.word_before(text, before)
        firm = any(mark in marks for mark in ":：是为叫")
        if kind == "introducing":
            return 11.0
        if kind in ("role", "title"):
            return (9.0 if firm else 6.0) - (kind == "title")
        _, kind = contexts.word_before(text, at)
        if kind:
            return _BEFORE[kind]
        return 2.5 if char in ":：" else 1.2
    if not is_han(char):
        return 1.5 if char == "、" else 1.0
    word, kind = contexts.word_before(text, at)
    if kind:
        return _BEFORE[kind]
    if char in contexts.PERSON_ENDS and any(text[at - n : at] in word_costs() for n in (2, 3, 4)):
        return 3.5
    if char in contexts.SURE_ENDS:
        return 2.5
    return 1.0 if char == "的" or leads_on(text, at) else -0.5


_BEFORE = {"introducing": 10.0, "role": 5.5, "title": 5.0, "self": 3.5, "taking": 2.0}


def _right(text: str, at: int, left: float = 0.0) -> float:
    """What stands behind a place says about a name that ends there, with what has been said before it."""
    char = text[at : at + 1]
    if not char or char == "\n":
        return 1.5
    if char == "某":
        return -99.0
    if _DOCUMENT.match(text, at):
        return -12.0
    if _TELLING.match(text, at):
        return 3.5
    if not is_han(char):
        return 1.0
    word, kind = contexts.word_behind(text, at)
    if kind == "title":
        return 5.0
    if kind == "organisation":
        return -9.0
    if char in contexts.PLACES and kind != "doing":
        return -7.0
    if left < 3 and _ENTITY.match(text, at):
        return -6.0
    if kind == "doing":
        return 1.6 if len(word) > 1 else 1.0
    return goes_on(text, at)


def _written_otherwise(text: str) -> list[tuple[int, int]]:
    """Names of other build: with dots, of Tibetan or Mongolian parts, with blanks, in Latin letters, of rare surnames."""
    found = []
    if any(dot in text for dot in _DOTS):
        found += [match.span() for match in _DOTTED.finditer(text)]
        for match in _DOTTED_WHOLE.finditer(text):
            if _left(text, match.start()) >= 9:
                found.append(match.span())
    for match in _OF_PARTS.finditer(text):
        parts = len(match[0]) > 3
        if _right(text, match.end()) > -5 and (parts or _left(text, match.start()) + _right(text, match.end()) >= 5):
            found.append(match.span())
    for pattern in (_SPACED, _LATIN, _BARE):
        for match in pattern.finditer(text):
            if _left(text, match.start("name")) >= 9 and (pattern is not _BARE or _is_rare_name(match["name"])):
                found.append(match.span("name"))
    return found


def _is_rare_name(text: str) -> bool:
    return text not in word_costs() and text[0] not in characters.NEVER and all(map(is_core, text[1:]))


def _listed(text: str, spans: list[tuple[int, int]], doubtful: dict[int, int]) -> list[tuple[int, int]]:
    """Doubtful names beside firm ones in a list, from the firm ones outwards."""
    ends, starts = {end for _, end in spans}, {start for start, _ in spans}
    found: list[tuple[int, int]] = []
    for start, end in sorted(doubtful.items()):
        joint = _LIST.match(text, start - 1) if start else None
        if joint and start - 1 in ends:
            found.append((start, end))
            ends.add(end)
    for start, end in sorted(doubtful.items(), reverse=True):
        joint = _LIST.match(text, end)
        if joint and joint.end() in starts:
            found.append((start, end))
            starts.add(start)
    return found


def _without_overlap(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
