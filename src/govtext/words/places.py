"""Places by name: divisions, streets, roads, estates, schools, hospitals, buildings.

A name is found from its end: a word that ends as places do, and before it the words that can be
part of a name. Which endings there are, which such words are no names (小区, 马路) and which words
never belong to a name that follows them (位于, 反映) is said in places.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from govtext.errors import GovtextError
from govtext.lexicons import LexiconWord
from govtext.words.mentions import CutText, Mention

KINDS = ("division", "street", "village", "road", "estate", "site", "school", "hospital", "station")
_MARKS = ("generic", "before")
# Parts of speech that a name is made of, those that are so only in short words, those of names that stand alone.
_NAME_PARTS = frozenset("nr nrt nrfg ns nz x j ng g".split())
_SHORT_PARTS = frozenset("n b a ag an s f tg zg m vg h k vn z".split())
_PROPER = frozenset("nr nrt nrfg ns nt nz x".split())
# Characters that jieba's model may glue to the head of a name: 被京港高速, 至北山镇.
_GLUED = frozenset("原被至离到向对去在从由往该本现与和及抵经沿为把将让请找住的是有了")
_GLUED_INSIDE = re.compile(r".*[到至往]")
# Endings that as words of their own follow a name only (清源/镇).
_RURAL = frozenset("镇乡村屯寨")
_NUMERALS = frozenset("一二三四五六七八九十百千万第")
_LONGEST_NAME = 12
_MOST_WORDS = 4


@dataclass(frozen=True)
class PlaceLexicon:
    """How names of places are made.

    Attributes:
        endings: ending → kind.
        generic: words that end like a place and name none.
        before: words that stand before a name and are none of it.
        last: last characters of the endings.
        longest: characters of the longest ending.
    """

    endings: dict[str, str]
    generic: frozenset[str]
    before: frozenset[str]
    last: frozenset[str]
    longest: int

    def ending_of(self, word: str) -> str:
        """Return the longest ending that the word has, or an empty string."""
        for size in range(min(self.longest, len(word)), 0, -1):
            if word[-size:] in self.endings:
                return word[-size:]
        return ""


def place_lexicon(words: Iterable[LexiconWord], location: str = "pipeline/lexicons/places.txt") -> PlaceLexicon:
    """Return the lexicon of places.txt.

    Raises:
        GovtextError: a line names no kind, or one that is none of KINDS, `generic` and `before`.
    """
    endings: dict[str, str] = {}
    marked: dict[str, set[str]] = {mark: set() for mark in _MARKS}
    for entry in words:
        if entry.tag in KINDS:
            endings[entry.word] = str(entry.tag)
        elif entry.tag in marked:
            marked[str(entry.tag)].add(entry.word)
        else:
            raise GovtextError(
                f'"{entry.word}" has the kind "{entry.tag or ""}"', file=location, row=entry.line,
                hint=f"write one of {', '.join((*KINDS, *_MARKS))}",
            )
    last = frozenset(ending[-1] for ending in endings)
    longest = max(map(len, endings), default=0)
    return PlaceLexicon(endings, frozenset(marked["generic"]), frozenset(marked["before"]), last, longest)


def named_places(
    cut: CutText, lexicon: PlaceLexicon, stopwords: frozenset[str], taken: Iterable[Mention] = ()
) -> list[Mention]:
    """Return the places that a text names; of names within names the longest.

    Args:
        cut: the text.
        lexicon: how places are named.
        stopwords: words that are no part of a name.
        taken: mentions that no name may overlap (coded places, offices, titles).
    """
    blocked = {place for mention in taken for place in range(mention.start, mention.end)}
    found: list[Mention] = []
    last = lexicon.last
    for number in [n for n, word in enumerate(cut.words) if word[-1] in last]:
        word = cut.words[number]
        ending = lexicon.ending_of(word)
        if not ending or cut.borders[number + 1] - 1 in blocked:
            continue
        first = _first_word(cut, number, lexicon, stopwords, blocked)
        if not _is_name(cut, first, number, ending, lexicon):
            continue
        begin = _without_glued(cut.text, cut.borders[first], cut.borders[number + 1], len(ending))
        mention = Mention(begin, cut.borders[number + 1], "place")
        while found and found[-1].start >= mention.start:
            found.pop()
        if found and found[-1].end > mention.start:
            mention = Mention(found[-1].end, mention.end, "place")
            if mention.end - mention.start <= len(ending):
                continue
        found.append(mention)
    return found


def _first_word(
    cut: CutText, number: int, lexicon: PlaceLexicon, stopwords: frozenset[str], blocked: set[int]
) -> int:
    first, size = number, len(cut.words[number])
    while first and number - first < _MOST_WORDS:
        word, tag = cut.words[first - 1], cut.tags[first - 1]
        size += len(word)
        if size > _LONGEST_NAME or cut.borders[first] - 1 in blocked:
            break
        if not _may_be_part(word, tag) or word in lexicon.before or word in lexicon.generic:
            break
        if word in stopwords and word not in _NUMERALS:
            break
        first -= 1
        # Behind an administrative name another one begins: 清河镇/丽景小区.
        if tag == "ns" and lexicon.ending_of(word) and first + 1 < number:
            first += 1
            break
    while first < number and cut.words[first] in lexicon.endings and len(cut.words[first]) == 1:
        first += 1
    return first


def _without_glued(text: str, begin: int, end: int, ending: int) -> int:
    proper = text[begin : end - ending]
    inside = _GLUED_INSIDE.match(proper)
    if inside and len(proper) - inside.end() >= 1:
        begin += inside.end()
    while text[begin] in _GLUED and end - ending - begin > 2:
        begin += 1
    return begin


def _may_be_part(word: str, tag: str) -> bool:
    if word.isascii() or not word.isalpha():
        return False
    if tag == "m":
        return set(word) <= _NUMERALS
    return tag in _NAME_PARTS or (tag in _SHORT_PARTS and len(word) <= 2)


def _is_name(cut: CutText, first: int, number: int, ending: str, lexicon: PlaceLexicon) -> bool:
    word, tag = cut.words[number], cut.tags[number]
    name = cut.text[cut.borders[first] : cut.borders[number + 1]]
    kind = lexicon.endings[ending]
    if name in lexicon.generic or len(name) - len(ending) < (1 if kind in {"division", "road"} else 2):
        return False
    if len(word) > len(ending) and word in lexicon.generic:
        return first < number and len(word) <= 3 and cut.tags[number - 1] in _PROPER
    if first == number:
        return tag in _PROPER and len(name) > 2
    if len(word) == 1 and word in _RURAL:
        return True
    if len(ending) == 1 and kind in {"estate", "division", "village"}:
        # 果园, 上城: an ending of one character makes a name only of what is no ordinary word.
        return (tag if len(word) > 1 else cut.tags[number - 1]) in _PROPER
    return True
