"""Names of persons in texts: what reads better as a name than as words, given what stands before and behind it.

Each place where a surname stands is judged by the sum of three figures in the same unit: how much better the text
around it reads with a name there than without (`name_model`), what stands before it (我叫, 联系人：, a role, 找), and
what stands behind it (a title, a stop, a verb of doing, or 路 and 公司, which are no person's; `name_evidence`). Names
in a list support each other, and a name found once is found again. A surname alone names nobody (张女士, 王局长).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from govtext.documents import name_characters as characters
from govtext.documents import name_contexts as contexts
from govtext.documents.name_evidence import (
    BY_TITLE,
    FIRM,
    MOST_ELSEWHERE,
    evidence_before,
    evidence_behind,
    last_characters,
)
from govtext.documents.name_forms import DOTTED_WHOLE, names_of_other_form
from govtext.documents.name_model import (
    UNKNOWN,
    Reading,
    covering_cost,
    is_han,
    name_probabilities,
    name_probability,
    word_costs,
)

LEAST = -0.5
# a neighbour in a list of names needs that much less
IN_A_LIST = 5.0
# names of one text that are looked for one by one; more of them are looked up at each surname
FEW = 12
_HAN = r"[\u3400-\u9fff]"
_ANY_GIVEN = "".join(sorted({*characters.GIVEN_COMMON, *characters.GIVEN_USUAL, *characters.GIVEN_RARE}))
_FIRST_OF_TWO = "".join(sorted({name[0] for name in characters.COMPOUND}))
_SECOND_OF_TWO = "".join(sorted({name[1] for name in characters.COMPOUND}))
# one class after the other, because alternatives would be tried one by one at every character
_BEGINNING = re.compile(
    rf"[{characters.SURNAMES}](?=[{_ANY_GIVEN}])|[{_FIRST_OF_TWO}](?=[{_SECOND_OF_TWO}]{_HAN})|"
    rf"(?<=[:：叫名是为人（( ])[{characters.SURNAMES}](?={_HAN})"
)
_ONE_CHARACTER, _TWO_CHARACTERS = frozenset(characters.SURNAMES), frozenset(characters.COMPOUND)
_JOINTS = frozenset("、，,和与及跟有 ")
_LIST = re.compile(r"[、，,和与及跟\s]|以及|还有")


def is_name(text: str) -> bool:
    """True when a cell is one Chinese name (two to four characters, or with a middle dot) and no other word."""
    text = text.strip()
    if DOTTED_WHOLE.fullmatch(text):
        return True
    surname = text[:2] if text[:2] in _TWO_CHARACTERS else text[:1]
    given = text[len(surname) :]
    if len(given) not in (1, 2) or not (surname in _TWO_CHARACTERS or surname in _ONE_CHARACTER):
        return False
    if not all(map(is_han, given)) or text in word_costs() or given in contexts.TITLES or given[-1] in contexts.PLACES:
        return False
    # a cell that holds nothing else is likelier a name than a place in a text is
    return name_probability(surname, given) + 11.0 > sum(word_costs().get(char, UNKNOWN) for char in text)


def find_names(text: str, known: tuple[str, ...] = ()) -> list[tuple[int, int, str]]:
    """Return (start, end, "name") of each name, in order and without overlap.

    Args:
        text: any text.
        known: names that other columns of the same row give; found wherever they stand.

    A name that stands once in a firm context is then found everywhere in the text.
    """
    spans: list[tuple[int, int]] = []
    repeated: set[str] = set()
    doubtful: dict[int, int] = {}
    taken = 0
    bounds = last_characters()
    for match in _BEGINNING.finditer(text):
        start = match.start()
        if start < taken:
            continue
        surname = text[start]
        if surname in _FIRST_OF_TWO and text[start : start + 2] in _TWO_CHARACTERS:
            surname = text[start : start + 2]
        elif surname not in _ONE_CHARACTER:
            continue
        first = start + len(surname)
        own = _by_itself(surname, text[first : first + 2])
        # of a hundred surnames one or two begin a name: what costs nothing to know is asked first
        most_before = bounds.get(text[start - 1 : start], MOST_ELSEWHERE)
        if own.most < LEAST - IN_A_LIST and most_before == MOST_ELSEWHERE:
            continue
        end, score = _judged(text, start, first, own, most_before)
        if score >= LEAST:
            spans.append((start, end))
            taken = end
            if end - start >= 3 or score >= LEAST + 4:
                repeated.add(text[start:end])
        elif score >= LEAST - IN_A_LIST:
            doubtful[start] = end
    spans += names_of_other_form(text)
    if doubtful and spans:
        spans += _listed(text, spans, doubtful)
    spans += _again(text, repeated, {name for name in known if is_name(name)})
    return [(start, end, "name") for start, end in _without_overlap(spans)]


def _again(text: str, repeated: set[str], known: set[str]) -> list[tuple[int, int]]:
    """Where names that are known already stand as well."""
    found: list[tuple[int, int]] = []
    if len(repeated) > FEW:
        for match in _BEGINNING.finditer(text):
            start = match.start()
            found += [(start, start + n) for n in (4, 3, 2) if text[start : start + n] in repeated][:1]
        repeated = set()
    for name in sorted(repeated | known, key=lambda n: (-len(n), n)):
        start = text.find(name)
        while start >= 0:
            found.append((start, start + len(name)))
            start = text.find(name, start + len(name))
    return [span for span in found if evidence_behind(text, span[1]) > -5]


def _judged(text: str, start: int, first: int, by_itself: _ByItself, most_before: float) -> tuple[int, float]:
    """Where the name that would begin here ends, and how firmly it is one."""
    listed = text[start - 1 : start] in _JOINTS
    tier = _tier(most_before)
    best, best_end = -99.0, first + 1
    before, reading = None, None
    for own, end in ((by_itself.two, first + 2), (by_itself.one, first + 1)):
        if own is None:
            continue
        most = own[tier] + most_before + BY_TITLE
        if most < LEAST - IN_A_LIST:
            continue
        needed = max(best, LEAST - IN_A_LIST if listed or text[end : end + 1] in _JOINTS else LEAST)
        if most < needed:
            continue
        if before is None:
            before = evidence_before(text, start)
        score = own[_tier(before)] + before
        if score + BY_TITLE < needed:
            continue
        score += evidence_behind(text, end, before)
        if score < needed:
            continue
        reading = reading or Reading(text, start)
        score += reading.gain(end) + covering_cost(text[start:end])
        if score > best:
            best, best_end = score, end
    return best_end, best


def _tier(before: float) -> int:
    return 0 if before >= FIRM else 1 if before >= 5 else 2 if before >= 3 else 3


class _ByItself(NamedTuple):
    """How much better a name reads than the words in its place, for given names of two characters and of one.

    Four figures each: where a word announces it, where much, something and little stands before it. None for what is
    no name. ``most`` bounds what the surroundings can make of it where no known word stands before it.
    """

    two: tuple[float, ...] | None
    one: tuple[float, ...] | None
    most: float


@lru_cache(maxsize=1 << 17)
def _by_itself(surname: str, given: str) -> _ByItself:
    two = _tiers(surname, given) if len(given) == 2 else None
    one = _of_one_character(surname, given[:1]) if given else None
    best = max(two[3] if two else -99.0, one[3] if one else -99.0)
    return _ByItself(two, one, best + MOST_ELSEWHERE + BY_TITLE)


@lru_cache(maxsize=1 << 15)
def _of_one_character(surname: str, given: str) -> tuple[float, ...] | None:
    return _tiers(surname, given)


def _tiers(surname: str, given: str) -> tuple[float, ...] | None:
    last = given[-1]
    if not is_han(given[0]) or not is_han(last) or given in contexts.TITLES or given == surname:
        return None
    cost = covering_cost(surname + given)
    word = 3.0 if surname + given in word_costs() else 0.0
    ambiguous = surname in characters.AMBIGUOUS
    somewhere, announced = name_probabilities(surname, given)
    plain = somewhere - cost - word
    # 路 and 镇 end places, 湖 and 山 often do
    place = 5.0 if last in contexts.PLACES else 0.0
    water = place or (2.0 if last in contexts.WATERS_AND_HILLS else 0.0)
    return (
        announced - cost - (word if ambiguous else 0.0), plain, plain - place,
        plain - water - (2.0 if ambiguous and len(given) == 1 else 0.0),
    )


def _listed(text: str, spans: list[tuple[int, int]], doubtful: dict[int, int]) -> list[tuple[int, int]]:
    """Doubtful names beside firm ones in a list, from the firm ones outwards."""
    ends, starts = {end for _, end in spans}, {start for start, _ in spans}
    found: list[tuple[int, int]] = []
    for start, end in sorted(doubtful.items()):
        joint = _LIST.match(text, start - 1) if start else None
        if joint and start - 1 in ends:
            found.append((start, end))
            ends.add(end)
    for start, end in sorted(doubtful.items(), reverse=True):
        joint = _LIST.match(text, end)
        if joint and joint.end() in starts:
            found.append((start, end))
            starts.add(start)
    return found


def _without_overlap(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
