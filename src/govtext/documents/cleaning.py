"""Texts made clean: remains of web pages and workbooks go, the wording stays.

NFKC as a whole turns ，into a comma and ① into 1, so only what does no harm is folded: full-width letters and digits,
compatibility ideographs, radicals.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from govtext.errors import GovtextError
from govtext.literals import read_literals

_TAGS = (
    "a|abbr|address|article|aside|b|big|blockquote|body|br|button|center|cite|code|col|colgroup|dd|div|dl|dt|em|embed|"
    "fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|legend|li|"
    "link|"
    "main|meta|nav|noscript|object|ol|option|p|param|pre|s|script|section|select|small|span|strike|strong|style|sub|"
    "sup|"
    "table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul|video|o:p|v:[a-z]+|w:[a-z]+|st1:[a-z]+"
)
# a body ends at the next opening of the same kind, so that unclosed ones cost no more than their length
_HIDDEN = re.compile(
    r"<(script|style|head|noscript)\b[^<>]*>(?:(?!<\1\b).)*?</\1\s*>|<!--(?:(?!<!--).)*?-->|<!\[CDATA\[|\]\]>",
    re.I | re.S
)
_BREAKS = re.compile(
    r"</?(?:p|div|br|li|tr|h[1-6]|ul|ol|table|section|article|blockquote|dd|dt|hr|pre|center)\b[^<>]*/?>", re.I
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>|<\?xml[^<>]*>|<!doctype[^<>]*>", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.I)
_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u034f\u061c\u180e\ufe00-\ufe0f\ufff9-\ufffb"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]"
)
_LINE_ENDS = re.compile("[\r\x0b\x0c\x85\u2028\u2029](?:(?<=\r)\n)?")
# two ideographic blanks begin a paragraph wherever the platform has lost the line break
_INDENT = re.compile("[ \t\xa0]*\u3000{2,}[ \t\xa0\u3000]*")
_BLANK = "[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"
# but not a single blank, which stays
_BLANKS = re.compile(rf"{_BLANK}(?:(?<! )|(?={_BLANK})){_BLANK}*")
# after the blanks have become single ones; a line end alone is one already
_LOOSE_LINE_END = re.compile(r"(?: \n|\n(?=[ \n]))[ \n]*")
_FOLDED = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uf900-\ufaff\u2e80-\u2fd5\U0002f800-\U0002fa1f]")
# few texts have any of these: one look tells
_SELDOM = re.compile(f"[{_INVISIBLE.pattern[1:-1]}{_FOLDED.pattern[1:-1]}\r\x0b\x0c\x85\u2028\u2029]")
# what is to be done besides trimming; texts of plain characters and single blanks have none of it
_ODD_CHARACTERS = (
    "<&\r\x0b\x0c\x85\u2028\u2029\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
    f"{_INVISIBLE.pattern[1:-1]}{_FOLDED.pattern[1:-1]}"
)
# a class first, which is quick to look for, and what must be around it only then
_ODD = re.compile(f"[{_ODD_CHARACTERS} \n_](?:(?<=[{_ODD_CHARACTERS}])|(?<=[ \n])[ \n]|(?<=_)x[0-9A-Fa-f]{{4}}_)")

_MOST_LITERALS = 8


@dataclass(frozen=True)
class CleaningRules:
    """What is taken off besides markup; patterns are regular expressions from ``cleaning.toml``."""

    salutations: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    page_lines: tuple[str, ...] = ()
    platform_phrases: tuple[str, ...] = ()
    to_simplified: bool = False

    @classmethod
    def from_table(cls, table: Mapping[str, Any], location: str, to_simplified: bool = False) -> CleaningRules:
        """Return the rules of a ``cleaning.toml``.

        Raises:
            GovtextError: a list is unknown, or is no list, or an entry is no regular expression.
        """
        names = ("salutations", "closings", "page_lines", "platform_phrases")
        unknown = sorted(set(table) - set(names))
        if unknown:
            raise GovtextError(f"there is no list {unknown[0]}", file=location, hint=f"known: {', '.join(names)}")
        for name in names:
            given = table.get(name, [])
            if not isinstance(given, list) or not all(isinstance(pattern, str) for pattern in given):
                raise GovtextError(
                    f'"{name}" is no list of patterns', file=location, hint='write: ["^您好，", "谢谢。$"]'
                )
            for pattern in given:
                try:
                    re.compile(pattern)
                except re.error as error:
                    raise GovtextError(
                        f'"{pattern}" is no regular expression ({error})', file=location, column=name
                    ) from error
        lists = {name: tuple(table.get(name, ())) for name in names}
        return cls(**lists, to_simplified=to_simplified)


def without_markup(text: str) -> str:
    """Return the text without HTML, entities, Excel escapes, control characters; blanks collapsed, lines kept.

    Applying it twice gives the same as applying it once.
    """
    if not _ODD.search(text):
        return text.strip()
    for _ in range(4):
        text, before = _one_pass(text), text
        # only these can have come out of what a pass has resolved
        if text == before or not ("<" in text or "&" in text or _EXCEL_ESCAPE.search(text)):
            break
    return text


def one_line(text: str) -> str:
    """Return the text without markup and control characters, on one line."""
    return " ".join(without_markup(text).split())


def _one_pass(text: str) -> str:
    text = _EXCEL_ESCAPE.sub(_unescape_excel, text)
    if "<" in text:
        text = _HIDDEN.sub("\n", text)
        text = _BREAKS.sub("\n", text)
        text = _TAG.sub("", text)
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if _SELDOM.search(text):
        text = _LINE_ENDS.sub("\n", text)
        text = _INVISIBLE.sub("", text)
        text = _FOLDED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    if "\u3000\u3000" in text:
        text = _INDENT.sub("\n", text)
    text = _BLANKS.sub(" ", text)
    return _LOOSE_LINE_END.sub("\n", text).strip()


def _unescape_excel(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    # a literal underscore is written _x005F_ before what would look like an escape
    known = {0x09: "\t", 0x0A: "\n", 0x0D: "\n", 0x5F: "_"}
    return known.get(code, "" if code < 0x20 else match[0])


def plain_text(text: str, rules: CleaningRules) -> str:
    """Return the text without markup, in Simplified characters if the rules say so: what masking looks at."""
    text = without_markup(text)
    return simplified(text) if rules.to_simplified else text


def trimmed_text(plain: str, rules: CleaningRules, kind: str = "complaint") -> str:
    """Return a plain text as later stages count it: without page furniture, salutation and closing phrase."""
    text = _without_lines(plain, rules.page_lines)
    if kind == "complaint":
        text = without_salutation(text, rules.salutations)
        for pattern in rules.closings:
            cut = _without(pattern, text)
            text = cut if cut.strip() else text
    return text.strip()


def trimmed_reply(plain: str, rules: CleaningRules) -> str:
    """Return a plain reply without the phrases of platforms."""
    for pattern in rules.platform_phrases:
        plain = _without(pattern, plain)
    return plain.strip()


def without_salutation(text: str, patterns: Sequence[str]) -> str:
    """Take salutations off the beginning; a text that is nothing but a salutation stays."""
    firsts, needed = _begun(tuple(patterns))
    for _ in range(6):
        if text[:1] not in firsts and not any(map(text.__contains__, needed)):
            break
        match = next((m for p in patterns if (m := _compiled(p).match(text)) and m.end()), None)
        if not match or not text[match.end() :].strip():
            break
        text = text[match.end() :].lstrip()
    return text


def simplified(text: str) -> str:
    """Return the text in Simplified characters (OpenCC t2s).

    Raises:
        GovtextError: OpenCC is not installed.
    """
    return str(_converter().convert(text))


def _without_lines(text: str, patterns: tuple[str, ...]) -> str:
    if not patterns:
        return text
    firsts, needed = _begun(patterns)
    if not any(map(text.__contains__, needed)) and firsts.isdisjoint(
        [line.lstrip()[:1] for line in text.split("\n")]
    ):
        return text
    whole = _compiled("|".join(f"(?:{pattern})" for pattern in patterns))
    return "\n".join(line for line in text.split("\n") if not whole.fullmatch(line.strip()))


def _without(pattern: str, text: str) -> str:
    """Take out what fits a pattern; most texts have none of the literals that it can't do without."""
    needed = _needed(pattern)
    if needed and not any(map(text.__contains__, needed)):
        return text
    return _compiled(pattern).sub("", text)


@lru_cache(maxsize=256)
def _needed(pattern: str) -> tuple[str, ...]:
    """Return literals of which every match holds one; none where they aren't known or too many to look for."""
    sets = [need.any_of for need in read_literals(pattern).needed if len(need.any_of) <= _MOST_LITERALS]
    fewest = min(sets, key=lambda one: (len(one), sorted(one)), default=frozenset[str]())
    return tuple(sorted(fewest))


@lru_cache(maxsize=16)
def _begun(patterns: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return first characters and literals: what fits a pattern begins with one of these or holds one of those."""
    firsts: set[str] = set()
    needed: set[str] = set()
    for pattern in patterns:
        heads = read_literals(pattern).heads
        firsts.update(head[:1] for head in heads)
        if not heads:
            # every text holds what is empty
            needed.update(_needed(pattern) or ("",))
    return frozenset(firsts), tuple(sorted(needed))


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=1)
def _converter() -> Any:
    try:
        from opencc import OpenCC
    except ImportError as error:
        raise GovtextError(
            "documents.to_simplified needs OpenCC", hint='pip install "govtext[all]", or set it to false'
        ) from error
    return OpenCC("t2s")
