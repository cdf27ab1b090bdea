"""Which matches count for which rules, told for a batch at once.

A match counts for a rule if it stands in the rule's part of the text, if no forbidding pattern matches its sentence, if
no frame holds for it and if the right side is faulted (:mod:`.frame`). Most of this is settled by where things stand:
without a cue there is no frame, without a party nobody is named; what is left is searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from govtext.issues.coding.codebook import Codebook
from govtext.issues.coding.frame import ASKING, Frames, is_quoted
from govtext.issues.coding.matcher import Reading
from govtext.issues.coding.parties import PRIVATE, PUBLIC, SIDES
from govtext.issues.coding.rules import Rule
from govtext.literal_scan import runs

# How many characters behind the title still open a message, and how many at its end close it.
FIRST, LAST = 60, 80
# How many characters from the beginning of a match a pattern that forbids it may stand: a sentence of many commas
# tells of more than one thing, and a firm named at its end is not the one that its beginning speaks of.
NEAR = 60
# The sides of parties, and what is said where a rule asks for none.
NAMED_SIDES = (*SIDES, "unknown", "any")
_ANY = len(NAMED_SIDES) - 1
_OPENING_QUOTES, _QUESTION_MARKS = "《“\"「『", "?？"


class Rows(NamedTuple):
    """Matches that count, the preferred of each text and rule; text by text, rule by rule.

    Attributes:
        texts, rules, starts, ends: position of the text, number of the rule, offsets of the match.
        sides: the side that the match faults, by its position in ``NAMED_SIDES``.
    """

    texts: np.ndarray
    rules: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    sides: np.ndarray

    def kept(self, at: np.ndarray) -> Rows:
        """Return some of the rows."""
        return Rows(*(column[at] for column in self))


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
        self._cues = {frame: number for number, frame in codebook.cues.items()}

    def rows(self, reading: Reading) -> Rows:
        """Return the matches that count, of each text and rule the preferred one."""
        rows = self._placed(reading)
        sides = self._faulted(reading, rows)
        fitting = np.where(self._public[rows.rules], sides == PUBLIC, sides != PRIVATE)
        rows = rows._replace(sides=sides).kept(np.flatnonzero(fitting | ~self._sided[rows.rules]))
        rows = rows.kept(np.flatnonzero(~self._questioned(reading, rows)))
        # What comes behind a match that surely counts is not looked at.
        framing, forbidding = self._framing(reading, rows), self._forbidding(reading, rows)
        unsure = np.zeros(len(rows.texts), dtype=bool)
        unsure[np.concatenate([forbidding[0], *(at for _, at in framing)])] = True
        keys, place = self._keys(rows), np.arange(len(rows.texts))
        settled = np.full(len(reading.texts.texts) * len(self._where), len(keys))
        sure = np.flatnonzero(~unsure)[::-1]
        settled[keys[sure]] = sure
        counts = place <= settled[keys]
        for frame, at in framing:
            at = at[counts[at]]
            counts[at] = ~self._holds(reading, frame, rows.kept(at))
        row, pattern = (each[counts[forbidding[0]]] for each in forbidding)
        text = rows.texts[row]
        counts[row[reading.near(text, pattern, reading.texts.starts[text] + rows.starts[row], NEAR)]] = False
        rows = rows.kept(np.flatnonzero(counts))
        keys = self._keys(rows)
        rows = rows.kept(np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)]))
        return rows.kept(np.flatnonzero(self._needed(reading, rows)))

    def _keys(self, rows: Rows) -> np.ndarray:
        """Return a number for each text and rule."""
        keys: np.ndarray = rows.texts * np.int64(len(self._where)) + rows.rules
        return keys

    def _placed(self, reading: Reading) -> Rows:
        """Return the matches in the right part of texts that hold what the rule needs, the preferred first."""
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
        order = np.argsort(((text * len(self._where) + rule) * (2 * past + 1) + rank) * past + then, kind="stable")
        rows = Rows(text, rule, start, end, np.full(len(order), _ANY)).kept(order)
        kept = self._in_place(reading, rows)
        kept &= ~self._needy[rows.rules] | self._needs.held(reading.asked)[rows.texts, rows.rules]
        return rows.kept(np.flatnonzero(kept))

    def _faulted(self, reading: Reading, rows: Rows) -> np.ndarray:
        """Return the side that each match faults; of rules that ask for none nothing is told."""
        sides, at = rows.sides.copy(), np.flatnonzero(self._sided[rows.rules])
        sides[at] = self.faulted(reading, rows.texts[at], rows.starts[at], rows.ends[at])
        return sides

    def faulted(self, reading: Reading, texts: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Return the side that each stretch faults, by its position in ``NAMED_SIDES``; stretches text by text."""
        codebook, asking = self._codebook, [frame for frame in ASKING if frame in self._codebook.frames]
        if codebook.roving_actors or codebook.roving_cues.intersection(asking):
            frames = Frames(codebook, reading)
            spans = zip(*(column.tolist() for column in (texts, starts, ends)), strict=True)
            return np.array(
                [NAMED_SIDES.index(frames.of(text).side_at(start, end)) for text, start, end in spans], dtype=np.int64
            )
        cues = [(self._cues[frame], reading.cues(self._cues[frame])) for frame in asking]

        def asks(clauses: np.ndarray) -> np.ndarray:
            asks = np.zeros(len(clauses), dtype=bool)
            for number, counted in cues:
                begins, ends = reading.clauses.bounds(clauses)
                cued = np.flatnonzero(~asks & counted.between(begins, ends))
                asks[cued] = reading.searched(np.full(len(cued), number), begins[cued], ends[cued])
            return asks

        def private(texts: np.ndarray) -> np.ndarray:
            held = np.zeros(len(texts), dtype=bool)
            if codebook.matters is not None:
                number = codebook.asked[codebook.matters]
                asked = np.flatnonzero(reading.asked[texts, number])
                own = texts[asked]
                numbers = np.full(len(own), number)
                held[asked] = reading.searched(numbers, reading.texts.starts[own], reading.texts.ends[own])
            return held

        shift = reading.texts.starts[texts]
        return reading.parties(self._sides, texts).sides(shift + starts, shift + ends, asks, private)

    def _in_place(self, reading: Reading, rows: Rows) -> np.ndarray:
        where, title_end = self._where[rows.rules], reading.title_ends[rows.texts]
        length = (reading.texts.ends - reading.texts.starts)[rows.texts]
        held: np.ndarray = np.choose(
            where, (True, rows.ends <= title_end, rows.starts <= title_end + FIRST, rows.starts >= length - LAST)
        ).astype(bool)
        return held

    def _questioned(self, reading: Reading, rows: Rows) -> np.ndarray:
        """Return which matches stand in a question where their rule wants none."""
        if "question" not in self._outside:
            return np.zeros(len(rows.texts), dtype=bool)
        shift = reading.texts.starts[rows.texts]
        _, last = reading.clauses.spans(shift + rows.starts)
        behind = np.minimum(last + 1, reading.texts.ends[rows.texts])
        end = shift + rows.ends
        asked = reading.texts.counted(_QUESTION_MARKS).between(end, np.maximum(behind, end))
        asked &= self._outside["question"][rows.rules]
        return asked

    def _framing(self, reading: Reading, rows: Rows) -> list[tuple[str, np.ndarray]]:
        """Return the frames with the matches, by their position, for whose rules they may hold."""
        texts, found = reading.texts, []
        shift = texts.starts[rows.texts]
        first, _ = reading.clauses.spans(shift + rows.starts)
        for frame, outside in self._outside.items():
            if frame == "quote":
                held = texts.counted(_OPENING_QUOTES).between(shift, shift + rows.starts + 1)
            elif frame in self._codebook.roving_cues:
                held = np.ones(len(shift), dtype=bool)
            elif frame in self._codebook.frames:
                held = reading.cues(self._cues[frame]).between(first, shift + rows.starts)
            else:
                continue
            found.append((frame, np.flatnonzero(outside[rows.rules] & held)))
        return found

    def _holds(self, reading: Reading, frame: str, rows: Rows) -> np.ndarray:
        """Return for which matches a frame holds."""
        shift = reading.texts.starts[rows.texts]
        if frame != "quote":
            first, _ = reading.clauses.spans(shift + rows.starts)
            return reading.searched(np.full(len(shift), self._cues[frame]), first, shift + rows.starts)
        strings = reading.texts.texts
        spans = zip(*(column.tolist() for column in (rows.texts, rows.starts, rows.ends)), strict=True)
        return np.array([is_quoted(strings[text], start, end) for text, start, end in spans], dtype=bool)

    def _forbidding(self, reading: Reading, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
        """Return the matches, by their position, in whose texts a pattern may stand that forbids them, and which."""
        row, pattern = self._unless.pairs(rows.rules)
        held = np.flatnonzero(reading.asked[rows.texts[row], pattern])
        return row[held], pattern[held]

    def _needed(self, reading: Reading, rows: Rows) -> np.ndarray:
        """Return for which matches their text holds one of the patterns that their rule needs."""
        row, pattern = self._needs.pairs(rows.rules)
        text = rows.texts[row]
        held = np.flatnonzero(reading.asked[text, pattern])
        row, pattern, text = row[held], pattern[held], text[held]
        needed: np.ndarray = ~self._needy[rows.rules]
        needed[row[reading.searched(pattern, reading.texts.starts[text], reading.texts.ends[text])]] = True
        return needed


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
