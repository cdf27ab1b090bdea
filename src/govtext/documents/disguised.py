"""Personal numbers in disguise: set apart sign by sign, spelt, or with letters that look like digits.

People write so on purpose, to get a number past a platform that masks numbers itself. What is found here has the
structure of the number that it hides (eleven signs in the grouping of a mobile number, a valid check digit) or a word
before it that says what it is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from govtext.documents import number_signs as signs
from govtext.documents.number_signs import SPELT

Span = tuple[int, int, str]

_WORTH = {
    **{numeral: str(value) for value, numeral in enumerate("零一二三四五六七八九")},
    **{numeral: str(value) for value, numeral in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": "0", "○": "0", "幺": "1", "O": "0", "o": "0", "l": "1", "I": "1",
}
_SIGN = rf"\d{SPELT}OolI"
_APART = r"[ ._~·•*/-]{0,3}"
_GROUPED = re.compile(
    rf"(?<![\d.A-Za-z])(?:\(1[3-9]\d\){_APART}\d{{4}}|1[3-9]\d{_APART}\(?\d{{4}}\)?){_APART}\d{{4}}(?!\d|\.\d)|"
    r"(?<![\d.])1[3-9]\d([ -])\d{3}\1\d{5}(?!\d)|(?<!\d )(?<!\d)1 [3-9](?: \d){9}(?! ?\d)"
)
# Eleven signs, as one or as 3, 4 and 4: numerals and letters among digits, or numerals alone.
_MIXED = re.compile(
    rf"(?<![{_SIGN}A-Za-z.])[1lI一幺壹][3-9三四五六七八九叁肆伍陆柒捌玖][{_SIGN}](?:[{_SIGN}]{{8}}|"
    rf"(?P<apart>[ -])[{_SIGN}]{{4}}(?P=apart)[{_SIGN}]{{4}})(?![{_SIGN}A-Za-z])"
)
_LEAST_REAL = 5  # of the eleven signs those that are no letters
# 电话：二二三三四四五
_TOLD = re.compile(
    rf"(?:电话|座机|固话|手机号?码?|致电|拨打)(?:号码)?[是为: ]{{0,3}}"
    rf"([{SPELT}](?:[ -]?[{SPELT}]){{6,11}})(?![{SPELT}])"
)
_CALLED_ABROAD = re.compile(r"(?<![\d.-])(?:\+|00)?86-(?:10|2\d|[3-9]\d{2})-[1-9]\d{6,7}(?!\d)")

_IDENTITY = re.compile(r"(?<!\d)[1-9](?:[ -]?\d){16}[ -]?[\dXx](?:[1-7][1-4](?:B\d?)?)?(?![\dA-Za-z])")
_IDENTITY_SPELT = re.compile(rf"(?<![{SPELT}])[{SPELT}]{{17}}[{SPELT}\dXx](?![{SPELT}\dA-Za-z])")
_PROVINCES = frozenset([
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
    "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
])
_PAPERS = re.compile(
    r"(?:(?:护照|(?P<alone>通行证|回乡证|台胞证))(?:号码?)?[是为: (]{0,3}"
    r"((?:[A-Za-z]{1,2} ?|(?(alone)|(?!)))\d{4} ?\d{3,6})(?!\d)|"
    r"((?:[军武海空警]|士)字第? ?\d{6,8}号?)|"
    r"(?:社保卡|社会保障卡|医保卡)(?:卡)?(?:号码?)?[是为: (]{0,3}([A-Z]\d{8})(?!\d))"
)
_WECHAT = re.compile(
    r"(?:(?:[薇威徽徵]信|加(?:我|一下|下)?(?:的)?\s?(?:[VvWw][Xx]?(?=[号是为:, (])|[微薇])|[薇➕]\s?(?=:))"
    r"(?:号码|账号|帐号|号|ID|id)?|"
    r"[Ww]e[Cc]hat\s(?:ID|id))[是为:, (“\"]{0,4}([A-Za-z][A-Za-z0-9_-]{5,19}|[1-9]\d{5,10})(?![A-Za-z0-9_])"
)
_QQ = re.compile(r"(?<![A-Za-z])[Qq] [Qq]\s?(?:号码?)?[是为:, (]{0,3}([1-9](?:[ -]?\d){4,10})(?!\d)")
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_][A-Za-z0-9._%+-]{0,63}\s?(?:@|#|\(at\)|\[at\]| at |艾特)\s?"
    r"(?:qq|163|126|139|189|sina|sohu|yeah|foxmail|gmail|outlook|hotmail|aliyun)\s?(?:\.|。| dot )\s?(?:com|cn|net)"
    r"(?![A-Za-z])", re.I,
)
_ONE = re.compile("1[3-9 ]")
_MIXED_SIGNS = re.compile(rf"[1lI一幺壹][3-9三四五六七八九叁肆伍陆柒捌玖][{_SIGN}]")
_ARMED_POLICE = re.compile(r"(?<![A-Za-z])WJ ?[\u4e00-\u9fff]? ?\d{4}[\dA-Z](?![A-Za-z\d型])")

# Most texts have none. It begins with no class of characters and is slow to look for: what is in each of its branches
# is looked for first.
_IN_ANY = (
    "护照", "行证", "乡证", "胞证", "保卡", "障卡", "薇", "➕", "威信", "徽信", "徵信", "hat",
    "Q Q", "Q q", "q Q", "q q", "com", "cn", "net", "dot ", "WJ",
)
_LONG = re.compile(rf"[\d{SPELT}](?:(?<=\d)(?:[ -]?\d){{14}}|[{SPELT}]{{14}})")
_NUMBERED, _ADDED = re.compile(r"字第? ?\d"), re.compile(r"加[我一下的]{0,3}\s?[VvWw微薇]")
_ANY = re.compile(
    rf"\d(?:[ -]?\d){{14}}|[{SPELT}]{{15}}|护照|[行乡胞]证|字第? ?\d|[社医]保卡|障卡|[薇威徽徵]信|"
    r"加[我一下的]{0,3}\s?[VvWw微薇]|[薇➕]\s?:|[Ww]e[Cc]hat\s|[Qq] [Qq]|[.。]\s?(?:com|cn|net)(?![a-z])|(?<= )dot |WJ"
)


def digits_of(signs: str) -> str:
    """Return the digits that a run of signs stands for: numerals and look-alike letters as digits, blanks dropped."""
    return "".join(_WORTH.get(sign, sign) for sign in signs if sign not in " -")


def identity_check_digit(first_17: str) -> str:
    """Return the 18th character of an identity number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(c) * w for c, w in zip(first_17, weights, strict=True)) % 11]


def birthday(year: str, month: str, day: str) -> bool:
    """Return whether it is the date of a living person's birth, or of one whose number may still be in use."""
    try:
        return 1880 <= dt.date(int(year), int(month), int(day)).year <= 2100
    except ValueError:
        return False


def known_province(number: str) -> bool:
    """Return whether an identity number begins with the code of a province (GB/T 2260)."""
    return number[:2] in _PROVINCES


def valid_identity(number: str) -> bool:
    """Return whether 18 characters are an identity number: province, birthday and check digit."""
    return (
        number[:17].isdigit() and known_province(number) and birthday(number[6:10], number[10:12], number[12:14])
        and identity_check_digit(number[:17]) == number[17].upper()
    )


def disguised(text: str, likely: int = -1) -> Iterator[Span]:
    """Yield (start, end, kind) of disguised numbers but phones.

    Args:
        text: with full-width signs as ASCII.
        likely: what the text may hold, where `number_signs` has told it; the spans are the same.
    """
    if not _may_hold_one(text):
        return
    for match in _IDENTITY.finditer(text) if likely & signs.IDENTITY else ():
        if valid_identity(digits_of(match[0])[:18]):
            yield match.start(), match.end(), "identity"
    for match in _IDENTITY_SPELT.finditer(text) if likely & signs.SPELT_IDENTITY else ():
        if valid_identity(digits_of(match[0])):
            yield match.start(), match.end(), "identity"
    for match in _MAIL.finditer(text) if likely & signs.MAIL else ():
        yield match.start(), match.end(), "email"
    for match in _PAPERS.finditer(text) if likely & signs.PAPERS else ():
        at = next(group for group in (2, 3, 4) if match[group])
        yield match.start(at), match.end(at), "card" if at == 4 else "passport"
    for sign, pattern in ((signs.WECHAT, _WECHAT), (signs.QQ, _QQ)):
        for match in pattern.finditer(text) if likely & sign else ():
            yield match.start(1), match.end(1), "account"
    for match in _ARMED_POLICE.finditer(text) if likely & signs.POLICE else ():
        yield match.start(), match.end(), "plate"


def _may_hold_one(text: str) -> bool:
    likely = any(map(text.__contains__, _IN_ANY)) or _LONG.search(text) or _NUMBERED.search(text) or _ADDED.search(text)
    return bool(likely and _ANY.search(text))


def disguised_phones(text: str) -> Iterator[Span]:
    """Yield (start, end, "phone") of phone numbers set apart, spelt or with letters for digits."""
    for match in _matches_at(_GROUPED, _beginnings_of_groups(text), text):
        if not match[0].isdigit():
            yield match.start(), match.end(), "phone"
    for match in _matches_at(_MIXED, [one.start() for one in _MIXED_SIGNS.finditer(text)], text):
        if sum(sign not in "OolI" for sign in match[0]) >= _LEAST_REAL and not match[0].isdigit():
            yield match.start(), match.end(), "phone"
    for match in _TOLD.finditer(text):
        yield match.start(1), match.end(1), "phone"
    for match in _CALLED_ABROAD.finditer(text) if "86-" in text else ():
        yield match.start(), match.end(), "phone"


def _beginnings_of_groups(text: str) -> Iterator[int]:
    for one in _ONE.finditer(text):
        if text[one.start() - 1 : one.start()] == "(":
            yield one.start() - 1
        yield one.start()


def _matches_at(pattern: re.Pattern[str], starts: Iterable[int], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches that `finditer` finds, which all begin at some of the starts, given in order.

    A pattern that begins with what must not stand before it is tried at every character of a text.
    """
    at = 0
    for start in starts:
        match = pattern.match(text, start) if start >= at else None
        if match:
            at = match.end()
            yield match
