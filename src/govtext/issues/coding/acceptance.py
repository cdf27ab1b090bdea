"""Which matches count for which rules, told for a batch at once as far as tables can; the rest is asked text by text.

A match counts for a rule if it stands in the rule's part of the text, if no forbidding pattern matches its sentence, if
no frame holds for it and if the right side is faulted (:mod:`.frame`). Most of this is settled by where things stand:
without a cue there is no frame, without a forbidding pattern nothing is forbidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from govtext.issues.coding.codebook import Codebook
from govtext.issues.coding.frame import ASKING, Frames
from govtext.issues.coding.matcher import Reading
from govtext.issues.coding.parties import DEFAULT, OPEN, PRIVATE, PUBLIC, SIDES
from govtext.issues.coding.rules import Rule
from govtext.issues.coding.scan import runs

# How many characters behind the title still open a message, and how many at its end close it.
FIRST, LAST = 60, 80
# The sides of parties, and what is said where a rule asks for none.
NAMED_SIDES = (*SIDES, "unknown", "any")
_ANY = len(NAMED_SIDES) - 1
_OPENING_QUOTES, _QUESTION_MARKS = "《“\"「『", "?？"


class Rows(NamedTuple):
    """Matches that may count, text by text, rule by rule, the preferred first, see :class:`RuleTable`.

    Attributes:
        texts, rules, starts, ends: position of the text, number of the rule, offsets of the match.
        sides: the side that the match faults, by its position in ``NAMED_SIDES``.
        forbidden, framed, sided: whether it must be asked what forbids the match, what frames it, whom it faults.
    """

    texts: np.ndarray
    rules: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    sides: np.ndarray
    forbidden: np.ndarray
    framed: np.ndarray
    sided: np.ndarray


class RuleTable:
    """The rules of a codebook as columns. Immutable once built.

    Of a rule's matches the shortest is preferred, then the first; of those of a demand one in the title, then the last.
    """

    def __init__(self, rules: Sequence[Rule], codebook: Codebook) -> None:
        self._codebook = codebook
        owners: dict[int, list[int]] = {}
        for number, rule in enumerate(rules):
            for pattern in dict.fromkeys(codebook.matched[pattern] for pattern in rule.patterns):
                owners.setdefault(pattern, []).append(number)
        owned = [owners.get(pattern, []) for pattern in range(len(codebook.matched))]
        self._times = np.array([len(each) for each in owned], dtype=np.int64)
        self._first = np.cumsum(self._times) - self._times
        self._rules = np.array([rule for each in owned for rule in each], dtype=np.int64)
        self._where = np.array([("all", "title", "first", "last").index(rule.where) for rule in rules], dtype=np.int64)
        self._demands = np.array([rule.section == "demands" for rule in rules], dtype=bool)
        self._sided = np.array([rule.who != "any" for rule in rules], dtype=bool)
        self._public = np.array([rule.who == "public" for rule in rules], dtype=bool)
        self._sides = {number: SIDES.index(side) for number, side in codebook.actor_sides.items()}
        frames = sorted(frozenset().union(*(rule.outside for rule in rules)))
        self._outside = {frame: np.array([frame in rule.outside for rule in rules], dtype=bool) for frame in frames}
        asked = codebook.asked
        self._unless = _AnyOf([{asked[pattern] for pattern in rule.unless} for rule in rules])
        self._needs = _AnyOf([{asked[pattern] for pattern in rule.needs} for rule in rules])
        self._needy = np.array([bool(rule.needs) for rule in rules], dtype=bool)

    def rows(self, reading: Reading, frames: Frames) -> Rows:
        """Return the matches that may count, one row for each rule; ``frames`` are told the parties that are named.

        No row comes behind one of the same text and rule that surely counts.
        """
        text, rule, start, end = self._placed(reading)
        sides = self._faulted(reading, frames, text, rule, start, end)
        told = sides != OPEN
        kept = ~(self._sided[rule] & told) | np.where(self._public[rule], sides == PUBLIC, sides != PRIVATE)
        text, rule, start, end, sides = (column[kept] for column in (text, rule, start, end, sides))
        forbidden = self._forbidden(reading, text, rule, start)
        framed, sided = self._framed(reading, text, rule, start, end), sides == OPEN
        # What comes behind a match that surely counts is not looked at.
        keys, place = text * np.int64(len(self._where)) + rule, np.arange(len(text), dtype=np.int32)
        settled = np.full(len(reading.texts.texts) * len(self._where), len(text), dtype=np.int32)
        sure = np.flatnonzero(~(forbidden | framed | sided))[::-1]
        settled[keys[sure]] = place[sure]
        kept = place <= settled[keys]
        return Rows(*(each[kept] for each in (text, rule, start, end, sides, forbidden, framed, sided)))

    def _placed(self, reading: Reading) -> tuple[np.ndarray, ...]:
        """Return text, rule, start and end of the matches in the right part of texts that hold what the rule needs."""
        found = reading.found
        at = np.flatnonzero(found.lengths > 0)
        times = self._times[found.numbers[at]]
        firsts = self._first[found.numbers[at]]
        rule = self._rules[np.repeat(firsts - np.cumsum(times) + times, times) + np.arange(times.sum())]
        at = np.repeat(at, times)
        text, start, length = found.texts[at].astype(np.int64), found.starts[at], found.lengths[at]
        end = start + length
        past = int(end.max(initial=0)) + 1
        rank, then = length.copy(), start.copy()
        asked = np.flatnonzero(self._demands[rule])
        titled = end[asked] <= reading.title_ends[text[asked]]
        rank[asked], then[asked] = np.where(titled, past, 2 * past) - end[asked], past - 1 - start[asked]
        order = np.argsort(((text * len(self._where) + rule) * (2 * past + 1) + rank) * past + then)
        text, rule, start, end = text[order], rule[order], start[order], end[order]
        kept = self._in_place(reading, text, rule, start, end)
        kept &= ~self._needy[rule] | self._needs.held(reading.asked)[text, rule]
        return text[kept], rule[kept], start[kept], end[kept]

    def _faulted(
        self, reading: Reading, frames: Frames, text: np.ndarray, rule: np.ndarray, start: np.ndarray, end: np.ndarray
    ) -> np.ndarray:
        """Return the side that each match faults as far as it can be told."""
        codebook, asking = self._codebook, [frame for frame in ASKING if frame in self._codebook.frames]
        sides = np.where(self._sided[rule], OPEN, _ANY)
        if codebook.roving_actors or codebook.roving_cues.intersection(asking):
            return sides
        frames.parties = parties = reading.parties(self._sides)
        at = np.flatnonzero(self._sided[rule])
        shift = reading.texts.starts[text[at]]
        cues = reading.cues([number for number, frame in codebook.cues.items() if frame in asking])
        title_ends = shift + reading.title_ends[text[at]]
        matters = np.zeros(len(at), dtype=bool)
        if codebook.matters is not None:
            matters = reading.asked[text[at], codebook.asked[codebook.matters]]
        sides[at] = parties.sides(shift + start[at], shift + end[at], title_ends, matters, cues)
        left = np.flatnonzero(sides == DEFAULT)
        known = {own: NAMED_SIDES.index(frames.of(own).default_side) for own in np.unique(text[left]).tolist()}
        sides[left] = [known[own] for own in text[left].tolist()]
        return sides

    def _forbidden(self, reading: Reading, text: np.ndarray, rule: np.ndarray, start: np.ndarray) -> np.ndarray:
        """Return for which matches a pattern that forbids them may stand in their sentence."""
        row, pattern = self._unless.pairs(rule)
        held = reading.asked_at(text[row], pattern, reading.texts.starts[text[row]] + start[row])
        forbidden = np.zeros(len(rule), dtype=bool)
        forbidden[row[held]] = True
        return forbidden

    def _in_place(
        self, reading: Reading, text: np.ndarray, rule: np.ndarray, start: np.ndarray, end: np.ndarray
    ) -> np.ndarray:
        where, title_end = self._where[rule], reading.title_ends[text]
        length = (reading.texts.ends - reading.texts.starts)[text]
        held: np.ndarray = np.choose(
            where, (True, end <= title_end, start <= title_end + FIRST, start >= length - LAST)
        ).astype(bool)
        return held

    def _framed(
        self, reading: Reading, text: np.ndarray, rule: np.ndarray, start: np.ndarray, end: np.ndarray
    ) -> np.ndarray:
        """Return for which matches a frame of their rule may hold."""
        texts, framed = reading.texts, np.zeros(len(text), dtype=bool)
        shift = texts.starts[text]
        first, last = reading.clauses.spans(shift + start)
        for frame, outside in self._outside.items():
            if frame == "quote":
                held = texts.counted(_OPENING_QUOTES).between(shift, shift + start + 1)
            elif frame == "question":
                behind = np.minimum(last + 1, texts.ends[text])
                held = texts.counted(_QUESTION_MARKS).between(shift + end, np.maximum(behind, shift + end))
            elif frame in self._codebook.roving_cues:
                held = np.ones(len(text), dtype=bool)
            elif frame in self._codebook.frames:
                cues = [number for number, cued in self._codebook.cues.items() if cued == frame]
                held = reading.cues(cues).between(first, shift + start)
            else:
                continue
            framed |= outside[rule] & held
        return framed


class _AnyOf:
    """Sets of patterns, one per rule (some empty)."""

    def __init__(self, sets: Sequence[Iterable[int]]) -> None:
        self._members = np.array([member for each in sets for member in sorted(each)], dtype=np.int64)
        self._sizes = np.array([len(set(each)) for each in sets], dtype=np.int64)
        self._begins = np.cumsum(self._sizes) - self._sizes
        self._held = np.flatnonzero(self._sizes)

    def held(self, asked: np.ndarray) -> np.ndarray:
        """Return texts × sets: whether one of the patterns may stand in the text, given texts × patterns."""
        held = np.zeros((len(asked), len(self._sizes)), dtype=bool)
        if len(self._held):
            held[:, self._held] = np.logical_or.reduceat(asked[:, self._members], self._begins[self._held], axis=1)
        return held

    def pairs(self, sets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return each pattern of some sets, and which of these sets it belongs to by its position among them."""
        sizes = self._sizes[sets]
        return np.repeat(np.arange(len(sets)), sizes), self._members[runs(self._begins[sets], sizes)]
