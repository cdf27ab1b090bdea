"""Candidates for new words: which rows of words may be one word, and how often each stands in the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from govtext.words.batch import FIRST_HAN, LAST_HAN, CutBatch

MOST_WORDS = 4
LONGEST = 8
# Candidates held before the rarest are dropped; candidates that are judged at the most.
_MOST_HELD, _MOST_JUDGED = 1_000_000, 100_000
_BASE = np.uint64(0x9E3779B97F4A7C15)
_CODES = 1 << 16
# Of a candidate that is held as two numbers: bits of a character, characters of a number.
_BITS, _HALF = 15, 4
_NEWLINE = 10


def _marked(characters: str) -> NDArray[np.bool_]:
    """Return for every code point below 65,536 whether it is one of some characters; the last one is none of any."""
    marked = np.zeros(_CODES, dtype=np.bool_)
    marked[[ord(character) for character in characters]] = True
    return marked


# Single characters that end a name or a measure and so begin no word, and those that say where or when.
_TAILS = _marked("省市区县镇乡村组路街巷号栋幢楼期层室线条院校苑园城湾府")
_PLACES = _marked("内外上下里前后旁")
_SURNAMES = _marked(
    "李王张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "廖石贾韦夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)


@dataclass(frozen=True)
class Roles:
    """What each word of a batch may be in a candidate.

    Attributes:
        alone: a candidate by itself (jieba's model found it, and it is no person's name).
        begins: its first word.
        ends: its last word.
        breaks: no word of it (particles, conjunctions, pronouns).
    """

    alone: NDArray[np.bool_]
    begins: NDArray[np.bool_]
    ends: NDArray[np.bool_]
    breaks: NDArray[np.bool_]


def roles(
    cut: CutBatch, tags: Sequence[str], unknown: NDArray[np.bool_], codes: NDArray[np.int16], stop: NDArray[np.bool_]
) -> Roles:
    """Return the roles of the words of a batch.

    Args:
        cut: the words.
        tags: names of the parts of speech.
        unknown: whether the dictionary lacks the word.
        codes: number of its part of speech in `tags`.
        stop: whether it is a stop word.
    """
    size = cut.ends - cut.starts
    single = size == 1
    first, last = cut.batch.codes[cut.starts], cut.batch.codes[cut.ends - 1]
    surname = _SURNAMES.take(first, mode="clip")
    tail_end = _TAILS.take(last, mode="clip")
    # The model finds persons' names too; they are no words of a dictionary, and nobody's business.
    name = np.array([tag.startswith("nr") for tag in tags])[codes] | (surname & (size <= 3) & ~tail_end)
    begins = np.array([_may_begin(tag) for tag in tags])[codes] | unknown
    ends = np.array([_may_end(tag) for tag in tags])[codes] | unknown
    # 区/教育局, 路/公交车: one character that ends a name begins nothing.
    tail = single & _TAILS.take(first, mode="clip")
    place = _PLACES.take(last, mode="clip")
    plain = ~single & np.array([tag == "a" for tag in tags])[codes]  # 严重/影响
    breaks = np.array([tag[0] in "ucpryeo" for tag in tags])[codes] & ~unknown
    return Roles(
        alone=unknown & ~name & ~place,
        begins=begins & ~stop & ~tail & ~plain & ~(single & surname),
        ends=ends & ~stop & ~place,
        breaks=breaks,
    )


def _may_begin(tag: str) -> bool:
    return (tag[0] in "nsbjgia" and tag != "ad") or tag in {"vn", "l", "z", "ng", "vg"}


def _may_end(tag: str) -> bool:
    return tag[0] in "njgi" or tag in {"vn", "an", "l", "s", "ag", "vg"}


@dataclass(frozen=True)
class Candidates:
    """Distinct candidates and how often each stands in some texts, as columns: strings are made of few of them.

    Attributes:
        hashes: of each candidate, ascending.
        first: its first four characters, 15 bits each, the first one highest; all are Han, and 0 stands for none.
        rest: the four behind them.
        counts: how often it stands in the texts.
    """

    hashes: NDArray[np.uint64]
    first: NDArray[np.uint64]
    rest: NDArray[np.uint64]
    counts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.hashes)

    def of(self, chosen: NDArray[np.bool_]) -> Candidates:
        """Return some of the candidates."""
        return Candidates(self.hashes[chosen], self.first[chosen], self.rest[chosen], self.counts[chosen])

    def words(self) -> list[str]:
        """Return the candidates as strings."""
        if not len(self):
            return []
        lines = np.full((len(self), LONGEST + 1), _NEWLINE, dtype="<u4")
        for place in range(LONGEST):
            half, shift = divmod(place, _HALF)
            packed = (self.rest if half else self.first) >> np.uint64(_BITS * (_HALF - 1 - shift))
            number = packed & np.uint64((1 << _BITS) - 1)
            lines[:, place] = np.where(number > 0, number + np.uint64(FIRST_HAN - 1), 0)
        written: str = lines[lines > 0].tobytes().decode("utf-32-le")
        return written[:-1].split("\n")


def counted(parts: Sequence[Candidates]) -> Candidates:
    """Return the candidates of several batches with the sums of their counts."""
    if len(parts) == 1:
        return parts[0]
    hashes, first, rest, counts = (
        np.concatenate([np.zeros(0, kind), *[getattr(part, name) for part in parts]])
        for name, kind in _COLUMNS.items()
    )
    # Each part is in order: what a stable sort is quick with.
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    new = np.ones(len(hashes), dtype=np.bool_)
    new[1:] = hashes[1:] != hashes[:-1]
    begins = np.flatnonzero(new)
    chosen = order[begins]
    sums = np.add.reduceat(counts[order], begins) if len(begins) else counts
    return Candidates(hashes[begins], first[chosen], rest[chosen], sums)


_COLUMNS = {"hashes": np.uint64, "first": np.uint64, "rest": np.uint64, "counts": np.int64}


def candidates(cut: CutBatch, role: Roles) -> Candidates:
    """Return the candidates of a batch with their counts."""
    codes = cut.batch.codes
    other = np.concatenate(([0], np.cumsum((codes < FIRST_HAN) | (codes > LAST_HAN))))
    broken = np.concatenate(([0], np.cumsum(role.breaks)))
    starts, ends = [], []
    for size in range(1, MOST_WORDS + 1):
        first = np.arange(len(cut.starts) - size + 1)
        first = first[role.alone if size == 1 else role.begins[: len(first)] & role.ends[size - 1 :]]
        last = first + size - 1
        begin, end = cut.starts[first], cut.ends[last]
        length = end - begin
        # Texts are apart by a newline, so a stretch of Han characters lies within one.
        fits = (length >= 2) & (length <= LONGEST) & (other[end] == other[begin])
        fits &= broken[last + 1] == broken[first]
        starts.append(begin[fits])
        ends.append(end[fits])
    begin, end = np.concatenate(starts), np.concatenate(ends)
    hashes, where, counts = np.unique(_hashes(codes, begin, end), return_index=True, return_counts=True)
    return Candidates(hashes, *_packed(codes, begin[where], end[where]), counts)


def _packed(
    codes: NDArray[np.uint32], begin: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the first four characters of every stretch of Han characters, and the four behind them."""
    halves = []
    for half in range(2):
        packed = np.zeros(len(begin), dtype=np.uint64)
        for place in range(half * _HALF, half * _HALF + _HALF):
            number = codes.take(begin + place, mode="clip") - np.uint32(FIRST_HAN - 1)
            packed = packed << np.uint64(_BITS) | np.where(begin + place < end, number, 0)
        halves.append(packed)
    return halves[0], halves[1]


@lru_cache(maxsize=2)
def _powers(size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the first powers of the base, and of its inverse (modulo 2**64)."""
    inverse = np.uint64(pow(int(_BASE), -1, 1 << 64))
    forth: NDArray[np.uint64] = np.cumprod(np.full(size, _BASE), dtype=np.uint64)
    back: NDArray[np.uint64] = np.cumprod(np.full(size, inverse), dtype=np.uint64)
    return forth, back


def _hashes(
    codes: NDArray[np.uint32], begin: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Return a polynomial hash (modulo 2**64) of every stretch, from one running sum over the batch."""
    forth, back = _powers(1 << len(codes).bit_length())
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * back[: len(codes)], out=sums[1:])
    return np.asarray((sums[end] - sums[begin]) * forth[end], dtype=np.uint64)


def add_counts(total: Counter[str], counts: Mapping[str, int]) -> None:
    """Add counts to a total, as `Counter.update` does, which takes every entry by itself: most are new to the total."""
    if not total:
        dict.update(total, counts)
        return
    both = {word: total[word] + counts[word] for word in total.keys() & counts.keys()}
    dict.update(total, counts)
    dict.update(total, both)


class CandidateCounter:
    """Counts candidates over batches in bounded memory."""

    def __init__(self) -> None:
        self.counts = counted([])
        self._repeated: dict[str, int] = {}

    def add(self, parts: Sequence[Candidates]) -> None:
        """Add the counts of some batches."""
        self.counts = counted([self.counts, counted(parts)])
        least = 1
        # Down to half, or each further batch would have the rarest sought again.
        while len(self.counts) > (_MOST_HELD if least == 1 else _MOST_HELD // 2):
            least += 1
            self.counts = self.counts.of(self.counts.counts >= least)

    def repeated(self, least: int) -> set[str]:
        """Return the candidates seen `least` times or more."""
        often = self.counts.of(self.counts.counts >= least)
        self._repeated = dict(zip(often.words(), often.counts.tolist(), strict=True))
        return set(self._repeated)

    def judged(self, repeated: set[str]) -> list[str]:
        """Return those of the repeated candidates, or of some of them, that are judged, in order.

        Of very many (a study of a hundred thousand texts or more) the most frequent: what is judged by all texts then
        takes no more for each text than in a small study.
        """
        if len(repeated) > _MOST_JUDGED:
            return sorted(sorted(repeated, key=lambda word: (-self._repeated[word], word))[:_MOST_JUDGED])
        return sorted(repeated)
