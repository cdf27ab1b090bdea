"""The rows of an SPSS file, many at a time.

By the description of system files in PSPP's manual (Data Record) a row is a line of elements of eight bytes with a code
for each: a small whole number, blanks, no value, or that the element follows behind eight codes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.dataset.sav_head import BIAS, ELEMENT, LONGEST, MISSING, SavVariable

END, RAW, BLANKS, NOTHING = 252, 253, 254, 255
LEAST, MOST = -99, 151  # of the whole numbers that are codes themselves
_BLANKS = int.from_bytes(b" " * ELEMENT, "little")
(_MISSING,) = struct.unpack("<d", MISSING)
EPOCH_SECONDS = 12_219_379_200  # from the start of the Gregorian calendar, SPSS', to that of 1970
MICROSECONDS = 1_000_000


def sav_rows(values: Iterable[NDArray[Any]], last: bool) -> bytes:
    """Return one row or more as a file holds them.

    Args:
        values: of each variable those of `sav_number`, or the elements of `sav_texts`, (rows, elements).
        last: whether the file ends with them.
    """
    columns = [one.reshape(len(one), -1) for one in values]
    rows, many = len(columns[0]), sum(one.shape[1] for one in columns)
    blocks = many // ELEMENT + 1
    # A block is its codes, an element themselves, and the elements that they tell of.
    whole = np.zeros((rows, blocks, 1 + ELEMENT), "<u8")
    elements, codes = np.zeros((rows, blocks * ELEMENT), "<u8"), np.zeros((rows, blocks * ELEMENT), np.uint8)
    at = 0
    for one in columns:
        past = at + one.shape[1]
        elements[:, at:past] = one.view("<u8")
        codes[:, at:past] = (
            _codes_of_numbers(one) if one.dtype.kind == "f" else np.where(one == _BLANKS, BLANKS, RAW))
        at = past
    if last:
        codes[-1, many] = END
    whole[:, :, 0] = codes.view("<u8")
    whole[:, :, 1:] = elements.reshape(rows, blocks, ELEMENT)
    kept = np.ones(whole.shape, bool)
    kept[:, :, 1:] = (codes == RAW).reshape(rows, blocks, ELEMENT)
    return whole[kept].tobytes()


def sav_texts(texts: Sequence[bytes], variable: SavVariable) -> NDArray[Any]:
    """Return the elements of texts, none longer than the variable is wide."""
    size = variable.elements * ELEMENT
    if variable.width > LONGEST:  # the pieces lie in 256 bytes each
        texts = [b" ".join(text[at : at + LONGEST] for at in range(0, len(text), LONGEST)) for text in texts]
    return np.frombuffer(b"".join([text.ljust(size) for text in texts]), "<u8").reshape(-1, variable.elements)


def sav_number(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return numbers and moments as SPSS holds them: what is none as its missing value, moments in seconds."""
    if values.dtype.kind == "M":
        none = np.isnat(values)
        whole, rest = np.divmod(values.astype("datetime64[us]").view(np.int64), MICROSECONDS)
        return np.where(none, _MISSING, (whole + EPOCH_SECONDS) + rest / MICROSECONDS)
    numbers = values.astype("<f8")
    return np.where(np.isnan(numbers), _MISSING, numbers)


def _codes_of_numbers(values: NDArray[Any]) -> NDArray[np.uint8]:
    small = (values >= LEAST) & (values <= MOST) & (values == np.trunc(values))
    codes = np.where(small, np.where(small, values, 0) + BIAS, RAW).astype(np.uint8)
    codes[values == _MISSING] = NOTHING
    return codes
