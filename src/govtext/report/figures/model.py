"""What a figure of the report is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from govtext.report.citing import Cited, cell
from govtext.report.contents import Contents, Row
from govtext.report.wording import Phrase, Say
from govtext.tables import TABLES

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Shown(NamedTuple):
    """A number that a figure shows: what it is of (the bar, the row), which of its numbers, and the number's key."""

    item: str | Phrase
    series: str | Phrase
    number: Cited


def cells_shown(item: str | Phrase, table: str, row: Row, *columns: str) -> Iterator[Shown]:
    """Yield the cells of a row of a result table that a figure shows, named as the data dictionary names them."""
    for name in columns:
        if row[name] is not None:
            column = TABLES[table].column(name)
            yield Shown(item, Phrase(column.meaning_zh or column.meaning, column.meaning), cell(table, row, name))


class FigureSpec(NamedTuple):
    """A figure: the name of its files, its caption, and the function that draws it or says why it can't.

    `numbers` names every number that the figure shows, with its key. `section` shows the figure on the page as well, at
    the end of that section: for figures that the page doesn't draw itself.
    """

    name: str
    caption: Phrase
    draw: Callable[[Contents, Say], Figure | Phrase]
    numbers: Callable[[Contents], Iterable[Shown]]
    section: str = ""
