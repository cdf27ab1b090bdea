"""What a table and a column are, and the columns that many tables share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from govtext.errors import GovtextError, nearest

ColumnType = Literal["string", "int", "float", "bool", "timestamp", "strings"]


@dataclass(frozen=True)
class Column:
    """One column: `meaning` and `unit` are what a reader of the data set is told.

    `meaning_zh` stands in the Chinese data dictionary; `values` lists the allowed values where
    the column takes no others; `required` columns hold no null. `labels` are what codes are called, each with its
    Chinese and English label: a study's own codebook gives them.
    """

    name: str
    type: ColumnType
    meaning: str
    meaning_zh: str = ""
    unit: str = ""
    values: tuple[str, ...] = ()
    required: bool = False
    labels: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: where it lies, what one row is, what makes a row unique."""

    name: str
    folder: str
    row: str
    row_zh: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def path(self) -> str:
        """The table's file, relative to the folder of the results."""
        return f"{self.folder}/{self.name}.parquet"

    def column(self, name: str) -> Column:
        """Return the column of that name.

        Raises:
            GovtextError: the table has no such column; the message names the nearest.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise GovtextError(
            f"table {self.name} has no column {name}",
            hint=nearest(name, [column.name for column in self.columns]),
        )


DOC_ID = Column("doc_id", "string", "the text's stable identifier", "文本编号（稳定）", required=True)


def with_interval(name: str, meaning: str, meaning_zh: str) -> tuple[Column, Column, Column]:
    """Return the column of a share and the two of the ends of its 95 % interval."""
    return (
        Column(name, "float", meaning, meaning_zh, unit="0 to 1"),
        Column(f"{name}_low", "float", f"{meaning}: lower end of the 95 % interval", f"{meaning_zh}下限", unit="0 to 1"),
        Column(f"{name}_high", "float", f"{meaning}: upper end of the 95 % interval", f"{meaning_zh}上限", unit="0 to 1"),
    )
