"""Numbers with their keys: `govtext trace KEY` leads from a number in the report to the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any, NamedTuple

from govtext.dataset.cells import cell_key
from govtext.report.wording import Phrase


class Cited(NamedTuple):
    """A number and its key. In a table the bare value, in a sentence the number as it is read."""

    value: Any
    key: str


def cell(table: str, row: Mapping[str, Any], column: str) -> Cited:
    """Return the value of a cell of a result table with its key, such as gaps.slow_response.gap."""
    return Cited(row[column], cell_key(table, row, column))


def bare(value: Any) -> Any:
    """Return the value without its key."""
    return value.value if isinstance(value, Cited) else value


def key_of(value: Any) -> str:
    """Return the key of a value; empty where it has none."""
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


Value = str | int | Phrase | Cited | Sentence


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
