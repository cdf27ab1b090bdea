"""The statistical layer: what words add to the rules, as plain numbers from a lexicon.

The shipped layer (``coding_layer.toml``) turns the rules' score of a code into a chance; what a study's own coders
teach (``coding_study_layer.toml``, written by ``govtext coding train``) turns that chance into another. Both have one
layout, see :func:`read_layer`, and serve the codebook that they name; a codebook of another name runs on its rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import exp, log
from typing import Any, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from govtext.errors import GovtextError
from govtext.issues.coding.clauses import KIND, WHOLE, ClauseEntry, ClauseModel, Spoken
from govtext.issues.coding.scan import Texts
from govtext.literal_scan import LiteralScan, distinct

_CLAUSE = re.compile(r"[^，。；！？!?;：\n]+")
_LEAST, _MOST = 0.005, 0.995


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CodeModel(_Model):
    """A logistic regression: intercept, weights of the log odds of what stands below, of all stretches of clauses, of
    the title's best and of what the whole text says, threshold.

    ``alone``: words or clauses may give the code where no rule speaks for it; the evidence is the clause that speaks
    most.
    """

    intercept: float
    rules: float
    clauses: float = 0.0
    title: float = 0.0
    whole: float = 0.0
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
    """The file as a whole.

    ``floor`` is the score (0 to 1) below which none speaks more against a code: where rules were worded with the coded
    messages in view, that none hits says less of other messages.
    """

    codebook: str = ""
    scale: float = Field(default=3.0, gt=0.0)
    least: float = Field(default=12.0, gt=0.0)
    floor: float = Field(default=_LEAST, ge=_LEAST, lt=0.5)
    codes: dict[str, CodeModel] = {}
    types: dict[str, TypeModel] = {}
    words: _Words = _Words(columns=["idf"], weights={})
    clauses: ClauseEntry = ClauseEntry()


class Reading(NamedTuple):
    """What a layer reads in one text: what its words add to each column, what its clauses say."""

    points: np.ndarray
    spoken: Spoken | None


class Readings(NamedTuple):
    """What a layer reads in some texts: as in :class:`Reading`, a row for each text."""

    points: np.ndarray
    spoken: Spoken | None

    def of(self, text: int) -> Reading:
        """Return what was read in one text."""
        spoken = self.spoken
        return Reading(self.points[text], None if spoken is None else Spoken(*(column[text] for column in spoken)))


class Layer:
    """A layer made ready for many texts. Picklable."""

    def __init__(self, entry: LayerEntry) -> None:
        self.entry = entry
        self.words = list(entry.words.weights)
        table = np.array(list(entry.words.weights.values()), dtype=float).reshape(
            len(self.words), len(entry.words.columns)
        )
        self._idf = table[:, 0]
        self._weights = table[:, 1:] * self._idf[:, None] * entry.scale
        self._column = {name: at for at, name in enumerate(entry.words.columns[1:])}
        self._scan = LiteralScan(self.words)
        self._clauses = ClauseModel(entry.clauses)
        self._spoken = {code: at for at, code in enumerate(self._clauses.codes)} if self._clauses else {}
        self.kinds = self._clauses.kinds if self._clauses else []

        self._models = [
            (
                code, model.intercept, model.rules, (model.clauses, model.title, model.whole),
                self._column.get(code, -1), self._spoken.get(code, -1),
            )
            for code, model in entry.codes.items()
        ]

    def __reduce__(self) -> tuple[Any, ...]:
        return Layer, (self.entry,)

    def read(self, text: str) -> Reading:
        """Return what the layer needs to know of a text."""
        return self.read_all(Texts([text])).of(0)

    def read_all(self, texts: Texts) -> Readings:
        """Return what the layer needs to know of texts. Many texts at once cost much less than one by one."""
        points = np.zeros((len(texts.texts), self._weights.shape[1]))
        if self.words:
            points[:] = [self.word_points(own) for own in self._words_in_each(texts)]
        return Readings(points, self._clauses.speak_all(texts) if self._clauses else None)

    def _words_in_each(self, texts: Texts) -> list[list[int]]:
        words, places = self._scan.occurrences(texts.points)
        pairs = distinct(texts.text_at[places].astype(np.int64) * len(self.words) + words)
        bounds = np.searchsorted(pairs, np.arange(len(texts.texts) + 1) * len(self.words)).tolist()
        numbers = (pairs % len(self.words)).tolist()
        return [numbers[low:high] for low, high in pairwise(bounds)]

    def words_in(self, text: str) -> list[int]:
        """Return the numbers of the layer's words that stand in the text, in order."""
        return self._words_in_each(Texts([text]))[0] if self.words else []

    def word_points(self, found: Sequence[int]) -> np.ndarray:
        """Return what the words add to each column of the file."""
        if not found:
            return np.zeros(self._weights.shape[1])
        return np.asarray(self._weights[found].sum(axis=0) / self._length(found))

    def _length(self, found: Sequence[int]) -> float:
        """The length of the words' vector; a short text's is set to the least, or each word would say too much."""
        return max(float(np.sqrt((self._idf[list(found)] ** 2).sum())), self.entry.least)

    def chance(self, code: str, score: float, reading: Reading) -> float:
        """Return the chance that the code applies, given the score of what stands below and what was read."""
        return self.chances({code: score}, reading)[code]

    def chances(self, scores: Mapping[str, float], reading: Reading) -> dict[str, float]:
        """Return the chances of all codes with a score; codes that the layer does not know keep the score."""
        spoken = reading.spoken and Spoken(*(column[None] for column in reading.spoken))
        readings = Readings(reading.points[None], spoken)
        found = self.chances_all(list(scores), np.array([list(scores.values())]), readings)[0]
        return dict(zip(scores, found.tolist(), strict=True))

    def chances_all(self, codes: Sequence[str], scores: np.ndarray, readings: Readings) -> np.ndarray:
        """Return the chances of codes in texts, given their scores, both texts × codes; see :meth:`chances`."""
        floor = self.entry.floor
        said = np.full(scores.shape, log_odds(0.0, floor), dtype=float)
        scored = np.nonzero(scores)
        said[scored] = [log_odds(score, floor) for score in scores[scored].tolist()]
        known = np.zeros(len(codes), dtype=bool)
        at = {code: number for number, code in enumerate(codes)}
        for code, intercept, rules, weights, column, spoken in self._models:
            if code not in at:
                continue
            known[at[code]], own = True, said[:, at[code]]
            own *= rules
            own += intercept
            if column >= 0:
                own += readings.points[:, column]
            if readings.spoken is not None and spoken >= 0:
                said_by = (readings.spoken.joint, readings.spoken.title, readings.spoken.whole)
                for weight, one in zip(weights, said_by, strict=True):
                    own += weight * one[:, spoken]
        return np.where(known, logistic(said), scores)

    def type_points(self, chances: Mapping[str, float], rules: set[str], reading: Reading) -> dict[str, float]:
        """Return the points of each request type that the layer knows."""
        return {
            kind: model.intercept
            + sum(weight * chances.get(code, 0.0) for code, weight in model.codes.items())
            + sum(weight for rule, weight in model.rules.items() if rule in rules)
            + self._point(f"type:{kind}", reading.points)
            for kind, model in self.entry.types.items()
        }

    def _point(self, column: str, points: np.ndarray) -> float:
        return float(points[self._column[column]]) if column in self._column else 0.0

    def contributions(self, text: str, code: str) -> list[tuple[str, float]]:
        """Return the words and pieces of the text with what each adds to the code's log odds, strongest first."""
        parts: list[tuple[str, float]] = []
        found = self.words_in(text)
        if found and code in self._column:
            length = self._length(found)
            parts += [(self.words[n], float(self._weights[n, self._column[code]]) / length) for n in found]
        if code in self._spoken and code in self.entry.codes:
            start, end = self._clauses.speak(text).spans[self._spoken[code]]
            model, moved = self.entry.codes[code], dict[str, float]()
            for weight, said in (
                (model.clauses, self._clauses.contributions(text[start:end], code)),
                (model.whole, self._clauses.whole_contributions(text, code)),
            ):
                for piece, value in said:
                    moved[piece] = moved.get(piece, 0.0) + weight * value
            parts += moved.items()
        return sorted(parts, key=lambda part: (-part[1], part[0]))

    def best_clauses(self, asked: Sequence[tuple[str, Reading, str]]) -> list[tuple[int, int]]:
        """Return start and end of the clause that speaks most for a code, the first of equals.

        It is asked of texts, each with what was read in it and the code.
        """
        found = [(0, 0)] * len(asked)
        stretched = []
        for at, (text, reading, code) in enumerate(asked):
            if code in self._spoken and reading.spoken is not None:
                start, end = reading.spoken.spans[self._spoken[code]]
                stretched.append((at, (text[start:end], start, code)))
            else:
                found[at] = self._wordiest(text, code)
        if stretched:
            chosen = self._clauses.strongest([stretch for _, stretch in stretched])
            for (at, _), span in zip(stretched, chosen, strict=True):
                found[at] = span
        return found

    def _wordiest(self, text: str, code: str) -> tuple[int, int]:
        spans = [_stripped(clause.start(), clause.group()) for clause in _CLAUSE.finditer(text)]
        column = self._column[code]
        return max(
            (span for span in spans if span[0] < span[1]),
            key=lambda span: sum(self._weights[n, column] for n in self.words_in(text[span[0] : span[1]])),
            default=(0, len(text)),
        )


def _stripped(start: int, part: str) -> tuple[int, int]:
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def logistic(odds: np.ndarray) -> np.ndarray:
    """Return the chances of log odds; the exponentials are the system's, as for single numbers."""
    small = np.array(list(map(exp, (-np.abs(odds)).ravel().tolist()))).reshape(odds.shape)
    return np.where(odds >= 0, 1.0, small) / (1.0 + small)


@lru_cache(maxsize=4096)
def log_odds(score: float, floor: float = _LEAST) -> float:
    """Return the log odds of a score, which is cut to ``floor`` to 0.995 before."""
    held = min(max(score, floor), _MOST)
    return log(held / (1.0 - held))


def read_layer(table: Mapping[str, Any], where: str = "layer") -> Layer | None:
    """Return the layer in ``table`` (a parsed TOML file), None for an empty file.

    Keys: codebook (its name), scale, floor, ``[codes.CODE]`` with intercept, rules, clauses, title, whole, threshold,
    ``[types.KIND]`` with intercept, codes, rules, ``[words]`` with columns (idf, then codes and ``type:KIND``) and
    ``[words.weights]``, a row of numbers per word, and ``[clauses]``, see :class:`.clauses.ClauseEntry`. Raises
    GovtextError with the place in the file that is wrong.
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
    codes = entry.clauses.codes
    if len(entry.clauses.intercepts) != len(codes) or entry.clauses.columns[:1] != ["idf"]:
        raise GovtextError("the clauses need the column idf, then an intercept for each code", file=where)
    whole = [*codes, *(WHOLE + code for code in codes)]
    if entry.clauses.columns[1:] not in (codes, [*whole, *(KIND + kind for kind in entry.clauses.kinds)]):
        raise GovtextError(
            "the clauses need no columns whole:CODE or one for each code, in their order, then those of types",
            file=where,
        )
    for key, row in entry.clauses.together.items():
        if not 1 <= len(key.split()) <= 2 or not set(key.split()) <= entry.clauses.concepts.keys():
            raise GovtextError(f'"{key}" names no concept of the layer', file=where)
        if len(row) != len(entry.clauses.intercepts):
            raise GovtextError(f'"{key}" has {len(row)} numbers, not {len(entry.clauses.intercepts)}', file=where)
    rows = [(word, row, entry.words.columns) for word, row in entry.words.weights.items()]
    rows += [(piece, row, entry.clauses.columns) for piece, row in entry.clauses.weights.items()]
    for word, row, columns in rows:
        if len(row) != len(columns) or not word:
            raise GovtextError(
                f'word "{word}" has {len(row)} numbers, not {len(columns)}', file=where,
                hint="the file is made by govtext coding train, not by hand",
            )
    return Layer(entry)
