"""Numbers with their keys: `govtext trace KEY` leads from a number in the report to the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any, NamedTuple

from govtext.dataset.aggregates import aggregate_key
from govtext.dataset.cells import cell_key
from govtext.report.wording import Phrase, decimal, number, percent


class Cited(NamedTuple):
    """A number and its key. In a table the bare value, in a sentence the number as it is read."""

    value: Any
    key: str


def cell(table: str, row: Mapping[str, Any], column: str) -> Cited:
    """Return the value of a cell of a result table with its key, such as gaps.slow_response.gap."""
    return Cited(row[column], cell_key(table, row, column))


def aggregate(value: Any, table: str, where: Mapping[str, Any], how: str = "count", column: str = "") -> Cited:
    """Return a number drawn from several rows with its key: those of the table that meet the conditions."""
    return Cited(value, aggregate_key(table, where, how, column))


def bare(value: Any) -> Any:
    """Return the value without its key."""
    return value.value if isinstance(value, Cited) else value


def key_of(value: Any) -> str:
    """Return the key of a value, of a sentence all its keys with blanks between; empty where there is none."""
    if isinstance(value, Sentence):
        return " ".join(dict.fromkeys(piece.key for piece in value.zh if isinstance(piece, Cited)))
    return value.key if isinstance(value, Cited) and value.value is not None else ""


Piece = str | Cited


class Sentence(NamedTuple):
    """A wording in both languages whose numbers keep their keys: texts and cited numbers in turn."""

    zh: tuple[Piece, ...]
    en: tuple[Piece, ...]

    def pieces(self, language: str) -> tuple[Piece, ...]:
        """Return the pieces of one language."""
        return self.en if language == "en" else self.zh

    def say(self, language: str) -> str:
        """Return the wording without keys."""
        return "".join(str(bare(piece)) for piece in self.pieces(language))

    @property
    def plain(self) -> Phrase:
        """The wording in both languages without keys."""
        return Phrase(self.say("zh"), self.say("en"))


Value = str | int | float | Phrase | Cited | Sentence


def sentence(wording: Phrase, **values: Value) -> Sentence:
    """Return the wording with its {names} filled in; of a Phrase or Sentence the part in the language."""
    return Sentence(_filled(wording.zh, values, "zh"), _filled(wording.en, values, "en"))


def joined(parts: list[Sentence], zh: str = "", en: str = "") -> Sentence:
    """Return the sentences as one, with the separators between them."""
    made: tuple[list[Piece], list[Piece]] = ([], [])
    for at, part in enumerate(parts):
        for pieces, own, between in zip(made, part, (zh, en), strict=True):
            pieces.extend([*([between] if at else []), *own])
    return Sentence(tuple(made[0]), tuple(made[1]))


def _filled(wording: str, values: Mapping[str, Value], language: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for text, name, _, _ in Formatter().parse(wording):
        if text:
            pieces.append(text)
        if name is not None:
            value = values[name]
            if isinstance(value, Sentence):
                pieces.extend(value.pieces(language))
            elif isinstance(value, Phrase):
                pieces.append(value.say(language))
            else:
                pieces.append(value if isinstance(value, Cited) else str(value))
    return tuple(pieces)


def _one_decimal(value: float | None) -> str:
    return decimal(value, 1)


def _two_decimals(value: float | None) -> str:
    return decimal(value, 2)


def _points(value: float | None) -> str:
    return decimal(None if value is None else 100 * value, 1)


SHOWN: dict[str, Callable[[float | None], str]] = {
    "number": number,
    "percent": percent,
    "decimal": _one_decimal,
    "fine": _two_decimals,
    "points": _points,
}


def cited(value: float | None, key: str, how: str = "number") -> Cited:
    """Return a number as it is read ("number", "percent", "decimal", "fine") with its key."""
    return Cited(SHOWN[how](value), key)


def cited_cell(table: str, row: Mapping[str, Any], column: str, how: str = "number") -> Cited:
    """Return the cell of a result table as it is read, with its key."""
    found = cell(table, row, column)
    return Cited(SHOWN[how](found.value), found.key)


def cited_interval(table: str, row: Mapping[str, Any], low: str, high: str, how: str = "decimal") -> Sentence:
    """Return "[low, high]" of two cells of a row; "–" where an end is null."""
    if row.get(low) is None or row.get(high) is None:
        return sentence(Phrase("–", "–"))
    ends = {"low": cited_cell(table, row, low, how), "high": cited_cell(table, row, high, how)}
    return sentence(Phrase("[{low}, {high}]", "[{low}, {high}]"), **ends)
