"""A segment of an FTS5 index made of sorted postings at once, page by page.

By the description of its file format in SQLite's source (ext/fts5/fts5_index.c, format 4): a leaf page holds the offset
of its first row number and of its end, then words, of which all but the first say how many bytes they share with the
word before, each with the numbers of its rows, and last where the words begin. Here no page has a list of rows only to
skip through (dlidx), which is optional.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govtext.dataset.postings import LONGEST, Block, Numbers

PAGE = 16_200  # bytes of a page, which fits into one of the file's
HEADER = 4
ALWAYS = 3  # bytes that are put for every word
MAIN = b"0"  # before every word that is no prefix
LARGEST_ROW = (1 << 28) - 1  # rows' numbers take four bytes at most here
Bytes = NDArray[np.uint8]


class Page(NamedTuple):
    """A leaf page, and what its first word begins with that the word before it doesn't; None where no word begins."""

    content: bytes
    begins: bytes | None


class Segment:
    """Makes the pages of a segment, block by block.

    Args:
        codes: number of a character → its code point, in the order of the code points; 0 is no character.
        first_row: row of the batch's first text.
    """

    def __init__(self, codes: list[int], first_row: int) -> None:
        self.utf8 = [b"", *(chr(code).encode() for code in codes[1:])]
        self.bytes = np.array([int.from_bytes(one.ljust(4, b"\0"), "big") for one in self.utf8], np.int64)
        self.highest = self.bytes.astype(np.uint64) << np.uint64(32)
        self.sizes = np.array([len(one) for one in self.utf8], np.uint8)
        self.first_row = first_row
        self._before = 0  # first character of the last block
        self._begun = False

    def pages(self, block: Block) -> Iterator[Page]:
        """Yield the pages of a block, which begins a page of its own."""
        if not len(block.row):
            return
        words = _Words(block, self, self._before)
        self._before = int(block.chars[0, -1])
        at = 0
        while at < len(block.row):
            word = words.word(at)
            begins = word[: words.kept[at] + 1] if self._begun else b""
            self._begun = True
            past = words.fitting(at, len(word))
            if past > at:
                yield Page(words.page(at, past, word), begins)
            else:
                past = at + 1
                for number, content in enumerate(words.long_list(at, word)):
                    yield Page(content, None if number else begins)
            at = past


class _Words:
    """The words of a block with their lists of rows, as they stand on a page where they are not the first."""

    def __init__(self, block: Block, segment: Segment, before: int) -> None:
        self._block, self._segment = block, segment
        self.kept, value, added = _beginnings(block, segment, before)
        lists = [_Lists(string, text, segment.first_row) for string, text in block.holders if len(string)]
        of_rows = _Lists(*block.row_holders, segment.first_row)
        sizes = of_rows.bytes[block.row]
        for one in lists:
            sizes[one.strings] = one.bytes
        sizes += 2 + added
        self._ends = np.cumsum(sizes)
        starts = self._ends - sizes
        self._lists = starts + 2 + added
        content = np.zeros(int(self._ends[-1]) + ALWAYS, np.uint8)
        following = value.astype(">u8").view(np.uint8).reshape(-1, 8)
        # Most words add three bytes. They are put for all; where fewer are added, what belongs there is put later. A
        # list may put three bytes too many as well: those that every word begins with are put last.
        for byte in range(1, ALWAYS):
            content[2 + byte :][starts] = following[:, byte]
        for byte in range(ALWAYS, int(added.max())):
            there = np.flatnonzero(added > byte)
            content[starts[there] + 2 + byte] = following[there, byte]
        for one in lists:
            one.put(content, self._lists)
        of_rows.put_alone(content, self._lists, block)
        content[starts], content[1:][starts], content[2:][starts] = self.kept, added, following[:, 0]
        self._content = content[: int(self._ends[-1])].tobytes()
        marks, self._mark_ends = _varints(sizes)
        self._marks = marks.tobytes()
        self._filled = self._ends + self._mark_ends

    def word(self, at: int) -> bytes:
        """Return a word in UTF-8."""
        chars = self._block.chars[: self._block.length[at], self._block.row[at]].tolist()
        return MAIN + b"".join([self._segment.utf8[one] for one in chars])

    def fitting(self, at: int, word: int) -> int:
        """Return the word after the last that fits on a page begun by a word of so many bytes; itself where none."""
        left = PAGE - HEADER - 1 - (1 + word + int(self._ends[at] - self._lists[at])) - 3
        return at if left < 0 else int(np.searchsorted(self._filled, self._filled[at] + left, side="right"))

    def page(self, at: int, past: int, word: bytes) -> bytes:
        """Return the page of the words from one to before another."""
        lists, end = int(self._lists[at]), int(self._ends[past - 1])
        first = 1 + len(word) + int(self._ends[at]) - lists
        content = b"".join([bytes([len(word)]), word, self._content[lists:end]])
        places = bytes([HEADER])
        if past - at > 1:
            places += number_bytes(first)
            places += self._marks[int(self._mark_ends[at]) : int(self._mark_ends[past - 2])]
        return struct.pack(">HH", 0, HEADER + len(content)) + content + places

    def long_list(self, at: int, word: bytes) -> Iterator[bytes]:
        """Yield the pages of a word whose rows need more than one; each begins with the whole number of a row."""
        block, row = self._block, int(self._block.row[at])
        if at > block.last[row] - block.alone[row]:
            (held, text), wanted = block.row_holders, row
        else:
            (held, text), wanted = block.holders[-int(block.length[at]) + 1], at
        begin, end = np.searchsorted(held, wanted), np.searchsorted(held, wanted, side="right")
        rows = text[begin:end] + self._segment.first_row
        head, place = bytes([len(word)]) + word, bytes([HEADER])
        done = 0
        while done < len(rows):
            left = PAGE - HEADER - len(head) - len(place)
            content, ends = _varints(np.diff(rows[done : done + left], prepend=0))
            taken = int(np.searchsorted(ends, left, side="right"))
            part = head + content[: int(ends[taken - 1])].tobytes()
            yield struct.pack(">HH", HEADER if done else 0, HEADER + len(part)) + part + place
            done += taken
            head = place = b""


class _Lists:
    """The rows of the index for words, or for the rows of a block, each of which has some."""

    def __init__(self, string: Numbers, text: Numbers, first_row: int) -> None:
        new = np.ones(len(string), bool)
        np.not_equal(string[1:], string[:-1], out=new[1:])
        first = np.flatnonzero(new)
        self._of = string
        self._delta = np.diff(text, prepend=0)
        self._delta[first] = text[first] + first_row
        sizes = _varint_sizes(self._delta)
        self._coded = _varint_bytes(self._delta, sizes)
        ends = np.cumsum(sizes, dtype=np.int64)
        self._begins = ends - sizes
        rows = np.diff(first, append=len(string))
        self.strings = string[first]
        past = ends[first + rows - 1]
        self.bytes = np.diff(past, prepend=0)
        self._begins -= np.repeat(past - self.bytes, rows)  # within the list

    def put(self, content: Bytes, places: Numbers) -> None:
        """Write the rows' numbers to their words' places."""
        _put_varints(content, places[self._of] + self._begins, self._coded)

    def put_alone(self, content: Bytes, places: Numbers, block: Block) -> None:
        """Write the numbers of the block's rows to the places of the words that are theirs alone, longest first."""
        word, left, begins, coded = block.last[self._of], block.alone[self._of], self._begins, self._coded
        for shorter in range(LONGEST):
            more = np.flatnonzero(left > shorter)
            if not len(more):
                return
            if len(more) < len(left):
                word, left, begins = word[more], left[more], begins[more]
                coded = [one[more] for one in coded]
            _put_varints(content, places[word - shorter] + begins, coded)


def _beginnings(block: Block, segment: Segment, before: int) -> tuple[Numbers, NDArray[np.uint64], Numbers]:
    """Return of each word how many bytes it shares with the word before, those that follow, and how many follow.

    Eight at most follow: those of two characters. They stand in a number, the first highest.
    """
    chars, row = block.chars, block.row
    ends = segment.sizes[chars]
    for shorter, longer in itertools.pairwise(ends):
        longer += shorter
    at = (block.length - 1) * chars.shape[1] + row  # of its last character
    last = chars.ravel()[at]
    kept = ends.ravel()[at - chars.shape[1]]
    value, added = segment.highest[last], segment.sizes[last]
    new = np.ones(len(row), bool)
    np.not_equal(row[1:], row[:-1], out=new[1:])
    first = np.flatnonzero(new)
    where = row[first]
    shared = block.shared[where]
    old = np.where(where > 0, chars[shared, where - 1], before)
    own = chars[shared, where]
    differing = segment.bytes[old] ^ segment.bytes[own]
    same = sum((differing < 1 << bits).astype(np.int64) for bits in (24, 16, 8))
    rest = (segment.bytes[own] << (8 * same) & 0xFFFFFFFF).astype(np.uint64) << np.uint64(32)
    size = segment.sizes[own] - same
    # A word whose first character is new: the second follows.
    second = np.where(shared == 0, chars[1, where], 0)
    rest |= segment.bytes[second].astype(np.uint64) << np.uint64(32) >> (8 * size).astype(np.uint64)
    kept[first] = np.where(shared == 0, 0, kept[first]) + same
    kept += len(MAIN)
    value[first], added[first] = rest, size + segment.sizes[second]
    return kept, value, added


def _varints(values: Numbers) -> tuple[Bytes, Numbers]:
    """Return the values as SQLite's numbers of variable length, and where each ends."""
    sizes = _varint_sizes(values)
    ends = np.cumsum(sizes, dtype=np.int64)
    content = np.zeros(int(ends[-1]) + ALWAYS if len(ends) else 0, np.uint8)
    _put_varints(content, ends - sizes, _varint_bytes(values, sizes))
    return content[: int(ends[-1]) if len(ends) else 0], ends


def _varint_sizes(values: Numbers) -> Bytes:
    """Return the bytes of each value as a number of variable length."""
    sizes, most = np.ones(len(values), np.uint8), int(values.max(initial=0))
    for bits in (7, 14, 21):
        if most >> bits:
            sizes += values >= 1 << bits
    return sizes


def _varint_bytes(values: Numbers, sizes: Bytes) -> list[Bytes]:
    """Return the first byte of each value as a number of variable length, the second of each and so on.

    Beyond a value's size they mean nothing.
    """
    made = []
    for byte in range(int(sizes.max(initial=1))):
        following = sizes > byte + 1
        one = values >> (7 * np.maximum(sizes, byte + 1) - 7 * (byte + 1)) if following.any() else values
        made.append((one & 0x7F | following.astype(np.int64) << 7).astype(np.uint8))
    return made


def _put_varints(content: Bytes, begins: Numbers, coded: list[Bytes]) -> None:
    """Write numbers of variable length to their places, in order without gaps or with three bytes to write over."""
    # Last bytes first: what is no byte of a shorter number is written over by the number that follows it.
    for byte in reversed(range(len(coded))):
        content[byte:][begins] = coded[byte]


def number_bytes(value: int) -> bytes:
    """Return a value as SQLite's number of variable length."""
    parts = [value & 0x7F]
    while value := value >> 7:
        parts.append(value & 0x7F | 0x80)
    return bytes(reversed(parts))
