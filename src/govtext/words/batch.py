"""A batch of texts as one array of code points, and the cut texts that come out of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

CODE_POINTS = 0x110000
# Characters that have keys as words: those below.
CHARACTERS = 0x10000
# No character's code: what stands in looked-up texts where no word may begin or go on.
OUTSIDE = np.uint32(CODE_POINTS)
# jieba's re_han_default: the characters that are looked up; all others are words of their own.
FIRST_HAN, LAST_HAN = 0x4E00, 0x9FD5
_ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_SIGNS = "+#&._%-"
_NEWLINE, _RETURN = 10, 13


def _flags(characters: str, han: bool) -> NDArray[np.bool_]:
    flags = np.zeros(CODE_POINTS, dtype=np.bool_)
    flags[[ord(character) for character in characters]] = True
    if han:
        flags[FIRST_HAN : LAST_HAN + 1] = True
    return flags


LOOKED_UP = _flags(_ALPHANUMERIC + _SIGNS, han=True)
ALPHANUMERIC = _flags(_ALPHANUMERIC, han=False)


@dataclass(frozen=True)
class Batch:
    """Texts as one array.

    Attributes:
        texts: the texts.
        joined: the texts with a newline after each.
        codes: code points of `joined`.
        text_starts: first character of every text, and the length of `joined`.
        block_starts: first character of every block (run of characters that are looked up).
        block_lengths: characters of every block.
        looked_up: code points, OUTSIDE where a character belongs to no block.
    """

    texts: Sequence[str]
    joined: str
    codes: NDArray[np.uint32]
    text_starts: NDArray[np.int64]
    block_starts: NDArray[np.int64]
    block_lengths: NDArray[np.int64]
    looked_up: NDArray[np.uint32]

    def outside_blocks(self) -> NDArray[np.bool_]:
        """Return True where a word begins because the character is outside blocks (\\r\\n is one word)."""
        first = self.looked_up == OUTSIDE
        returns = np.flatnonzero(self.codes[:-1] == _RETURN)
        pairs = returns[self.codes[returns + 1] == _NEWLINE] + 1
        # The newline that we put after a text is none of its characters.
        pairs = pairs[~np.isin(pairs + 1, self.text_starts)]
        first[pairs] = False
        return np.asarray(first, dtype=np.bool_)


def join_texts(texts: Sequence[str]) -> Batch:
    """Return the batch of some texts; any Unicode goes, single surrogates too."""
    joined = "\n".join([*texts, ""])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    sizes = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    inside = LOOKED_UP.take(codes)
    looked_up = np.where(inside, codes, OUTSIDE)
    starts, ends = runs(inside)
    return Batch(texts, joined, codes, np.concatenate(([0], np.cumsum(sizes))), starts, ends - starts, looked_up)


def runs(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and the one-past-last places of every run of True."""
    edges = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    if mask.size and mask[0]:
        edges = np.concatenate(([0], edges))
    if mask.size and mask[-1]:
        edges = np.concatenate((edges, [mask.size]))
    return edges[::2], edges[1::2]


def cover(size: int, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return True in the given stretches, which must not overlap."""
    change = np.zeros(size + 1, dtype=np.int8)
    change[starts] = 1
    change[starts + lengths] -= 1
    return np.cumsum(change[:-1], dtype=np.int8).view(np.bool_)


def places_in(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places that lie in some stretches, in their order."""
    sizes = ends - starts
    behind = np.cumsum(sizes)
    return np.asarray(np.arange(behind[-1] if len(behind) else 0) + np.repeat(starts - behind + sizes, sizes), np.int64)


def stretches(places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and the one-past-last of every run of neighbours among ascending places."""
    gaps = np.flatnonzero(places[1:] != places[:-1] + 1) + 1
    ends = np.append(gaps, len(places))[: len(places)] - 1
    return places[np.append(0, gaps)[: len(places)]], places[ends] + 1


@dataclass(frozen=True)
class CutBatch:
    """A batch and where its words begin.

    Attributes:
        batch: the texts.
        starts: first character of every word, ascending, without the newlines between texts.
        ends: one past the last character of every word.
        counts: for every text the number of words before it; the last is the number of all words.
        row_starts: first character of every row that the dictionary does not cover.
        row_ends: one past its last character.
        keys: what tells a word without its characters, where the segmentation knows that: the code point of a
            character, CHARACTERS and the node of a longer word of the dictionary; 0 for other words, or nothing at all.
    """

    batch: Batch
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    counts: NDArray[np.int64]
    row_starts: NDArray[np.int64]
    row_ends: NDArray[np.int64]
    keys: NDArray[np.int32] | None = None

    def keep_whole(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[CutBatch, NDArray[np.int32]]:
        """Return the batch with every given stretch made one word, and for every word the old one it begins in.

        Args:
            starts: first characters of the stretches, ascending; they must not overlap.
            ends: one past their last characters.
        """
        first = np.zeros(len(self.batch.codes) + 1, dtype=np.bool_)
        first[self.starts] = True
        word = np.cumsum(first, dtype=np.int32) - 1
        first[:-1][cover(len(first) - 1, starts, ends - starts)] = False
        first[starts] = first[ends] = True
        made = cut_at(self.batch, first[:-1], self.row_starts, self.row_ends)
        return made, word[made.starts]

    def words(self) -> Iterator[list[str]]:
        """Yield the words of every text."""
        joined = self.batch.joined
        words = [joined[a:b] for a, b in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]
        counts = self.counts.tolist()
        for begin, end in itertools.pairwise(counts):
            yield words[begin:end]

    def strings(self) -> Any:
        """Return an Arrow array of all words of all texts.

        Raises:
            UnicodeEncodeError: a text holds a single surrogate, which UTF-8 can't express.
        """
        import pyarrow as pa

        codes = self.batch.codes
        width = np.ones(len(codes), dtype=np.int32)
        for limit in (0x80, 0x800, 0x10000):
            width += codes >= limit
        between = self.batch.text_starts[1:] - 1
        width[between] = 0
        at = np.zeros(len(codes) + 1, dtype=np.int32)
        np.cumsum(width, out=at[1:])
        # Arrow has no gaps between strings, so the newlines between texts are left out.
        data = "".join(self.batch.texts).encode("utf-8")
        offsets = np.append(at[self.starts], at[-1:])
        return pa.StringArray.from_buffers(len(self.starts), pa.py_buffer(offsets), pa.py_buffer(data))

    def arrow(self) -> Any:
        """Return an Arrow array with a list of words per text.

        Raises:
            UnicodeEncodeError: a text holds a single surrogate, which UTF-8 can't express.
        """
        import pyarrow as pa

        return pa.ListArray.from_arrays(pa.array(self.counts, type=pa.int32()), self.strings())


def cut_at(
    batch: Batch, first: NDArray[np.bool_], row_starts: NDArray[np.int64], row_ends: NDArray[np.int64]
) -> CutBatch:
    """Return the batch cut where `first` says that a word begins."""
    between = batch.text_starts[1:] - 1
    first[between] = True
    starts = np.flatnonzero(first)
    ends = np.append(starts[1:], len(first))
    added = np.searchsorted(starts, between)
    counts = np.concatenate(([0], added - np.arange(len(between))))
    keep = np.ones(len(starts), dtype=np.bool_)
    keep[added] = False
    return CutBatch(batch, starts[keep], ends[keep], counts, row_starts, row_ends)
