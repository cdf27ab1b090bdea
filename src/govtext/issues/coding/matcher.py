"""What a codebook's patterns find in a batch of texts.

Patterns are asked for in three ways. Those of rules are matched, sentence by sentence. Those of parties and frames are
matched later and only in the clauses that are looked at: here it is said where they may stand. Of those that forbid or
demand something it is said in which texts they may stand at all.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress
from typing import NamedTuple

import numpy as np

from govtext.issues.coding.guards import with_guards
from govtext.issues.coding.index import PIECE, SENTENCE, TEXT, Candidates, PatternIndex, frequency
from govtext.issues.coding.parties import Parties, in_turn
from govtext.issues.coding.patterns import CLAUSE_END, SENTENCE_END, source_of
from govtext.issues.coding.rules import Pattern
from govtext.issues.coding.scan import PIECE_MARKS, Begins, Counted, Texts
from govtext.literal_scan import distinct

# Patterns that name a mark that ends sentences may match so many characters beyond their sentence.
BEYOND = 80
_SENTENCE_MARKS = frozenset("。！!\n？")
_NOT_CROSSED = re.compile(r"\[\^[^\]]*\]|\(\?<?[=!][^()]*\)")
_NEGATED = re.compile(r"\[\^([^\]]*)\]")
_ESCAPED = re.compile(r"\\[.()\[\]{}+*?|^$\-/d]")
_RANGE = re.compile(r"(.)-(.)", re.DOTALL)
_FLAGS = re.compile(r"\(\?[aiLmsuxP(#]")
_SCAN_COST = 4.0
# How often an expression has been tried before it is compiled anew, with guards.
OFTEN = 2000
_NEVER_AGAIN = -(1 << 60)


class Matcher:
    """Patterns made ready to be found in many texts. What they match never changes; those often tried get guards.

    Attributes:
        patterns: the patterns; they are spoken of by their numbers.
        titled: for each, whether it counts in titles only.
        overlapping: for each, whether its matches may overlap; else they follow each other.
        crossing: for each, how many characters it may reach beyond its sentence.
        known_start: for each, whether its candidates say where a match begins.
        keyless: those that hold no literal: they have no candidates and may match anywhere.
    """

    def __init__(
        self, matched: Sequence[Pattern], placed: Sequence[Pattern] = (), asked: Sequence[Pattern] = (),
        titled: Collection[Pattern] = (),
    ) -> None:
        """``matched`` are matched, the places of ``placed`` are told, the texts of ``asked`` too.

        Of those that are matched, ``titled`` count in titles only: they need not be matched behind them.
        """
        self.patterns = [*matched, *placed, *asked]
        self.matched, self.placed = len(matched), len(matched) + len(placed)
        self.titled = np.array([pattern in titled for pattern in self.patterns], dtype=bool)
        self.overlapping = np.array([_may_overlap(pattern) for pattern in self.patterns], dtype=bool)
        self.crossing = np.array([BEYOND * _names_sentence_mark(pattern) for pattern in self.patterns], dtype=np.int64)
        self._index = PatternIndex(self.patterns[: self.placed], list(map(self._reach, range(self.placed))), asked)
        self.known_start, self.keyless = self._index.known_start, self._index.keyless
        self.match = np.array([pattern.regex.match for pattern in self.patterns], dtype=object)
        self.finditer = [pattern.regex.finditer for pattern in self.patterns]
        self.search = [pattern.regex.search for pattern in self.patterns]
        self._tries = np.zeros(len(self.patterns), dtype=np.int64)

    def _reach(self, number: int) -> str:
        if stays_in_piece(source_of(self.patterns[number].regex)):
            return PIECE
        return SENTENCE if number < self.matched and not self.crossing[number] else TEXT

    def to_try(self, numbers: np.ndarray) -> list[Callable[..., re.Match[str] | None]]:
        """Return the ``match`` of each pattern that is to be tried."""
        self._tries += np.bincount(numbers, minlength=len(self._tries))
        for number in np.flatnonzero(self._tries >= OFTEN).tolist():
            self.match[number] = with_guards(self.patterns[number].regex).match
            self._tries[number] = _NEVER_AGAIN
        tries: list[Callable[..., re.Match[str] | None]] = self.match[numbers].tolist()
        return tries

    def read(self, texts: Sequence[str] | Texts) -> Reading:
        """Return what the patterns find in the texts."""
        return Reading(self, texts if isinstance(texts, Texts) else Texts(texts))

    def candidates(self, texts: Texts) -> tuple[Candidates, np.ndarray]:
        """Return the candidates of matched and placed patterns, and where asked ones may match."""
        return self._index.candidates(texts)


class TextReading(NamedTuple):
    """What was found in one text. Offsets are the text's; lists are in order.

    Attributes:
        starts, numbers, lasts: where placed patterns may begin, which, and up to where they may reach.
        asked: for each pattern that is not matched, whether it may stand in the text.
        clauses, sentences: offsets at which clauses and sentences (and parts between semicolons) begin.
    """

    starts: list[int]
    numbers: list[int]
    lasts: list[int]
    asked: bytes
    clauses: list[int]
    sentences: list[int]


class Matches(NamedTuple):
    """Matches as columns: the text, how long and where in it, and the number of the pattern. In no order."""

    texts: np.ndarray
    lengths: np.ndarray
    starts: np.ndarray
    numbers: np.ndarray


class Reading:
    """What a matcher's patterns find in some texts. Texts are spoken of by their position, offsets are theirs.

    Attributes:
        texts: the texts.
        found: the matches of the matched patterns.
        asked: texts × patterns, whether one that is placed or asked may stand in the text.
        title_ends: for each text the offset behind its title.
    """

    def __init__(self, matcher: Matcher, texts: Texts) -> None:
        self._matcher, self.texts = matcher, texts
        self.title_ends = np.array([_title_end(text) for text in texts.texts], dtype=np.int64)
        found, asked = matcher.candidates(texts)
        # The candidates come pattern by pattern: those of the matched patterns first.
        matched = int(np.searchsorted(found.patterns, matcher.matched))
        parts = [*self._match_all(Candidates(*(column[:matched] for column in found))), *self._search_everywhere()]
        self.found = Matches(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
        others = Candidates(*(column[matched:] for column in found))
        self.asked = np.zeros((len(texts.texts), len(matcher.patterns)), dtype=bool)
        self.asked[texts.text_at[others.places], others.patterns] = True
        self.asked[:, matcher.keyless] = True
        self.asked[:, matcher.placed :] = asked
        size = len(matcher.patterns)
        self._places, self._numbers = np.divmod(distinct(others.earliest * size + others.patterns), size)

    def near(self, texts: np.ndarray, patterns: np.ndarray, places: np.ndarray, most: int) -> np.ndarray:
        """Return for patterns that are placed or asked whether each matches in the sentence of a place in a text.

        It is looked for in ``most`` characters before the place and as many from it on.
        """
        held: np.ndarray = self.asked[texts, patterns]
        at = np.flatnonzero(held)
        first, last = self._sentences.spans(places[at])
        first, last = np.maximum(first, places[at] - most), np.minimum(last, places[at] + most)
        held[at] = self.searched(patterns[at], first, last)
        return held

    def searched(self, patterns: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Return whether each pattern matches between a first place and a last one of the same text."""
        search, strings, texts = self._matcher.search, self.texts.texts, self.texts.text_at[first]
        shift = self.texts.starts[texts]
        spans = patterns.tolist(), texts.tolist(), (first - shift).tolist(), (last - shift).tolist()
        known: dict[tuple[int, int, int, int], bool] = {}
        held = []
        for span in zip(*spans, strict=True):
            if span not in known:
                number, text, start, end = span
                known[span] = search[number](strings[text], start, end) is not None
            held.append(known[span])
        return np.array(held, dtype=bool)

    @property
    def matches(self) -> list[list[tuple[int, int, int]]]:
        """For each text, (length, start, pattern number) of the matches, the shortest first."""
        found: list[list[tuple[int, int, int]]] = [[] for _ in self.texts.texts]
        for text, *match in sorted(zip(*(column.tolist() for column in self.found), strict=True)):
            found[text].append((match[0], match[1], match[2]))
        return found

    def _match_all(self, found: Candidates) -> list[Matches]:
        text = self.texts.text_at[found.places]
        sentence, first, last = self.texts.sentences(found.places)
        shift, crossing = self.texts.starts[text], self._matcher.crossing[found.patterns]
        start, first = found.earliest - shift, np.maximum(first - shift - crossing, 0)
        columns = found.patterns, text, start, first, last - shift + crossing
        known = self._matcher.known_start[found.patterns]
        counts = ~self._matcher.titled[found.patterns] | (start < self.title_ends[text])
        matched = self._match(columns, np.flatnonzero((sentence > 0) & known & (start >= first) & counts))
        roving = np.flatnonzero(~known & (sentence > 0))
        if not len(roving):
            return [matched]
        # The first of a pattern in a sentence is that of the earliest place.
        keys = found.patterns[roving] * (int(sentence.max()) + 1) + sentence[roving]
        return [matched, self._search(_rows(columns, roving[np.unique(keys, return_index=True)[1]]))]

    def _match(self, columns: tuple[np.ndarray, ...], kept: np.ndarray) -> Matches:
        """Match each pattern where it may begin; of those that follow each other, the first leaves out the next."""
        number, text, start, _, last = (column[kept] for column in columns)
        tried = self._matcher.to_try(number), self.texts.objects[text].tolist(), start.tolist(), last.tolist()
        # A million calls: the loop over them runs inside the interpreter.
        held = list(map(operator.call, *tried))
        at = np.array(list(compress(range(len(held)), held)), dtype=np.int64)
        number, text, start = number[at], text[at], start[at]
        end = np.array(list(map(re.Match.end, filter(None, held))), dtype=np.int64)
        following = np.flatnonzero(~self._matcher.overlapping[number])
        groups = number[following] * np.int64(len(self.texts.texts)) + text[following]
        kept = np.ones(len(number), dtype=bool)
        kept[following] = in_turn(groups, start[following], end[following])
        number, text, start, end = number[kept], text[kept], start[kept], end[kept]
        return Matches(text, end - start, start, number)

    def _search(self, rows: Iterator[tuple[int, ...]]) -> Matches:
        """Find the matches from left to right, each behind the end of the one before."""
        finditer, strings = self._matcher.finditer, self.texts.texts
        return _matches([
            (text, held.end() - held.start(), held.start(), number)
            for number, text, start, first, last in rows
            for held in finditer[number](strings[text], max(start, first), last)
        ])

    def _search_everywhere(self) -> list[Matches]:
        finditer = self._matcher.finditer
        return [
            _matches([
                (text, held.end() - held.start(), held.start(), number)
                for text, string in enumerate(self.texts.texts)
                for first, last in self.texts.sentence_spans(text)
                for held in finditer[number](string, first, last)
            ])
            for number in self._matcher.keyless
            if number < self._matcher.matched
        ]

    @cached_property
    def clauses(self) -> Begins:
        """Where clauses begin."""
        return self.texts.begins_behind(CLAUSE_END)

    @cached_property
    def _sentences(self) -> Begins:
        return self.texts.begins_behind(SENTENCE_END)

    def cues(self, pattern: int) -> Counted:
        """Return a count of the places where a placed pattern may begin."""
        return Counted(np.maximum(self._places[self._numbers == pattern], 0))

    def parties(self, sides: Mapping[int, int], texts: np.ndarray) -> Parties:
        """Return the parties named in some of the texts, given the side of each pattern that names one."""
        side_of = np.full(len(self._matcher.patterns), -1, dtype=np.int64)
        side_of[list(sides)] = list(sides.values())
        at = np.flatnonzero((side_of[self._numbers] >= 0) & (self._places >= 0))
        places, numbers = self._places[at], self._numbers[at]
        text, wanted = self.texts.text_at[places], np.zeros(len(self.texts.texts), dtype=bool)
        wanted[texts] = True
        inside = np.flatnonzero(wanted[text] & (places < self.texts.ends[text]))
        places, numbers = places[inside], numbers[inside]
        lasts = self.texts.sentences(places)[2] + self._matcher.crossing[numbers]
        match = self._matcher.to_try(numbers)
        title_ends = self.texts.starts + self.title_ends
        return Parties(self.texts, self.clauses, title_ends, places, lasts, side_of[numbers], match)

    @cached_property
    def _placed(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """Offsets and numbers of placed patterns, up to where they may reach, and where those of each text begin."""
        at = np.maximum(self._places, 0)
        shift = self.texts.starts[self.texts.text_at[at]]
        lasts = self.texts.sentences(at)[2] - shift + self._matcher.crossing[self._numbers]
        begins = np.searchsorted(self._places, np.append(self.texts.starts, len(self.texts.codes)))
        return (self._places - shift).tolist(), self._numbers.tolist(), lasts.tolist(), begins.tolist()

    def of(self, text: int) -> TextReading:
        """Return what was found in one text."""
        starts, numbers, lasts, begins = self._placed
        own = slice(begins[text], begins[text + 1])
        return TextReading(
            starts[own], numbers[own], lasts[own], self.asked[text].tobytes(),
            self.clauses.of(text), self._sentences.of(text),
        )


def _title_end(text: str) -> int:
    end = text.find("\n")
    return end if end >= 0 else len(text)


def _matches(rows: list[tuple[int, int, int, int]]) -> Matches:
    return Matches(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


def _rows(columns: tuple[np.ndarray, ...], kept: np.ndarray) -> Iterator[tuple[int, ...]]:
    """Return the kept rows of some columns."""
    at = np.flatnonzero(kept) if kept.dtype == bool else kept
    return zip(*(column[at].tolist() for column in columns), strict=True)


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
    return bool(_SENTENCE_MARKS.intersection(_NOT_CROSSED.sub("", source_of(pattern.regex))))
