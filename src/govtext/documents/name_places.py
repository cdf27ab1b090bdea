"""Where names of persons may stand, in many texts at once: what the texts of a batch are swept for before each is read.

`names` judges a place by the sum of a few figures. Here each of them is replaced by the most that it can be, as told by
the characters alone, for all places of all texts together. Where that sum is too small no name can be found, which is
so at nine places in ten where a surname stands. Bounds may be too high, never too low: what is found does not
depend on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from string import ascii_letters, ascii_uppercase
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govtext.documents import name_characters as characters
from govtext.documents import name_contexts as contexts
from govtext.documents import name_figures as figures
from govtext.documents import name_model as model
from govtext.documents import name_surroundings as surroundings
from govtext.documents.name_evidence import (
    BY_TITLE,
    IN_A_LIST,
    JOINTS,
    LEAST,
    MOST_ELSEWHERE,
    TIERS,
    words_before,
)
from govtext.documents.name_forms import DOTS
from govtext.documents.name_words import sorted_words
from govtext.literal_scan import distinct

ANNOUNCING = ":：叫名是为人（( "
_MARKS = ":：叫是"
# Bounds are sums of rounded numbers.
_SLACK = 1e-3
_CODES, _HAN = 1 << 16, slice(0x3400, 0xA000)
_NO_WORD = -99.0
_EDGE = "\n"
_SURNAME, _OF_TWO, _DOT, _PART, _MARK = (np.uint8(1 << n) for n in range(5))
# What `name_evidence` gives what tells of a person, its first characters but digits, and what may stand before it.
_TELLING = 3.5
_FIRSTS_OF_TELLING, _BEFORE_TELLING = "男女汉回满壮苗藏土今现年性身出电手联", "，,、（("


class Places(NamedTuple):
    """Where in a text names may begin.

    Attributes:
        likely: all places where one may be found that stands by itself.
        possible: these, and those where one may be found in a list beside another name.
        other_forms: whether there may be names of another build (see `name_forms`).
    """

    likely: list[int]
    possible: list[int]
    other_forms: bool


_NOWHERE = Places([], [], False)


def name_places(texts: Sequence[str]) -> list[Places]:
    """Return where names may begin in each text."""
    if not texts:
        return []
    joined = _EDGE + _EDGE.join(texts) + _EDGE * 5
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    # numbers of the size of addresses look up twice as fast as smaller ones
    codes = np.minimum(codes, np.uint32(_CODES - 1)).astype(np.intp)
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    begins = np.cumsum(sizes + 1) - sizes
    ends = begins + sizes
    # one look tells of all that something may begin with
    seen = _tables().seen.take(codes[:-4])
    looked_at = np.flatnonzero(seen)
    seen = seen[looked_at]
    likely, possible = _beginnings(codes, looked_at, seen)
    other = _other_forms(codes, looked_at, seen)
    # most texts have none
    found = [_NOWHERE] * len(texts)
    some = distinct(np.searchsorted(begins, np.concatenate((likely, possible, other)), side="right") - 1)
    (likely_at, likely_to), (possible_at, possible_to), (other_at, other_to) = (
        np.searchsorted(each, (begins[some], ends[some])).tolist() for each in (likely, possible, other)
    )
    likely_in, possible_in = likely.tolist(), possible.tolist()
    for i, (text, begin) in enumerate(zip(some.tolist(), begins[some].tolist(), strict=True)):
        # places within their texts
        found[text] = Places(
            [at - begin for at in likely_in[likely_at[i] : likely_to[i]]],
            [at - begin for at in possible_in[possible_at[i] : possible_to[i]]], other_at[i] < other_to[i],
        )
    return found


class _Tables(NamedTuple):
    """By code point, but ``pairs`` (costs of words of two characters, by row and column) and what known words say.

    Attributes:
        seen: bits of ``_SURNAME`` and so on, of what may begin with the character.
        row, column, pairs: row of a first character, column of a second one, and what the word of the two costs.
        surname, given, announced, single: what the character says as a surname, in a given name, in one that a word
            announces, and as a word.
        ambiguous, place, water: surnames that are words, and what ends of places' names take off.
        before: the most that it says right before a name, if no known word ends with it.
        endings, said: last two characters of known words, sorted, and the most that these say.
        named, before_mark: what may stand between a word and the name that it announces, and what before that.
        behind: the most that it says right behind a name. The others mark classes of characters.
    """

    seen: NDArray[np.uint8]
    row: NDArray[np.int16]
    column: NDArray[np.int16]
    pairs: NDArray[np.float32]
    surname: NDArray[np.float64]
    ambiguous: NDArray[np.bool_]
    given: NDArray[np.float64]
    announced: NDArray[np.float64]
    single: NDArray[np.float64]
    place: NDArray[np.float64]
    water: NDArray[np.float64]
    before: NDArray[np.float64]
    endings: NDArray[np.uint64]
    said: NDArray[np.float64]
    named: NDArray[np.bool_]
    before_mark: NDArray[np.bool_]
    behind: NDArray[np.float64]
    usual: NDArray[np.bool_]
    han: NDArray[np.bool_]
    joint: NDArray[np.bool_]
    announcing: NDArray[np.bool_]
    second_of_two: NDArray[np.bool_]
    first_of_title: NDArray[np.bool_]
    second_of_title: NDArray[np.bool_]
    telling: NDArray[np.bool_]
    blank: NDArray[np.bool_]
    second_of_part: NDArray[np.bool_]
    colon: NDArray[np.bool_]
    capital: NDArray[np.bool_]
    letter: NDArray[np.bool_]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    words, every = sorted_words(), np.arange(_CODES, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    surnames = list(dict.fromkeys(characters.SURNAMES))
    givens = list(figures.GIVEN)
    firsts = list(dict.fromkeys([*surnames, *givens]))
    row, column = np.zeros(_CODES, np.int16), np.zeros(_CODES, np.int16)
    row[_codes(firsts)], column[_codes(givens)] = np.arange(1, len(firsts) + 1), np.arange(1, len(givens) + 1)
    pairs = np.full((len(firsts) + 1, len(givens) + 1), _NO_WORD, np.float32)
    firsts_of_words, seconds, costs = words.of_two()
    pairs[row[firsts_of_words], column[seconds]] = costs
    pairs[0], pairs[:, 0] = _NO_WORD, _NO_WORD
    surname = np.full(_CODES, -np.inf)
    surname[_codes(surnames)] = [figures.SURNAME[char] for char in surnames]
    given = np.full(_CODES, figures.OTHER_CHARACTER)
    given[_codes(givens)] = list(figures.GIVEN.values())
    announced = np.where(_marked(characters.NEVER), given, np.maximum(given, -9.5))
    single = np.full(_CODES, figures.UNKNOWN)
    ones, costs = words.of_one()
    single[ones] = costs
    single[: _HAN.start] = single[_HAN.stop :] = figures.UNKNOWN
    water = np.where(_marked(contexts.WATERS_AND_HILLS), 2.0, 0.0)
    water[_marked(contexts.PLACES)] = 5.0
    han = np.zeros(_CODES, np.bool_)
    han[_HAN] = True
    before = np.where(han, 1.0, MOST_ELSEWHERE)
    before[_codes(contexts.PERSON_ENDS | contexts.SURE_ENDS)] = 3.5
    before[_codes(contexts.MARKS)] = 2.5
    endings: dict[str, float] = {}
    for known, said in words_before().items():
        if len(known) == 1:
            before[ord(known)] = max(before[ord(known)], said)
        endings[known[-2:]] = max(endings.get(known[-2:], 0.0), said)
    ending = _codes(key for key in endings if len(key) == 2).reshape(-1, 2).astype(np.uint64)
    of_two_keys = ending[:, 0] << np.uint64(16) | ending[:, 1]
    in_order = np.argsort(of_two_keys)
    said_by = np.array([said for key, said in endings.items() if len(key) == 2])[in_order]
    seen = np.zeros(_CODES, np.uint8)
    for bit, some in (
        (_SURNAME, surnames), (_OF_TWO, (name[0] for name in characters.COMPOUND)), (_DOT, DOTS),
        (_PART, (part[0] for part in characters.PARTS)), (_MARK, _MARKS),
    ):
        seen[_marked(some)] |= bit
    telling = _marked(["".join(re.findall(r"\d", every)), _FIRSTS_OF_TELLING, chr(_CODES - 1)])
    return _Tables(
        seen, row, column, pairs, surname, _marked(characters.AMBIGUOUS), given, announced, single,
        np.where(_marked(contexts.PLACES), 5.0, 0.0), water, before, of_two_keys[in_order], said_by,
        _marked(contexts.MARKS), _marked({*contexts.MARKS, *(known[-1] for known in words_before())}),
        _behind(han, telling),
        _marked({*characters.GIVEN_COMMON, *characters.GIVEN_USUAL, *characters.GIVEN_RARE}), han, _marked(JOINTS),
        _marked(ANNOUNCING), _marked({name[1] for name in characters.COMPOUND}),
        _marked({title[0] for title in contexts.TITLES}), _marked({title[1] for title in contexts.TITLES}), telling,
        _marked(["".join(re.findall(r"\s", every)), _BEFORE_TELLING]),
        _marked({part[1] for part in characters.PARTS}), _marked(":："), _marked(ascii_uppercase),
        _marked(ascii_letters),
    )


def _behind(han: NDArray[np.bool_], telling: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The most that what stands behind a name can say, by its first character."""
    most = np.where(han, 0.5, 1.0)
    most[_codes({word[0] for word in contexts.DOING})] = 1.6
    firsts_of_other_kinds = {word[0] for words in (contexts.DOING, contexts.TITLES) for word in words}
    most[_codes(contexts.PLACES - firsts_of_other_kinds)] = -7.0
    most[telling] = _TELLING
    most[ord("某")] = -99.0
    most[ord(_EDGE)] = 1.5
    return most


def _codes(chars: Iterable[str]) -> NDArray[np.uint32]:
    return np.frombuffer("".join(chars).encode("utf-32-le"), dtype="<u4")


def _marked(chars: Iterable[str]) -> NDArray[np.bool_]:
    marked = np.zeros(_CODES, np.bool_)
    marked[_codes(chars)] = True
    return marked


def _beginnings(
    codes: NDArray[np.intp], looked_at: NDArray[np.int64], seen: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where names may begin, by themselves and in lists, ascending."""
    tables = _tables()
    at = looked_at[seen & _SURNAME != 0]
    usual = tables.usual.take(codes.take(at + 1))
    # given names of any characters behind what announces them
    usual[~usual] = tables.han.take(codes.take(at[~usual] + 1)) & tables.announcing.take(codes.take(at[~usual] - 1))
    at = at[usual]
    at = at[_bounded(tables, codes, at)[1]]
    found = _bounded(tables, codes, at, closely=True)
    # surnames of two characters are few, and read one by one
    two = looked_at[seen & _OF_TWO != 0]
    two = two[tables.second_of_two.take(codes.take(two + 1)) & tables.han.take(codes.take(two + 2))]
    return tuple(  # type: ignore[return-value]
        distinct(np.concatenate((at[enough], two))) for enough in found
    )


def _bounded(
    tables: _Tables, codes: NDArray[np.intp], at: NDArray[np.int64], closely: bool = False
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where the bounds reach what a name by itself needs, and one in a list; closer ones take longer."""
    before, surname, first, second = (codes.take(at + n) for n in (-1, 0, 1, 2))
    if closely:
        pair, inner = (surroundings.cost_of_two(codes, at + n) for n in (0, 1))
        most_before = surroundings.most_before(codes, at)
    else:
        pair = tables.pairs[tables.row.take(surname), tables.column.take(first)].astype(np.float64)
        inner = tables.pairs[tables.row.take(first), tables.column.take(second)].astype(np.float64)
        most_before = _most_before(tables, codes.take(at - 2, mode="clip"), before)
    alone, last = tables.single.take(surname) + tables.single.take(first), tables.single.take(second)
    cost = np.maximum(pair, alone)
    cost_of_two = np.maximum(cost + last, tables.single.take(surname) + inner)
    word = np.where(pair > _NO_WORD, 3.0, 0.0)
    start = model.PRIOR + tables.surname.take(surname)
    listed = tables.joint.take(before)
    tier = np.searchsorted(-np.array(TIERS), -most_before, side="left")
    likely = np.zeros(len(at), np.bool_)
    possible = np.zeros(len(at), np.bool_)
    for given, length, taken, words in ((first, 1, cost, word), (second, 2, cost_of_two, 0.0)):
        chars, announced = tables.given.take(given), tables.announced.take(given)
        name = start + (model.ONE if length == 1 else model.TWO)
        if length == 2:
            chars, announced = chars + tables.given.take(first), announced + tables.announced.take(first)
        ambiguous = tables.ambiguous.take(surname)
        own = name + np.where(tier == 0, announced, chars) - taken
        own -= np.where((tier == 0) & ~ambiguous, 0.0, words)
        own -= np.where(tier == 2, tables.place.take(given), 0.0)
        own -= np.where(tier == 3, tables.water.take(given) + (2.0 if length == 1 else 0.0) * ambiguous, 0.0)
        ends = at + length + 1
        behind = surroundings.most_behind(codes, ends) if closely else _most_behind(tables, codes, ends)
        bound = own + most_before + behind + _SLACK
        bound[~tables.han.take(given)] = -np.inf
        likely |= bound >= LEAST
        possible |= (bound >= LEAST - IN_A_LIST) & (listed | tables.joint.take(codes.take(ends)))
    return likely, likely | possible


def _most_before(tables: _Tables, further: NDArray[np.intp], char: NDArray[np.intp]) -> NDArray[np.float64]:
    """The most that what stands before a name can say, by its last two characters."""
    most = tables.before.take(char)
    # what announces a name stands before a mark, or before several
    most[tables.named.take(char) & tables.before_mark.take(further)] = 11.0
    key = (further << 16 | char).astype(np.uint64)
    place = np.searchsorted(tables.endings, key)
    known = tables.endings.take(place, mode="clip") == key
    return np.where(known, np.maximum(most, tables.said.take(place, mode="clip")), most)


def _most_behind(tables: _Tables, codes: NDArray[np.intp], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    char, following = codes.take(ends), codes.take(ends + 1)
    most = tables.behind.take(char)
    telling = tables.blank.take(char) & (tables.blank.take(following) | tables.telling.take(following))
    most = np.where(telling, np.maximum(most, _TELLING), most)
    titled = tables.first_of_title.take(char) & tables.second_of_title.take(following)
    return np.where(titled, BY_TITLE, most)


def _other_forms(
    codes: NDArray[np.intp], looked_at: NDArray[np.int64], seen: NDArray[np.uint8]
) -> NDArray[np.int64]:
    """Return places without which a text holds no name of another build, ascending."""
    tables = _tables()
    found = [looked_at[seen & _DOT != 0]]
    parts = looked_at[seen & _PART != 0]
    parts = parts[tables.second_of_part.take(codes.take(parts + 1))]
    found.append(parts[surroundings.begin_parts(codes, parts)])
    marks = looked_at[seen & _MARK != 0]
    before_blanks = marks[tables.blank.take(codes.take(marks + 1))]
    for mark, behind in ((marks, marks + 1), (before_blanks, before_blanks + 2)):
        han = [tables.han.take(codes.take(behind + n, mode="clip")) for n in range(4)]
        blank = [tables.blank.take(codes.take(behind + n, mode="clip")) for n in range(3)]
        spaced = han[0] & (blank[1] | (han[1] & blank[2]))
        rare = han[0] & han[1] & ~(han[2] & han[3])
        latin = tables.capital.take(codes.take(behind, mode="clip"))
        latin &= tables.letter.take(codes.take(behind + 1, mode="clip"))
        likely = np.flatnonzero((spaced | rare) & tables.colon.take(codes.take(mark)) | latin)
        # a mark announces a name only behind a word that does, or behind another mark
        found.append(behind[likely[surroundings.firmly_announced(codes, mark[likely])]] - 1)
    return distinct(np.concatenate(found))
