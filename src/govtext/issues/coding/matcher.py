"""What a codebook's patterns find in a batch of texts.

Patterns are asked for in three ways. Those of rules are matched, sentence by sentence. Those of parties and frames are
matched later and only in the clauses that are looked at; here it is said where they may stand. Of those that forbid or
demand something it is said in which texts they may stand at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from govtext.issues.coding.index import Candidates, PatternIndex, frequency
from govtext.issues.coding.rules import Pattern
from govtext.issues.coding.scan import Texts

# Patterns that name a mark that ends sentences may match so many characters beyond their sentence.
BEYOND = 80
_SENTENCE_MARKS = frozenset("。！!\n？")
_NOT_CROSSED = re.compile(r"\[\^[^\]]*\]|\(\?<?[=!][^()]*\)")
_SCAN_COST = 4.0


class Matcher:
    """Patterns made ready to be found in many texts. Immutable once built.

    Attributes:
        patterns: the patterns; they are spoken of by their numbers.
        matched: how many of them are matched; the others are asked for.
        overlapping: for each, whether its matches may overlap; else they follow each other.
        crossing: for each, how many characters it may reach beyond its sentence.
        known_start: for each, whether its candidates say where a match begins.
        keyless: those that hold no literal: they have no candidates and may match anywhere.
    """

    def __init__(self, matched: Sequence[Pattern], asked: Sequence[Pattern] = ()) -> None:
        self.patterns = [*matched, *asked]
        self.matched = len(matched)
        self.overlapping = np.array([*map(_may_overlap, matched), *(False for _ in asked)], dtype=bool)
        self.crossing = [BEYOND if _names_sentence_mark(pattern) else 0 for pattern in self.patterns]
        inside = [number < self.matched and not crossing for number, crossing in enumerate(self.crossing)]
        self._index = PatternIndex(self.patterns, inside)
        self.known_start, self.keyless = self._index.known_start, self._index.keyless
        self.match = [pattern.regex.match for pattern in self.patterns]
        self.finditer = [pattern.regex.finditer for pattern in self.patterns]

    def read(self, texts: Sequence[str]) -> Reading:
        """Return what the patterns find in the texts."""
        return Reading(self, texts)

    def candidates(self, texts: Texts) -> Candidates:
        """Return the candidates of all patterns in all texts."""
        return self._index.candidates(texts)


class Place(NamedTuple):
    """Where an asked pattern may match: offsets into its text, ``last`` is the end of its sentence."""

    start: int
    number: int
    last: int


class Reading:
    """What a matcher's patterns find in some texts. Texts are spoken of by their position, offsets are theirs.

    Attributes:
        matches: for each text, (pattern number, start, end) of the matches of the matched patterns.
    """

    def __init__(self, matcher: Matcher, texts: Sequence[str]) -> None:
        self._matcher = matcher
        self._texts = Texts(texts)
        found = matcher.candidates(self._texts)
        text = self._texts.text_at[found.places]
        sentence, first, last = self._texts.sentences(found.places)
        shift = self._texts.starts[text]
        matched = found.patterns < matcher.matched
        self._rows = found.patterns, text, found.earliest - shift, first - shift, last - shift
        known = matcher.known_start[found.patterns]
        self.matches: list[list[tuple[int, int, int]]] = [[] for _ in texts]
        overlapping = matcher.overlapping[found.patterns]
        self._match(matched & known & overlapping & (sentence > 0))
        self._match_in_turn(matched & known & ~overlapping & (sentence > 0))
        self._search(matched & ~known & (sentence > 0), sentence)
        self._search_everywhere()

    def _match(self, kept: np.ndarray) -> None:
        match, strings, matches = self._matcher.match, self._texts.texts, self.matches
        for number, text, start, last in self._tries(kept):
            held = match[number](strings[text], start, last)
            if held is not None:
                matches[text].append((number, start, held.end()))

    def _match_in_turn(self, kept: np.ndarray) -> None:
        match, strings, matches = self._matcher.match, self._texts.texts, self.matches
        reached, before = 0, (-1, -1)
        for number, text, start, last in self._tries(kept):
            if start < reached and before == (number, text):
                continue
            held = match[number](strings[text], start, last)
            if held is not None:
                reached, before = held.end(), (number, text)
                matches[text].append((number, start, reached))

    def _tries(self, kept: np.ndarray) -> Iterator[tuple[int, int, int, int]]:
        numbers, texts, starts, firsts, lasts = (column[kept] for column in self._rows)
        crossing = np.array(self._matcher.crossing)[numbers]
        inside = np.flatnonzero(starts >= np.maximum(firsts - crossing, 0))
        columns = numbers, texts, starts, lasts + crossing
        return zip(*(column[inside].tolist() for column in columns), strict=True)

    def _search(self, kept: np.ndarray, sentences: np.ndarray) -> None:
        """Find the matches from left to right, each behind the end of the one before, in sentences with candidates."""
        columns = [column[kept] for column in self._rows]
        # The candidates are ordered: the first of a pattern in a sentence is that of the earliest place.
        _, once = np.unique(columns[0] * (int(sentences.max(initial=0)) + 1) + sentences[kept], return_index=True)
        numbers, texts, starts, firsts, lasts = (column[once] for column in columns)
        crossing = np.array(self._matcher.crossing)[numbers]
        starts = np.where(crossing > 0, np.maximum(firsts - crossing, 0), np.maximum(firsts, starts))
        finditer, strings, matches = self._matcher.finditer, self._texts.texts, self.matches
        rows = zip(numbers.tolist(), texts.tolist(), starts.tolist(), (lasts + crossing).tolist(), strict=True)
        for number, text, start, last in rows:
            for held in finditer[number](strings[text], start, last):
                matches[text].append((number, held.start(), held.end()))

    def _search_everywhere(self) -> None:
        for number in self._matcher.keyless:
            if number < self._matcher.matched:
                for text, string in enumerate(self._texts.texts):
                    for first, last in self._texts.sentence_spans(text):
                        for held in self._matcher.finditer[number](string, first, last):
                            self.matches[text].append((number, held.start(), held.end()))

    @cached_property
    def _asked(self) -> list[list[Place]]:
        places: list[list[Place]] = [[] for _ in self._texts.texts]
        asked = np.flatnonzero(self._rows[0] >= self._matcher.matched)
        asked = asked[np.lexsort((self._rows[2][asked], self._rows[1][asked]))]
        numbers, texts, starts, _, lasts = (column[asked] for column in self._rows)
        for number, text, start, last in zip(
            numbers.tolist(), texts.tolist(), starts.tolist(), lasts.tolist(), strict=True
        ):
            places[text].append(Place(start, number, last))
        return places

    def places(self, text: int) -> list[Place]:
        """Return where asked patterns may match in a text, in order."""
        return self._asked[text]


def _may_overlap(pattern: Pattern) -> bool:
    """Return whether a pattern is tried at each of its heads: they are not much more common than what follows them."""
    literals = pattern.literals
    inner = min((frequency(need.any_of) for need in literals.needed), default=0.0)
    return bool(literals.heads) and (not literals.needed or frequency(literals.heads) <= _SCAN_COST * inner)


def _names_sentence_mark(pattern: Pattern) -> bool:
    return bool(_SENTENCE_MARKS.intersection(_NOT_CROSSED.sub("", pattern.regex.pattern)))
