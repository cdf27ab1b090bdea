"""Names of other build than surname and given name, and surnames that stand for a person (王女士, 姓王的)."""

from __future__ import annotations

import re

from govtext.documents import name_characters as characters
from govtext.documents import name_contexts as contexts
from govtext.documents.name_evidence import FIRM, evidence_before, evidence_behind
from govtext.documents.name_model import is_core, is_han, leads_on
from govtext.documents.name_words import is_word

_HAN = r"[\u3400-\u9fff]"
DOTS = "·•・‧⋅"
_ANY_SURNAME = f"(?:{'|'.join(characters.COMPOUND)}|[{characters.SURNAMES}])"
_PARTS = "|".join(sorted(characters.PARTS, key=lambda part: (-len(part), part)))
_SOUND = rf"(?:{_PARTS}|[{''.join(sorted(characters.SOUNDS))}])"
_DOTTED = re.compile(rf"{_SOUND}{{2,8}}(?:[{DOTS}]{_SOUND}{{2,8}})+")
DOTTED_WHOLE = re.compile(rf"{_HAN}{{2,8}}(?:[{DOTS}]{_HAN}{{2,8}})+")
_FIRSTS = "".join(sorted({part[0] for part in characters.PARTS}))
_SECONDS = "".join(sorted({part[1] for part in characters.PARTS}))
_BEGINS_PARTS = re.compile(rf"[{_FIRSTS}](?=[{_SECONDS}])")
_OF_PARTS = re.compile(rf"(?:{_PARTS})+")
_BEFORE_SPACED = re.compile(rf"[:：](?=\s?{_HAN}{{1,2}}[ \u3000])")
_DOT = re.compile(f"[{DOTS}]")
# eight parts of up to three characters
_AROUND_DOT = 8 * max(map(len, characters.PARTS))
_SPACED = re.compile(rf"[:：]\s?(?P<name>{_ANY_SURNAME}[ \u3000]{{1,3}}{_HAN}{{1,2}})(?!{_HAN})")
_LATIN = re.compile(r"[:：叫是]\s?(?P<name>[A-Z][A-Za-z]{1,14}(?:[ ·][A-Z][A-Za-z]{1,14}){1,3})(?![A-Za-z])")
_RARE = re.compile(rf"[:：]\s?(?P<name>{_HAN}{{2,3}})(?!{_HAN})")
_CALLED = re.compile(rf"姓(?P<name>{_ANY_SURNAME})(?=的|[，。、；\s]|$)|(?P<other>{_ANY_SURNAME})姓(?=[\u3400-\u9fff])|"
                     rf"(?<![\u3400-\u9fff])[老小阿](?P<nick>[{characters.SURNAMES_COMMON}])(?![\u3400-\u9fff]{{2}}[村路]|[区学校镇])")
_BEFORE_TITLE = re.compile(rf"{_ANY_SURNAME}(?=[副总]?[{''.join(sorted({title[0] for title in contexts.TITLES}))}])")


def names_of_other_form(text: str) -> list[tuple[int, int]]:
    """Return where names stand that are written with dots, of Tibetan, Mongolian or Uyghur parts, with blanks between
    surname and given name, in Latin letters, or with a surname that is in no list.
    """
    found = []
    for start, end in _around_dots(text):
        found += [match.span() for match in _DOTTED.finditer(text, start, end)]
        whole = DOTTED_WHOLE.finditer(text, start, end)
        found += [match.span() for match in whole if evidence_before(text, match.start()) >= FIRM]
    taken = 0
    for begin in _BEGINS_PARTS.finditer(text):
        match = _OF_PARTS.match(text, begin.start()) if begin.start() >= taken else None
        if match is None:
            continue
        taken = match.end()
        behind = evidence_behind(text, match.end())
        if behind > -5 and (len(match[0]) > 3 or evidence_before(text, match.start()) + behind >= 5):
            found.append(match.span())
    behind_colons: list[re.Match[str]] = []
    if ":" in text or "：" in text:
        behind_colons += filter(None, [_SPACED.match(text, colon.start()) for colon in _BEFORE_SPACED.finditer(text)])
        behind_colons += _RARE.finditer(text)
    for match in (*behind_colons, *_LATIN.finditer(text)):
        if evidence_before(text, match.start("name")) >= FIRM and (
            match.re is not _RARE or _is_rare_name(match["name"])
        ):
            found.append(match.span("name"))
    return found


def _around_dots(text: str) -> list[tuple[int, int]]:
    """Where names with dots may stand: within some characters of one."""
    found: list[tuple[int, int]] = []
    for dot in _DOT.finditer(text):
        start, end = max(0, dot.start() - _AROUND_DOT), min(len(text), dot.end() + _AROUND_DOT)
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _is_rare_name(text: str) -> bool:
    return not is_word(text) and text[0] not in characters.NEVER and all(map(is_core, text[1:]))


def find_surnames(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, "surname") of surnames that stand for a person: 王 of 王女士, 王县长, 姓王的, 王姓男子, 老王.

    They name nobody by themselves, and stay unless the study has them masked.
    """
    found = []
    for match in _BEFORE_TITLE.finditer(text):
        start, end = match.span()
        title, kind = contexts.word_behind(text, end)
        if kind != "title" or len(title) < 2 or is_word(text[start : end + 1]):
            continue
        before = text[start - 1 : start]
        firm = not before or not is_han(before) or before == "的" or leads_on(text, start)
        if firm or (text[start] not in characters.AMBIGUOUS and not is_word(before + text[start])):
            found.append((start, end, "surname"))
    for match in _CALLED.finditer(text):
        group = next(name for name in ("name", "other", "nick") if match[name])
        found.append((*match.span(group), "surname"))
    return sorted(set(found))
