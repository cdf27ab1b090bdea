"""Workbooks: xlsx, xlsm, xlsb, xls and ods through python-calamine, which reads cached values and runs nothing."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govtext.documents.readers.content import DAMAGED_ZIP, Limits, MergedCells, Row, TableContent, Unreadable

LOCKED = "is locked by a password: save it without one"
# calamine keeps a sheet as a rectangle of 32 bytes a cell and ends the process where that does not fit.
MOST_CELLS = 100_000_000
_CELL = re.compile(rb'c r="([A-Z]{1,3})(\d{1,7})"[^<>]{0,200}[^/<>]>')
_WIDE_CELL = re.compile(rb'c r="([A-Z]{2,3})(\d{1,7})"[^<>]{0,200}[^/<>]>')
_ROW = re.compile(rb'row [^<>]{0,300}?r="(\d{1,7})"')
_CHUNK = 1 << 20
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_workbook(path: Path, limits: Limits) -> Iterator[TableContent]:
    """Yield each sheet that holds anything, in the workbook's order.

    Raises:
        Unreadable: the file is damaged, locked by a password, or unpacks beyond the bounds.
    """
    from python_calamine import CalamineError, load_workbook

    check_package(path, limits)
    check_sheets(path)
    try:
        with path.open("rb") as stream:
            workbook = load_workbook(stream)
            for name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(name)
                if sheet.height and sheet.width:
                    yield TableContent(name, _rows(sheet), merged=_merged(sheet))
    except (CalamineError, ValueError, OverflowError) as error:
        raise Unreadable(LOCKED if is_locked(path) else _reason(error)) from error
    except BaseException as error:
        # calamine's panics on damaged files are no Exception
        if type(error).__name__ == "PanicException":
            raise Unreadable("is damaged: no workbook can be read from it") from error
        raise


def _rows(sheet: Any) -> Iterator[Row]:
    # iter_rows gives the rows from row 1 on, and their cells from the first column that holds anything
    before = [None] * (sheet.start or (0, 0))[1]
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, before + [None if cell == "" else cell for cell in row]


def _merged(sheet: Any) -> list[MergedCells]:
    # none of OpenDocument's: calamine tells those of xlsx and xls alone
    spans = getattr(sheet, "merged_cell_ranges", None) or ()
    return [MergedCells(first + 1, last + 1, column) for (first, column), (last, _) in spans if last > first]


def check_package(path: Path, limits: Limits) -> None:
    """Refuse a zip-based file that is truncated or would unpack beyond the bounds.

    Raises:
        Unreadable: with the sizes.
    """
    if not _is_zip(path):
        return
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
    except PermissionError:
        raise
    except DAMAGED_ZIP as error:
        raise Unreadable(f"is damaged or cut off ({error})") from error
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > limits.file_bytes or (unpacked > 64 << 20 and unpacked / packed > limits.archive_ratio):
        raise Unreadable(
            f"would unpack from {packed >> 10} KB to {unpacked >> 20} MB, which is more than a workbook of texts does"
        )


def check_sheets(path: Path) -> None:
    """Refuse an Excel workbook with a cell so far from the others that the rectangle of all would fill the memory.

    Raises:
        Unreadable: with the cell.
    """
    if not _is_zip(path):
        return
    try:
        with zipfile.ZipFile(path) as package:
            for member in package.namelist():
                # the rows as they are numbered may be empty ones with a format: only cells that hold something count
                sheet = re.fullmatch(r"xl/worksheets/[^/]+\.xml", member)
                if sheet and _too_large(_corner(package, member, _WIDE_CELL)):
                    width, height = _corner(package, member, _CELL)
                    if _too_large((width, height)):
                        raise Unreadable(
                            f"has a cell in column {_letters(width)} or row {height:,}, so far from the others that "
                            "the sheet fills the memory: delete the columns and rows behind the table"
                        )
    except DAMAGED_ZIP:
        return  # calamine says what is wrong


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == b"PK"


def _too_large(corner: tuple[int, int]) -> bool:
    return corner[0] * corner[1] > MOST_CELLS


def _corner(package: zipfile.ZipFile, member: str, cells: re.Pattern[bytes]) -> tuple[int, int]:
    """Return the last column and row of the cells that a pattern finds; for wide cells alone the last row of any."""
    width = height = 0
    rest = b""
    with package.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            chunk = rest + chunk
            for match in cells.finditer(chunk):
                if chunk[match.start() - 1 : match.start()] in (b"<", b":"):  # <c or <x:c, not what a text says
                    width, height = max(width, _column(match[1])), max(height, int(match[2]))
            if cells is _WIDE_CELL and (row := _ROW.search(chunk, max(chunk.rfind(b"row "), 0))):
                height = max(height, int(row[1]))
            rest = chunk[-256:]
    return width, height


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def is_locked(path: Path) -> bool:
    """Whether a file is an Office document behind a password: a compound file that holds an encrypted package."""
    content = path.read_bytes()
    return content.startswith(_COMPOUND) and "EncryptedPackage".encode("utf-16-le") in content


def _reason(error: Exception) -> str:
    said = " ".join(str(error).split())
    if "assword" in said or "ncrypted" in said:
        return LOCKED
    return f"is damaged or no workbook ({said[:120]})"
