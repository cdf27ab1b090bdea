"""Signs of sentences, by which those that recur in many replies are found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# Sentences are compared without numbers, letters, blanks and punctuation, and without names, which were masked.
_LEFT_OUT = re.compile("[\\dA-Za-z０-９\\s，。、：；！？“”\"'（）()《》\\-—]")
_MASKED = re.compile("〔[^〕]*〕")
_TEMPLATE_CHARACTERS = 6
_PLANE = 1 << 16
_SURROGATES = range(0xD800, 0xE000)
# Odd, so that no power of it is 0 modulo 2^64.
_FACTOR = np.uint64(0xD6E8FEB86659FD93)


def signs(sentences: Sequence[str]) -> NDArray[np.uint64]:
    """Return a number for each sentence, the same for those that differ in what is left out alone.

    The sum of the characters' own numbers times powers of a factor, modulo 2^64 (Karp and Rabin 1987). 0 stands for a
    sentence that is too short to be a template.
    """
    left_out, own = _characters()
    bare = [_MASKED.sub("", sentence) if "〔" in sentence else sentence for sentence in sentences]
    codes = np.frombuffer("".join(bare).encode("utf-32-le"), dtype="<u4")
    in_plane = (codes ^ (codes >> np.uint32(16))) & np.uint32(_PLANE - 1)
    kept = ~left_out[in_plane]
    for at in np.flatnonzero(codes >= _PLANE).tolist():
        kept[at] = _LEFT_OUT.match(chr(codes[at])) is None
    ends = np.cumsum(np.fromiter(map(len, bare), dtype=np.int64, count=len(bare)))
    last = np.concatenate(([0], np.cumsum(kept)))[ends]
    first = np.concatenate(([0], last[:-1]))[: len(bare)]
    held = last - first
    powers = np.full(int(held.max(initial=0)), _FACTOR, dtype=np.uint64)
    np.multiply.accumulate(powers, out=powers)
    place = np.arange(int(held.sum())) - np.repeat(first, held)
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(own[in_plane[kept]] * powers[place], dtype=np.uint64)))
    return np.where(held >= _TEMPLATE_CHARACTERS, (sums[last] - sums[first]) | np.uint64(1), np.uint64(0))


@lru_cache(maxsize=1)
def _characters() -> tuple[NDArray[np.bool_], NDArray[np.uint64]]:
    """Return for each character of the first plane whether it is left out, and a number of its own (SplitMix64)."""
    left_out = np.zeros(_PLANE, dtype=bool)
    for found in _LEFT_OUT.finditer("".join(chr(code) for code in range(_PLANE) if code not in _SURROGATES)):
        left_out[ord(found.group())] = True
    own = np.arange(1, _PLANE + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for bits, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        own = (own ^ (own >> np.uint64(bits))) * np.uint64(factor)
    return left_out, own ^ (own >> np.uint64(31))
