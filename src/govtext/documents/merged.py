"""Cells merged over several rows: a workbook keeps what they hold in the first of these rows alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from govtext.documents.readers.content import BadRow, MergedCells, Row


def below_header(merged: Sequence[MergedCells], header: int) -> list[MergedCells]:
    """Return merged cells among the rows of a table, in the order of their rows.

    Args:
        merged: of the whole sheet.
        header: number of the row with the headings.
    """
    return sorted(cells for cells in merged if cells.first > header)


def filled_down(rows: Iterator[Row], merged: Sequence[MergedCells], text: int | None) -> Iterator[Row]:
    """Yield rows in which each cell of a merged one holds what the first of them holds.

    An empty row stays empty, however many cells reach over it. A row whose text is a cell merged with the one above is
    no message of its own: one message with several replies or offices is told, not counted several times.

    Args:
        rows: of the table.
        merged: see `below_header`.
        text: column of the text.
    """
    waiting = list(reversed(merged))
    held: dict[int, tuple[MergedCells, Any]] = {}
    for number, cells in rows:
        while waiting and waiting[-1].first <= number:
            begun = waiting.pop()
            if begun.first == number and not isinstance(cells, BadRow) and begun.column < len(cells):
                held[begun.column] = (begun, cells[begun.column])
        if isinstance(cells, BadRow) or all(cell is None for cell in cells):
            yield number, cells
            continue
        below = {at: one for at, one in held.items() if one[0].first < number <= one[0].last and one[1] is not None}
        if text in below:
            first = below[text][0].first
            yield number, BadRow(f"goes on with the message of row {first}: their text is one merged cell")
            continue
        for at, (_, value) in below.items():
            if at < len(cells) and cells[at] is None:
                cells[at] = value
        yield number, cells
