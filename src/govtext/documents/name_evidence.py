"""What the surroundings of a place say about a name there, in natural logarithms (0 says nothing)."""

from __future__ import annotations

import re
from functools import lru_cache

from govtext.documents import name_contexts as contexts
from govtext.documents.name_model import goes_on, is_han, leads_on
from govtext.documents.name_words import is_word

# a name, and how much less is needed by a neighbour in a list of names
LEAST, IN_A_LIST = -0.5, 5.0
JOINTS = frozenset("、，,和与及跟有 ")
FIRM = 9.0
# least of what must stand before a place: what announces a name, much, something
TIERS = (FIRM, 5.0, 3.0)
BY_TITLE = 5.0
MOST_ELSEWHERE = 1.5
_HAN = r"[\u3400-\u9fff]"
BEFORE = {"introducing": 10.0, "role": 5.5, "title": 5.0, "self": 3.5, "taking": 2.0}
# what only persons have: a sex, an age, an identity card
_TELLING = re.compile(
    r"[，,、\s（(]{0,2}(?:男|女|汉族|[回满壮苗藏土]族|今年|现年|年龄|\d{1,3}岁|身份证|性别|出生|\d{4}年生|电话|手机|"
    r"联系电话|1[3-9]\d)"
)
_DOCUMENT = re.compile(r"[〔\[【（(]\s?(?:19|20)\d\d\s?[〕\]】）)]")
# the rest of a longer name: 徐基 of 徐基海鲜城, 黄田 of 黄田铺镇
_ENTITY = re.compile(
    rf"(?![和与跟及同的、]){_HAN}?[郡苑府城厂铺庭]|(?![和与跟及同的]){_HAN}{{0,3}}?(?:[镇村乡路街巷桥]|旅游|物业|小区|社区|学校|中学|小学|大学|学院|幼儿园|公司|"
    r"开发区|工业园|产业园|集团|国际|派出所|公园|花园|广场|大厦|大道|医院|酒店|商场|超市|市场|水库|景区|风景|管委会|居委会|"
    r"村委会|步行街|工程|项目|楼盘|公寓|家园|新城|山庄|驾校|KTV|[A-Z\d]{1,3}[栋座期区])"
)


@lru_cache(maxsize=1)
def words_before() -> dict[str, float]:
    """Return the known words that stand before names, with bounds on what each of them says."""
    kinds = (
        (contexts.TAKING, "taking"), (contexts.SELF, "self"), (contexts.TITLES, "title"), (contexts.ROLES, "role"),
        (contexts.INTRODUCING, "introducing"),
    )
    found: dict[str, float] = {}
    for words, kind in kinds:
        for word in words:
            said = FIRM - 1 if kind == "role" and word[-1] == "是" else BEFORE[kind]
            found[word] = max(found.get(word, 0.0), said)
    return found


@lru_cache(maxsize=1)
def last_characters() -> dict[str, float]:
    """Return the last characters of known words, with bounds on ``evidence_before`` behind them.

    Behind other characters it is at most ``MOST_ELSEWHERE``.
    """
    most = {**dict.fromkeys(contexts.PERSON_ENDS, 3.5), **dict.fromkeys(contexts.SURE_ENDS, 3.5)}
    for word, said in words_before().items():
        most[word[-1]] = max(most.get(word[-1], 0.0), said)
    return most | dict.fromkeys(contexts.MARKS, 11.0)


def tier_of(before: float) -> int:
    """Return how much stands before a place: 0 what announces a name, 1 much, 2 something, 3 little."""
    return 0 if before >= FIRM else 1 if before >= TIERS[1] else 2 if before >= TIERS[2] else 3


def evidence_before(text: str, at: int) -> float:
    """Return what stands before a place says: much behind 联系人：, some behind a verb that persons follow."""
    char = text[at - 1] if at else "\n"
    if char == "\n":
        return 1.0
    if char in contexts.MARKS:
        return _behind_marks(text, at)
    if not is_han(char):
        return 1.5 if char == "、" else 1.0
    _, kind = contexts.word_before(text, at)
    if kind:
        return BEFORE[kind]
    if char in contexts.PERSON_ENDS and any(is_word(text[at - n : at]) for n in (2, 3, 4)):
        return 3.5
    if char in contexts.SURE_ENDS:
        return 2.5
    return 1.0 if char == "的" or leads_on(text, at) else -0.5


def _behind_marks(text: str, at: int) -> float:
    """A colon, a bracket or 是 between a word and a name: the word counts, and more so."""
    before, marks = at, ""
    while before and len(marks) < 4 and text[before - 1] in contexts.MARKS:
        before -= 1
        marks = text[before] + marks
    _, kind = contexts.word_before(text, before)
    if kind == "introducing":
        return 11.0
    if kind in ("role", "title"):
        return (FIRM if any(mark in marks for mark in ":：是为叫") else 6.0) - (kind == "title")
    word, kind = contexts.word_before(text, at)
    if kind:
        return FIRM - 1 if kind == "role" and word[-1] == "是" else BEFORE[kind]
    return 2.5 if text[at - 1] in ":：" else 1.2


def evidence_behind(text: str, at: int, before: float = 0.0) -> float:
    """Return what stands behind a place says about a name that ends there.

    Args:
        text: any text.
        at: where the name would end.
        before: what has been said before it; where that is little, the name must not be the beginning of a longer one.
    """
    char = text[at : at + 1]
    if not char or char == "\n":
        return 1.5
    if char == "某":
        return -99.0
    if not is_han(char):
        if _DOCUMENT.match(text, at):
            return -12.0
        return 3.5 if _TELLING.match(text, at) else 1.0
    word, kind = contexts.word_behind(text, at)
    if kind == "title":
        return BY_TITLE
    if kind == "organisation":
        return -9.0
    if char in contexts.PLACES and kind != "doing":
        return -7.0
    if before < 3 and _ENTITY.match(text, at):
        return -6.0
    if _TELLING.match(text, at):
        return 3.5
    if kind == "doing":
        return 1.6 if len(word) > 1 else 1.0
    return goes_on(text, at)
