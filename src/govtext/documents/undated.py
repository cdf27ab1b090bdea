"""Counts the rows of a table whose dates are missing or can't be read, before anything runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from govtext.documents.cleaning import one_line
from govtext.documents.dates import NoDate, parse_date
from govtext.documents.privacy import MaskingRules, mask
from govtext.documents.readers.content import Unreadable
from govtext.documents.rows import RawRow, Rejected

# What becomes of a row whose date can't be read, by the setting documents.dates.on_error.
FATES = {"reject": "will be rejected", "null": "will be kept without it", "stop": "will stop the run"}
_SHOWN = {"date": "date", "reply_date": "reply date"}


@dataclass(frozen=True)
class DateCount:
    """The rows of a table by their dates.

    Attributes:
        rows: rows with a title or a text.
        undated: of these with an empty cell for the date, or no column for it.
        unreadable: of these with a date or a reply date that can't be read.
        first: the first of these: its row, column and cell, masked; "" where there is none.
        ended: why reading ended before the table did; "" where it did not.
    """

    rows: int
    undated: int = 0
    unreadable: int = 0
    first: str = ""
    ended: str = ""

    def summary(self) -> str:
        """Return how many rows there are and how many lack a date: "4,326 rows, 12 without a date"."""
        if self.rows == 1:
            return "1 row" if self.unreadable else f"1 row {'without' if self.undated else 'with'} a date"
        told = f"{self.rows:,} rows"
        if self.rows and self.undated == self.rows:
            return f"{told}, none with a date"
        if self.undated:
            return f"{told}, {self.undated:,} without a date"
        return told if self.unreadable or not self.rows else f"{told}, all with a date"

    def troubles(self, on_error: str) -> list[str]:
        """Return a line for each thing that is wrong: dates that can't be read, an end before the end.

        Args:
            on_error: the setting documents.dates.on_error.
        """
        lines = []
        if self.unreadable:
            many = self.unreadable > 1
            lines.append(
                f"{self.unreadable:,} row{'s' if many else ''} with a date that can't be read {FATES[on_error]} "
                f'(documents.dates.on_error = "{on_error}"){", the first" if many else ""}: {self.first}'
            )
        if self.ended:
            lines.append(self.ended)
        return lines


def count_dates(rows: Iterable[RawRow | Rejected], masking: MaskingRules) -> DateCount:
    """Return the rows by their dates; what is no text is not counted.

    Args:
        rows: what `table_rows` yields; read once, none is kept.
        masking: of the cell that is shown: where columns have slipped it is no date, but whatever stands beside it.
    """
    count = undated = unreadable = 0
    last: int | None = None
    first = ended = ""
    try:
        for row in rows:
            last = row.row
            if isinstance(row, Rejected) or not {"title", "text"} & row.fields.keys():
                continue
            count += 1
            wrong = ""
            for name, shown in _SHOWN.items():
                try:
                    # empty, or so in words (不详): parse_date gives None
                    undated += parse_date(row.fields.get(name)) is None and name == "date"
                except NoDate as error:
                    wrong = wrong or f"row {row.row}, {shown}: {error}"
            if wrong:
                unreadable += 1
                first = first or mask(one_line(wrong), masking)[0]
    except Unreadable as error:
        ended = f"read up to row {last}: {error}"
    return DateCount(count, undated, unreadable, first, ended)
