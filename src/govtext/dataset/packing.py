"""Workbooks packed with little effort, the rows of their sheets from memory where there is room."""

from __future__ import annotations

from os import PathLike
from typing import Any, Literal
from zipfile import ZipFile, ZipInfo

EFFORT = 2  # of zlib, from 1 to 9; 6 is usual
ROOM = 64 * 2**20  # bytes of rows that the sheets of a workbook hold in memory


class Room:
    """Rows of a workbook's sheets that are held in memory until they are packed, so many bytes at the most.

    Attributes:
        left: bytes that may still be held.
        held: file of a sheet → the place in it where its rows belong, and the rows.
    """

    def __init__(self, left: int) -> None:
        self.left = left
        self.held: dict[str, tuple[int, list[memoryview]]] = {}


class Packed(ZipFile):
    """A workbook's file. XlsxWriter leaves no choice of the effort, and takes sheets from files alone.

    With less effort it takes 2/5 of the time, and the file is larger by a tenth. Rows that never were in a file save a
    tenth of the rest, and the disk's time to put them away and to forget them.
    """

    def __init__(self, room: Room, file: str, mode: Literal["w"], **options: Any) -> None:
        super().__init__(file, mode, compresslevel=EFFORT, **options)
        self._room = room

    def write(self, filename: str | PathLike[str], arcname: str | PathLike[str] | None = None, *how: Any) -> None:
        """Pack a file, a sheet's with the rows that are held for it."""
        place, rows = self._room.held.pop(str(filename), (0, []))
        if not rows:
            super().write(filename, arcname, *how)
            return
        info = ZipInfo.from_file(filename, arcname)
        with open(filename, "rb") as sheet:
            content = b"".join([sheet.read(place), *rows, sheet.read()])
        rows.clear()
        self.writestr(info, content, self.compression, self.compresslevel)
