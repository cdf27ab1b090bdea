"""The rows of a Stata file: all of one width, each variable with its type in them (help dta, release 118)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MISSING = float.fromhex("0x1.0p+1023")
EPOCH_SECONDS = 315_619_200  # from the start of 1960, Stata's, to that of 1970
MICROSECONDS = 1_000_000


def stata_rows(values: Iterable[NDArray[Any]], kinds: Sequence[str], rows: int) -> bytes:
    """Return rows as a file holds them: of each variable its values, and their type as NumPy names it."""
    made = np.zeros(rows, np.dtype([(str(number), kind) for number, kind in enumerate(kinds)]))
    for number, one in enumerate(values):
        made[str(number)] = one
    return made.tobytes()


def stata_number(values: NDArray[Any]) -> NDArray[Any]:
    """Return numbers and moments as Stata holds them: what is none as its missing value, moments in milliseconds."""
    if values.dtype.kind == "M":
        none = np.isnat(values)
        since = values.astype("datetime64[us]").view(np.int64) + EPOCH_SECONDS * MICROSECONDS
        return np.where(none, MISSING, since / 1_000)
    if values.dtype.kind == "f":
        return np.where(np.isfinite(values), values, MISSING)
    return values
