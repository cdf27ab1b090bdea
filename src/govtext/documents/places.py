"""Where a text belongs: its place and the office or official that it addresses.

Anonymised places carry their nesting in their name: A7县 lies in A市, and A3区 too. Others are looked up in a dated
table (`divisions.py`).
"""

from __future__ import annotations

import re

from govtext.documents.divisions import Place

# what must not stand before the letter is looked at behind it: a pattern that begins so is tried at every character
_CODED = re.compile(r"([A-Z])(?<![A-Za-z0-9][A-Z])(\d{1,2})?(市|州|县|区)")
_OFFICE = (
    r"(?:人民政府|政府|政务(?:服务)?(?:中心|大厅)|委员会|管委会|街道办事处|街道办|办事处|办公厅|办公室|[局厅署]|"
    r"(?<![省市县区州])委|信访处|"
    r"支队|大队|派出所|服务中心|管理中心|热线|法院|检察院)"
)
_OFFICIAL = r"(?:书记|市长|县长|区长|省长|州长|局长|厅长|主任|镇长|乡长|部长|主席|专员|领导)"
_GREETING = r"(?:的?各?位?(?:领导|同志|先生|女士)(?:们)?)?(?:您们?好|你们?好|好)"
_ADDRESSED = re.compile(
    rf"(?:(?:尊敬|敬爱|亲爱|可敬)的|致|呈)(?P<formal>[^，,。：:！!？?；;\s]{{0,28}}?(?:{_OFFICE}|{_OFFICIAL}|"
    rf"[省市县区州]委))"
    rf"(?:{_GREETING}|的?各?位?(?:领导|同志|先生|女士)(?:们)?)?\s*[：:，,！!。\n]|"
    rf"(?P<plain>[^，,。：:！!？?；;\s]{{0,20}}?(?:{_OFFICE}|{_OFFICIAL}|"
    rf"[省市县区州]委))(?:{_GREETING}\s*[：:，,！!。\n]|(?:的?各?位?领导|同志)?[：:])"
)
# What ends or stands behind such an address begins with one of these; without a formal beginning only a colon, or what
# stands behind a greeting, can be the first of them.
_STOP = re.compile(r"[，,。：:！!？?；;\s]")
_FORMAL = ("尊敬", "敬爱", "亲爱", "可敬", "致", "呈")
_SEAT = re.compile(r"(?:[A-Z]\d{0,2}[市县区州]|[\u4e00-\u9fff]{2,6}?[省市县区州镇乡])?委?(?:[省市县区州]委)?")
_NO_ADDRESS = re.compile(r"我|请|举报|投诉|反映|关于|位于|附近|咨询|[是在有被把不]|公司|小区")
_GENERIC = re.compile(r"(?:各级|各位|有关|相关)?(?:各部门|部门|领导|政府)*")


def coded_place(*texts: str) -> tuple[str, str] | None:
    """Return (city, county) of the first anonymised place in the texts, such as ("A市", "A7县"); county may be ""."""
    city = None
    for match in _CODED.finditer("\n".join(texts)):
        letter, number, unit = match.groups()
        if number and city in (None, f"{letter}市", f"{letter}州"):
            return city or f"{letter}市", match[0]
        if not number and unit in "市州" and city is None:
            city = letter + unit
    return (city, "") if city else None


def addressee(text: str) -> str | None:
    """Return the office or official that a message begins by addressing, without a person's name; None if none."""
    beginning = text.lstrip()[:80]
    stop = _STOP.search(beginning)
    if not stop:
        return None
    greeted = stop[0] in "：:" or beginning.startswith("好", max(stop.start() - 1, 0))
    if not (greeted or beginning.startswith(_FORMAL)):
        return None
    match = _ADDRESSED.match(beginning)
    if not match:
        return None
    who = (match["formal"] or match["plain"]).replace("〔姓名〕", "").replace("〔姓〕", "")
    if _NO_ADDRESS.search(who):
        return None
    official = re.search(rf"(?:副)?{_OFFICIAL}$", who)
    if official and not re.search(_OFFICE, who[: official.start()]):
        before = who[: official.start()]
        place = _SEAT.match(before)
        kept = place[0] if place else ""
        who = kept + official[0]
    return who if 2 <= len(who) <= 30 and not _GENERIC.fullmatch(who) else None


_OFFICE_SEAT = re.compile(
    r"(?!本|全|我|该|某)(?P<province>[\u4e00-\u9fff]{2,3}省)?(?P<city>[\u4e00-\u9fff]{2,4}?(?:市|州|盟))?"
    r"(?P<county>[\u4e00-\u9fff]{2,4}?(?:县|区|旗))?(?=[\u4e00-\u9fff]{2})"
)


def seat_of(office: str) -> Place:
    """Return the place that an office's name begins with, whether a table has it or not (白石市教育局)."""
    match = _OFFICE_SEAT.match(office)
    return Place(match["province"], match["city"], match["county"]) if match else Place()
