"""The rows of a Stata file, put between the head and the tail that pandas makes for one row.

pandas makes a file of a whole table in memory and pads every text by itself. By Stata's description of its format
(help dta, release 118) rows have all one width and each variable its type in them, the header holds their number, and
a map says where each section begins.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_DATA = 9  # place of the rows in the map of fourteen sections
_MAP, _ROWS = "<14Q", "<Q"
_NUMBERS = {65_526: "<f8", 65_530: "i1"}  # the types of numbers that pandas makes of float64 and int8
MISSING = float.fromhex("0x1.0p+1023")
EPOCH_SECONDS = 315_619_200  # from the start of 1960, Stata's, to that of 1970
MICROSECONDS = 1_000_000

# Batch and the types of a row's variables → the rows.
Rows = Callable[[pa.RecordBatch, Sequence[str]], Iterable[NDArray[Any]]]


def write_stata(file: BinaryIO, one: bytes, batches: Iterable[pa.RecordBatch], rows: int, variables: Rows) -> None:
    """Write a Stata file.

    Args:
        file: where to.
        one: the file of a single row whose texts are as long as the longest of their variables.
        batches: the rows.
        rows: how many they are, more than none.
        variables: makes of a batch an array for each variable, of the types that the file has for them.
    """
    at = one.index(b"<map>") + len(b"<map>")
    places = struct.unpack_from(_MAP, one, at)
    begin, end = places[_DATA] + len(b"<data>"), places[_DATA + 1] - len(b"</data>")
    counted = one.index(b"<N>") + len(b"<N>")
    head = bytearray(one[:begin])
    struct.pack_into(_ROWS, head, counted, rows)
    moved = (end - begin) * (rows - 1)
    struct.pack_into(_MAP, head, at, *(place + moved * (number > _DATA) for number, place in enumerate(places)))
    file.write(head)
    opened, closed = b"<variable_types>", b"</variable_types>"
    codes = one[one.index(opened) + len(opened) : one.index(closed)]
    kinds = [_NUMBERS.get(code) or f"S{code}" for code in np.frombuffer(codes, "<u2").tolist()]
    row = np.dtype([(str(number), kind) for number, kind in enumerate(kinds)])
    for batch in batches:
        made = np.zeros(batch.num_rows, row)
        for number, values in enumerate(variables(batch, kinds)):
            made[str(number)] = values
        file.write(made.tobytes())
    file.write(one[end:])


def stata_number(values: NDArray[Any]) -> NDArray[Any]:
    """Return numbers and moments as Stata holds them: what is none as its missing value, moments in milliseconds."""
    if values.dtype.kind == "M":
        none = np.isnat(values)
        since = values.astype("datetime64[us]").view(np.int64) + EPOCH_SECONDS * MICROSECONDS
        return np.where(none, MISSING, since / 1_000)
    if values.dtype.kind == "f":
        return np.where(np.isfinite(values), values, MISSING)
    return values
