"""Names of persons in texts: what reads better as a name than as words, given what stands before and behind it.

Each place where a surname stands is judged by the sum of three figures in the same unit: how much better the text
around it reads with a name there than without (`name_model`), what stands before it (我叫, 联系人：, a role, 找), and
what stands behind it (a title, a stop, a verb of doing, or 路 and 公司, which are no person's; `name_evidence`). Names
in a list support each other, and a name found once is found again. A surname alone names nobody (张女士, 王局长).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from govtext.documents import name_characters as characters
from govtext.documents import name_contexts as contexts
from govtext.documents.name_evidence import (
    BY_TITLE,
    IN_A_LIST,
    JOINTS,
    LEAST,
    MOST_ELSEWHERE,
    evidence_before,
    evidence_behind,
    last_characters,
    tier_of,
)
from govtext.documents.name_figures import UNKNOWN
from govtext.documents.name_forms import DOTTED_WHOLE, names_of_other_form
from govtext.documents.name_model import (
    Reading,
    covering_cost,
    covering_costs,
    is_han,
    name_probabilities,
    name_probability,
)
from govtext.documents.name_places import ANNOUNCING, Places
from govtext.documents.name_words import is_word, word_cost
from govtext.remembered import remembered

# names of one text that are looked for one by one; more of them are looked up at each surname
FEW = 12
_HAN = r"[\u3400-\u9fff]"
_ANY_GIVEN = "".join(sorted({*characters.GIVEN_COMMON, *characters.GIVEN_USUAL, *characters.GIVEN_RARE}))
_FIRST_OF_TWO = "".join(sorted({name[0] for name in characters.COMPOUND}))
_SECOND_OF_TWO = "".join(sorted({name[1] for name in characters.COMPOUND}))
# a class first, which is quick to look for, and what must be around it only then
_BEGINNING = re.compile(
    rf"[{characters.SURNAMES}{_FIRST_OF_TWO}](?:(?=[{_ANY_GIVEN}])(?<=[{characters.SURNAMES}])|"
    rf"(?=[{_SECOND_OF_TWO}]{_HAN})(?<=[{_FIRST_OF_TWO}])|(?={_HAN})(?<=[{ANNOUNCING}][{characters.SURNAMES}]))"
)
_ONE_CHARACTER, _TWO_CHARACTERS = frozenset(characters.SURNAMES), frozenset(characters.COMPOUND)
_SURNAMES = _ONE_CHARACTER | _TWO_CHARACTERS
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
    if not all(map(is_han, given)) or is_word(text) or given in contexts.TITLES or given[-1] in contexts.PLACES:
        return False
    # a cell that holds nothing else is likelier a name than a place in a text is
    return name_probability(surname, given) + 11.0 > sum(word_cost(char, UNKNOWN) for char in text)


def find_names(text: str, known: tuple[str, ...] = (), places: Places | None = None) -> list[tuple[int, int, str]]:
    """Return (start, end, "name") of each name, in order and without overlap.

    Args:
        text: any text.
        known: names that other columns of the same row give; found wherever they stand.
        places: where names may begin, as `name_places` tells it of many texts at once; the result is the same.

    A name that stands once in a firm context is then found everywhere in the text.
    """
    if places is not None and not (places.likely or places.other_forms or known):
        return []
    starts = [match.start() for match in _BEGINNING.finditer(text)] if places is None else places.likely
    found = _read(text, starts)
    others = names_of_other_form(text) if places is None or places.other_forms else []
    if places is not None and (found.spans or others) and len(places.possible) > len(starts):
        # beside a name there may be more of a list
        found = _read(text, places.possible)
    spans = found.spans + others
    if found.doubtful and spans:
        spans += _listed(text, spans, found.doubtful)
    spans += _again(text, found.repeated, {name for name in known if is_name(name)})
    return [(start, end, "name") for start, end in _without_overlap(spans)]


class _Read(NamedTuple):
    """Names that stand by themselves; of these the sure ones, found wherever they stand; and names only if in a list
    beside others (start → end).
    """

    spans: list[tuple[int, int]]
    repeated: set[str]
    doubtful: dict[int, int]


def _read(text: str, starts: Sequence[int]) -> _Read:
    """Judge the places where names may begin."""
    found = _Read([], set(), {})
    taken = 0
    bounds, known_figures = _bounds(), _figures
    for start in starts:
        if start < taken:
            continue
        name = text[start : start + 3]
        own = known_figures.get(name)
        if own is None or name[0] in _FIRST_OF_TWO:
            surname = text[start : start + 2] if text[start : start + 2] in _TWO_CHARACTERS else text[start]
            if surname not in _SURNAMES:
                continue
            own = _by_itself(surname, text[start + len(surname) : start + len(surname) + 2])
        # of a hundred surnames one or two begin a name: what costs nothing to know is asked first
        bound = bounds.get(text[start - 1 : start])
        if (own.most if bound is None else _most(own, bound)) < LEAST - IN_A_LIST:
            continue
        length, score = _in_context(text, start, own, bound or (MOST_ELSEWHERE, tier_of(MOST_ELSEWHERE)))
        end = start + length
        if score >= LEAST:
            found.spans.append((start, end))
            taken = end
            if end - start >= 3 or score >= LEAST + 4:
                found.repeated.add(text[start:end])
        elif score >= LEAST - IN_A_LIST:
            found.doubtful[start] = end
    return found


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


@lru_cache(maxsize=1)
def _bounds() -> dict[str, tuple[float, int]]:
    """Last character of a known word → what ``evidence_before`` is at most behind it, and the tier of that."""
    return {char: (most, tier_of(most)) for char, most in last_characters().items()}


def _most(by_itself: _ByItself, bound: tuple[float, int]) -> float:
    most_before, tier = bound
    return max(by_itself.two[tier], by_itself.one[tier]) + most_before + BY_TITLE


# What is judged at a place, by the characters around it: a text's places are judged again in the text as it stood.
_judgements: dict[str, tuple[int, float]] = remembered({})
_MOST_JUDGEMENTS = 1 << 15
# Characters that tell: a few marks and a known word before a name; a name, and what tells of a person or place behind.
SEEN_BEFORE, SEEN_BEHIND = 16, 24


def _in_context(text: str, start: int, by_itself: _ByItself, bound: tuple[float, int]) -> tuple[int, float]:
    """Return what ``_judged`` does, with the length of the name for its end."""
    seen = text[max(0, start - SEEN_BEFORE) : start + SEEN_BEHIND]
    if start < SEEN_BEFORE:  # a text begins as a line does
        seen = "\n" * (SEEN_BEFORE - start) + seen
    held = _judgements.get(seen)
    if held is None:
        if len(_judgements) >= _MOST_JUDGEMENTS:
            _judgements.clear()
        end, score = _judged(text, start, by_itself, bound)
        held = _judgements[seen] = end - start, score
    return held


def _judged(text: str, start: int, by_itself: _ByItself, bound: tuple[float, int]) -> tuple[int, float]:
    """Where the name that would begin here ends, and how firmly it is one."""
    listed = text[start - 1 : start] in JOINTS
    most_before, tier = bound
    first = start + by_itself.surname
    best, best_end = -99.0, first + 1
    before, reading = None, None
    for own, end in ((by_itself.two, first + 2), (by_itself.one, first + 1)):
        most = own[tier] + most_before + BY_TITLE
        if most < LEAST - IN_A_LIST:
            continue
        needed = max(best, LEAST - IN_A_LIST if listed or text[end : end + 1] in JOINTS else LEAST)
        if most < needed:
            continue
        if before is None:
            before = evidence_before(text, start)
        score = own[tier_of(before)] + before
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


class _ByItself(NamedTuple):
    """How much better a name reads than the words in its place, for given names of two characters and of one.

    Four figures each: where a word announces it, where much, something and little stands before it. ``most`` bounds
    what the surroundings can make of it where no known word stands before it; ``surname`` counts its characters.
    """

    surname: int
    two: tuple[float, ...]
    one: tuple[float, ...]
    most: float


_NO_NAME: tuple[float, ...] = (-math.inf,) * 4
# surname and given name → their figures, remembered by the process
_figures: dict[str, _ByItself] = remembered({})
_MOST_FIGURES = 1 << 17


def _by_itself(surname: str, given: str) -> _ByItself:
    held = _figures.get(surname + given)
    if held is None:
        if len(_figures) >= _MOST_FIGURES:
            _figures.clear()
        held = _figures[surname + given] = _weighed(surname, given)
    return held


def _weighed(surname: str, given: str) -> _ByItself:
    two: tuple[float, ...] = _NO_NAME
    one: tuple[float, ...] = _NO_NAME
    if len(surname) == 1 and len(given) == 2:
        # of what is looked up for the one most serves for the other
        cost_of_one, one_is_word, cost, all_is_word = covering_costs(surname + given)
        two, one = _tiers(surname, given, cost, all_is_word), _tiers(surname, given[0], cost_of_one, one_is_word)
    elif given:
        name = surname + given[0]
        one = _tiers(surname, given[0], covering_cost(name), is_word(name))
        if len(given) == 2:
            name = surname + given
            two = _tiers(surname, given, covering_cost(name), is_word(name))
    return _ByItself(len(surname), two, one, max(two[3], one[3]) + MOST_ELSEWHERE + BY_TITLE)


def _tiers(surname: str, given: str, cost: float, a_word: bool) -> tuple[float, ...]:
    last = given[-1]
    if not is_han(given[0]) or not is_han(last) or given in contexts.TITLES or given == surname:
        return _NO_NAME
    word = 3.0 if a_word else 0.0
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
