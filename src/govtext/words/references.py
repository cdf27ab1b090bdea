"""Document numbers, policy titles and coded places: mentions with a form of their own."""

from __future__ import annotations

import re
from bisect import bisect_left

from govtext.words.mentions import CutText, Mention

_TITLE = re.compile(r"《([^《》\n]{2,80}(?:[《〈][^《》〈〉\n]{1,80}[》〉][^《》\n]{0,40})?)》")
_INNER = "〈〉《》"
_SHORTEST_TITLE = 4
# How titles of policies end; a newspaper, a book or a contract ends otherwise.
_POLICY_END = re.compile(
    r"(?:法|法典|条例|规定|办法|细则|规则|规程|规范|标准|准则|章程|通知|通告|公告|公报|决定|决议|意见|批复|方案|计划|规划|纲要|"
    r"要点|目录|清单|指南|指引|措施|政策|答复|函|令|解释|预案|制度|政府工作报告|纪要|条措施)"
    r"(?:[（(][^（）()]{1,30}[)）])?(?:的通知|的批复|的决定|的公告)?$"
)
# 国办发〔2016〕55号: the issuing office's short name, the year in brackets, the running number.
_NUMBER = re.compile(r"\s?[〔\[［【（(〈]\s?(?:19|20)\d{2}\s?[〕\]］】）)〉]\s?第?\s?\d{1,5}\s?号")
_YEAR = re.compile(r"[〔\[［【（(〈]\s?(?:19|20)\d{2}\s?[〕\]］】）)〉]")  # of it, quick to look for
_OFFICE_BEFORE = re.compile(r"[\u4e00-\u9fff]{1,14}$")
_ORDER_NUMBER = re.compile(r"令(?:第?\s?\d{1,4}\s?号|[（(]第?\s?\d{1,4}\s?号[）)]|[〔（(]\d{4}[〕）)]第?\d{1,4}号)")
_ORDER_BEFORE = re.compile(
    r"(?:国务院|主席|中华人民共和国[\u4e00-\u9fff]{2,10}部|[\u4e00-\u9fff]{2,4}部|[\u4e00-\u9fff]{1,6}(?:人民政府|省政府|市政府))$"
)
# What stands before a number and is none of it: 根据国发〔2016〕55号.
_LEAD_IN = re.compile(
    r".*(?:局(?=[\u4e00-\u9fff]{3,}$)|人民政府(?=[^令办发函][\u4e00-\u9fff]+$)|根据|依据|依照|按照|遵照|参照|执行|贯彻|落实|印发|下发|颁发|转发|发布|出台|精神|文件|通知|意见|办法|规定|方案|"
    r"公告|颁布|实施|违背|决定|条例|请求|口头|效应|属于|按|了|以及|文号|参见|详见|违反|符合|适用|为准|[的和与及或以见由是为在对至])"
)
# 国发, 国办发, 浙政办函, 建房规: a name of an office, shortened, ends so.
_OFFICE_END = re.compile(r"[发函字办规令复通告公议建价综税号审示电传呈报批社保教卫监法政委厅局]$")
_LONGEST_OFFICE = 8
# A市, A7县, K10县: places whose names were replaced by codes.
# What must not stand before it is looked at where the letter is: a pattern that begins so is tried at every character.
CODED_ENDINGS = "省市区县镇乡村州"
_CODED_PLACE = re.compile(rf"[A-Z](?<![A-Za-z0-9][A-Z])\d{{0,3}}[{CODED_ENDINGS}]")
_INSIDE_WORD = ("政府", "委")


# What the documents stage puts where personal data stood: 〔姓名〕, 〔电话〕. Cut apart, the mark would
# make 姓名 and 电话 frequent words.
MASK = "mask"
_MASK = re.compile(r"〔[\u4e00-\u9fff]{1,6}〕")


def masks(text: str) -> list[Mention]:
    """Return the marks that stand for masked personal data."""
    if "〔" not in text:
        return []
    return [Mention(found.start(), found.end(), MASK) for found in _MASK.finditer(text)]


def policy_titles(text: str) -> list[Mention]:
    """Return the titles in 《》 that are a policy's, with the brackets."""
    if "《" not in text:
        return []
    return [
        Mention(found.start(), found.end(), "policy_title")
        for found in _TITLE.finditer(text)
        if _is_policy(found.group(1).rstrip(_INNER))
    ]


def _is_policy(title: str) -> bool:
    # A bare 通知 or 方案 names nothing.
    return _POLICY_END.search(title) is not None and (len(title) >= _SHORTEST_TITLE or title.endswith("法"))


def document_numbers(text: str) -> list[Mention]:
    """Return the numbers of official documents (国办发〔2016〕55号, 国务院令第722号) without what leads in to them."""
    found: list[Mention] = []
    if "号" not in text:
        return found
    for match in _NUMBER.finditer(text) if _YEAR.search(text) else ():
        before = _OFFICE_BEFORE.search(text, max(0, match.start() - 14), match.start())
        if before is None:
            continue
        lead_in = _LEAD_IN.match(before.group())
        name = before.group()[lead_in.end() :] if lead_in else before.group()
        if name and len(name) <= _LONGEST_OFFICE and _OFFICE_END.search(name):
            found.append(Mention(match.start() - len(name), match.end(), "document_number"))
    for match in _ORDER_NUMBER.finditer(text):
        before = _ORDER_BEFORE.search(text, max(0, match.start() - 20), match.start())
        if before is not None:
            found.append(Mention(before.start(), match.end(), "document_number"))
    return found


def is_coded_place(word: str) -> bool:
    """Tell whether a word is a place whose name was replaced by a code."""
    return _CODED_PLACE.fullmatch(word) is not None


def coded_places(cut: CutText) -> list[Mention]:
    """Return places whose names were replaced by a letter and a number (A市, A7县), but not the A市 of A市民."""
    borders = cut.borders
    return [
        Mention(found.start(), found.end(), "place")
        for found in _CODED_PLACE.finditer(cut.text)
        if borders[bisect_left(borders, found.end())] == found.end() or cut.text.startswith(_INSIDE_WORD, found.end())
    ]
