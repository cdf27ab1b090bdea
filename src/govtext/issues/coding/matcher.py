"""What a codebook's patterns find in a batch of texts.

Patterns are asked for in three ways. Those of rules are matched, sentence by sentence. Those of parties and frames are
matched later and only in the clauses that are looked at: here it is said where they may stand. Of those that forbid or
demand something it is said in which texts they may stand at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from govtext.issues.coding.index import PIECE, SENTENCE, TEXT, Candidates, PatternIndex, frequency
from govtext.issues.coding.patterns import CLAUSE_END, SENTENCE_END
from govtext.issues.coding.rules import Pattern
from govtext.issues.coding.scan import PIECE_MARKS, Texts, distinct

# Patterns that name a mark that ends sentences may match so many characters beyond their sentence.
BEYOND = 80
_SENTENCE_MARKS = frozenset("。！!\n？")
_NOT_CROSSED = re.compile(r"\[\^[^\]]*\]|\(\?<?[=!][^()]*\)")
_NEGATED = re.compile(r"\[\^([^\]]*)\]")
_ESCAPED = re.compile(r"\\[.()\[\]{}+*?|^$\-/d]")
_RANGE = re.compile(r"(.)-(.)", re.DOTALL)
_FLAGS = re.compile(r"\(\?[aiLmsuxP(#]")
_SCAN_COST = 4.0


class Matcher:
    """Patterns made ready to be found in many texts. Immutable once built.

    Attributes:
        patterns: the patterns; they are spoken of by their numbers.
        overlapping: for each, whether its matches may overlap; else they follow each other.
        crossing: for each, how many characters it may reach beyond its sentence.
        known_start: for each, whether its candidates say where a match begins.
        keyless: those that hold no literal: they have no candidates and may match anywhere.
    """

    def __init__(
        self, matched: Sequence[Pattern], placed: Sequence[Pattern] = (), asked: Sequence[Pattern] = ()
    ) -> None:
        """``matched`` are matched, the places of ``placed`` are told, the texts of ``asked`` too."""
        self.patterns = [*matched, *placed, *asked]
        self.matched, self.placed = len(matched), len(matched) + len(placed)
        self.overlapping = np.array([_may_overlap(pattern) for pattern in self.patterns], dtype=bool)
        self.crossing = np.array([BEYOND * _names_sentence_mark(pattern) for pattern in self.patterns], dtype=np.int64)
        self._index = PatternIndex(self.patterns, [self._reach(number) for number in range(len(self.patterns))])
        self.known_start, self.keyless = self._index.known_start, self._index.keyless
        self.anywhere = frozenset(self.keyless)
        self.match = [pattern.regex.match for pattern in self.patterns]
        self.finditer = [pattern.regex.finditer for pattern in self.patterns]

    def _reach(self, number: int) -> str:
        if stays_in_piece(self.patterns[number].regex.pattern):
            return PIECE
        return SENTENCE if number < self.matched and not self.crossing[number] else TEXT

    def read(self, texts: Sequence[str]) -> Reading:
        """Return what the patterns find in the texts."""
        return Reading(self, Texts(texts))

    def candidates(self, texts: Texts) -> Candidates:
        """Return the candidates of all patterns in all texts."""
        return self._index.candidates(texts)


class TextReading(NamedTuple):
    """What was found in one text. Offsets are the text's; lists are in order.

    Attributes:
        matches: (length, start, pattern number) of the matches of matched patterns.
        starts, numbers, lasts: where placed patterns may begin, which, and up to where they may reach.
        asked: numbers of the patterns that may stand in the text.
        clauses, sentences: offsets at which clauses and sentences (and parts between semicolons) begin.
    """

    matches: list[tuple[int, int, int]]
    starts: list[int]
    numbers: list[int]
    lasts: list[int]
    asked: frozenset[int]
    clauses: list[int]
    sentences: list[int]


class Reading:
    """What a matcher's patterns find in some texts. Texts are spoken of by their position, offsets are theirs.

    Attributes:
        matches: for each text, (length, start, pattern number) of the matches of the matched patterns.
    """

    def __init__(self, matcher: Matcher, texts: Texts) -> None:
        self._matcher, self._texts = matcher, texts
        found = matcher.candidates(texts)
        self.matches: list[list[tuple[int, int, int]]] = [[] for _ in texts.texts]
        # The candidates come pattern by pattern: those of the matched patterns first.
        matched = int(np.searchsorted(found.patterns, matcher.matched))
        self._match_all(Candidates(*(column[:matched] for column in found)))
        self._search_everywhere()
        self._others = Candidates(*(column[matched:] for column in found))

    def _match_all(self, found: Candidates) -> None:
        text = self._texts.text_at[found.places]
        sentence, first, last = self._texts.sentences(found.places)
        shift, crossing = self._texts.starts[text], self._matcher.crossing[found.patterns]
        start, first = found.earliest - shift, np.maximum(first - shift - crossing, 0)
        columns = found.patterns, text, start, first, last - shift + crossing
        known, overlapping = self._matcher.known_start[found.patterns], self._matcher.overlapping[found.patterns]
        inside = (sentence > 0) & known & (start >= first)
        self._match(_rows(columns, inside & overlapping))
        self._match_in_turn(_rows(columns, inside & ~overlapping))
        roving = np.flatnonzero(~known & (sentence > 0))
        if len(roving):
            # The first of a pattern in a sentence is that of the earliest place.
            keys = found.patterns[roving] * (int(sentence.max()) + 1) + sentence[roving]
            self._search(_rows(columns, roving[np.unique(keys, return_index=True)[1]]))

    def _match(self, rows: Iterator[tuple[int, ...]]) -> None:
        match, strings, matches = self._matcher.match, self._texts.texts, self.matches
        for number, text, start, _, last in rows:
            held = match[number](strings[text], start, last)
            if held is not None:
                matches[text].append((held.end() - start, start, number))

    def _match_in_turn(self, rows: Iterator[tuple[int, ...]]) -> None:
        match, strings, matches = self._matcher.match, self._texts.texts, self.matches
        reached, before = 0, (-1, -1)
        for number, text, start, _, last in rows:
            if start < reached and before == (number, text):
                continue
            held = match[number](strings[text], start, last)
            if held is not None:
                reached, before = held.end(), (number, text)
                matches[text].append((reached - start, start, number))

    def _search(self, rows: Iterator[tuple[int, ...]]) -> None:
        """Find the matches from left to right, each behind the end of the one before."""
        finditer, strings, matches = self._matcher.finditer, self._texts.texts, self.matches
        for number, text, start, first, last in rows:
            for held in finditer[number](strings[text], max(start, first), last):
                matches[text].append((held.end() - held.start(), held.start(), number))

    def _search_everywhere(self) -> None:
        for number in self._matcher.keyless:
            if number < self._matcher.matched:
                for text, string in enumerate(self._texts.texts):
                    for first, last in self._texts.sentence_spans(text):
                        for held in self._matcher.finditer[number](string, first, last):
                            self.matches[text].append((held.end() - held.start(), held.start(), number))

    def of_each(self) -> Iterator[TextReading]:
        """Yield what was found in each text."""
        count, found = len(self._texts.texts), self._others
        placed = found.patterns < self._matcher.placed
        pairs = distinct(found.earliest[placed] * len(self._matcher.patterns) + found.patterns[placed])
        places, numbers = np.divmod(pairs, len(self._matcher.patterns))
        shift = self._texts.starts[self._texts.text_at[np.maximum(places, 0)]]
        lasts = self._texts.sentences(np.maximum(places, 0))[2] - shift + self._matcher.crossing[numbers]
        begin_at, number_at, last_at = (places - shift).tolist(), numbers.tolist(), lasts.tolist()
        begins = np.searchsorted(places, np.append(self._texts.starts, len(self._texts.codes))).tolist()
        texts = self._texts.text_at[found.places].astype(np.int64)
        pairs = distinct(texts * len(self._matcher.patterns) + found.patterns)
        asked, bounds = _split(pairs, len(self._matcher.patterns), count)
        clauses, sentences = self._texts.begins_behind(CLAUSE_END), self._texts.begins_behind(SENTENCE_END)
        for text in range(count):
            own = slice(begins[text], begins[text + 1])
            held = self._matcher.anywhere.union(asked[bounds[text] : bounds[text + 1]])
            yield TextReading(
                self.matches[text], begin_at[own], number_at[own], last_at[own], held, clauses[text], sentences[text]
            )


def _rows(columns: tuple[np.ndarray, ...], kept: np.ndarray) -> Iterator[tuple[int, ...]]:
    """Return the kept rows of some columns."""
    at = np.flatnonzero(kept) if kept.dtype == bool else kept
    return zip(*(column[at].tolist() for column in columns), strict=True)


def _split(pairs: np.ndarray, size: int, count: int) -> tuple[list[int], list[int]]:
    """Return the second numbers of ordered pairs ``first * size + second``, and where those of each first begin."""
    return (pairs % size).tolist(), np.searchsorted(pairs, np.arange(count + 1) * size).tolist()


def _may_overlap(pattern: Pattern) -> bool:
    """Return whether a pattern is tried at each of its heads: they are not much more common than what follows them."""
    literals = pattern.literals
    inner = min((frequency(need.any_of) for need in literals.needed), default=0.0)
    return bool(literals.heads) and (not literals.needed or frequency(literals.heads) <= _SCAN_COST * inner)


def stays_in_piece(regex: str) -> bool:
    """Return whether no match can hold one of the marks between pieces; False if that can't be told at a glance."""
    if any(not set(PIECE_MARKS) <= set(taken.replace("\\n", "\n")) for taken in _NEGATED.findall(regex)):
        return False
    rest = _ESCAPED.sub("", _NOT_CROSSED.sub("", regex))
    spanned = any(low <= mark <= high for low, high in _RANGE.findall(rest) for mark in PIECE_MARKS)
    return not spanned and not set(PIECE_MARKS + ".\\").intersection(rest) and not _FLAGS.search(rest)


def _names_sentence_mark(pattern: Pattern) -> bool:
    return bool(_SENTENCE_MARKS.intersection(_NOT_CROSSED.sub("", pattern.regex.pattern)))
