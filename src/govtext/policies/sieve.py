"""Where each of many patterns can match in texts, told from letters that its matches cannot do without.

Hundreds of patterns are sought in every message and few are there: each but a few begins with fixed letters and holds
others. All these letters are looked for at once, in many texts together; a pattern is then tried only at places where
its beginning stands and, so far behind it as they may, the others do.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from govtext.literal_scan import LiteralScan, runs
from govtext.literals import Literals, Need, branches_of, read_branches, read_literals, shortest

# Stands between texts that are looked through together; no letter of a pattern.
_APART = "\0"
# Letters that phrases are told apart by; all beyond are as one.
_LETTERS = 1 << 16
# Characters below which a text is looked through as it is.
_SHORT = 200
# The place of a pattern that may match anywhere in its text.
ANYWHERE = -1
# The end of a match of which only a trial tells whether it is one.
UNSURE = -1
# Farther than any text reaches.
_FAR = 1 << 40
# By what a match depends on more than its own letters, or on how they were first taken.
_CONDITION = re.compile(r"\(\?[^:]|\\[AbBZ]|(?<!\[)\^|\$|[*+?}]\+")

# A letter that a match must begin with: one that stands for itself, neither left out nor repeated.
_LETTER = re.compile(r"[^\\\[\](){}.^$*+?|](?![*+?{])")


class Candidates(NamedTuple):
    """Where patterns may match: by text, pattern and place.

    Attributes:
        texts, patterns: by number.
        places: where in the text a match may begin; `ANYWHERE` for a pattern that is not known to begin with letters.
        ends: where the letters end that are a match without any trial, `UNSURE` where there are none.
    """

    texts: NDArray[np.int64]
    patterns: NDArray[np.int64]
    places: NDArray[np.int64]
    ends: NDArray[np.int64]


class Sieve:
    """Tells where patterns may match.

    Args:
        patterns: compiled; one that is not understood may match anywhere.
    """

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        # What stands between | is sought by itself: each needs more than they have in common. An entry for each and
        # each literal that it may begin with, one for what is not known to begin with any.
        read = [
            (at, pattern, needs, one)
            for at, pattern in enumerate(patterns) for begin, needs in _needs(pattern) for one in sorted(begin) or [""]
        ]
        sure = [one if one and _matches(pattern, one) else "" for _, pattern, _, one in read]
        # Letters that are a match need no more.
        needs = [() if alone else needs for alone, (_, _, needs, _) in zip(sure, read, strict=True)]
        sets = _numbered(need.any_of for each in needs for need in each)
        begins = [one for _, _, _, one in read]
        literals = _numbered([*filter(None, begins), *(literal for any_of in sets for literal in sorted(any_of))])
        self._scan = LiteralScan(list(literals))
        # Of each literal the entries that begin with it, and the sets that hold it.
        self._beginning = _Lists([(literals[one], entry) for entry, one in enumerate(begins) if one], len(literals))
        self._holding = _Lists([(literals[one], at) for any_of, at in sets.items() for one in any_of], len(literals))
        # Of each entry the sets that a match needs, and how far behind its beginning; -1 where it needs no more.
        self._needs = np.zeros((max(map(len, needs), default=0), 3, len(read)), dtype=np.int64)
        self._needs[:, 0] = -1
        for entry, each in enumerate(needs):
            for at, need in enumerate(each):
                self._needs[at, :, entry] = sets[need.any_of], need.least, min(need.most, _FAR)
        self._without = np.array([entry for entry, one in enumerate(begins) if not one], dtype=np.int64)
        self._pattern = np.array([at for at, _, _, _ in read], dtype=np.int64)
        self._sure = np.array(list(map(len, sure)), dtype=np.int64)
        self._patterns, self._count = len(patterns), len(sets)

    def candidates(self, texts: Sequence[str]) -> Candidates:
        """Return where in the texts patterns may match: every place at which a match begins, and some others."""
        codes = np.frombuffer(_APART.join([*texts, ""]).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        sizes = np.array([len(text) + 1 for text in texts], dtype=np.int64)
        text_at = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)
        literals, found = self._scan.occurrences(codes.astype(np.intp))
        there = _There(*self._holding.of(literals, found), text_at, np.cumsum(sizes), self._count)
        places, entries = self._beginning.of(literals, found)
        for sets, _, _ in self._needs:
            kept = np.flatnonzero(there.inside(sets[entries], text_at[places]))
            places, entries = places[kept], entries[kept]
        # Few are left: only what these ask for is put in order.
        there.order([(sets[entries], text_at[places]) for sets, _, _ in self._needs])
        for sets, least, most in self._needs:
            asked = np.flatnonzero(sets[entries] >= 0)
            own, place = entries[asked], places[asked]
            missed = asked[~there.near(place, sets[own], least[own], most[own])]
            places, entries = np.delete(places, missed), np.delete(entries, missed)
        text, others = self._anywhere(there, len(texts))
        in_text = text_at[places]
        offsets = np.concatenate([places - (np.cumsum(sizes) - sizes)[in_text], np.full(len(text), ANYWHERE)])
        numbers, entries = np.concatenate([in_text, text]), np.concatenate([entries, others])
        patterns, sure = self._pattern[entries], self._sure[entries]
        # Once each, by letters that are a match where there are some.
        keys = ((numbers * self._patterns + patterns) * (len(codes) + 1) + offsets) * 2 + (sure == 0)
        order = np.argsort(keys)
        order = order[np.append(True, np.diff(keys[order] >> 1) > 0)[: len(order)]]
        offsets, sure = offsets[order], sure[order]
        return Candidates(numbers[order], patterns[order], offsets, np.where(sure > 0, offsets + sure, UNSURE))

    def _anywhere(self, there: _There, texts: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return text and entry where one that is not known to begin with letters finds all that it needs."""
        text, entry = np.repeat(np.arange(texts), len(self._without)), np.tile(self._without, texts)
        for sets, _, _ in self._needs:
            held = there.inside(sets[entry], text)
            text, entry = text[held], entry[held]
        return text, entry


class _There:
    """Which sets of literals stand where in a row of texts; set -1 stands everywhere."""

    def __init__(
        self, places: NDArray[np.int64], sets: NDArray[np.int64], text_at: NDArray[np.int32], ends: NDArray[np.int64],
        count: int,
    ) -> None:
        self._places, self._sets, self._text_at, self._ends = places, sets, text_at, ends
        # By set and text; the last set is the one that stands everywhere.
        self._cells = self._cell(sets, text_at[places])
        self._inside = np.zeros((count + 1) * len(ends), dtype=bool)
        self._inside[self._cells] = True
        self._inside[count * len(ends) :] = True
        self._keys = np.zeros(0, dtype=np.int64)

    def _cell(self, sets: NDArray[np.int64], texts: NDArray[np.integer]) -> NDArray[np.int64]:
        cells: NDArray[np.int64] = sets * len(self._ends)
        cells += texts
        return cells

    def inside(self, sets: NDArray[np.int64], texts: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Return whether each set stands in a text."""
        # Of set -1 the cells lie before the first: those of the last set.
        found: NDArray[np.bool_] = self._inside[self._cell(sets, texts)]
        return found

    def order(self, asked: Iterable[tuple[NDArray[np.int64], NDArray[np.integer]]]) -> None:
        """Make ready for `near`, given the sets and texts that it will be asked about."""
        wanted = np.zeros(len(self._inside), dtype=bool)
        for sets, texts in asked:
            wanted[self._cell(sets, texts)] = True
        own = np.flatnonzero(wanted[self._cells])
        self._keys = np.append(np.sort(self._sets[own] * len(self._text_at) + self._places[own]), _FAR)

    def near(
        self, places: NDArray[np.int64], sets: NDArray[np.int64], least: NDArray[np.int64], most: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Return whether each set stands `least` to `most` characters behind a place, in its text."""
        row = sets * len(self._text_at)
        last = row + np.minimum(places + most, self._ends[self._text_at[places]] - 1)
        found: NDArray[np.bool_] = self._keys[np.searchsorted(self._keys, row + places + least)] <= last
        return found


class _Lists:
    """Lists of numbers, one behind the other, to be taken for many at once."""

    def __init__(self, pairs: Collection[tuple[int, int]], count: int) -> None:
        """`pairs`: the list that holds a number, and the number; `count`: how many lists there are."""
        owner, self._numbers = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2).T
        self._times = np.bincount(owner, minlength=count)
        self._first = np.cumsum(self._times) - self._times

    def of(
        self, lists: NDArray[np.integer], told: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the numbers of the lists, one list behind the other, and before them what is told of each one's."""
        times = self._times[lists]
        return np.repeat(told, times), self._numbers[runs(self._first[lists], times)]


def _needs(pattern: re.Pattern[str]) -> list[tuple[frozenset[str], list[Need]]]:
    """Return, of each branch, what a match begins with and what else it needs.

    One for all, which begins with nothing, where it is not known of each branch what it begins with.
    """
    if pattern.flags & re.IGNORECASE:
        return [(frozenset(), [])]
    found = list(map(_need, read_branches(pattern.pattern)))
    return found if all(begin for begin, _ in found) else [_need(read_literals(pattern.pattern))]


def parted(pattern: re.Pattern[str]) -> list[re.Pattern[str]]:
    """Return patterns of which one matches where the pattern does: what begins with known letters, and what doesn't.

    To be tried anywhere takes longest: that is left to the branches that must be.
    """
    branches = branches_of(pattern.pattern)
    if len(branches) == 1:
        return [pattern]
    unknown = [one for one in branches if not _LETTER.match(one) and not _need(read_literals(one))[0]]
    if pattern.flags & re.IGNORECASE or not 0 < len(unknown) < len(branches):
        return [pattern]
    known = [one for one in branches if one not in unknown]
    return [re.compile("|".join(own)) for own in (known, unknown)]


def _need(found: Literals) -> tuple[frozenset[str], list[Need]]:
    begin = shortest(found.openings or found.heads)
    needs = [need._replace(any_of=shortest(need.any_of)) for need in found.needed if all(need.any_of)]
    return begin, [need for need in needs if need != Need(begin, 0, 0)]


def _matches(pattern: re.Pattern[str], literal: str) -> bool:
    """Return whether a pattern matches wherever a literal stands, whatever is around it."""
    return not _CONDITION.search(pattern.pattern) and pattern.match(literal) is not None


def _numbered(names: Iterable[Any]) -> dict[Any, int]:
    return {name: at for at, name in enumerate(dict.fromkeys(names))}


class Phrases:
    """Finds phrases of two letters or more: in a long text only where the first letters of one stand, three of them.

    Args:
        phrases: at least one.
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        self._any = any_of(phrases)
        begins = [[min(ord(letter), _LETTERS - 1) for letter in phrase[:3]] for phrase in phrases]
        first, second, third = (sorted({one[at] for one in begins if len(one) > at}) for at in range(3))
        self._first = np.zeros(_LETTERS, dtype=bool)
        self._first[first] = True
        # Letter → its place among those that come second, behind which all others stand; the same of the third.
        self._second, self._third = (np.full(_LETTERS, len(known), dtype=np.int32) for known in (second, third))
        self._second[second], self._third[third] = np.arange(len(second)), np.arange(len(third))
        # First letter → its row among pairs of the first two; the pair's number from 1, 0 where they begin no phrase.
        self._row = np.zeros(_LETTERS, dtype=np.int32)
        self._row[first] = np.arange(len(first))
        self._pair = np.zeros((len(first), len(second) + 1), dtype=np.int32)
        pairs = sorted({(one[0], one[1]) for one in begins})
        number = {pair: at for at, pair in enumerate(pairs, start=1)}
        for (one, other), at in number.items():
            self._pair[self._row[one], self._second[other]] = at
        # Which third letter goes on from a pair; any at all where the pair is a phrase.
        self._goes_on = np.zeros((len(pairs) + 1, len(third) + 1), dtype=bool)
        for begin in begins:
            at = number[begin[0], begin[1]]
            self._goes_on[at, self._third[begin[2]] if len(begin) > 2 else slice(None)] = True

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in order, without overlap, of those that begin alike the longest."""
        if len(text) < _SHORT:
            yield from self._any.finditer(text)
        else:
            yield from self.within(text, self.begun(text), 0, len(text))

    def within(self, text: str, begun: list[int], start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield the matches of a part of a text as `find` would, given the places at which any may begin."""
        for place in begun[bisect_left(begun, start) : bisect_left(begun, end)]:
            match = self._any.match(text, place, end) if place >= start else None
            if match is not None:
                start = match.end()
                yield match

    def begun(self, text: str) -> list[int]:
        """Return the places of a text at which the first three letters of a phrase stand, or all of one of two."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        letters = np.minimum(codes, _LETTERS - 1)
        begun = np.flatnonzero(self._first.take(letters[:-1]))
        second = self._second.take(letters.take(begun + 1))
        kept = np.flatnonzero(second < self._pair.shape[1] - 1)
        begun, second = begun[kept], second[kept]
        pair = self._pair[self._row.take(letters.take(begun)), second]
        kept = np.flatnonzero(pair)
        begun, pair = begun[kept], pair[kept]
        third = self._third.take(letters.take(begun + 2, mode="clip"))
        found: list[int] = begun[self._goes_on[pair, third]].tolist()
        return found


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return an expression that matches the longest of the words at each place.

    Words that begin alike share their beginning: three times as fast as one word after the other.
    """
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return re.compile("|".join(_branches(tree)))


def _branches(node: dict[str, Any]) -> Iterator[str]:
    for letter, below in node.items():
        if letter:
            further = list(_branches(below))
            end = "?" if further and "" in below else ""
            yield re.escape(letter) + (f"(?:{'|'.join(further)}){end}" if further else "")
