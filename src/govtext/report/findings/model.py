"""What a finding is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from govtext.report.citing import Cited, Sentence, cell, joined, sentence
from govtext.report.contents import Row
from govtext.report.wording import Phrase, decimal, number, percent, wording


def _one_decimal(value: float | None) -> str:
    return decimal(value, 1)


SHOWN: dict[str, Callable[[float | None], str]] = {"number": number, "percent": percent, "decimal": _one_decimal}


class Finding(NamedTuple):
    """A sentence that a reader should know first.

    Attributes:
        lead: the finding in a few words.
        text: the sentence, its numbers with their keys.
        table: the result table that it was read from.
        section: of the page, where more is shown.
    """

    lead: Phrase
    text: Sentence
    table: str
    section: str


def said(name: str, **values: Any) -> Sentence:
    """Return a sentence of findings.toml, filled in."""
    return sentence(wording("findings.toml", "findings", name), **values)


def led(name: str, **values: Any) -> Phrase:
    """Return the few words of findings.toml that head a sentence, filled in."""
    return wording("findings.toml", "leads", name).fill(**values)


def cited(value: float | None, key: str, how: str = "number") -> Cited:
    """Return a number as it is read ("number", "percent", "decimal") with its key."""
    return Cited(SHOWN[how](value), key)


def cited_cell(table: str, row: Row, column: str, how: str = "number") -> Cited:
    """Return the cell of a result table as it is read, with its key."""
    found = cell(table, row, column)
    return Cited(SHOWN[how](found.value), found.key)


def cited_interval(table: str, row: Row, low: str, high: str, how: str = "decimal") -> Sentence:
    """Return "[low, high]" of two cells of a row."""
    ends = {"low": cited_cell(table, row, low, how), "high": cited_cell(table, row, high, how)}
    return sentence(Phrase("[{low}, {high}]", "[{low}, {high}]"), **ends)


def listed(names: list[Phrase], values: list[Cited]) -> Sentence:
    """Return the names, each with its number in brackets, as a list."""
    shape = Phrase("{name}（{value}）", "{name} ({value})")
    return joined([sentence(shape, name=n, value=v) for n, v in zip(names, values, strict=True)], "、", ", ")
