"""Departments and service matters: mentions of the study's terms, with the place before an office."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from govtext.words.mentions import CutText, Mention
from govtext.words.references import is_coded_place

OFFICE_TAG, MATTER_TAG = "nt", "vn"
# Names of offices that no lexicon lists one by one.
_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:局|委员会|管理处|办事处|指挥部|管委会|派出所|监察大队|执法大队|人民政府|人民法院|检察院)$"
)
_DIVISIONS = frozenset("省市区县镇乡")
# Offices only behind the division that they belong to: A5区政府, A2区分局.
_BEHIND_DIVISION = frozenset(("委", "政府", "分局"))
# Offices with a name of their own before them: 望江派出所, 禾穗村村委会.
_NAMED_OFFICES = (
    "派出所", "司法所", "分局", "法庭", "中队", "供电所", "税务所", "居委会", "村委会", "办事处", "街道办", "卫生院"
)
_NAME_TAGS = frozenset(["ns", "nr", "nz", "nrt", "nrfg", "x"])
# First or last characters that a name of an office does not have.
_NO_EDGE = frozenset("的了在到去找向由被和与及是对从给让把请该本我你他她它各并就这那有无经因为")
_CODE = re.compile(r"[A-Z]\d{0,3}")
_DOING = frozenset(
    ("办理", "办", "申请", "申领", "申报", "补办", "换领", "换发", "补领", "领取", "缴纳", "注销", "变更", "开具")
)
_OBJECT = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:证|证明|执照|许可|登记|手续|备案|补贴|津贴|户口|护照|签证|退税|报销|过户|低保|"
    r"公积金|社保|医保|保险|贷款)"
)
_NO_OBJECT = frozenset(["查证", "保证", "凭证", "论证", "公证", "认证", "验证", "求证", "印证", "见证"])


def may_end_office(word: str, tag: str, offices: frozenset[str]) -> bool:
    """Tell whether a word may end the name of an office; `tag` is the dictionary's."""
    if word in offices or word in _BEHIND_DIVISION or (word[0] in _DIVISIONS and word[1:] in offices):
        return True
    return tag == OFFICE_TAG and _OFFICE.search(word) is not None


def may_be_matter(word: str, terms: frozenset[str]) -> bool:
    """Tell whether a word may be a service matter or begin one."""
    return word in terms or word in _DOING


def departments(
    cut: CutText, offices: frozenset[str], at: Iterable[int]
) -> tuple[list[Mention], list[Mention]]:
    """Return the offices that a text names, each with the division before it (A3区城管局), and the bare words (城管局).

    Args:
        cut: the text.
        offices: names of offices in the study's lexicon.
        at: the words that `may_end_office`, in order.
    """
    found: list[Mention] = []
    bare: list[Mention] = []
    for number in at:
        word = cut.words[number]
        if word in _BEHIND_DIVISION and not _is_behind_division(cut, number):
            continue
        begin = cut.borders[_with_division(cut, number)]
        # 市公安局交警支队: one office after the other is one name; 市政府区政府 are two.
        two = word.endswith("政府") and number > 0 and cut.words[number - 1].endswith("政府")
        if found and found[-1].end == begin and not two:
            begin = found.pop().start
        found.append(Mention(begin, cut.borders[number + 1], "department"))
        bare.append(Mention(cut.borders[number], cut.borders[number + 1], "department"))
    return found, bare


def _is_behind_division(cut: CutText, number: int) -> bool:
    if not number:
        return False
    word, tag = cut.words[number - 1], cut.tags[number - 1]
    return is_coded_place(word) or (cut.words[number] != "委" and _is_division(word, tag))


def _is_division(word: str, tag: str) -> bool:
    return word in _DIVISIONS or (tag == "ns" and len(word) > 2 and word[-1] in _DIVISIONS)


def _with_division(cut: CutText, number: int) -> int:
    first = number
    while first and number - first < 4:
        word, tag = cut.words[first - 1], cut.tags[first - 1]
        if word in _DIVISIONS or _CODE.fullmatch(word) or (tag == "ns" and word[-1] in _DIVISIONS):
            first -= 1
        else:
            break
    return first


def with_names(cut: CutText, offices: Sequence[Mention], places: Iterable[Mention]) -> list[Mention]:
    """Return the offices, those named after a place with the place's name: 禾穗村/村委会, 望江/派出所.

    Args:
        cut: the text.
        offices: what `departments` returned.
        places: the places of the text.
    """
    if not offices:
        return []
    begin_of = {place.end: place.start for place in places}
    found = []
    for office in offices:
        number, begin = bisect_left(cut.borders, office.start), office.start
        if number and cut.words[number].endswith(_NAMED_OFFICES):
            if begin in begin_of:
                begin = begin_of[begin]
            elif _is_office_name(cut, number - 1):
                begin = cut.borders[number - 1]
            if begin < office.start and begin in begin_of:  # the division before the name
                begin = begin_of[begin]
        found.append(Mention(begin, office.end, office.kind))
    return found


def _is_office_name(cut: CutText, number: int) -> bool:
    word = cut.words[number]
    if not 2 <= len(word) <= 5 or word.isascii() or not word.isalpha() or is_coded_place(word):
        return False
    return cut.tags[number] in _NAME_TAGS and word[0] not in _NO_EDGE and word[-1] not in _NO_EDGE


def matters(cut: CutText, terms: frozenset[str], at: Iterable[int]) -> list[Mention]:
    """Return the service matters that a text names: terms of the lexicon, and "办理" with its object.

    Args:
        cut: the text.
        terms: names of service matters in the study's lexicon.
        at: the words that `may_be_matter`, in order.
    """
    found = []
    for number in at:
        word = cut.words[number]
        if word in terms:
            found.append(Mention(cut.borders[number], cut.borders[number + 1], "matter"))
        elif number + 1 < len(cut.words):
            thing = cut.words[number + 1]
            if thing not in terms and thing not in _NO_OBJECT and _OBJECT.fullmatch(thing):
                found.append(Mention(cut.borders[number], cut.borders[number + 2], "matter"))
    return found
