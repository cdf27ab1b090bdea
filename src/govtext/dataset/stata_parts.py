"""A Stata file put together from files of its parts, because pandas makes a file of a whole table in memory.

By Stata's description of its format (help dta, release 118): the rows of a file have all one width, the header holds
their number, and a map says where each section begins.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import BinaryIO

_DATA = 9  # place of the rows in the map of fourteen sections
_MAP, _ROWS = "<14Q", "<Q"


def join_stata(file: BinaryIO, parts: Iterable[tuple[bytes, int]], rows: int) -> None:
    """Write a Stata file.

    Args:
        file: where to.
        parts: for each part a file of its rows and how many of them are taken, from the first on. All parts must have
            the same columns, types and widths.
        rows: rows of all parts together, more than none.
    """
    tail = b""
    for made, taken in parts:
        at = made.index(b"<map>") + len(b"<map>")
        places = struct.unpack_from(_MAP, made, at)
        begin, end = places[_DATA] + len(b"<data>"), places[_DATA + 1] - len(b"</data>")
        counted = made.index(b"<N>") + len(b"<N>")
        (held,) = struct.unpack_from(_ROWS, made, counted)
        width = (end - begin) // held
        if not tail:
            head = bytearray(made[:begin])
            struct.pack_into(_ROWS, head, counted, rows)
            moved = width * (rows - held)
            struct.pack_into(_MAP, head, at, *(one + moved * (n > _DATA) for n, one in enumerate(places)))
            file.write(head)
            tail = made[end:]
        file.write(made[begin : begin + width * taken])
    file.write(tail)
