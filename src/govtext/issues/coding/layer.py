"""The statistical layer: what words add to the rules, as plain numbers from a lexicon.

The shipped layer (``coding_layer.toml``) turns the rules' score of a code into a chance; what a study's own coders
teach (``coding_study_layer.toml``, written by ``govtext coding train``) turns that chance into another. Both have one
layout, see :func:`read_layer`, and serve the codebook that they name; a codebook of another name runs on its rules.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from operator import add
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from govtext.errors import GovtextError

_CLAUSE = re.compile(r"[^，。；！？!?;：\n]+")
_LEAST, _MOST = 0.005, 0.995


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CodeModel(_Model):
    """A logistic regression: intercept, weight of the log odds of what stands below, threshold.

    ``alone``: words may give the code where no rule speaks for it; the evidence is the clause that speaks most.
    """

    intercept: float
    rules: float
    alone: bool = False
    threshold: float = Field(gt=0.0, lt=1.0)


class TypeModel(_Model):
    """One class of a multinomial regression: weights of the codes' chances and of rules that hit."""

    intercept: float
    codes: dict[str, float] = {}
    rules: dict[str, float] = {}


class _Words(_Model):
    columns: list[str]
    weights: dict[str, list[float]]


class LayerEntry(_Model):
    """The file as a whole."""

    codebook: str = ""
    scale: float = Field(default=3.0, gt=0.0)
    least: float = Field(default=12.0, gt=0.0)
    codes: dict[str, CodeModel] = {}
    types: dict[str, TypeModel] = {}
    words: _Words = _Words(columns=["idf"], weights={})


class Layer:
    """A layer made ready for many texts. Picklable."""

    def __init__(self, entry: LayerEntry) -> None:
        self.entry = entry
        self.words = list(entry.words.weights)
        table = np.array(list(entry.words.weights.values()), dtype=float).reshape(len(self.words), -1)
        if not self.words:
            table = np.zeros((0, len(entry.words.columns)))
        self._idf = table[:, 0]
        self._weights = table[:, 1:] * self._idf[:, None] * entry.scale
        self._column = {name: at for at, name in enumerate(entry.words.columns[1:])}
        self._short: dict[str, int] = {}
        self._long: dict[str, list[tuple[str, int]]] = {}
        for number, word in enumerate(self.words):
            if len(word) <= 2:
                self._short[word] = number
            else:
                self._long.setdefault(word[:2], []).append((word, number))
        self._openings = frozenset(self._short) | frozenset(self._long)

    def __reduce__(self) -> tuple[Any, ...]:
        return Layer, (self.entry,)

    def words_in(self, text: str) -> list[int]:
        """Return the numbers of the layer's words that stand in the text, in order."""
        pieces = set(map(add, text, text[1:]))
        pieces.update(text)
        found = []
        for piece in pieces & self._openings:
            if piece in self._short:
                found.append(self._short[piece])
            for word, number in self._long.get(piece, ()):
                if word in text:
                    found.append(number)
        return sorted(found)

    def word_points(self, found: Sequence[int]) -> np.ndarray:
        """Return what the words add to each column of the file."""
        if not found:
            return np.zeros(self._weights.shape[1])
        return np.asarray(self._weights[found].sum(axis=0) / self._length(found))

    def _length(self, found: Sequence[int]) -> float:
        """The length of the words' vector; a short text's is set to the least, or each word would say too much."""
        return max(float(np.sqrt((self._idf[list(found)] ** 2).sum())), self.entry.least)

    def chance(self, code: str, score: float, points: np.ndarray) -> float:
        """Return the chance that the code applies, given the score of what stands below and the words' points."""
        model = self.entry.codes[code]
        return _logistic(model.intercept + model.rules * log_odds(score) + self._point(code, points))

    def type_points(self, chances: Mapping[str, float], rules: set[str], points: np.ndarray) -> dict[str, float]:
        """Return the points of each request type that the layer knows."""
        return {
            kind: model.intercept
            + sum(weight * chances.get(code, 0.0) for code, weight in model.codes.items())
            + sum(weight for rule, weight in model.rules.items() if rule in rules)
            + self._point(f"type:{kind}", points)
            for kind, model in self.entry.types.items()
        }

    def _point(self, column: str, points: np.ndarray) -> float:
        return float(points[self._column[column]]) if column in self._column else 0.0

    def contributions(self, code: str, found: Sequence[int]) -> list[tuple[str, float]]:
        """Return the words that stand in a text with what each adds to the code's log odds, strongest first."""
        if not found or code not in self._column:
            return []
        length = self._length(found)
        parts = [(self.words[n], float(self._weights[n, self._column[code]]) / length) for n in found]
        return sorted(parts, key=lambda part: (-part[1], part[0]))

    def best_clause(self, text: str, code: str) -> tuple[int, int]:
        """Return start and end of the clause whose words speak most for the code, the first of equals."""
        spans = [_stripped(clause.start(), clause.group()) for clause in _CLAUSE.finditer(text)]
        column = self._column[code]
        return max(
            (span for span in spans if span[0] < span[1]),
            key=lambda span: sum(self._weights[n, column] for n in self.words_in(text[span[0] : span[1]])),
            default=(0, len(text)),
        )


def _stripped(start: int, part: str) -> tuple[int, int]:
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def log_odds(score: float) -> float:
    """Return the log odds of a score, which is cut to 0.005 to 0.995 before."""
    held = min(max(score, _LEAST), _MOST)
    return math.log(held / (1.0 - held))


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value)) if value >= 0 else math.exp(value) / (1.0 + math.exp(value))


def read_layer(table: Mapping[str, Any], where: str = "layer") -> Layer | None:
    """Return the layer in ``table`` (a parsed TOML file), None for an empty file.

    Keys: codebook (its name), scale, ``[codes.CODE]`` with intercept, rules, threshold, ``[types.KIND]`` with
    intercept, codes, rules, and ``[words]`` with columns (idf, then codes and ``type:KIND``) and ``[words.weights]``,
    a row of numbers per word. Raises GovtextError with the place in the file that is wrong.
    """
    if not table:
        return None
    try:
        entry = LayerEntry.model_validate(dict(table))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise GovtextError(f"layer entry {place}: {first['msg']}", file=where) from error
    if entry.words.columns[:1] != ["idf"]:
        raise GovtextError("the first column of the words is not idf", file=where)
    for word, row in entry.words.weights.items():
        if len(row) != len(entry.words.columns) or not word:
            raise GovtextError(
                f'word "{word}" has {len(row)} numbers, not {len(entry.words.columns)}', file=where,
                hint="the file is made by govtext coding train, not by hand",
            )
    return Layer(entry)
