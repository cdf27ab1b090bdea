"""A batch of texts as one row of characters, and where its sentences, pieces and other parts begin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from govtext.literal_scan import CODES, runs

_BETWEEN = 0x110000  # no character: stands between the texts of a batch
_SENTENCE_MARKS = "。！!？?\n"
PIECE_MARKS = "，。；\n"


class Texts:
    """Texts as one row of characters. Places count in that row; an empty place stands behind every text.

    Attributes:
        texts: the texts.
        codes: the characters' code points, the texts one behind the other.
        starts: the place at which each text begins.
        ends: the place behind the last character of each text.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = list(texts)
        lengths = np.array([len(text) for text in self.texts], dtype=np.int64)
        row = "\0".join([*self.texts, ""]).encode("utf-32-le", "surrogatepass")
        self.codes = np.frombuffer(row, dtype=np.uint32).copy()
        self.ends = np.cumsum(lengths + 1) - 1
        self.starts = self.ends - lengths
        self.codes[self.ends] = _BETWEEN
        self._counted: dict[str, Counted] = {}

    @property
    def objects(self) -> np.ndarray:
        """The texts in an array of Python's strings."""
        objects = np.empty(len(self.texts), dtype=object)
        objects[:] = self.texts
        return objects

    @cached_property
    def text_at(self) -> np.ndarray:
        """The number of the text at each place."""
        return np.repeat(np.arange(len(self.texts), dtype=np.int32), self.ends - self.starts + 1)

    @cached_property
    def _sentence_at(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        marked = self.marked(_SENTENCE_MARKS)
        between = np.zeros(len(self.codes), dtype=bool)
        between[self.ends] = True
        begins = ~marked & ~between
        begins[1:] &= marked[:-1] | between[:-1]
        firsts = np.flatnonzero(begins)
        number = np.cumsum(begins, dtype=np.int32)
        lasts = np.append(firsts[1:], len(self.codes))
        if len(firsts):
            lasts = np.minimum(lasts, self.ends[self.text_at[firsts]])
        # Marks that open a text belong to no sentence: number 0.
        begun = np.append(firsts, len(self.codes))[np.searchsorted(firsts, self.starts)]
        number[runs(self.starts, np.minimum(begun, self.ends + 1) - self.starts)] = 0
        return number, np.append(0, firsts), np.append(0, lasts[: len(firsts)])

    @cached_property
    def _piece_at(self) -> tuple[np.ndarray, np.ndarray]:
        apart = self.marked(PIECE_MARKS)
        apart[self.ends] = True
        return np.cumsum(apart, dtype=np.int32), np.concatenate([[0], np.flatnonzero(apart), [len(self.codes)]])

    @property
    def piece_numbers(self) -> np.ndarray:
        """The number of the piece at each place; pieces lie between the marks of ``PIECE_MARKS``."""
        return self._piece_at[0]

    def pieces(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return begin and end of the piece at each place; a mark belongs to what follows it."""
        numbers, begins = self._piece_at
        number = numbers[places]
        return begins[number], begins[number + 1]

    @property
    def sentence_numbers(self) -> np.ndarray:
        """The number of the sentence at each place, 0 where there is none."""
        return self._sentence_at[0]

    def sentences(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return number, begin and end of the sentence at each place; number 0 (and 0, 0) where there is none."""
        number, firsts, lasts = self._sentence_at
        at = number[places]
        return at, firsts[at], lasts[at]


    def sentence_spans(self, text: int) -> list[tuple[int, int]]:
        """Return begin and end of a text's sentences, as offsets into the text."""
        _, firsts, lasts = self._sentence_at
        shift, end = int(self.starts[text]), int(self.ends[text])
        low, high = np.searchsorted(firsts[1:], [shift, end]) + 1
        return [(int(firsts[n]) - shift, int(lasts[n]) - shift) for n in range(low, high)]


    def marked(self, marks: str) -> np.ndarray:
        """Return at which places one of the marks stands."""
        marked: np.ndarray = _table_of(marks).take(self.points)
        return marked

    @cached_property
    def points(self) -> np.ndarray:
        """The code points, of the width of places in tables."""
        return self.codes.astype(np.intp)

    def counted(self, marks: str) -> Counted:
        """Return a count of some marks."""
        if marks not in self._counted:
            self._counted[marks] = Counted(np.flatnonzero(self.marked(marks)))
        return self._counted[marks]

    def begins_behind(self, marks: str) -> Begins:
        """Return the beginnings of the texts and of what stands behind each row of marks in them."""
        marked = self.marked(marks)
        begins = np.zeros(len(self.codes) + 1, dtype=bool)
        begins[1:-1] = marked[:-1] & ~marked[1:]
        begins[self.starts] = True
        # Behind the last mark of a text, its end begins an empty piece, as behind the marks that open it.
        return Begins(self, np.flatnonzero(begins[:-1]), np.cumsum(begins[:-1], dtype=np.int32))


@lru_cache(maxsize=64)
def _table_of(marks: str) -> np.ndarray:
    """Return for each code point whether it is one of the marks."""
    table = np.zeros(CODES, dtype=bool)
    table[[ord(mark) for mark in marks]] = True
    return table


class Counted:
    """Some places, counted."""

    def __init__(self, places: np.ndarray) -> None:
        """``places`` in order."""
        self._places = places

    def between(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Return whether one stands from a first place to before a last one."""
        held: np.ndarray = np.searchsorted(self._places, last) > np.searchsorted(self._places, first)
        return held


class Begins:
    """Where parts of texts begin; a part reaches to the next one or to the end of its text."""

    def __init__(self, texts: Texts, places: np.ndarray, number_at: np.ndarray) -> None:
        """``places`` in order, ``number_at`` for each place how many begin there or before."""
        self._texts, self._places, self._number_at = texts, places, number_at
        self._ends = np.minimum(np.append(places[1:], len(texts.codes)), texts.ends[texts.text_at[places]])

    @property
    def many(self) -> int:
        """How many parts there are in all texts."""
        return len(self._places)

    def number(self, places: np.ndarray) -> np.ndarray:
        """Return the number of the part that holds each place; parts are counted through all texts."""
        numbers: np.ndarray = self._number_at[places] - 1
        return numbers

    def places(self, numbers: np.ndarray) -> np.ndarray:
        """Return the places at which parts begin."""
        begins: np.ndarray = self._places[numbers]
        return begins

    def bounds(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the places at which parts begin and end."""
        return self._places[numbers], self._ends[numbers]

    def spans(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the places at which the parts that hold some places begin and end."""
        return self.bounds(self.number(places))

    def of(self, text: int) -> list[int]:
        """Return the offsets at which the parts of a text begin."""
        begins, offsets = self._offsets
        return offsets[begins[text] : begins[text + 1]]

    @cached_property
    def _offsets(self) -> tuple[list[int], list[int]]:
        texts = self._texts
        begins = np.append(self._number_at[texts.starts] - 1, len(self._places))
        return begins.tolist(), (self._places - texts.starts[texts.text_at[self._places]]).tolist()
