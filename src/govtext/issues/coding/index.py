"""Where in a batch of texts each of many patterns may match, at little cost.

A pattern cannot match without its literals (:mod:`.literals`). All literals of all patterns are looked for at once
(:mod:`.scan`). Of a pattern's sets of literals one is its anchor: those that its matches begin with, or the rarest in
this batch. Where another set is much rarer (many expressions begin with any number), the way leads from there to the
places of the anchor that stand as far off as they would have to. A place of the anchor is kept if the next two rarest
sets stand where they would have to stand, as far as tables of what stands in which piece, block or sentence can tell.
What is kept is a candidate: matching it is left to the regular expression.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from govtext.issues.coding.rules import Pattern
from govtext.issues.coding.scan import Texts
from govtext.literal_scan import LiteralScan, distinct, runs
from govtext.literals import Need, shortest

# Powers of two: the characters of a block, and how many blocks or sentences the tables tell apart.
_BLOCK, _MOST_BLOCKS = 4, 14
_MOST_STEPS = 3
_MOST_NEEDS = 6
_CHECKS = 2
# What trying an expression costs against noting where a literal stands.
_TRY_COST = 30
# An anchor is looked for near a rarer need where that stands so many times less often.
_SEEK_COST = 2
# Among so many times more literals than it has places it is not looked for so.
_MOST_SOUGHT = 8
_FAR = 1 << 20
# What a match stays inside: what lies between two marks of PIECE_MARKS, its sentence, or its text.
PIECE, SENTENCE, TEXT = "piece", "sentence", "text"
_COMMON = np.int64(1) << 60
# The tables of what stands where.
_NONE, _PIECES, _BLOCKS, _SENTENCES = range(4)


class Candidates(NamedTuple):
    """Where patterns may match: pattern by pattern, and by place.

    Attributes:
        patterns: numbers of patterns.
        earliest: the earliest place at which the match may begin; the only one, if the pattern is of known start.
        places: the place at which the pattern's anchor stands.
    """

    patterns: np.ndarray
    earliest: np.ndarray
    places: np.ndarray


class PatternIndex:
    """Patterns by their literals; immutable once built.

    Attributes:
        known_start: for each pattern, whether its candidates say where a match begins.
        keyless: numbers of the patterns without literals: they have no candidates and may match anywhere.
    """

    def __init__(self, patterns: Sequence[Pattern], reach: Sequence[str], asked: Sequence[Pattern] = ()) -> None:
        """Index ``patterns`` and those of which it is ``asked`` only in which texts they may match.

        ``reach``: for each of the patterns, what its matches stay inside: ``PIECE``, ``SENTENCE``, or ``TEXT``.
        """
        self._reach = np.array(reach)
        self._in_sentence, self._in_text = self._reach == SENTENCE, self._reach == TEXT
        needs = [_needs(pattern) for pattern in patterns]
        self.keyless = [number for number, each in enumerate(needs) if not each]
        sets: dict[frozenset[str], int] = {}
        shape = len(patterns), max(map(len, needs), default=1) or 1
        self._set = np.full(shape, -1, dtype=np.int64)
        self._least, self._most = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for number, each in enumerate(needs):
            for at, need in enumerate(each):
                self._set[number, at] = sets.setdefault(need.any_of, len(sets))
                self._least[number, at], self._most[number, at] = need.least, min(need.most, _FAR)
        self.known_start: np.ndarray = self._least[:, 0] == self._most[:, 0]
        asked_needs = [[need.any_of for need in pattern.literals.needed] for pattern in asked]
        asked_sets = {any_of for needed in asked_needs for any_of in needed}
        literals = sorted({literal for any_of in (*sets, *asked_sets) for literal in any_of})
        numbers = {literal: number for number, literal in enumerate(literals)}
        self._members = np.array([numbers[each] for any_of in sets for each in sorted(any_of)], dtype=np.int64)
        self._sizes = np.array([len(any_of) for any_of in sets], dtype=np.int64)
        self._literals = len(literals)
        # Literals that belong to the same sets are one class.
        owners = np.repeat(np.arange(len(self._sizes)), self._sizes)
        belongs: list[list[int]] = [[] for _ in literals]
        for literal, owner in zip(self._members.tolist(), owners.tolist(), strict=True):
            belongs[literal].append(owner)
        classes: dict[tuple[int, ...], int] = {}
        numbered = [classes.setdefault(tuple(own), len(classes)) for own in belongs]
        self._classes = np.array(numbered, dtype=np.int64)
        self._held = _Member(owners, self._classes[self._members])
        several = self._set[(self._set >= 0).sum(axis=1) > 1, 0]
        self._anchors = np.zeros(len(literals), dtype=bool)
        self._anchors[self._members[np.isin(owners, several)]] = True
        self._asked = _InTexts(asked_needs, numbers)
        self._scan = LiteralScan(literals)

    def candidates(self, texts: Texts) -> tuple[Candidates, np.ndarray]:
        """Return where in the texts the patterns may match, and, texts × patterns, whether one that is asked may.

        A candidate may reach into the next text.
        """
        literals, found = self._scan.occurrences(texts.points)
        anchors = np.flatnonzero(self._anchors[literals])
        near = _Near(self._classes[literals[anchors]], found[anchors], len(texts.codes))
        order = np.argsort(literals.astype(np.int16 if self._literals < 1 << 15 else np.int32), kind="stable")
        literals, found = literals[order], found[order]
        often = np.bincount(literals, minlength=self._literals)
        asked = self._asked.hold(literals, texts.text_at[found], len(texts.texts))
        if not len(found) or not len(self._set):
            return Candidates(*(np.zeros(0, dtype=np.int64) for _ in range(3))), asked
        return self._kept(texts, _Occurrences(found, often, self._members, self._sizes), near), asked

    def _kept(self, texts: Texts, occurrences: _Occurrences, near: _Near) -> Candidates:
        # Ordered by how often its sets stand in the batch; a set number of -1 is no need, and counts as common.
        often = np.append(occurrences.often, _COMMON)[self._set]
        rows, length = np.arange(len(often)), np.int64(len(texts.codes))
        rarest = often.argmin(axis=1)
        anchor = np.where(self.known_start, 0, rarest)
        least, sets = often[rows, rarest], self._set[rows, anchor]
        live = (least > 0) & (sets >= 0)
        low, high = self._least[rows, anchor], self._most[rows, anchor]
        many = often[rows, anchor]
        sought = live & (least * _SEEK_COST < many)
        far = np.flatnonzero(sought)
        # From the places of the rarer need to those where the anchor would have to stand.
        own = np.repeat(far, least[far])
        at = np.sort(own * length + occurrences.of(self._set[far, rarest[far]])) - own * length
        first, last = at + (low - self._most[rows, rarest])[own], at + (high - self._least[rows, rarest])[own]
        begins, counts = near.spans(own, *self._inside(texts, own, at, first, last))
        # Not so where there is much to look through: long texts without marks.
        sought &= np.bincount(own, counts, len(rows)) <= _MOST_SOUGHT * many
        kept = np.flatnonzero(sought[own])
        own, at = near.anchors(self._held, own[kept], sets, begins[kept], counts[kept])
        seen = np.flatnonzero(live & ~sought)
        place = np.concatenate([np.repeat(seen * length, many[seen]) + occurrences.of(sets[seen]), own * length + at])
        times = np.bincount(own, minlength=len(rows))
        times[seen] += many[seen]
        place = np.sort(place) - np.repeat(rows * length, times)
        often[rows, anchor] = _COMMON
        far = np.flatnonzero(sought)
        often[far, rarest[far]] = _COMMON
        checks = []
        for _ in range(_CHECKS):
            other = often.argmin(axis=1)
            common = often[rows, other]
            checked = np.where((common < _COMMON) & (times > 0), self._set[rows, other], -1)
            # A set is asked for where it saves more tries than it takes to write down where it stands.
            tries = np.bincount(checked + 1, times, len(occurrences.often) + 1)[checked + 1]
            checked = np.where(tries * _TRY_COST >= common, checked, -1)
            first, last = self._least[rows, other] - high, self._most[rows, other] - low
            checks.append(_Check(checked, first, last, self._reach))
            often[rows, other] = _COMMON
        tables = _Tables(occurrences, checks, texts)
        for check in checks:
            kept = tables.hold(check, place, times)
            place, times = place[kept], np.diff(np.searchsorted(kept, np.append(0, np.cumsum(times))))
        pattern = np.repeat(rows, times)
        return Candidates(pattern, place - high[pattern], place)

    def _inside(
        self, texts: Texts, pattern: np.ndarray, place: np.ndarray, first: np.ndarray, last: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return spans of places cut to what the matches of their patterns stay inside, given a place in it."""
        begin, end = texts.pieces(place)
        at = np.flatnonzero(self._in_sentence[pattern])
        _, begin[at], end[at] = texts.sentences(place[at])
        at = np.flatnonzero(self._in_text[pattern])
        text = texts.text_at[place[at]]
        begin[at], end[at] = texts.starts[text], texts.ends[text]
        return np.minimum(np.maximum(first, begin), end), np.minimum(last, end - 1)


class _Near:
    """Where literals stand that anchor patterns, place by place."""

    def __init__(self, classes: np.ndarray, places: np.ndarray, length: int) -> None:
        """``classes`` of literals and the places where they stand, in any order; see :class:`_Member`."""
        order = np.argsort(places, kind="stable")
        self._classes, self._places = classes[order], places[order]
        self._before = np.zeros(length + 1, dtype=np.int64)
        np.cumsum(np.bincount(places, minlength=length), out=self._before[1:])

    def spans(self, patterns: np.ndarray, first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return of spans, from a first place to a last one, the first literal in each and how many stand there.

        ``patterns`` in order, the spans of each in order: what stands in two spans counts for the first.
        """
        first[1:] = np.maximum(first[1:], np.where(patterns[1:] == patterns[:-1], last[:-1] + 1, 0))
        begins = self._before[first]
        return begins, self._before[np.maximum(last + 1, first)] - begins

    def anchors(
        self, held: _Member, patterns: np.ndarray, sets: np.ndarray, begins: np.ndarray, counts: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the patterns and places of the anchors in the spans of patterns; ``sets``: each pattern's anchor."""
        at = runs(begins, counts, np.int64)
        own = np.flatnonzero(held.of(np.repeat(sets[patterns], counts), self._classes[at]))
        return np.repeat(patterns, counts)[own], self._places[at[own]]


class _Member:
    """Which classes of literals belong to which sets: a row of bits for each set."""

    def __init__(self, sets: np.ndarray, classes: np.ndarray) -> None:
        self._width = (int(classes.max(initial=0)) >> 3) + 1
        self._bits = np.zeros((int(sets.max(initial=-1)) + 1) * self._width, dtype=np.uint8)
        np.bitwise_or.at(self._bits, sets * self._width + (classes >> 3), (1 << (classes & 7)).astype(np.uint8))

    def of(self, sets: np.ndarray, classes: np.ndarray) -> np.ndarray:
        """Return of each set and class whether they belong together, as 0 or 1."""
        at = sets * self._width
        at += classes >> 3
        held: np.ndarray = self._bits.take(at)
        held >>= (classes & 7).astype(np.uint8)
        held &= 1
        return held


class _Check:
    """For each pattern a set of literals (-1 for none) that would have to stand near its anchor.

    Attributes:
        sets: the set.
        first, last: from where to where behind the anchor it would stand.
        kind: the table that tells whether it does, see :class:`_Tables`.
    """

    def __init__(self, sets: np.ndarray, first: np.ndarray, last: np.ndarray, reach: np.ndarray) -> None:
        """``reach`` says what a pattern's match stays inside."""
        self.sets, self.first, self.last = sets, first, last
        near = last - first <= _MOST_STEPS << _BLOCK
        kind = np.where(near, _BLOCKS, np.where(reach == SENTENCE, _SENTENCES, _NONE))
        kind = np.where(reach == PIECE, _PIECES, kind)
        self.kind = np.where(sets >= 0, kind, _NONE)


class _Occurrences:
    """Where the literals of a batch stand, and with them the sets of literals.

    Attributes:
        often: how often each set stands in the batch.
    """

    def __init__(self, places: np.ndarray, often: np.ndarray, members: np.ndarray, sizes: np.ndarray) -> None:
        """``places`` literal by literal, ``often`` how many of each, ``members`` the literals of one set by another."""
        self._places, self._times, self._begins = places.astype(np.int32), often, np.cumsum(often) - often
        self._members, self._sizes, self._first = members, sizes, np.cumsum(sizes) - sizes
        self.often = np.add.reduceat(often[members], self._first)

    def of(self, sets: np.ndarray) -> np.ndarray:
        """Return the places of some sets, one set after the other."""
        literals = self._members[runs(self._first[sets], self._sizes[sets], np.int64)]
        places: np.ndarray = self._places[runs(self._begins[literals], self._times[literals], np.int64)]
        return places


class _InTexts:
    """In which texts each of some patterns may match: those that hold a literal of each of its sets."""

    def __init__(self, needs: Sequence[Sequence[frozenset[str]]], numbers: Mapping[str, int]) -> None:
        sets: dict[frozenset[str], int] = {}
        rows = [[sets.setdefault(any_of, len(sets) + 1) for any_of in needed] for needed in needs]
        # Set 0 stands in every text: it fills up the rows of patterns with fewer sets.
        self._rows = np.zeros((len(rows), max(map(len, rows), default=0)), dtype=np.int64)
        for row, own in zip(self._rows, rows, strict=True):
            row[: len(own)] = own
        members = sorted((numbers[literal], number) for any_of, number in sets.items() for literal in any_of)
        self._set_of = np.array([number for _, number in members], dtype=np.int64)
        times = np.bincount([literal for literal, _ in members], minlength=len(numbers)) if members else np.zeros(0)
        self._times = times.astype(np.int64)
        self._first = np.cumsum(self._times) - self._times
        self._sets = len(sets) + 1

    def hold(self, literals: np.ndarray, texts: np.ndarray, count: int) -> np.ndarray:
        """Return texts × patterns, given literals in order with their texts in order."""
        stands = self._stand(literals, texts, count)
        held = np.ones((len(self._rows), count), dtype=bool)
        for sets in self._rows.T:
            held &= stands[sets]
        return held.T

    def _stand(self, literals: np.ndarray, texts: np.ndarray, count: int) -> np.ndarray:
        """Return sets × texts: whether a literal of the set stands there."""
        stands = np.zeros((self._sets, count), dtype=bool)
        stands[0] = True
        if len(self._times):
            used = self._times[literals] > 0
            used[1:] &= (literals[1:] != literals[:-1]) | (texts[1:] != texts[:-1])
            literals, texts = literals[used], texts[used]
            times = self._times[literals]
            stands[self._set_of[runs(self._first[literals], times)], np.repeat(texts, times)] = True
        return stands


class _Tables:
    """Which sets of literals stand in which part of a batch, as far as checks ask for it.

    Parts are pieces, blocks of 16 characters (more in a long batch) and sentences; of a long batch some pieces and some
    sentences are taken together. All tables are one row of cells; the first cell holds for what isn't asked. Rows of
    parts begin before the batch and end behind it, so far as a check may look from a place in it.
    """

    def __init__(self, occurrences: _Occurrences, checks: Sequence[_Check], texts: Texts) -> None:
        length, most = len(texts.codes), (1 << _MOST_BLOCKS) - 1
        self._shift = max(_BLOCK, (length >> _MOST_BLOCKS).bit_length())
        self._last_block = length - 1 >> self._shift
        blocks = [np.abs(check.first[check.kind == _BLOCKS]).max(initial=0) for check in checks]
        self._around = min(int(max(blocks)), length)
        parts = np.zeros((4, length + 2 * self._around), dtype=np.int32)
        inner = slice(self._around, self._around + length)
        np.bitwise_and(texts.piece_numbers, most, out=parts[_PIECES, inner])
        np.right_shift(np.arange(length), self._shift, out=parts[_BLOCKS, inner], casting="unsafe")
        parts[_BLOCKS, self._around + length :] = self._last_block
        np.bitwise_and(texts.sentence_numbers, most, out=parts[_SENTENCES, inner])
        self._parts, self._width = parts.ravel(), parts.shape[1]
        self._rows = np.zeros((4, len(occurrences.often)), dtype=np.int64)
        held = {}
        size = 1
        for kind in (_PIECES, _BLOCKS, _SENTENCES):
            held[kind] = distinct(np.concatenate([check.sets[check.kind == kind] for check in checks]))
            count = int(parts[kind].max(initial=0)) + 1
            self._rows[kind, held[kind]] = size + np.arange(len(held[kind])) * count
            size += len(held[kind]) * count
        self._cells = np.zeros(size, dtype=bool)
        self._cells[0] = True
        for kind, sets in held.items():
            places = occurrences.of(sets)
            cells = np.repeat(self._rows[kind, sets], occurrences.often[sets])
            cells += parts[kind, inner].take(places)
            self._cells[cells] = True

    def hold(self, check: _Check, place: np.ndarray, times: np.ndarray) -> np.ndarray:
        """Return which candidates pass: their set stands in the anchor's part, or in a block where it would stand.

        ``place`` are the candidates pattern by pattern, ``times`` how many of each.
        """
        block = check.kind == _BLOCKS
        first = np.clip(np.where(block, check.first, 0), -self._around, self._around)
        row = self._rows[check.kind, check.sets]
        at = np.repeat(first + check.kind * self._width + self._around, times)
        at += place
        cells = np.repeat(row, times)
        part = self._parts.take(at)
        cells += part
        held: np.ndarray = self._cells.take(cells)
        missed = np.flatnonzero(np.repeat(block, times) & ~held)
        pattern = np.repeat(np.arange(len(times), dtype=np.int32), times)[missed]
        cells, part = cells[missed], part[missed]
        last = np.minimum(place[missed] + check.last[pattern] >> self._shift, self._last_block)
        for step in range(1, _MOST_STEPS + 1):
            more = np.flatnonzero(part + step <= last)
            held[missed[more]] |= self._cells[cells[more] + step]
        return np.flatnonzero(held)


def _needs(pattern: Pattern) -> list[Need]:
    """Return the needs by which a pattern is looked for: first one that tells where a match begins, if there is one.

    That is its heads or what stands at a fixed distance; the others follow, those that seem rarest first.
    """
    found = [need._replace(any_of=shortest(need.any_of)) for need in pattern.literals.needed]
    if pattern.literals.openings:
        begin = Need(pattern.literals.openings, 0, 0)
        return [begin, *sorted((need for need in found if need != begin), key=_rarity)][:_MOST_NEEDS]
    return sorted(found, key=lambda need: (need.least != need.most, _rarity(need)))[:_MOST_NEEDS]


def _rarity(need: Need) -> float:
    return frequency(need.any_of)


@lru_cache(maxsize=1 << 13)
def frequency(literals: frozenset[str]) -> float:
    """Return a guess at how often one of the literals occurs: short ones often, long ones hardly ever."""
    return sum({1: 12.0, 2: 1.0, 3: 0.3}.get(len(literal), 0.15) for literal in literals)
