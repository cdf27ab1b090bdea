"""Workbooks: xlsx, xlsm, xlsb, xls and ods through python-calamine, which reads cached values and runs nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govtext.documents.readers.content import DAMAGED_ZIP, Limits, Row, TableContent, Unreadable

LOCKED = "is locked by a password: save it without one"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_workbook(path: Path, limits: Limits) -> Iterator[TableContent]:
    """Yield each sheet that holds anything, in the workbook's order.

    Raises:
        Unreadable: the file is damaged, locked by a password, or unpacks beyond the bounds.
    """
    from python_calamine import CalamineError, load_workbook

    check_package(path, limits)
    try:
        with path.open("rb") as stream:
            workbook = load_workbook(stream)
            for name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(name)
                if sheet.height and sheet.width:
                    yield TableContent(name, _rows(sheet))
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


def check_package(path: Path, limits: Limits) -> None:
    """Refuse a zip-based file that is truncated or would unpack beyond the bounds.

    Raises:
        Unreadable: with the sizes.
    """
    with path.open("rb") as stream:
        if stream.read(2) != b"PK":
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


def is_locked(path: Path) -> bool:
    """Whether a file is an Office document behind a password: a compound file that holds an encrypted package."""
    content = path.read_bytes()
    return content.startswith(_COMPOUND) and "EncryptedPackage".encode("utf-16-le") in content


def _reason(error: Exception) -> str:
    said = " ".join(str(error).split())
    if "assword" in said or "ncrypted" in said:
        return LOCKED
    return f"is damaged or no workbook ({said[:120]})"
