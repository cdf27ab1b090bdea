"""Departments and service matters: mentions of the study's terms, with the place before an office."""

from __future__ import annotations

import re

from govtext.words.mentions import CutText, Mention
from govtext.words.references import is_coded_place

OFFICE_TAG, MATTER_TAG = "nt", "vn"
# Names of offices that no lexicon lists one by one.
_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:局|委员会|管理处|办事处|指挥部|管委会|派出所|监察大队|执法大队|人民政府|人民法院|检察院)$"
)
_DIVISIONS = frozenset("省市区县镇乡")
_CODE = re.compile(r"[A-Z]\d{0,3}")
_DOING = frozenset(
    ("办理", "办", "申请", "申领", "申报", "补办", "换领", "换发", "补领", "领取", "缴纳", "注销", "变更", "开具")
)
_OBJECT = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:证|证明|执照|许可|登记|手续|备案|补贴|津贴|户口|护照|签证|退税|报销|过户|低保|"
    r"公积金|社保|医保|保险|贷款)"
)
_NO_OBJECT = frozenset(["查证", "保证", "凭证", "论证", "公证", "认证", "验证", "求证", "印证", "见证"])


def departments(cut: CutText, offices: frozenset[str]) -> list[Mention]:
    """Return the offices that a text names, each with the division before it (A3区城管局).

    Args:
        cut: the text.
        offices: names of offices in the study's lexicon.
    """
    found: list[Mention] = []
    tags = cut.tags
    for number in [n for n, word in enumerate(cut.words) if word in offices or tags[n] == OFFICE_TAG or word == "委"]:
        word = cut.words[number]
        if word == "委" and not (number and is_coded_place(cut.words[number - 1])):
            continue
        if word != "委" and word not in offices and not _OFFICE.search(word):
            continue
        begin = cut.borders[_with_division(cut, number)]
        if found and found[-1].end == begin:  # 市公安局交警支队: one office after the other is one name
            begin = found.pop().start
        found.append(Mention(begin, cut.borders[number + 1], "department"))
    return found


def _with_division(cut: CutText, number: int) -> int:
    first = number
    while first and number - first < 4:
        word, tag = cut.words[first - 1], cut.tags[first - 1]
        if word in _DIVISIONS or _CODE.fullmatch(word) or (tag == "ns" and word[-1] in _DIVISIONS):
            first -= 1
        else:
            break
    return first


def matters(cut: CutText, terms: frozenset[str]) -> list[Mention]:
    """Return the service matters that a text names: terms of the lexicon, and "办理" with its object."""
    found = []
    for number in [n for n, word in enumerate(cut.words) if word in terms or word in _DOING]:
        word = cut.words[number]
        if word in terms:
            found.append(Mention(cut.borders[number], cut.borders[number + 1], "matter"))
        elif number + 1 < len(cut.words):
            thing = cut.words[number + 1]
            if thing not in terms and thing not in _NO_OBJECT and _OBJECT.fullmatch(thing):
                found.append(Mention(cut.borders[number], cut.borders[number + 2], "matter"))
    return found
