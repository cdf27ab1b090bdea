"""What readers hand on: tables row by row, and whole texts."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# what zipfile raises on damaged archives, one way or another
DAMAGED_ZIP = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError, RuntimeError, EOFError, IndexError,
    OSError,
)


class Unreadable(Exception):
    """A file that cannot be read; the message is the reason that stands in ``rejected``."""


@dataclass(frozen=True)
class Limits:
    """Bounds that keep a broken or hostile file from filling the memory or the disk."""

    file_bytes: int = 4 << 30
    cell_characters: int = 1_000_000
    archive_ratio: int = 200
    archive_members: int = 20_000


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be read while those around it can."""

    reason: str


Row = tuple[int, list[Any] | BadRow]


class MergedCells(NamedTuple):
    """Cells of a column merged over several rows: first and last row as a spreadsheet counts, column from 0."""

    first: int
    last: int
    column: int


@dataclass
class TableContent:
    """One table of a file.

    Attributes:
        sheet: its name in a workbook, "" elsewhere.
        rows: (row number as a spreadsheet counts, cells), in order,
        with empty rows. Formats that have no header row give
            their names of columns as row 0.
        notes: what the user should know, such as the encoding that was found.
        merged: cells merged over several rows, where the format tells them; the rows hold them in the first one alone.
    """

    sheet: str
    rows: Iterator[Row]
    notes: list[str] = field(default_factory=list)
    merged: Sequence[MergedCells] = ()


@dataclass(frozen=True)
class TextContent:
    """A file that is one text: its title where the format marks one, its paragraphs, one a line, and named fields."""

    title: str
    text: str
    fields: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


Content = TableContent | TextContent
