"""Names that are told apart by a number: bus routes, metro lines, blocks of houses, phases of an estate.

二号线 and 三号线 share all but a character, and 3栋 and 8栋 all but a digit; whether two messages mean
the same one is evidence of its own.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.counting import ones_matrix

# A metro line is still the same where it is lengthened: 四号线, 4号北延线.
# The unit is sought first, with the last character of a number before it, and then the whole number.
_UNIT = re.compile(
    r"[号路栋幢期](?:(?<=[\d一二三四五六七八九十]号)(?:[东西南北]?延?长?线|楼)|(?<=[\d一二三四五六七八九十][路栋幢期]))"
)
_NUMBER = re.compile(r"(?:\d{1,4}|[一二三四五六七八九十]{1,3})\Z")
_LONGEST = 4
_UNITS = {"路": 0, "线": 1, "栋": 2, "幢": 2, "楼": 2, "期": 3}
UNITS = 4
_SPAN = 10_000  # numbers per unit
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九十")}


def numbered(text: str) -> list[tuple[int, int]]:
    """Return (position, code of unit and number) for each numbered name of a text or of several, a line each."""
    found = []
    for match in _UNIT.finditer(text):
        unit, end = match.group(), match.start()
        digits = _NUMBER.search(text, max(end - _LONGEST, 0), end)
        assert digits is not None  # a digit or a numeral stands before the unit
        number = digits.group()
        # 一路 and 三路 are ways of speaking, 139路 is a bus.
        if unit == "路" and not number.isdigit():
            continue
        value = _value(number)
        if value is not None:
            found.append((digits.start(), _UNITS[unit[-1]] * _SPAN + value))
    return found


def _value(number: str) -> int | None:
    if number.isdigit():
        return int(number)
    if number in _DIGITS:
        return _DIGITS[number]
    tens, _, ones = number.partition("十")
    if len(tens) <= 1 and len(ones) <= 1:
        return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
    return None


def numbered_matrix(
    found: tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.bool_]], texts: int
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return texts × codes, 1 where a text's title holds the numbered name, and where any of it does.

    Args:
        found: text, code and whether it stands in the title, as parallel arrays.
        texts: how many there are.
    """
    text, code, in_title = found
    width = UNITS * _SPAN
    return ones_matrix(text[in_title], code[in_title], texts, width), ones_matrix(text, code, texts, width)


def compared(
    title: sparse.csr_matrix, whole: sparse.csr_matrix, left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return for pairs whether titles, and texts, share a numbered name, and whether the titles conflict.

    They conflict when both titles number the same kind of thing and no number of that kind is the
    same in what was read of them.
    """
    in_titles = _shared_units(title, title, left, right)
    anywhere = _shared_units(whole, whole, left, right)
    told = _units_of(title)
    conflict = (told[left] & told[right] & ~anywhere).any(axis=1)
    return _as_numbers(in_titles.any(axis=1)), _as_numbers(anywhere.any(axis=1)), _as_numbers(conflict)


def _as_numbers(told: Any) -> NDArray[np.float32]:
    return np.asarray(told, dtype=np.float32)


def _units_of(matrix: sparse.csr_matrix) -> NDArray[np.bool_]:
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    told = np.zeros((matrix.shape[0], UNITS), dtype=bool)
    told[rows, matrix.indices // _SPAN] = True
    return told


def _shared_units(
    a: sparse.csr_matrix, b: sparse.csr_matrix, left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.bool_]:
    return _units_of(sparse.csr_matrix(a[left].multiply(b[right])))
