"""Which personal numbers a text may hold, for many texts at once: what a batch is swept for before each text is read.

Each finder of `numbers` needs certain characters side by side, or digits close together. One look at all characters of
all texts tells where they are: three texts in four have none of them. It may find too many, never too few: what is
found does not depend on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

EMAIL, ADDRESS, LONG, PHONE, ACCOUNT, PASSPORT, PLATE, IDENTITY, SPELT_IDENTITY, MAIL, PAPERS, WECHAT, QQ, POLICE = (
    1 << n for n in range(14)
)
# what is told by `disguised`
DISGUISED = IDENTITY | SPELT_IDENTITY | MAIL | PAPERS | WECHAT | QQ | POLICE
_ALL = (1 << 14) - 1
SPELT = "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_CODES = 1 << 16
_EDGE = "\0"
# characters looked at together: the arrays of them stay in the processor's cache
_PIECE = 1 << 16
# what may stand between the digits of a number
_JOINTS = " ()._~·•*/OolI-" + SPELT

# characters as they are seen: full-width signs as ASCII
VIEW = np.arange(_CODES, dtype="<u2")
VIEW[0xFF01:0xFF5F] -= 0xFEE0
VIEW[[0x3000, 0xA0]] = ord(" ")
VIEW[[ord(c) for c in "—–‑−﹣"]] = ord("-")


def number_signs(texts: Sequence[str]) -> list[int]:
    """Return for each text what it may hold: a sum of the constants of this module."""
    found: list[int] = []
    first, held = 0, 0
    for at, text in enumerate(texts, start=1):
        held += len(text)
        if held > _PIECE or at == len(texts):
            found += _look_at(texts[first:at])
            first, held = at, 0
    return found


def _look_at(texts: Sequence[str]) -> list[int]:
    joined = _EDGE.join(texts) + _EDGE
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    # numbers of the size of addresses look up twice as fast as smaller ones
    codes = codes.astype(np.intp)
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    tables = _tables()
    first = tables.first.take(codes, mode="clip")
    # few characters are anything: what stands behind them is looked at there alone
    seen = np.flatnonzero(first)
    kinds = first[seen]
    pairs = kinds & tables.second.take(codes.take(seen + 1, mode="clip"), mode="clip")
    paired = np.flatnonzero(pairs)
    held = np.zeros(len(texts), dtype=np.uint32)
    np.bitwise_or.at(held, np.searchsorted(ends, seen[paired], side="right"), pairs[paired])
    found = np.fromiter(map(_meant, held.tolist()), np.uint32, len(texts))
    digits, numerals = seen[kinds >= _DIGIT], seen[(kinds >= _NUMERAL) & (kinds < _DIGIT)]
    for places, joint, apart, count, finders in (
        (digits, _JOINT, 4, 7, LONG | PHONE), (digits, _THIN, 1, 15, IDENTITY),
        (numerals, _THIN, 1, 7, PHONE), (numerals, _THIN, 0, 15, SPELT_IDENTITY),
    ):
        begun = _in_a_row(first, places, joint, apart, count)
        found[np.searchsorted(ends, begun, side="right")] |= np.uint32(finders)
    # seven digits stand behind the letter of a passport
    found[(found & LONG) == 0] &= np.uint32(_ALL ^ PASSPORT)
    return found.tolist()  # type: ignore[no-any-return]


def _in_a_row(
    kinds: NDArray[np.uint32], at: NDArray[np.int64], joint: np.uint32, apart: int, count: int
) -> NDArray[np.int64]:
    """Return those places from which on so many stand close together, with nothing but some joints between."""
    links = count - 1
    if not (at[links:] - at[: max(0, len(at) - links)] <= links * (apart + 1)).any():
        return at[:0]
    between = np.diff(at) - 1
    joined = between <= apart
    for n in range(1, apart + 1):
        near = np.flatnonzero(joined & (between >= n))
        joined[near] = kinds[at[near] + n] & joint != 0
    before = np.concatenate(([0], np.cumsum(joined)))
    begun: NDArray[np.int64] = at[:-links][before[links:] - before[:-links] == links]
    return begun


# what a finder needs side by side: first characters, second ones ("" for any), which finder
_ANY_OF = (
    ("@", "", EMAIL), ("HWhw", "TtWw", ADDRESS),
    (r"\d", "OolI", PHONE), ("l", "3456789", PHONE),
    ("护", "照", PAPERS), ("行乡胞", "证", PAPERS), ("保障", "卡", PAPERS), ("字", r"第 \d", PAPERS),
    ("薇➕", "", WECHAT), ("薇威徽徵", "信", WECHAT), ("h", "a", WECHAT), (r"加我一下的\s", "VvWw微薇", WECHAT),
    ("cC", "oOnN", MAIL), ("nN", "eE", MAIL), ("d", "o", MAIL), ("Qq", " ", QQ), ("W", "J", POLICE),
    ("Qq", "Qq", ACCOUNT), ("企秋扣", "鹅秋扣号", ACCOUNT),
    ("微", "信Xx", ACCOUNT), ("薇威", "信", ACCOUNT), ("Vv", "信", ACCOUNT), ("VvWw", "Xx", ACCOUNT),
    ("Ww", "Ee", ACCOUNT),
    ("A-Za-z", r"\d", PASSPORT), (PROVINCES, "A-Za-z ", PLATE),
)
# the last two are what tables are searched for: as numbers they are more than all others together
_JOINT, _THIN, _NUMERAL, _DIGIT = (np.uint32(1 << 28 + n) for n in range(4))


class _Tables(NamedTuple):
    """By code point: a bit for each of ``_ANY_OF`` that it may begin, and what it is in a number; that it may end."""

    first: NDArray[np.uint32]
    second: NDArray[np.uint32]


@lru_cache(maxsize=1 << 12)
def _meant(pairs: int) -> int:
    """Return the finders of pairs of characters."""
    meant = 0
    for n, finder in enumerate([*(finder for _, _, finder in _ANY_OF), _ALL]):
        if pairs >> n & 1:
            meant |= finder
    return meant


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    first, second = np.zeros(_CODES, dtype=np.uint32), np.zeros(_CODES, dtype=np.uint32)
    for n, (firsts, seconds, _) in enumerate(_ANY_OF):
        first[_among(firsts)] |= np.uint32(1 << n)
        second[_among(seconds) if seconds else slice(None)] |= np.uint32(1 << n)
    # of characters beyond the table anything may be true
    beyond = np.uint32(1 << len(_ANY_OF))
    first[-1] |= beyond
    second |= beyond
    for some, kind in ((r"\d", _DIGIT), (SPELT, _NUMERAL), (re.escape(_JOINTS), _JOINT), (r" \-", _THIN)):
        first[_among(some)] |= kind
    return _Tables(first[VIEW], second[VIEW])


def _among(some: str) -> list[int]:
    """Return the code points of a class of characters."""
    return [match.start() for match in re.finditer(f"[{some}]", _all_characters())]


@lru_cache(maxsize=1)
def _all_characters() -> str:
    return np.arange(_CODES, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
