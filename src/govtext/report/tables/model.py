"""What a thesis table is, and how its cells are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from govtext.remembered import remembered
from govtext.report.citing import Cited, Sentence, joined, sentence
from govtext.report.wording import Phrase, day, decimal, number, p_value, percent

# "stacked": a number with its interval on the line below.
Format = Literal["text", "count", "share", "decimal", "two", "fine", "p", "day", "mark", "interval", "stacked"]


class Head(NamedTuple):
    """A column of a thesis table: its heading and how its values are shown."""

    text: Phrase
    format: Format = "text"


class ThesisTable(NamedTuple):
    """A thesis table. Cells hold values (or phrases), never formatted numbers; `note` names n and sources.

    A cell may be a `Cited` value: its key then stands beside the number. `section` shows the table on the page too,
    `folded` behind its caption.
    """

    name: str
    caption: Phrase
    heads: tuple[Head, ...]
    rows: list[list[Any]]
    note: Sentence
    section: str = ""
    folded: bool = False


# Widths of columns measured, by the table's rows and the language.
_longest: dict[tuple[int, str], tuple[Any, Any, list[float]]] = remembered({})


def shown(value: Any, format: Format, language: str) -> str:
    """Return a cell as a reader sees it; "–" for null."""
    if isinstance(value, Cited):
        return shown(value.value, format, language)
    if isinstance(value, (Phrase, Sentence)):
        return value.say(language)
    if value is None:
        return "–"
    return _SHOWN[format](value) if format in _SHOWN else " ".join(str(value).split())


_SHOWN: dict[str, Callable[[Any], str]] = {
    "count": number,
    "share": percent,
    "decimal": lambda v: decimal(v, 1),
    "two": lambda v: decimal(v, 2),
    "fine": lambda v: decimal(v, 3),
    "p": p_value,
    "day": day,
}


def source_note(*names: str, more: Phrase | Sentence | None = None, n: Sentence | None = None) -> Sentence:
    """Return the note under a table: of how many, what to know, then the result tables that it was read from."""
    source = sentence(
        Phrase("资料来源：结果表 {zh}。", "Source: result tables {en}."), zh="、".join(names), en=", ".join(names)
    )
    said = [sentence(Phrase("{more}", "{more}"), more=more)] if more is not None else []
    return joined([*([n] if n is not None else []), *said, source], "", " ")


def ems(text: str) -> float:
    """Return the width of a text in ems, of its longest line: a Chinese character is one, another about half."""
    if text.isascii() and "\n" not in text:  # numbers mostly
        return len(text) / 2
    return max((len(line) + sum(map("\u2e80".__le__, line))) / 2 for line in text.split("\n"))


def broken(title: str, width: float) -> list[str]:
    """Return a heading on two lines where it is wider than its column: at a blank, or in the middle if Chinese."""
    if ems(title) <= max(width, 2.5):
        return [title]
    places = [at for at, one in enumerate(title) if one == " "] if title.isascii() else [(len(title) + 1) // 2]
    if not places:
        return [title]
    at = min(places, key=lambda place: abs(place - len(title) / 2))
    return [title[:at].strip(), title[at:].strip()]


def longest_in_ems(table: ThesisTable, language: str) -> list[float]:
    """Return the width of each column's widest cell, in ems: measured once for all that lay the table out."""
    # By the list that holds the rows, which is kept beside so that no other takes its number.
    rows, heads, widths = _longest.get((id(table.rows), language), (None, None, []))
    if rows is not table.rows or heads != table.heads:
        widths = [
            max((ems(shown(row[at], head.format, language)) for row in table.rows), default=0.0)
            for at, head in enumerate(table.heads)
        ]
        _longest[id(table.rows), language] = table.rows, table.heads, widths
    return widths


def widths_in_ems(table: ThesisTable, language: str, most: float = 14.0) -> list[float]:
    """Return what each column needs: its longest number on one line, its heading on two; of texts `most` ems."""
    widths = []
    for head, longest in zip(table.heads, longest_in_ems(table, language), strict=True):
        title = max((ems(part) for part in broken(head.text.say(language), longest)), default=0.0)
        widths.append(min(max(longest, title, 2.0), most) if head.format == "text" else max(longest, title))
    return widths
