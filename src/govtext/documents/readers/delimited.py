"""Delimited text: csv, tsv and their kin, with the delimiter and encoding found or set."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from govtext.documents.encoding import Encoding, detect
from govtext.documents.readers.content import BadRow, Limits, Row, TableContent, Unreadable

DELIMITERS = (",", "\t", ";", "|", "，", "；")
SNIFF_CHARACTERS = 1 << 16
# Read behind the last line: within a cell it says that a quotation mark was never closed. For private use in Unicode.
_END = "\ue000\uf8ff"


def read_delimited(path: Path, limits: Limits, encoding: str | None = None) -> TableContent:
    """Return the one table of a delimited text file; rows are read as they are asked for.

    Raises:
        Unreadable: nothing in it is text, or the encoding that was set does not exist.
    """
    found = Encoding(encoding) if encoding else detect(lambda: path.open("rb"))
    try:
        "".encode(found.name)
    except LookupError as error:
        raise Unreadable(f'there is no encoding "{encoding}"') from error
    notes = [f"encoding {found.name}"]
    if not found.sure:
        notes.append("some bytes could not be read and are shown as \ufffd: set documents.encodings for this file")
    with _open(path, found.name) as stream:
        head = stream.read(SNIFF_CHARACTERS)
    delimiter, skip = sniff(head)
    notes.append("delimiter " + {"\t": "tab"}.get(delimiter, delimiter))
    return TableContent("", _rows(path, found.name, delimiter, skip, limits, notes), notes)


def sniff(head: str) -> tuple[str, int]:
    """Return the delimiter whose records agree best on their number of cells, and 1 if a ``sep=`` line comes first."""
    first = head.split("\n", 1)[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    # a record that the sample cuts through would count as uneven
    lines = head if len(head) < SNIFF_CHARACTERS else head.rsplit("\n", 1)[0]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        records = [r for r in itertools.islice(_parse(io.StringIO(lines, newline=""), delimiter), 60) if r]
        # Full-width marks are prose: texts of one template hold as many each, the headings above them hold none.
        if not records or (delimiter in "，；" and len(records[0]) < 2):
            continue
        width, times = Counter(len(record) for record in records).most_common(1)[0]
        score = times / len(records) * min(width, 30) if width > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best, 0


def _parse(lines: Any, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _rows(path: Path, encoding: str, delimiter: str, skip: int, limits: Limits, notes: list[str]) -> Iterator[Row]:
    """Yield the rows; where a quotation mark is not closed, what it swallows is one bad row, and a note says so."""
    # the limit is the module's, not the reader's; a cell beyond it is an unclosed quote, not a text
    csv.field_size_limit(min(2**31 - 1, 256 * limits.cell_characters))
    with _open(path, encoding) as stream:
        reader = csv.reader(itertools.chain(stream, [_END]), delimiter=delimiter)
        row, told = 0, ""
        try:
            for row, cells in enumerate(reader, start=1):
                if cells == [_END]:
                    return
                if cells and cells[-1].endswith(_END):
                    lines = cells[-1].removesuffix(_END).rstrip("\r\n").count("\n")
                    following = "1 line follows" if lines == 1 else f"{lines} lines follow"
                    told = f"its quotation mark is not closed ({following})"
                    break
                if row > skip:
                    yield row, [cell if cell != "" else None for cell in cells]
        except csv.Error as error:
            row, told = row + 1, f"{error}: look for a quotation mark that is not closed"
    notes.append(f"row {row} cannot be read, nor what stands below it: {told}")
    yield row, BadRow(f"cannot be read: {told}")


def _open(path: Path, encoding: str) -> TextIO:
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    return path.open(encoding=name, errors="replace", newline="")
