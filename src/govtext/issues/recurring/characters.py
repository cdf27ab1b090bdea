"""Texts as characters: neighbouring pairs, because names are misspelt, and runs, which tell what is repeated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

GRAM_BITS = 24
# Characters in a run, and of how many runs one is kept, a power of two.
RUN, RUNS_SAMPLED = 5, 4
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def codes_of(text: str) -> NDArray[np.uint32]:
    """Return the characters of a text as numbers."""
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def usable_of(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return which characters are letters, Han or digits."""
    return np.asarray(
        ((codes >= 0x4E00) & (codes <= 0x9FFF))
        | ((codes >= 48) & (codes <= 57))
        | ((codes >= 65) & (codes <= 90))
        | ((codes >= 97) & (codes <= 122))
    )


def pairs_of(codes: NDArray[np.uint32], usable: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Return where two letters, Han or digits (not two digits) stand side by side, and their hash."""
    digit = (codes >= 48) & (codes <= 57)
    at = np.flatnonzero(usable[:-1] & usable[1:] & ~(digit[:-1] & digit[1:]))
    hashed = codes[at] * np.uint64(0x110000)
    hashed += codes[1:][at]
    hashed *= _MULTIPLIER
    hashed >>= np.uint64(64 - GRAM_BITS)
    return at, hashed


def runs_of(
    codes: NDArray[np.uint32], text: NDArray[np.integer], texts: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return per text how many different runs of `RUN` characters it holds, and the runs, ascending in each text.

    Args:
        codes: the characters, punctuation left out.
        text: the text of each.
        texts: how many there are. One run in `RUNS_SAMPLED` counts, by its hash.
    """
    if len(codes) < RUN:
        return np.zeros(texts, dtype=np.int32), np.zeros(0, dtype=np.int64)
    runs = len(codes) - RUN + 1
    wide = codes.astype(np.uint64)
    hashed = np.zeros(runs, dtype=np.uint64)
    for offset in range(RUN):
        hashed += wide[offset : offset + runs]
        hashed *= _MULTIPLIER
    hashed ^= hashed >> np.uint64(29)
    kept = np.flatnonzero((text[:runs] == text[RUN - 1 :]) & (hashed & np.uint64(RUNS_SAMPLED - 1) == 0))
    of, run = text[kept].astype(np.int64), (hashed[kept] >> np.uint64(1)).astype(np.int64)
    order = _by_text(of, run, texts)
    of, run = of[order], run[order]
    new = np.append(True, (run[1:] != run[:-1]) | (of[1:] != of[:-1]))[: len(run)]
    return np.bincount(of[new], minlength=texts).astype(np.int32), run[new]


def _by_text(of: NDArray[np.int64], run: NDArray[np.int64], texts: int) -> NDArray[np.intp]:
    """Return the order of runs by text, then by themselves (equal ones in any order).

    A text and the upper bits of a run make one number, which is ordered in a third of the time of two.
    """
    bits = np.int64(max(texts - 1, 1).bit_length())
    order = np.argsort(of << (np.int64(63) - bits) | run >> bits)
    text, ordered = of[order], run[order]
    if ((text[1:] == text[:-1]) & (ordered[1:] < ordered[:-1])).any():  # two that differ in the lower bits alone
        return np.lexsort((run, of))
    return order
