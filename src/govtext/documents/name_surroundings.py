"""What the characters around a place say at most about a name there, closer than by single characters alone.

`name_places` bounds all places of a batch by tables of single characters, which is quick and leaves one place in two
texts. These are bounded once more by the pairs of characters before and behind them: pairs tell which words may end or
begin there. Bounds may be too high, never too low. Places are those of an array of code points of at most 65,535.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govtext.documents import name_contexts as contexts
from govtext.documents.name_characters import PARTS
from govtext.documents.name_evidence import BY_TITLE, FIRM, words_before
from govtext.documents.name_words import DESCRIBING, GOING_ON, LEADING, among, sorted_words

_CODES = 1 << 16
_BY_TELLING = 3.5
_NOWHERE = -99.0
# what `name_evidence` takes for signs of a person, apart from digits: of these each begins with one of its pairs
_TELLING_WORDS = (
    "汉族", "回族", "满族", "壮族", "苗族", "藏族", "土族", "今年", "现年", "年龄", "身份证", "性别", "出生", "电话",
    "手机", "联系电话",
)
_BEFORE_TELLING = "，,、（("


class _Said(NamedTuple):
    """Pairs of characters as numbers, ascending, and what each says."""

    pairs: NDArray[np.uint64]
    said: NDArray[np.float64]

    @classmethod
    def of(cls, said: Mapping[str, float]) -> _Said:
        codes = np.frombuffer("".join(said).encode("utf-32-le"), dtype="<u4").astype(np.uint64).reshape(-1, 2)
        return cls.of_most(codes[:, 0] << np.uint64(16) | codes[:, 1], np.array(list(said.values())))

    @classmethod
    def of_most(cls, pairs: NDArray[np.uint64], said: NDArray[np.float64]) -> _Said:
        """Return the pairs, each with the most that is said of it."""
        order = np.lexsort((-said, pairs))
        pairs, said = pairs[order], said[order]
        first = np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]
        return cls(pairs[first], said[first])

    def __call__(self, pairs: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Return what some pairs say, very little for those that say nothing."""
        at = np.searchsorted(self.pairs, pairs)
        known = self.pairs.take(at, mode="clip") == pairs
        return np.where(known, self.said.take(at, mode="clip"), _NOWHERE)


class _Bounds(NamedTuple):
    """What single characters (tables by code point) and pairs say at most.

    Attributes:
        marks: what may stand between a word and the name that it announces.
        before, ends: the most said right before a name by its last character, and by its last two.
        announced: by the last two characters before a mark.
        firm: the last two characters of words behind which, or behind a mark behind which, anything may be a name.
        behind, begins: the most said right behind a name by its first character, and by its first two.
        place, doing: ends of places' names; single characters that tell of doing.
        titles, doings, organisations: the first two characters of such words; of organisations, those that are one.
        blank, alone, tells: what may stand before what tells of a person, and what tells of one.
        words: costs of words of two characters.
        parts: the first two characters of parts of names of other build.
    """

    marks: NDArray[np.bool_]
    before: NDArray[np.float64]
    ends: _Said
    announced: _Said
    firm: _Said
    behind: NDArray[np.float64]
    begins: _Said
    place: NDArray[np.bool_]
    doing: NDArray[np.bool_]
    titles: _Said
    doings: _Said
    organisations: _Said
    blank: NDArray[np.bool_]
    alone: NDArray[np.bool_]
    tells: _Said
    words: _Said
    parts: _Said


@lru_cache(maxsize=1)
def _bounds() -> _Bounds:
    words, every = sorted_words(), np.arange(_CODES, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    known, han = words_before(), np.zeros(_CODES, np.bool_)
    han[0x3400:0xA000] = True
    leading, going = (words.of_sort(sort) for sort in (LEADING, LEADING | GOING_ON))
    before = np.where(han, -0.5, 1.0)
    before[ord("、")] = 1.5
    before[_codes("的")], before[leading.singles] = 1.0, 1.0
    before[_codes(contexts.PERSON_ENDS | contexts.SURE_ENDS)] = 3.5
    before[_codes(contexts.MARKS)] = 1.2
    before[_codes(":：")] = 2.5
    for word, said in known.items():
        if len(word) == 1:
            before[ord(word)] = max(before[ord(word)], said)
    ending: dict[str, float] = {}
    for word, said in known.items():
        if len(word) > 1:
            ending[word[-2:]] = max(ending.get(word[-2:], 0.0), said)
    said_by_words = _Said.of(ending)
    describing = words.of_sort(DESCRIBING)
    behind = np.where(han, -2.5, 1.0)
    behind[going.singles] = 0.5
    behind[ord("\n")] = 1.5
    behind[ord("某")] = _NOWHERE
    announced = dict.fromkeys(_ends(contexts.TITLES | contexts.ROLES), FIRM) | dict.fromkeys(
        _ends(contexts.INTRODUCING), 11.0
    )
    begun = (going.firsts, describing.firsts, words.of_sort(0).firsts)
    return _Bounds(
        _marked(contexts.MARKS), before,
        _Said.of_most(
            np.concatenate((said_by_words.pairs, leading.lasts)),
            np.concatenate((said_by_words.said, np.ones(len(leading.lasts)))),
        ),
        _Said.of(announced), _Said.of(dict.fromkeys(_ends(contexts.ROLES | contexts.INTRODUCING), 1.0)),
        behind,
        _Said.of_most(
            np.concatenate(begun), np.repeat([0.5, 0.0, -1.5], [len(firsts) for firsts in begun])
        ),
        _marked(contexts.PLACES), _marked(word for word in contexts.DOING if len(word) == 1),
        _begins(contexts.TITLES), _begins(word for word in contexts.DOING if len(word) > 1),
        _begins(word for word in contexts.ORGANISATIONS if len(word) == 2),
        _marked(["".join(re.findall(r"\s", every)), _BEFORE_TELLING]),
        # a character beyond the table may be a digit
        _marked(["".join(re.findall(r"\d", every)), "男女", chr(_CODES - 1)]), _begins(_TELLING_WORDS),
        _Said(words.pairs_of_two(), words.of_two()[2]), _begins(PARTS),
    )


def _codes(chars: Iterable[str]) -> NDArray[np.uint32]:
    return np.frombuffer("".join(chars).encode("utf-32-le"), dtype="<u4")


def _marked(chars: Iterable[str]) -> NDArray[np.bool_]:
    return among("".join(chars))


def _ends(words: Iterable[str]) -> list[str]:
    return [word[-2:] for word in words]


def _begins(words: Iterable[str]) -> _Said:
    return _Said.of(dict.fromkeys([word[:2] for word in words], 1.0))


def _pair(codes: NDArray[np.intp], at: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the pairs of characters that begin at some places, as numbers."""
    first, second = codes.take(at, mode="clip"), codes.take(at + 1, mode="clip")
    return (first << 16 | second).astype(np.uint64)


def cost_of_two(codes: NDArray[np.intp], at: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the cost of the word of two characters at each place, -99 where there is none."""
    return _bounds().words(_pair(codes, at))


def most_before(codes: NDArray[np.intp], at: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the most that ``evidence_before`` gives for each place."""
    bounds = _bounds()
    last = codes.take(at - 1)
    most = np.maximum(bounds.before.take(last), bounds.ends(_pair(codes, at - 2)))
    marked = np.flatnonzero(bounds.marks.take(last))
    several = bounds.marks.take(codes.take(at[marked] - 2, mode="clip"))
    said = np.where(several, 11.0, bounds.announced(_pair(codes, at[marked] - 3)))
    most[marked] = np.maximum(most[marked], said)
    return most


def most_behind(codes: NDArray[np.intp], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the most that ``evidence_behind`` gives for each place."""
    bounds = _bounds()
    char, pair = codes.take(ends), _pair(codes, ends)
    doing, doings = bounds.doing.take(char), bounds.doings(pair) > 0
    titled = bounds.titles(pair) > 0
    most = np.maximum(bounds.behind.take(char), bounds.begins(pair))
    most = np.maximum(most, np.where(doings, 1.6, np.where(doing, 1.0, _NOWHERE)))
    telling = [_tells(bounds, codes, ends + n) for n in range(3)]
    blank = [bounds.blank.take(codes.take(ends + n, mode="clip")) for n in range(2)]
    most[telling[0] | blank[0] & (char != ord("\n")) & (telling[1] | blank[1] & telling[2])] = _BY_TELLING
    most[char == ord("某")] = _NOWHERE
    # what ends a place or is an organisation outweighs what tells of a person, but not a word of doing
    most[bounds.place.take(char) & ~doing & ~doings] = -7.0
    most[(bounds.organisations(pair) > 0) & ~doings] = -9.0
    return np.where(titled, BY_TITLE, most)


def _tells(bounds: _Bounds, codes: NDArray[np.intp], at: NDArray[np.int64]) -> NDArray[np.bool_]:
    return bounds.alone.take(codes.take(at, mode="clip")) | (bounds.tells(_pair(codes, at)) > 0)


def firmly_announced(codes: NDArray[np.intp], marks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return behind which marks a name of any form may stand: those behind or within such a word, or another mark."""
    bounds = _bounds()
    behind_marks = bounds.marks.take(codes.take(marks - 1, mode="clip"))
    firm: NDArray[np.bool_] = bounds.firm(_pair(codes, marks - 2)) > 0
    return behind_marks | firm | (bounds.firm(_pair(codes, marks - 1)) > 0)


def begin_parts(codes: NDArray[np.intp], at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return at which places the first two characters of a part of a name of other build stand."""
    found: NDArray[np.bool_] = _bounds().parts(_pair(codes, at)) > 0
    return found
