"""Places by name: divisions, streets, roads, estates, schools, hospitals, buildings.

A name is found from its end: a word that ends as places do, and before it the words that can be
part of a name. Which endings there are, which such words are no names (小区, 马路) and which words
never belong to a name that follows them (位于, 反映) is said in places.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from govtext.errors import GovtextError
from govtext.lexicons import LexiconWord
from govtext.words.mentions import CutText, Mention
from govtext.words.references import CODED_ENDINGS

KINDS = ("division", "street", "village", "road", "estate", "site", "school", "hospital", "station", "nature")
_MARKS = ("generic", "before")
# Parts of speech that a name is made of, those that are so only in short words, those of names that stand alone.
_NAME_PARTS = frozenset(["nr", "nrt", "nrfg", "ns", "nz", "x", "j", "ng", "g"])
_SHORT_PARTS = frozenset(["n", "b", "a", "ag", "an", "s", "f", "tg", "zg", "m", "vg", "h", "k", "vn", "z"])
_PROPER = frozenset(["nr", "nrt", "nrfg", "ns", "nt", "nz", "x"])
# Characters that jieba's model may glue to the head of a name: 被京港高速, 至北山镇.
_GLUED = frozenset("原被至离到向对去在从由往该本现与和及抵经沿为把将让请找住的是有了再于")
_LIVING_AT = re.compile("(?:我们?|家)?住在?")
_GLUED_INSIDE = re.compile(r".*[到至往]")
# Endings that as words of their own follow a name only (清源/镇).
_RURAL = frozenset("镇乡村屯寨")
_NUMERALS = frozenset("一二三四五六七八九十百千万第")
_NO_NAME = frozenset(["v", "vn", "i", "a", "d"])
_NEVER = frozenset("的了是有我你他她它这那不在就也都很被把让从向到")
_NUMBERED_SCHOOL = re.compile("[一二三四五六七八九十]{1,3}中")
_NUMBER = re.compile("第?[一二三四五六七八九十]{1,3}")
_NUMBERED = frozenset(["医院", "中学", "小学", "幼儿园"])
# Words that jieba makes of a road's ending and what follows it: 银杏/路口, 栖霞/路上.
_ROAD_AND = frozenset(
    ["路上", "路旁", "路边", "路口", "路段", "路来", "路往", "路与", "路到", "路东", "路西", "路南", "路北"]
)
# Last characters of words without an ending that may yet end a place, or be before (三中, 路口, A7, 第八).
_LASTS = frozenset({*(word[-1] for word in _ROAD_AND), *CODED_ENDINGS, *"中一二三四五六七八九十"})
# Stop words that name roads: 人民路, 人民快速路.
_ROAD_NAMES = frozenset(["人民"])
# Single characters that as words of their own follow the name of an estate only (桃花/苑).
_ESTATE_ONLY = frozenset("苑邸郡墅")
_DIVISION_FIRST = re.compile("([\u4e00-\u9fff]{1,3}[^小社园校城新景片地市区县](?:市|区|县|镇))[\u4e00-\u9fff]{3,}")
_SUFFIX = re.compile("(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|[省市盟])$|地区$")
_SHORTEST_BARE = 2
_ROAD_FIRST = re.compile("([\u4e00-\u9fff]{2,4}[路街巷])[\u4e00-\u9fff]{2,}(?:小区|社区|花园|家园|佳园|公寓|苑|村)")
# Characters that both patterns ask for at the least.
_SHORTEST_DIVIDED = 6
_LONGEST_NAME = 12
_MOST_WORDS = 4
# Words whose endings are remembered.
_MOST_KNOWN = 1 << 17


@dataclass(frozen=True)
class PlaceLexicon:
    """How names of places are made.

    Attributes:
        endings: ending → kind.
        generic: words that end like a place and name none.
        before: words that stand before a name and are none of it.
        bare: short names of provinces and cities, which are names without an ending (上海).
        between: generic words that a name may not reach across (小区, 街道), unlike those of names of estates (国际).
    """

    endings: dict[str, str]
    generic: frozenset[str]
    before: frozenset[str]
    between: frozenset[str]
    bare: frozenset[str]

    def ending_of(self, word: str) -> str:
        """Return the longest ending that the word has, or an empty string."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[word] = self._longest(word)
        return found

    def _longest(self, word: str) -> str:
        if word.endswith("政府"):  # an office, not an estate on 府
            return ""
        for size in self._sizes.get(word[-1:], ()):
            if word[-size:] in self.endings:
                return word[-size:]
        return ""

    @cached_property
    def _known(self) -> dict[str, str]:
        """Words → their endings: texts repeat the words that places are made of."""
        return {}

    @cached_property
    def _sizes(self) -> dict[str, tuple[int, ...]]:
        """Last character → lengths of the endings that end so, the longest first: most characters end none."""
        found: dict[str, set[int]] = {}
        for ending in self.endings:
            found.setdefault(ending[-1], set()).add(len(ending))
        return {last: tuple(sorted(sizes, reverse=True)) for last, sizes in found.items()}


def place_lexicon(
    words: Iterable[LexiconWord], divisions: Iterable[str] = (), location: str = "pipeline/lexicons/places.txt"
) -> PlaceLexicon:
    """Return the lexicon of places.txt; provinces and cities are those of the lines of division_codes.txt.

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
    generic = frozenset(marked["generic"])
    return PlaceLexicon(
        endings=endings,
        generic=generic,
        before=frozenset(marked["before"]),
        between=frozenset(word for word in generic if word == "小区" or endings.get(word) not in {"estate", "site"}),
        bare=frozenset(_short_names(divisions)),
    )


def _short_names(divisions: Iterable[str]) -> Iterator[str]:
    for line in divisions:
        code, name = line.split()[:2]
        short = _SUFFIX.sub("", name)
        # 90 in the middle: cities that the province governs directly.
        if (code.endswith("00") or code[2:4] == "90") and len(short) >= _SHORTEST_BARE and short != name:
            yield short


def may_end_place(word: str, tag: str, lexicon: PlaceLexicon) -> bool:
    """Tell whether a word may end the name of a place; `tag` is the dictionary's."""
    if word in lexicon.bare or word in _ROAD_AND or needs_a_place(word, tag, lexicon):
        return True
    ending = lexicon.ending_of(word)
    return bool(ending) and not _is_no_name(word, tag, ending)


def is_place_alone(word: str, tag: str, lexicon: PlaceLexicon) -> bool:
    """Tell whether a word that `may_end_place` may be or end a name whatever stands before it."""
    if word in lexicon.bare or word in _ROAD_AND:
        return True
    ending = lexicon.ending_of(word)
    return bool(ending) and _is_name(CutText.of(word, [word], [tag]), 0, 0, ending, lexicon)


def may_be_before(word: str, tag: str, lexicon: PlaceLexicon) -> bool:
    """Tell whether a place may end with a word, or with what is before it, that makes a name of the next word."""
    return may_end_place(word, tag, lexicon) or word[-1] in CODED_ENDINGS or _NUMBER.fullmatch(word) is not None


def ends_nothing(word: str, lexicon: PlaceLexicon) -> bool:
    """Tell that a word neither may end a place nor be before, by its ending alone: as it is with most words."""
    return word[-1] not in _LASTS and not lexicon.ending_of(word) and word not in lexicon.bare


def begins_none(word: str, tag: str, lexicon: PlaceLexicon, stopwords: frozenset[str]) -> tuple[bool, bool]:
    """Tell whether no name has the word right before a last word of several characters, and before a single one."""
    if word in lexicon.before or word in lexicon.between or word in _ROAD_AND:
        return True, True
    if not _may_be_part(word, tag) or (word in stopwords and word not in _NUMERALS and word not in _ROAD_NAMES):
        # No part but of a name of single characters.
        return True, len(word) > 1 or not word.isalpha() or word in _NEVER
    ends = word in _RURAL or lexicon.ending_of(word) != ""
    ends = ends and all(_ends_a_name(word, tag, kind, lexicon) for kind in ("school", "station", "road"))
    return ends, ends


def named_places(
    cut: CutText, lexicon: PlaceLexicon, stopwords: frozenset[str], taken: Iterable[Mention], at: Iterable[int]
) -> list[Mention]:
    """Return the places that a text names; of names within names the longest.

    Args:
        cut: the text.
        lexicon: how places are named.
        stopwords: words that are no part of a name.
        taken: mentions that no name may overlap (coded places, offices, titles).
        at: the words that `may_end_place`, in order; those that name nothing for the word before them may be left out.
    """
    blocked = bytearray(len(cut.text))
    for mention in taken:
        blocked[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    coded = {mention.end: mention.start for mention in taken if mention.kind == "place"}
    found: list[Mention] = []
    text, words, tags, borders = cut
    for number in at:
        begin, end, word = borders[number], borders[number + 1], words[number]
        if blocked[end - 1]:
            continue
        before = coded.get(begin, found[-1].start if found and found[-1].end == begin else None)
        if before is None and number and word in _NUMBERED and _NUMBER.fullmatch(words[number - 1]):
            before = coded.get(borders[number - 1])  # A市/八/医院
        if before is not None and needs_a_place(word, tags[number], lexicon):
            found.append(Mention(before, end, "place"))
            continue
        if word in lexicon.bare and tags[number] == "ns":
            found.append(Mention(begin, end, "place"))
            continue
        if word in _ROAD_AND:
            if _is_road_name(cut, number - 1, lexicon, stopwords) and not blocked[begin - 1]:
                found.append(Mention(borders[number - 1], begin + 1, "place"))
            continue
        ending = lexicon.ending_of(word)
        if not ending:
            continue
        first = _first_word(cut, number, lexicon.endings[ending], lexicon, stopwords, blocked)
        if not _is_name(cut, first, number, ending, lexicon):
            continue
        begin = _without_glued(text, borders[first], end, len(ending))
        while found and found[-1].start >= begin and found[-1].end <= end:
            found.pop()
        if found and found[-1].end > begin:
            begin = found[-1].end
            if end - begin <= len(ending):
                continue
        found += _divided(text, begin, end)
    return found


def _divided(text: str, begin: int, end: int) -> list[Mention]:
    """Return a name as one mention, or as two where jieba's model glued a division or road to it: 望江区/禾穗花园."""
    if end - begin < _SHORTEST_DIVIDED:
        return [Mention(begin, end, "place")]
    first = _DIVISION_FIRST.match(text, begin, end) or _ROAD_FIRST.fullmatch(text, begin, end)
    if first is None:
        return [Mention(begin, end, "place")]
    return [Mention(begin, first.end(1), "place"), Mention(first.end(1), end, "place")]


def needs_a_place(word: str, tag: str, lexicon: PlaceLexicon) -> bool:
    """Tell whether a place right before the word makes it a name: A市火车站, A7县三中, 北山镇中心小学."""
    if _NUMBERED_SCHOOL.fullmatch(word):
        return True
    kind = lexicon.endings.get(lexicon.ending_of(word))
    return kind in {"school", "hospital", "station", "site"} and (word in lexicon.generic or tag in {"n", "j"})


def _is_road_name(cut: CutText, number: int, lexicon: PlaceLexicon, stopwords: frozenset[str]) -> bool:
    if number < 0 or len(cut.words[number]) < 2 or not cut.words[number].isalpha() or cut.words[number].isascii():
        return False
    word, tag = cut.words[number], cut.tags[number]
    if word in _ROAD_NAMES:
        return True
    common = word in lexicon.before or word in lexicon.generic or word in stopwords or lexicon.ending_of(word)
    return not common and (tag in _NAME_PARTS or tag == "n") and word[0] not in _GLUED


def _first_word(
    cut: CutText, number: int, kind: str, lexicon: PlaceLexicon, stopwords: frozenset[str], blocked: bytearray
) -> int:
    _, words, tags, borders = cut
    first, size = number, len(words[number])
    while first and number - first < _MOST_WORDS:
        word, tag = words[first - 1], tags[first - 1]
        size += len(word)
        if size > _LONGEST_NAME or blocked[borders[first] - 1]:
            break
        if word in lexicon.before or word in lexicon.between or word in _ROAD_AND:
            break
        a_name = word not in stopwords or word in _NUMERALS or (kind == "road" and word in _ROAD_NAMES)
        fits = _may_be_part(word, tag) and a_name
        if not fits and not _among_singles(cut, first - 1):
            break
        if _ends_a_name(word, tag, kind, lexicon):
            break
        first -= 1
    while first < number and words[first] in lexicon.endings and len(words[first]) == 1:
        first += 1
    return first


def _without_glued(text: str, begin: int, end: int, ending: int) -> int:
    proper = text[begin : end - ending]
    living = _LIVING_AT.match(proper)
    if living and len(proper) - living.end() >= 2:
        begin += living.end()
        proper = text[begin : end - ending]
    inside = _GLUED_INSIDE.match(proper)
    if inside and len(proper) - inside.end() >= 1:
        begin += inside.end()
    while text[begin] in _GLUED and text[begin + 1] != "家" and end - ending - begin > 2:
        begin += 1
    return begin


def _may_be_part(word: str, tag: str) -> bool:
    if tag == "m":
        return _NUMERALS.issuperset(word)
    fits = tag in _NAME_PARTS or (tag in _SHORT_PARTS and len(word) <= 2)
    return fits and word.isalpha() and not word.isascii()


def _ends_a_name(word: str, tag: str, kind: str, lexicon: PlaceLexicon) -> bool:
    """Tell whether another name ends with the word: 清河镇/丽景小区, 枫林东路/丽景小区, but 枫林路/小学."""
    if word in _RURAL:
        return True
    ending = lexicon.ending_of(word)
    if not ending or (len(word) == len(ending) and tag != "ns"):
        return False
    if len(word) == 2 and tag == "x" and ending in "市县区镇" and kind in {"school", "hospital"}:
        return False  # 樟市/中学: two characters name no division
    if lexicon.endings[ending] == "road":
        return kind not in {"school", "hospital", "station"}
    return lexicon.endings[ending] in {"division", "street", "village"}


def _among_singles(cut: CutText, number: int) -> bool:
    """Tell whether a character stands between others of a name that is no word: 润/和/紫/郡/小区."""
    if not 0 < number < len(cut.words) - 1:
        return False
    before, word, behind = cut.words[number - 1], cut.words[number], cut.words[number + 1]
    if len(word) > 1 or len(before) > 1 or len(behind) > 1:
        return False
    return before.isalpha() and word.isalpha() and before not in _NEVER and word not in _NEVER


def _is_no_name(word: str, tag: str, ending: str) -> bool:
    """Tell whether a word with an ending is something else: 跑/路, 修/路."""
    return len(word) > len(ending) and (tag in _NO_NAME or (tag == "l" and len(ending) == 1))


def _is_name(cut: CutText, first: int, number: int, ending: str, lexicon: PlaceLexicon) -> bool:
    text, words, tags, borders = cut
    word, tag = words[number], tags[number]
    name = text[borders[first] : borders[number + 1]]
    kind = lexicon.endings[ending]
    if name in lexicon.generic or len(name) - len(ending) < (1 if kind in {"division", "road"} else 2):
        return False
    if _is_no_name(word, tag, ending):
        return False
    named = not _PROPER.isdisjoint(tags[first:number])
    if len(word) > len(ending) and word in lexicon.generic:
        return len(word) <= 3 and named
    if first == number:
        return len(name) > 2 and (tag in _PROPER or (tag == "l" and len(ending) > 1))
    if len(word) == 1 and word in _RURAL:
        return True
    if len(ending) == 1 and first < number and lexicon.ending_of(words[number - 1]) and kind == "estate":
        return True  # 辉煌/国际/城
    if word in _ESTATE_ONLY and first < number and len(words[number - 1]) > 1:
        return True
    if len(ending) == 1 and kind in {"estate", "division", "village", "nature"}:
        # 果园, 上城: an ending of one character makes a name only of what is no ordinary word.
        return named or (len(word) > 1 and tag in _PROPER)
    return True
