"""Personal numbers in texts: telephone, identity card, bank card, passport, plate, e-mail, QQ and WeChat.

A number is told from its look-alikes by its own structure (check digit, Luhn sum, number range) and by the words before
it. Prices, years, document numbers, counts, order numbers and short hotlines stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from govtext.documents import number_signs as signs
from govtext.documents.disguised import (
    birthday,
    disguised,
    disguised_phones,
    identity_check_digit,
    known_province,
)
from govtext.documents.number_signs import SPELT

Span = tuple[int, int, str]

# what stands before a number and says that it belongs to a thing, not to a person
_THING = re.compile(
    r"(?:(?:订单|运单|快递|物流|包裹|工单|受理|流水|批次|条码|案件|合同|许可证|执照|信用代码|机构代码|税号|发票|设备|"
    r"型号|产品|序列|备案|"
    r"登记|档案|项目|招标|批准|学籍|考试|准考|房产|产权|宗地|水表|电表|燃气|缴费|"
    r"[订案文单编货图标考证地户表批税学工件])"
    r"(?:编号|号码|单号|证号|代码|编码|户号|期号|号)|彩票期号|期号|订单|运单|型号|条码|流水|信用代码|机构代码|序列)"
    r"(?:[为是:\s(\"“]|都是|就是){0,3}$|(?:ISBN|NO\.?|No\.?|№|#)[:\s]{0,2}$"
)
_UNIT = re.compile(r"\s?(?:元|万|亿|个|件|次|吨|公斤|千克|平|亩|米|公里|人|户|%|多|余|号文|度|年)")
_CARD_WORDS = re.compile(
    r"(?:卡号|银行卡|储蓄卡|信用卡|借记卡|社保卡|医保卡|账号|帐号|账户|帐户|存折|开户行|银行)[^\d\n]{0,12}$"
)
_ID_WORDS = re.compile(r"(?:身份证|证件|身份|公民|证号|社会保障号?|社保号|ID|id)[^\d\n]{0,12}$")
_PHONE_WORDS = re.compile(
    r"(?:电话|座机|固话|手机|联系方式|联系|致电|传真|来电|号码|[Tt][Ee][Ll]|[Pp]hone)[^\d\n,.;，。；]{0,8}$|"
    r"拨打?(?:了|过|通)?[^\d\n]{0,3}$"
)
# 电话：2123456、2123457
_ONE_MORE = re.compile(r"(?:电话|热线|拨打|致电|联系|手机|座机)[^。;\n]{0,30}\d{3}\s?(?:[、,/;]|或者?|和|及|以及)\s?$")
_PASSPORT_WORDS = re.compile(r"(?:护照|通行证|回乡证|台胞证|居住证|证件|passport)[^\n]{0,12}$", re.I)
_PASSPORT_BEHIND = re.compile(r"号?的?(?:护照|通行证)")

_ID18 = re.compile(
    r"(?<![\dA-Za-z])([1-9]\d{5})[ -]?((?:18|19|20)\d{2})[ -]?(\d{2})[ -]?(\d{2})[ -]?(\d{2}[ -]?\d[\dXx])"
    r"(?![\dA-Za-z])"
)
_ID15 = re.compile(r"(?<![\dA-Za-z])([1-9]\d{5})[ -]?(\d{2})(\d{2})(\d{2})[ -]?(\d{3})(?![\dA-Za-z])")
_ANY_18 = re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")
_ID_CARD_WORDS = re.compile(r"身份证[^\d\n]{0,12}$")
_CARD = re.compile(
    r"(?<![\dA-Za-z.])(?:\d{4}[ -]){3,4}\d{1,4}(?![\dA-Za-z])|(?<![\dA-Za-z.])\d{6} ?\d{9,13}(?![\dA-Za-z])"
)
_ACCOUNT_NUMBER = re.compile(r"(?<![\dA-Za-z.])\d(?:[ -]?\d){11,20}(?![\dA-Za-z])")
_MOBILE = re.compile(
    r"(?<![\d.])(?:(?:\+|00)?\(?86\)?[ -]{0,2})?(?:1[3-9]\d[ .-]{0,3}\d{4}[ .-]{0,3}\d{4}|1[3-9](?: ?\d){9}|"
    r"1[3-9]\d{2}[ -]\d{3}[ -]\d{4}|1[3-9]\d{5} \d{4}|"
    r"1[3-9](?:-\d){9})(?!\d|\.\d)"
)
_AREA = r"0(?:10|2\d|[3-9]\d{2})"
_LANDLINE = re.compile(
    rf"(?<![\d.])(?:(?:\+|00)?86[ -]?)?(?:\({_AREA}\)|\(?{_AREA})[ )-]{{0,3}}[1-9]\d{{2,3}}[ -]?\d{{4}}(?:\s?(?:-|转|"
    rf"分机|ext\.?)\s?\d{{1,6}})?(?!\d)",
    re.I,
)
_LOCAL = re.compile(r"(?<![\d.A-Za-z-])[2-8]\d{2,3}[ -]?\d{4}(?:\s?(?:-|转)\s?\d{1,6})?(?![\dA-Za-z])")
_DAY = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])(?:E[A-HJ-NP-Za-hj-np-z]?|[DGSPHMCWdegsphmcw])\d{7,10}(?![A-Za-z0-9])")
_PLATE = re.compile(
    rf"[{signs.PROVINCES}][ ]?[A-Ha-hJ-Nj-nP-Zp-z][·•・. -]{{0,2}}"
    r"(?=(?:[A-Za-z] ?){0,5}\d)(?:[A-Za-z\d]{4}[挂学警港澳领]|[A-Za-z\d](?: ?[A-Za-z\d]){4,5})(?![A-Za-z\d])"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_][A-Za-z0-9._%+-]{0,63}\s?@\s?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"
)
_QQ = re.compile(
    r"(?:(?<![A-Za-z])[Qq]{2}|扣扣|扣号|企鹅号?|秋秋)\s?(?:群|号码|号|账号)?\s?(?:号|号码)?(?:[是为:,\s(“\"]|"
    r"我的){0,4}([1-9](?:[ -]?\d){4,10})(?!\d)"
)
_WECHAT = re.compile(
    r"(?:微信|薇信|微[Xx]|威信|[Vv]信|(?<![A-Za-z])(?:[VvWw][Xx]|weixin|wechat|WeChat|Wechat|"
    r"WEIXIN)(?![A-Za-z]))(?:号码|账号|帐号|号|ID|id)?"
    r"(?:[是为:,\s(“\"]|我的){0,4}([A-Za-z][A-Za-z0-9_-]{5,19}|[1-9]\d{5,10})(?![A-Za-z0-9_])"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{1,2000}", re.I)
_ROOM = re.compile(
    r"(?:[A-Za-z]?\d{1,4}|[一二三四五六七八九十]{1,3}|[A-Za-z])(?:号楼|栋|幢|座|号院|"
    r"#楼?)(?:[\s,-]?(?:[A-Za-z]?\d{1,2}|[一二三四五六七八九十]{1,2})单元)?"
    r"[\s,-]?\d{1,2}?楼?[\s,-]?[A-Za-z]?\d{2,5}(?:室|房|号|户)?|\d{1,2}单元\s?\d{2,5}(?:室|房|号)?|(?<![\d号])\d{3,4}室"
)
# digits and what stands between them in a number; an extension behind them is no longer than this
_RUN = re.compile(r"[\d(+][\d ().+-]{6,}")
_BEHIND_RUN = 16


def view(text: str) -> str:
    """Return the text with full-width signs as ASCII, character for character, so that offsets stay."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    # a character of two units, or a lone half of one, is none of those signs, and both halves stay as they are
    seen = signs.VIEW.take(units).tobytes().decode("utf-16-le", "surrogatepass")
    return seen if len(seen) == len(text) else "".join(map(_seen, text))  # lone halves side by side would be joined


def _seen(char: str) -> str:
    return chr(signs.VIEW[ord(char)]) if ord(char) < len(signs.VIEW) else char


def luhn_valid(number: str) -> bool:
    """True when the digits have a valid Luhn sum (ISO/IEC 7812-1)."""
    total = 0
    for place, char in enumerate(reversed(number)):
        digit = int(char)
        if place % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0


def find_numbers(text: str, rooms: bool = False, likely: int = -1) -> list[Span]:
    """Return (start, end, kind) of each personal number, in order and without overlap.

    Args:
        text: any text.
        rooms: whether rooms count.
        likely: what the text may hold, where `number_signs` has told it; the spans are the same.

    Kinds: email, identity, card, phone, passport, plate, account, room.
    """
    if not rooms and not (likely and _may_hold_one(text)):
        return []
    seen = view(text)
    finders = [finder for kind, sign, finder in _FINDERS if likely & kind and sign.search(seen)]
    if not finders and not rooms:
        return []
    covered = bytearray(len(text))
    found: list[Span] = []
    for finder in (*finders, *([_rooms] if rooms else [])):
        for start, end, kind in disguised(seen, likely) if finder is disguised else finder(seen):
            if covered.find(1, start, end) < 0:
                covered[start:end] = b"\1" * (end - start)
                found.append((start, end, kind))
    return sorted(span for span in found if span[2])


def _may_hold_one(text: str) -> bool:
    return bool(_FIVE.search(text) or _SEVEN.search(text)) or "@" in text or "＠" in text


def _in_runs(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that begin in a run of digits and of what stands between them.

    A pattern that begins with a condition is tried at every character of a text: runs are few and short.
    """
    at = 0
    for start, end in _runs(text):
        # an extension (转 8001) stands behind a run
        for match in pattern.finditer(text, max(start, at), end + _BEHIND_RUN):
            if match.start() >= end:
                break
            at = match.end()
            yield match


@lru_cache(maxsize=1)
def _runs(text: str) -> list[tuple[int, int]]:
    return [run.span() for run in _RUN.finditer(text) if _LONG.search(text, *run.span())]


def _emails(text: str) -> Iterator[Span]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield match.start(), match.end(), "email"


def _addresses(text: str) -> Iterator[Span]:
    """Links are taken without a kind: the numbers in them are keys of pages."""
    for match in _ADDRESS.finditer(text):
        yield match.start(), match.end(), ""


def _identities(text: str) -> Iterator[Span]:
    for match in _in_runs(_ID18, text):
        digits = re.sub(r"[ -]", "", match[0]).upper()
        if birthday(match[2], match[3], match[4]) and known_province(digits) and digits[:17].isdigit():
            if identity_check_digit(digits[:17]) == digits[17] or _ID_WORDS.search(_before(text, match.start(), 18)):
                yield match.start(), match.end(), "identity"
        elif _ID_WORDS.search(_before(text, match.start(), 18)):
            yield match.start(), match.end(), "identity"
    for match in _in_runs(_ID15, text):
        if known_province(match[1]) and birthday("19" + match[2], match[3], match[4]) and (
            _ID_WORDS.search(_before(text, match.start(), 18)) or not _is_thing(text, match.start())
        ):
            yield match.start(), match.end(), "identity"
    for match in _in_runs(_ANY_18, text):
        if _ID_CARD_WORDS.search(_before(text, match.start(), 18)):
            yield match.start(), match.end(), "identity"


def _cards(text: str) -> Iterator[Span]:
    for match in _in_runs(_CARD, text):
        digits = re.sub(r"\D", "", match[0])
        valid = 15 <= len(digits) <= 19 and digits[0] in "34569" and luhn_valid(digits)
        if valid and not _is_thing(text, match.start()):
            yield match.start(), match.end(), "card"
    for match in _in_runs(_ACCOUNT_NUMBER, text):
        # platforms that mask numbers themselves write 0000-00000000
        if "0000-0000" in match[0] or _MOBILE.fullmatch(match[0]):
            continue
        if _CARD_WORDS.search(_before(text, match.start(), 18)):
            yield match.start(), match.end(), "card"


def _accounts(text: str) -> Iterator[Span]:
    for pattern in (_QQ, _WECHAT):
        for match in pattern.finditer(text):
            yield match.start(1), match.end(1), "account"


def _phones(text: str) -> Iterator[Span]:
    for match in _in_runs(_MOBILE, text):
        start = match.start()
        letters = re.search(r"[A-Za-z]{1,4}$", _before(text, start, 4))
        if letters and letters[0].lower() not in ("tel", "vx", "wx", "v", "qq", "t", "m", "mob", "mp", "hone"):
            continue
        told = _PHONE_WORDS.search(_before(text, start, 14))
        if not _is_thing(text, start) and (told or not _UNIT.match(text, match.end())):
            yield start, match.end(), "phone"
    for start, end, kind in disguised_phones(text):
        if not _is_thing(text, start) and not _UNIT.match(text, end):
            yield start, end, kind
    for match in _in_runs(_LANDLINE, text):
        if not _is_thing(text, match.start()):
            yield match.start(), match.end(), "phone"
    for match in _in_runs(_LOCAL, text):
        before = _before(text, match.start(), 14)
        digits = match[0][:8]
        if _DAY.fullmatch(digits) or _is_thing(text, match.start()) or _UNIT.match(text, match.end()):
            continue
        announced = _PHONE_WORDS.search(before) and not re.search(r"热线[^\d]{0,4}$", before)
        if announced or _ONE_MORE.search(_before(text, match.start(), 50)):
            yield match.start(), match.end(), "phone"


def _passports(text: str) -> Iterator[Span]:
    for match in _PASSPORT.finditer(text):
        if _PASSPORT_WORDS.search(_before(text, match.start(), 20)) or _PASSPORT_BEHIND.match(text, match.end()):
            yield match.start(), match.end(), "passport"


def _plates(text: str) -> Iterator[Span]:
    for match in _PLATE.finditer(text):
        yield match.start(), match.end(), "plate"


def _rooms(text: str) -> Iterator[Span]:
    for match in _ROOM.finditer(text):
        yield match.start(), match.end(), "room"


# Five letters or digits close together, seven numerals or an at sign: without one of these nothing personal is there.
# Signs begin with a class of characters, which is quick to look for.
_LETTER = rf"[A-Za-z\dＡ-Ｚａ-ｚ＿_{SPELT}]"
_FIVE = re.compile(rf"{_LETTER}(?:[\s·•・.,()（）．~～*/\-—–‑−﹣－]{{0,5}}{_LETTER}){{4}}")
_SEVEN = re.compile(rf"[{SPELT}](?:[ -]?[{SPELT}]){{6}}")
# each finder with a sign that is quick to look for and without which it finds nothing
_LONG = re.compile(r"\d(?:[ ().-]{0,4}\d){6}")
_FINDERS = (
    (signs.EMAIL, re.compile("@"), _emails),
    (signs.ADDRESS, re.compile("[HWhw](?:[Tt]{2}[Pp]|[Ww]{2})"), _addresses),
    (signs.LONG, _LONG, _identities),
    (signs.LONG, _LONG, _cards),
    (
        signs.PHONE,
        re.compile(
            rf"[\d{SPELT}](?:(?<=\d)(?:[ ()._~·•*/OolI{SPELT}-]{{0,4}}\d){{6}}|(?:[ -]?[{SPELT}]){{6}})|"
            r"1[3-9]\d{0,7}[OolI]|l[3-9]"
        ),
        _phones,
    ),
    (signs.DISGUISED, re.compile(""), disguised),
    (
        signs.ACCOUNT,
        re.compile(
            r"[QqVv信微Ww扣企秋薇威](?:(?<=[微扣])|(?<=[薇威])信|(?<=[Qq])[Qq]|(?<=[Vv信])[xX号信]|(?<=[Ww])[XxEe]|"
            r"(?<=企)鹅|(?<=秋)秋)"
        ),
        _accounts,
    ),
    (signs.PASSPORT, re.compile(r"[A-Za-z][A-Za-z]?\d{7}"), _passports),
    (signs.PLATE, re.compile(rf"[{signs.PROVINCES}] ?[A-Za-z]"), _plates),
)


def _before(text: str, at: int, length: int) -> str:
    return text[max(0, at - length) : at]


def _is_thing(text: str, at: int) -> bool:
    return bool(_THING.search(_before(text, at, 16)))
