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
from govtext.issues.coding.matcher import Reading
from govtext.issues.coding.rules import Rule

# How many characters behind the title still open a message, and how many at its end close it.
FIRST, LAST = 60, 80
_OPENING_QUOTES, _QUESTION_MARKS = "《“\"「『", "?？"


class Rows(NamedTuple):
    """Matches that may count, text by text, the shortest first, then the earliest.

    Attributes:
        texts, rules, starts, ends: position of the text, number of the rule, offsets of the match.
        forbidden, framed, sided: whether it must be asked what forbids the match, what frames it, whom it faults.
    """

    texts: np.ndarray
    rules: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    forbidden: np.ndarray
    framed: np.ndarray
    sided: np.ndarray


class RuleTable:
    """The rules of a codebook as columns. Immutable once built."""

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
        self._where = np.array([("all", "title", "first", "last").index(rule.where) for rule in rules])
        self._sided = np.array([rule.who != "any" for rule in rules])
        frames = sorted(set().union(*(rule.outside for rule in rules)))
        self._outside = {frame: np.array([frame in rule.outside for rule in rules]) for frame in frames}
        asked = codebook.asked
        self._unless = _AnyOf([{asked[pattern] for pattern in rule.unless} for rule in rules])
        self._needs = _AnyOf([{asked[pattern] for pattern in rule.needs} for rule in rules])
        self._needy = np.array([bool(rule.needs) for rule in rules])

    def rows(self, reading: Reading) -> Rows:
        """Return the matches that may count, one row for each rule; no row that comes behind one that surely counts."""
        texts, found, size = reading.texts, reading.found, len(self._where)
        longest, last = int(found.lengths.max(initial=0)) + 1, int(found.starts.max(initial=0)) + 1
        order = np.argsort((found.texts.astype(np.int64) * longest + found.lengths) * last + found.starts)
        order = order[found.lengths[order] > 0]
        numbers = found.numbers[order]
        times = self._times[numbers]
        rule = self._rules[np.repeat(self._first[numbers] - np.cumsum(times) + times, times) + np.arange(times.sum())]
        at = np.repeat(order, times)
        text, start = found.texts[at], found.starts[at]
        end = start + found.lengths[at]
        kept = self._in_place(reading, text, rule, start, end)
        needed = self._needs.held(reading.asked)
        kept &= ~self._needy[rule] | needed[text, rule]
        text, rule, start, end = text[kept], rule[kept], start[kept], end[kept]
        forbidden = self._unless.held(reading.asked)[text, rule]
        framed, sided = self._framed(reading, text, rule, start, end), self._sided[rule]
        # What comes behind a match that surely counts is not looked at.
        keys, place = text * np.int64(size) + rule, np.arange(len(text), dtype=np.int32)
        settled = np.full(len(texts.texts) * size, len(text), dtype=np.int32)
        sure = np.flatnonzero(~(forbidden | framed | sided))[::-1]
        settled[keys[sure]] = place[sure]
        kept = place <= settled[keys]
        return Rows(*(column[kept] for column in (text, rule, start, end, forbidden, framed, sided)))

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
                held = reading.cued([n for n, cued in self._codebook.cues.items() if cued == frame], first, shift + start)
            else:
                continue
            framed |= outside[rule] & held
        return framed


class _AnyOf:
    """Sets of patterns, one per rule (some empty)."""

    def __init__(self, sets: Sequence[Iterable[int]]) -> None:
        self._held = [number for number, each in enumerate(sets) if each]
        self._members = np.array([member for each in sets for member in sorted(each)], dtype=np.int64)
        sizes = [len(set(sets[number])) for number in self._held]
        self._begins = np.cumsum(sizes, dtype=np.int64) - np.array(sizes, dtype=np.int64)
        self._size = len(sets)

    def held(self, asked: np.ndarray) -> np.ndarray:
        """Return texts × sets: whether one of the patterns may stand in the text, given texts × patterns."""
        held = np.zeros((len(asked), self._size), dtype=bool)
        if self._held:
            held[:, self._held] = np.logical_or.reduceat(asked[:, self._members], self._begins, axis=1)
        return held
