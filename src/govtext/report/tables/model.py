"""What a thesis table is, and how its cells are shown."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from govtext.report.citing import Cited, Sentence
from govtext.report.wording import Phrase, day, decimal, number, percent

Format = Literal["text", "count", "share", "decimal", "fine", "day", "mark"]


class Head(NamedTuple):
    """A column of a thesis table: its heading and how its values are shown."""

    text: Phrase
    format: Format = "text"


class ThesisTable(NamedTuple):
    """A thesis table. Cells hold values (or phrases), never formatted numbers; `note` names n and sources.

    A cell may be a `Cited` value: its key then stands beside the number. `section` shows the table on the page too.
    """

    name: str
    caption: Phrase
    heads: tuple[Head, ...]
    rows: list[list[Any]]
    note: Phrase
    section: str = ""


def shown(value: Any, format: Format, language: str) -> str:
    """Return a cell as a reader sees it; "–" for null."""
    if isinstance(value, Cited):
        return shown(value.value, format, language)
    if isinstance(value, (Phrase, Sentence)):
        return value.say(language)
    if value is None:
        return "–"
    made = {
        "count": number,
        "share": percent,
        "decimal": lambda v: decimal(v, 1),
        "fine": lambda v: decimal(v, 3),
        "day": day,
    }
    return made[format](value) if format in made else " ".join(str(value).split())


def source_note(*names: str, more: Phrase | None = None) -> Phrase:
    """Return the note under a table: what to know, then the result tables that it was read from."""
    zh = f"{more.zh}" if more else ""
    en = f"{more.en} " if more else ""
    return Phrase(f"{zh}资料来源：结果表 {'、'.join(names)}。", f"{en}Source: result tables {', '.join(names)}.")
