"""What a policy says of itself: number, issuing body, dates, level and region, read from its title and its head."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from govtext.documents.dates import NoDate, parse_date

HEAD_CHARACTERS = 1500
_NUMBER = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{1,12}?)\s*[〔\[【（(﹝［〈]\s*(?P<year>(?:19|"
    r"20)\d{2})\s*年?\s*[〕\]】）)﹞］〉]\s*(?P<kind>第)?\s*(?P<number>\d{1,5})\s*号"
)
_DECREE = re.compile(r"(?P<body>[\u4e00-\u9fff]{2,30}?)(?P<kind>令|公告)[\s（(]*第?\s*(?P<number>\d{1,4})\s*号")
_LEAD_IN = re.compile(
    r"^.*(?:根据|依据|按照|依照|遵照|贯彻|落实|关于|印发|转发|下发|文件|见|以|和|及|与|由|对|的|原|经)"
)
_DATE = (
    r"(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|"
    r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日|\d{4}-\d{1,2}-\d{1,2})"
)
_ISSUED = re.compile(rf"({_DATE})(?=[^\n]{{0,90}}(?:通过|公布|发布|修订|修正|批准|印发|颁布|施行|起施行|审议))")
_LABELLED = re.compile(
    rf"(?:成文日期|发文日期|发布日期|公布日期|印发日期|颁布日期|发布时间|公布时间|时间)[：:\s]*({_DATE}|"
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})"
)
_SIGNED = re.compile(rf"\n\s*({_DATE})\s*(?:\n|$)")
_EFFECTIVE = re.compile(rf"自?\s*({_DATE})\s*(?:起|开始)?\s*(?:正式)?(?:施行|实施|生效|执行)")
_FROM_ISSUE = re.compile(r"自(?:公布|发布|印发|颁布)之日起(?:正式)?(?:施行|实施|生效|执行)")
_FILE_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-._年]?(1[0-2]|0?[1-9])[-._月]?(3[01]|[12]\d|0?[1-9])日?(?!\d)")
_PLACE = r"(?:[\u4e00-\u9fff]{2,11}?(?:特别行政区|自治区|自治州|自治县|自治旗|省|市|州|盟|地区|县|区|旗|镇|乡))"
_ISSUERS = (
    re.compile(r"(?:发布机构|发文机关|制定机关|发文单位|印发单位)\s*[：:]\s*([\u4e00-\u9fff、]{3,40})"),
    re.compile(r"(中共中央(?:办公厅)?[、\s]*国务院(?:办公厅)?)"),
    re.compile(r"((?:中华人民共和国)?国务院(?:办公厅)?)(?=令|关于|公布|发布|第)"),
    re.compile(r"(全国人民代表大会(?:常务委员会)?)"),
    re.compile(rf"({_PLACE}{{1,2}}(?:第[一二三四五六七八九十]+届)?人民代表大会(?:常务委员会)?)"),
    re.compile(rf"({_PLACE}{{1,3}}人民政府(?:办公厅|办公室)?)"),
    re.compile(r"((?:国家|中国|中华人民共和国)[\u4e00-\u9fff]{2,14}?(?:部|局|委员会|总局|署|会))(?=令|关于|公告|办公厅)"),
    re.compile(rf"({_PLACE}{{1,3}}[\u4e00-\u9fff]{{2,14}}?(?:局|委员会|厅|办公室|管委会|中心))(?=关于|令|文件|\s|$)"),
    re.compile(r"([\u4e00-\u9fff]{2,14}部)(?=令|关于)"),
    re.compile(r"[（(]([\u4e00-\u9fff]{2,20}(?:委员会|局|部|厅|办公室))\d{0,4}\s*(?:印发|发布|通过|公布)"),
)
# Whom a document is sent to is not who issued it: 各省、自治区、直辖市人民政府.
_ADDRESSEES = re.compile(r"^[^\n]{0,60}(?:各|直辖市)[^\n]{0,60}[：:]\s*$", re.MULTILINE)
_NATIONAL = re.compile(r"^(?:中共中央|中央|国务院|全国人民代表大会|中华人民共和国|国家|中国)|部$|总局$")
_MUNICIPALITIES = ("北京", "天津", "上海", "重庆")


@dataclass(frozen=True)
class PolicyMetadata:
    """Each None where the text does not say it."""

    document_number: str | None = None
    issuer: str | None = None
    date: dt.datetime | None = None
    effective_date: dt.datetime | None = None
    level: str | None = None
    region: str | None = None


def read_metadata(title: str, text: str, file_stem: str = "") -> PolicyMetadata:
    """Return what title, head and end of a policy say of it.

    Args:
        title: its title.
        text: its text, a paragraph a line.
        file_stem: name of the file, whose date counts when the head has none that is later.
    """
    head = head_of(text)
    tail = text[-400:] if len(text) > len(head) + 400 else ""
    issuer = find_issuer(title, head, tail)
    issued = [d for m in _ISSUED.finditer(head) if (d := _date(m[1])) and not _only_effective(head, m)]
    labelled = [d for m in _LABELLED.finditer(head) if (d := _date(m[1]))]
    signed = [d for m in _SIGNED.finditer("\n" + text[-400:]) if (d := _date(m[1]))]
    named = [d for m in _FILE_DATE.finditer(file_stem) if (d := _date("-".join(m.groups())))]
    dates = issued + labelled + named or signed
    date = max(dates) if dates else None
    found = [d for m in _EFFECTIVE.finditer(head + "\n" + text[-1500:]) if (d := _date(m[1]))]
    effective = max(found) if found else date if _FROM_ISSUE.search(text[-1500:]) else None
    region = _region(title, issuer)
    level = _level(issuer, region, title)
    return PolicyMetadata(find_document_number(head, title), issuer, date, effective, level, region)


def head_of(text: str) -> str:
    """Return what stands before the first article, at most 1,500 characters."""
    first = re.search(r"(?m)^\s*第\s*[一1]\s*[条章]", text[: HEAD_CHARACTERS * 2])
    return text[: min(first.start(), HEAD_CHARACTERS)] if first and first.start() else text[:400]


def find_document_number(head: str, title: str = "") -> str | None:
    """Return the document's own number in the form 国发〔2016〕55号 or 国务院令第431号, not one that it cites."""
    for line in [title, *head.split("\n")]:
        line = line.strip()
        match = _NUMBER.search(line)
        if match:
            body = _LEAD_IN.sub("", match["body"])
            cited = "《" in line[: match.start()] or re.search(r"根据|依据|按照|依照|贯彻|落实", line[: match.end()])
            if body and not cited:
                return f"{body}〔{match['year']}〕{'第' if match['kind'] else ''}{match['number']}号"
    decrees = [m for m in _DECREE.finditer(head) if "《" not in head[max(0, m.start() - 30) : m.end()]]
    if decrees:
        last = decrees[-1]
        return f"{re.sub('^.*日', '', last['body']).removeprefix('中华人民共和国')}{last['kind']}第{last['number']}号"
    return None


# What a title may begin with that ends like a place but is none: 关于深化跨省…, 全国…, 高新小区.
_NO_REGION = re.compile(r"^(?:全国|国家|中华|本|各)|关于|印发|推[进行]|深化|跨|的|和|与|小区$|社区$")


def find_issuer(title: str, head: str, tail: str = "") -> str | None:
    """Return the body that issued a policy, by its title, then its head, then its signature."""
    report = re.search(rf"({_PLACE})(?:\d{{4}}年)?政府工作报告", re.sub(r"^\d{4}年", "", title))
    if report:
        return f"{report[1]}人民政府"
    for source in (re.split(r"关于|印发", title)[0] + "关于" if re.search(r"关于|印发", title) else "", head, tail):
        plain = re.sub(r"《[^》]*》|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日", " ", source)
        plain = _ADDRESSEES.sub(" ", plain)
        for pattern in _ISSUERS:
            match = pattern.search(plain)
            if match:
                found = re.sub(r"第[一二三四五六七八九十]+届", "", re.sub(r"\s+", "", match[1]))
                return found.removeprefix("中华人民共和国") if found.endswith(("国务院", "国务院办公厅")) else found
    return None


def _region(title: str, issuer: str | None) -> str | None:
    for source in (title, issuer or ""):
        source = re.sub(r"^\d{4}年", "", source)
        match = re.match(rf"({_PLACE})", source)
        if match and not _NO_REGION.search(match[1]):
            return match[1]
    return None


def _level(issuer: str | None, region: str | None, title: str) -> str | None:
    if region is None:
        return "national" if (issuer and _NATIONAL.search(issuer)) or title.startswith("中华人民共和国") else None
    municipality = region.startswith(_MUNICIPALITIES) and region.endswith("市")
    if municipality or region.endswith(("省", "自治区", "特别行政区")):
        return "provincial"
    return "city" if region.endswith(("市", "州", "盟", "地区")) else "county"


def _only_effective(head: str, match: re.Match[str]) -> bool:
    after = head[match.end() : match.end() + 90].split("\n")[0]
    return bool(re.match(r"\s*(?:起|开始)?\s*(?:正式)?(?:施行|实施|生效|执行)", after))


def _date(written: str) -> dt.datetime | None:
    try:
        return parse_date(re.sub(r"\s+", "", written))
    except NoDate:
        return None
