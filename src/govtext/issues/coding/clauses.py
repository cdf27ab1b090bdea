"""What the clauses of a text say: a regression over pieces of one to three characters, code by code.

A clause is the stretch between two marks. Its pieces are looked up in a table of plain numbers (``[clauses]`` in
``coding_layer.toml``); the clause that speaks most for a code speaks for the text, and is the evidence where no rule
found any. Learning from clauses, not whole texts, needs far fewer coded texts (multiple-instance learning with labelled
instances; Dietterich et al. 1997).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import add
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

_CLAUSE = re.compile(r"[^，,。；;！!：:？?…~～\s]+[？?]?")


class ClauseEntry(BaseModel):
    """The table: ``columns`` are idf and then codes, ``intercepts`` one per code, ``weights`` piece → a row."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: list[str] = ["idf"]
    intercepts: list[float] = []
    least: float = Field(default=6.0, gt=0.0)
    weights: dict[str, list[float]] = {}


class Spoken(NamedTuple):
    """What the clauses of one text say.

    Attributes:
        best: per code, the log odds of the clause that speaks most for it.
        spans: per code, where that clause starts and ends.
    """

    best: np.ndarray
    spans: list[tuple[int, int]]


def clause_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each clause; a question mark belongs to the clause that it ends."""
    return [match.span() for match in _CLAUSE.finditer(text)]


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
        self.codes = entry.columns[1:]
        self._least = entry.least
        self._numbers = {piece: number for number, piece in enumerate(entry.weights)}
        self._pieces = list(entry.weights)
        # The last row is zero: it stands for a clause of which nothing is known.
        table = np.zeros((len(self._pieces) + 1, len(entry.columns)))
        if self._pieces:
            table[:-1] = list(entry.weights.values())
        idf = table[:, :1]
        self._table = np.hstack([idf**2, idf * table[:, 1:]])
        self._intercepts = np.array(entry.intercepts, dtype=float)

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def speak(self, text: str) -> Spoken:
        """Return what the clauses of the text say; the first of equals."""
        text = text.replace("?", "？")
        spans = clause_spans(text) or [(0, len(text))]
        rows: list[int] = []
        starts = []
        for start, end in spans:
            starts.append(len(rows))
            rows.append(len(self._pieces))
            rows += self._rows(text[start:end])
        sums = np.add.reduceat(self._table[rows], starts, axis=0)
        points = sums[:, 1:] / np.maximum(np.sqrt(sums[:, :1]), self._least) + self._intercepts
        chosen = points.argmax(axis=0)
        return Spoken(points[chosen, np.arange(len(self.codes))], [spans[at] for at in chosen])

    def _rows(self, clause: str) -> list[int]:
        """The rows of a clause's pieces, in order: sums must not hang on the order of a set."""
        numbers = self._numbers
        return sorted([numbers[piece] for piece in pieces(clause) if piece in numbers])

    def contributions(self, clause: str, code: str) -> Iterator[tuple[str, float]]:
        """Yield the pieces of a clause with what each adds to the log odds of the code."""
        rows, column = self._rows(clause), self.codes.index(code) + 1
        length = max(float(np.sqrt(self._table[rows, 0].sum())), self._least) if rows else self._least
        for row in rows:
            yield self._pieces[row], float(self._table[row, column]) / length
