"""What the clauses of a text say: a regression over pieces of one to three characters, code by code.

A clause is the stretch between two marks. Its pieces and concepts are looked up in tables of plain numbers
(``[clauses]`` in ``coding_layer.toml``). Clauses that follow each other in a line are read together (a fault is often
told in two or three); what all stretches say for a code together speaks for the text, and the strongest clause of the
strongest stretch is the evidence where no rule found any. Learning from clauses, not whole texts, needs far fewer coded
texts (multiple-instance learning with labelled instances; Dietterich et al. 1997; the sum of odds as a soft maximum:
Ray and Craven 2005). A second regression over the pieces of the text as a whole
says what it is about and who is faulted, which a clause alone leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import log
from operator import add
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from scipy import sparse

from govtext.issues.coding.concepts import ConceptModel
from govtext.issues.coding.scan import Texts
from govtext.literal_scan import LiteralScan, distinct

_APART = "，,。；;！!：:？?…~～"
_CLAUSE = re.compile(rf"[^{_APART}\s]+[？?]?")
_QUESTION_MARKS = [ord("?"), ord("？")]
_MARKS = _APART + "".join(char for char in map(chr, range(0x3001)) if char.isspace())


# The vector of a whole text is some ten times as long as a clause's. Of a text of one clause little is known: its few
# pieces must not say as much as those of many.
WHOLE_TO_CLAUSE = 10
# Before the code in the name of a column: what the text as a whole says.
WHOLE = "whole:"
# Before the name of a request type: what the text as a whole adds to its points.
KIND = "type:"
# How much of the log of their number is taken from what the stretches of a text say together. (0: a long text is given
# more codes for its length alone; 1: the mean of the odds. Average precision on all samples is best in between.)
PER_STRETCH = 0.7


class ClauseEntry(BaseModel):
    """The tables: ``columns`` are idf and then codes, ``intercepts`` one per code, ``weights`` piece → a row.

    After the codes may stand ``whole:CODE`` for each of them: what the piece says where it stands in the text at all;
    after these ``type:KIND``: what it adds to the points of request types there.
    ``span`` clauses are read together; ``concepts`` is name → words, ``together`` "name" or "name name" → a number per
    code. Rows of ``weights`` are told in whole ``parts`` of one (100: hundredths) where a file says so.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: list[str] = ["idf"]
    intercepts: list[float] = []
    least: float = Field(default=6.0, gt=0.0)
    weights: dict[str, list[float]] = {}
    span: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)
    concepts: dict[str, list[str]] = {}
    together: dict[str, list[float]] = {}

    @property
    def codes(self) -> list[str]:
        """The codes that clauses speak for, in the order of the columns."""
        return [name for name in self.columns[1:] if not name.startswith((WHOLE, KIND))]

    @property
    def kinds(self) -> list[str]:
        """The request types that the text as a whole adds points to, in the order of their columns."""
        return [name.removeprefix(KIND) for name in self.columns if name.startswith(KIND)]

    def told_in(self, parts: int) -> ClauseEntry:
        """Return the same with rows told in so many parts of one, rounded to whole ones."""
        factor = parts / self.parts
        weights = {piece: [round(value * factor) for value in row] for piece, row in self.weights.items()}
        return self.model_copy(update={"weights": weights, "parts": parts})


class Spoken(NamedTuple):
    """What the clauses of one text say; of several texts, a row for each.

    Attributes:
        best: per code, the log odds of the stretch of clauses that speaks most for it.
        joint: per code, what all stretches say together: the log of the sum of their odds, less :data:`PER_STRETCH`
            times the log of their number (a long text has more stretches that happen to speak for a code).
        starts, ends: per code, where that stretch starts and ends.
        title: per code, the log odds of the stretch of the title that speaks most; of a text without a title, those of
            a clause of which nothing is known.
        whole: per code, what the pieces of the whole text say; 0 where the tables have no such columns.
        kinds: per request type of the tables, what the pieces of the whole text add to its points.
    """

    best: np.ndarray
    joint: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    title: np.ndarray
    whole: np.ndarray
    kinds: np.ndarray

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Per code, start and end of the stretch that speaks most for it."""
        return list(zip(self.starts.tolist(), self.ends.tolist(), strict=True))


def clause_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each clause; a question mark belongs to the clause that it ends."""
    return [match.span() for match in _CLAUSE.finditer(text)]


def stretches(text: str, span: int) -> list[list[tuple[int, int]]]:
    """Return the stretches of ``span`` clauses of each line (of fewer, where a line has fewer) as their clauses."""
    lines: dict[int, list[tuple[int, int]]] = {}
    for start, end in clause_spans(text):
        lines.setdefault(text.count("\n", 0, start), []).append((start, end))
    return [own[at : at + span] for own in lines.values() for at in range(max(len(own) - span, 0) + 1)]


def _all_clauses(row: Texts) -> tuple[np.ndarray, np.ndarray]:
    """Return the places at which clauses begin and end, as in :func:`clause_spans`; of a text without any, its own."""
    apart = row.marked(_MARKS)
    apart[row.ends] = True
    begins = np.flatnonzero(~apart & np.append(True, apart[:-1]))
    ends = np.flatnonzero(apart & ~np.append(True, apart[:-1]))
    ends += np.isin(row.codes[ends], _QUESTION_MARKS)
    held = np.searchsorted(begins, np.append(row.starts, len(row.codes)))
    bare = np.flatnonzero(np.diff(held) == 0)
    if len(bare):
        begins, ends = np.append(begins, row.starts[bare]), np.append(ends, row.ends[bare])
        order = np.argsort(begins, kind="stable")
        begins, ends = begins[order], ends[order]
    return begins, ends


def _stretches(row: Texts, begins: np.ndarray, span: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of the first and the last clause of each stretch, as in :func:`stretches`."""
    breaks = row.marked("\n")
    breaks[row.ends] = True
    line = np.cumsum(breaks)[begins] - breaks[begins]
    heads = np.flatnonzero(np.append(True, line[1:] != line[:-1]))
    counts = np.diff(np.append(heads, len(begins)))
    tail = np.repeat(heads + counts - 1, counts)
    first = np.arange(len(begins))
    last = np.minimum(first + span - 1, tail)
    kept = np.flatnonzero((last - first == span - 1) | (first == np.repeat(heads, counts)))
    return first[kept], last[kept]


def _over(values: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Add up the rows of each stretch, one after the other: the result hangs on nothing beside it."""
    total, joint = np.empty((len(first), *values.shape[1:]), dtype=values.dtype), values.copy()
    for step in range(int((last - first).max(initial=0)) + 1):
        if step:
            # Each row with those behind it, so many as there were steps.
            joint[:-step] += values[step:]
        own = np.flatnonzero(last - first == step)
        total[own] = joint[first[own]]
    return total


def pieces(clause: str) -> set[str]:
    """Return the pieces of one to three characters of a clause."""
    pairs = list(map(add, clause, clause[1:]))
    found = set(clause)
    found.update(pairs)
    found.update(map(add, pairs, clause[2:]))
    return found


class ClauseModel:
    """The table made ready for many texts."""

    def __init__(self, entry: ClauseEntry) -> None:
        self.codes, self.kinds = entry.codes, entry.kinds
        self._least = entry.least
        self._numbers = {piece: number for number, piece in enumerate(entry.weights)}
        self._pieces = list(entry.weights)
        table = np.array(list(entry.weights.values()), dtype=float).reshape(len(self._pieces), len(entry.columns))
        table /= entry.parts
        idf = table[:, :1]
        codes = 1 + len(self.codes)
        self._table = np.hstack([idf**2, idf * table[:, 1:codes]])
        self._of_whole = np.hstack([idf**2, idf * table[:, codes:]]) if len(entry.columns) > codes else None
        self._intercepts = np.array(entry.intercepts, dtype=float)
        self._span = entry.span
        self._concepts = ConceptModel(entry.concepts, entry.together, len(self.codes))
        # Pieces and words are looked for at once. A question mark counts in either width.
        literals = list(dict.fromkeys([*self._pieces, *self._concepts.words]))
        self._scan = LiteralScan(literals, alike={"?": "？"})
        self._lengths = np.array([len(literal) for literal in literals], dtype=np.int64)
        words = {word: number for number, word in enumerate(self._concepts.words)}
        self._piece_of, self._word_of = (
            np.array([numbers.get(literal, -1) for literal in literals], dtype=np.int32)
            for numbers in (self._numbers, words)
        )

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def speak(self, text: str) -> Spoken:
        """Return what the clauses of the text say; the first of equals."""
        return self.speak_each([text])[0]

    def speak_each(self, texts: Sequence[str]) -> list[Spoken]:
        """Return what the clauses of each text say. Many texts at once cost much less than one by one."""
        return [Spoken(*each) for each in zip(*self.speak_all(Texts(texts)), strict=True)]

    def speak_all(self, row: Texts) -> Spoken:
        """Return what the clauses of all texts say, texts × codes."""
        return self._speak(row, self._span)

    def strongest(self, stretches: Sequence[tuple[str, int, str]]) -> list[tuple[int, int]]:
        """Return start and end of the clause that alone speaks most for a code, of each (words, start, code)."""
        own = self._speak(Texts([words for words, _, _ in stretches]), 1)
        codes = [self.codes.index(code) for _, _, code in stretches]
        return [
            (start + int(own.starts[n, code]), start + int(own.ends[n, code]))
            for n, ((_, start, _), code) in enumerate(zip(stretches, codes, strict=True))
        ]

    def _speak(self, row: Texts, span: int) -> Spoken:
        begins, ends = _all_clauses(row)
        first, last = _stretches(row, begins, span)
        literals, clause = self._located(row, begins, ends)
        pieces = self._pieces_in(literals, clause)
        sums = _over(self._sums(*pieces, len(begins), self._table), first, last)
        points = sums[:, 1:] / np.maximum(np.sqrt(sums[:, :1]), self._least) + self._intercepts
        if self._concepts:
            named = self._concepts.stretched(self._named(literals, clause), first, last)
            points += self._concepts.points(named, len(first))
        whole, kinds = self._whole(row.text_at[begins], *pieces, len(row.texts))
        begins, ends = begins[first], ends[last]
        of_text = np.searchsorted(begins, np.append(row.starts, len(row.codes)))
        best = np.maximum.reduceat(points, of_text[:-1], axis=0)
        # Of equals the first is the best: they are gone through from behind, and the first stands last.
        at, code = np.nonzero(points == np.repeat(best, np.diff(of_text), axis=0))
        chosen = np.zeros(best.shape, dtype=np.int64)
        chosen[row.text_at[begins[at[::-1]]], code[::-1]] = at[::-1]
        title = self._of_titles(row, points, begins - np.repeat(row.starts, np.diff(of_text)), of_text)
        starts, ends = begins[chosen] - row.starts[:, None], ends[chosen] - row.starts[:, None]
        return Spoken(best, self._joint(points, of_text), starts, ends, title, whole, kinds)

    def _joint(self, points: np.ndarray, of_text: np.ndarray) -> np.ndarray:
        """Return per text and code what all its stretches say together."""
        # logaddexp goes through the stretches one by one, with the system's exponentials: the same in any batch.
        joint: np.ndarray = np.logaddexp.reduceat(points, of_text[:-1], axis=0)
        return joint - PER_STRETCH * np.array([log(count) for count in np.diff(of_text).tolist()])[:, None]

    def _of_titles(self, row: Texts, points: np.ndarray, begins: np.ndarray, of_text: np.ndarray) -> np.ndarray:
        """Return per text and code what the best stretch of the title says; ``begins`` count from each text's start."""
        lengths = np.array([text.find("\n") for text in row.texts], dtype=np.int64)
        inside = begins < np.repeat(lengths, np.diff(of_text))
        best = np.maximum.reduceat(np.where(inside[:, None], points, -np.inf), of_text[:-1], axis=0)
        return np.where(np.isfinite(best), best, self._intercepts)

    def _located(self, row: Texts, begins: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the pieces and words that stand in a clause, and the number of the clause of each."""
        literals, places = self._scan.occurrences(row.points)
        begun = np.zeros(len(row.codes), dtype=bool)
        begun[begins] = True
        clause = np.cumsum(begun, dtype=np.int32)[places] - 1
        inside = np.flatnonzero((clause >= 0) & (places + self._lengths[literals] <= ends[clause]))
        return literals[inside], clause[inside]

    def _pieces_in(self, literals: np.ndarray, clause: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the clause and the row of each piece that stands in a clause, each once, in order."""
        pieces = self._piece_of[literals]
        at = np.flatnonzero(pieces >= 0)
        return self._once(clause[at], pieces[at])

    def _once(self, places: np.ndarray, pieces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        # A key holds a place and a piece; half as wide where that is enough, for it is sorted in half the time.
        width = max(len(self._pieces), 1).bit_length()
        wide = int(places.max(initial=0)) >= 1 << 31 - width
        keys: np.ndarray = places.astype(np.int64 if wide else np.int32)
        keys <<= width
        keys += pieces
        keys = distinct(keys)
        return keys >> width, keys & (1 << width) - 1

    def _sums(self, places: np.ndarray, pieces: np.ndarray, count: int, table: np.ndarray) -> np.ndarray:
        """Return for each of ``count`` places the sums of its pieces' rows, added in the order of their numbers."""
        first = np.append(0, np.cumsum(np.bincount(places, minlength=count)))
        held = sparse.csr_matrix((np.ones(len(pieces)), pieces, first), shape=(count, len(self._pieces)))
        sums: np.ndarray = held @ table
        return sums

    def _whole(
        self, text: np.ndarray, clauses: np.ndarray, pieces: np.ndarray, count: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return texts × codes and texts × request types: what the pieces of each text say of them.

        ``text`` is the number of the text of each clause.
        """
        if self._of_whole is None:
            return np.zeros((count, len(self.codes))), np.zeros((count, 0))
        sums = self._sums(*self._once(text[clauses], pieces), count, self._of_whole)
        said = sums[:, 1:] / np.maximum(np.sqrt(sums[:, :1]), WHOLE_TO_CLAUSE * self._least)
        return said[:, : len(self.codes)], said[:, len(self.codes) :]

    def _named(self, literals: np.ndarray, clause: np.ndarray) -> np.ndarray:
        """Return which clause names which concept, see :meth:`.concepts.ConceptModel.named`."""
        words = self._word_of[literals]
        at = np.flatnonzero(words >= 0)
        return self._concepts.named(words[at], clause[at])

    def _rows(self, clause: str) -> list[int]:
        """The rows of a clause's pieces, in order: sums must not hang on the order of a set."""
        numbers = self._numbers
        return sorted([numbers[piece] for piece in pieces(clause) if piece in numbers])

    def contributions(self, text: str, code: str) -> Iterator[tuple[str, float]]:
        """Yield the pieces and the concepts of a stretch with what each adds to the log odds of the code."""
        text = text.replace("?", "？")
        rows = sorted(row for start, end in clause_spans(text) for row in self._rows(text[start:end]))
        at = self.codes.index(code)
        length = max(float(np.sqrt(self._table[rows, 0].sum())), self._least) if rows else self._least
        for row in dict.fromkeys(rows):
            yield self._pieces[row], rows.count(row) * float(self._table[row, at + 1]) / length
        if self._concepts:
            own = Texts([text])
            begins, ends = _all_clauses(own)
            named = self._named(*self._located(own, begins, ends)) % len(self._concepts.names)
            yield from self._concepts.parts(distinct(named).tolist(), at)

    def whole_contributions(self, text: str, code: str) -> Iterator[tuple[str, float]]:
        """Yield the pieces of a text with what each adds to what the whole text says of the code."""
        if self._of_whole is None:
            return
        text = text.replace("?", "？")
        rows = sorted({row for start, end in clause_spans(text) for row in self._rows(text[start:end])})
        length = max(float(np.sqrt(self._of_whole[rows, 0].sum())), WHOLE_TO_CLAUSE * self._least)
        column = self.codes.index(code) + 1
        for row in rows:
            yield self._pieces[row], float(self._of_whole[row, column]) / length
