"""The strings of two to six characters in a batch of texts and the texts that hold each, in order, by array operations.

Characters are numbered in their order, and what follows each place in the texts is sorted at once as a number of six
digits. The shorter strings are the beginnings of these: those that neighbours in the order share are one string (the
longest common prefixes of a suffix array, Manber and Myers 1993, SIAM J. Comput. 22(5), cut at six characters).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHORTEST, LONGEST = 2, 6  # characters of a string that the full-text index knows
PLACES = 1 << 16  # places in the texts that are sorted at a time
KEY_BITS = 63  # hold the first character of five among its neighbours, and the four that follow
MOST_LETTERS = (1 << (KEY_BITS // (LONGEST - 2))) - 1
LAST_ASCII = 0x7F

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """Different strings in order, and the texts that hold them.

    Attributes:
        chars: numbers of characters, (`LONGEST`, rows): what follows places in the texts, each once, sorted; 0 where a
            word has ended.
        shared: how many characters a row shares with the row before.
        row: of each string, the row that it is the beginning of.
        length: of each string, characters.
        holders: for each length from five down, (string, text) of all texts that hold a string of it which several
            rows begin with, sorted, each pair once.
        row_holders: (row, text) of all texts that hold what a row says, sorted, each pair once.
        last: of each row, the longest string that it is the beginning of.
        alone: of each row, how many strings no other row begins with: the last one and those before it. All of them
            stand in the row's texts.
    """

    chars: Numbers
    shared: Numbers
    row: Numbers
    length: Numbers
    holders: list[tuple[Numbers, Numbers]]
    row_holders: tuple[Numbers, Numbers]
    last: Numbers
    alone: Numbers

    @property
    def held(self) -> int:
        """Return the number of pairs of a string and a text that holds it."""
        return sum(len(string) for string, _ in self.holders) + int(self.alone[self.row_holders[0]].sum())


class NumberedTexts:
    """A batch of texts as numbers of their characters.

    Args:
        texts: the texts.
        letters: code point → code point that it is looked for by, of the letters and digits in the texts; all other
            characters stand between words. At most `MOST_LETTERS`.
    """

    def __init__(self, texts: list[str], letters: Mapping[int, int]) -> None:
        folded = sorted(set(letters.values()))
        number = {code: at for at, code in enumerate(folded, start=1)}
        table = np.zeros(0x110000, np.uint16 if len(folded) < 1 << 16 else np.uint32)
        table[list(letters)] = [number[code] for code in letters.values()]
        self._whole = "\0".join([*texts, "\0" * LONGEST])
        codes = np.frombuffer(self._whole.encode("utf-32-le"), np.uint32)
        self.codes = [0, *folded]
        self.bits = len(folded).bit_length()
        self._texts_bits = len(texts).bit_length()
        self._chars, self._wide = table[codes], codes > LAST_ASCII
        self._text = np.repeat(np.arange(len(texts) + 1, dtype=np.int32), [*(len(text) + 1 for text in texts), LONGEST])

    def blocks(self) -> Iterator[Block]:
        """Yield the strings, those together that begin with the same characters."""
        lengths = self._lengths()
        first = np.where(lengths >= SHORTEST, self._chars, 0)
        counts = np.bincount(first, minlength=len(self.codes))
        spans = list(_spans(counts, 1 << (KEY_BITS - (LONGEST - 2) * self.bits)))
        span_of = np.zeros(len(self.codes), np.uint16 if len(spans) < 1 << 16 else np.uint32)
        for number, (low, high) in enumerate(spans, start=1):
            span_of[low:high] = number
        # The places of each span together, in their order.
        places, begin = np.argsort(span_of[first], kind="stable"), int(counts[0])
        following, last = self._following(lengths)
        for low, high in spans:
            at = places[begin : begin + int(counts[low:high].sum())]
            begin += len(at)
            if len(at):
                key = (first[at].astype(np.int64) - low) << (self.bits * (LONGEST - 2)) | following[at]
                yield self._block(key, last[at].astype(np.int64), self._text[at].astype(np.int64), low)

    def _following(self, lengths: NDArray[np.uint8]) -> tuple[Numbers, NDArray[Any]]:
        """Return for each place the four characters of its word that follow, as a number, and the one after them."""
        following: Numbers = np.zeros(len(lengths), np.int64)
        one: NDArray[Any] = self._chars[:0]
        for ahead in range(1, LONGEST):
            one = np.zeros_like(self._chars)
            np.multiply(self._chars[ahead:], lengths[:-ahead] > ahead, out=one[:-ahead])
            if ahead < LONGEST - 1:
                following <<= self.bits
                following |= one
        return following, one

    def other_words(self) -> dict[int, list[str]]:
        """Return text → its whole words that are no strings here: of one character, and long ones of ASCII."""
        edges = np.diff((self._chars != 0).astype(np.int8), prepend=0)
        begins, ends = np.flatnonzero(edges > 0), np.flatnonzero(edges < 0)
        size, wide = ends - begins, np.cumsum(self._wide, dtype=np.int32)
        chosen = (size == 1) | ((size > LONGEST) & ~self._wide[begins] & (wide[ends - 1] == wide[begins]))
        found: dict[int, list[str]] = {}
        places = zip(*(one[chosen].tolist() for one in (self._text[begins], begins, ends)), strict=True)
        for text, begin, end in places:
            found.setdefault(text, []).append(self._whole[begin:end])
        return found

    def _lengths(self) -> NDArray[np.uint8]:
        """Return for each place how many characters of the same word follow, itself counted, at most `LONGEST`."""
        inside: NDArray[np.bool_] = self._chars != 0
        lengths: NDArray[np.uint8]
        going: NDArray[np.bool_]
        lengths, going = inside.astype(np.uint8), inside
        for ahead in range(1, LONGEST):
            going = going[:-1] & inside[ahead:]
            lengths[: len(going)] += going
        return lengths

    def _block(self, key: Numbers, sixth: Numbers, text: Numbers, low: int) -> Block:
        bits, texts_bits = self.bits, self._texts_bits
        mask = (1 << bits) - 1
        order = np.argsort(key)
        key = key[order]
        changes = _changes(key)
        # A sixth character doesn't fit: the number of the first five, the sixth and the text are sorted again.
        key6 = (np.cumsum(changes) - 1) << bits | sixth[order]
        pairs = _different(np.sort(key6 << texts_bits | text[order]))
        key6 = pairs >> texts_bits
        changes6 = _changes(key6)
        rows = np.flatnonzero(changes6)
        begin = key[changes][key6[rows] >> bits]
        columns = [begin >> (bits * ahead) & mask for ahead in range(LONGEST - 2)]
        columns.append((begin >> (bits * (LONGEST - 2))) + low)
        table = np.stack([*reversed(columns), key6[rows] & mask])
        row = np.cumsum(changes6) - 1
        return _strings(table, row << texts_bits | pairs & ((1 << texts_bits) - 1), texts_bits)


def _strings(chars: Numbers, pairs: Numbers, texts_bits: int) -> Block:
    """Return the block of rows and of (row, text), packed into numbers and sorted."""
    length = (chars > 0).sum(axis=0)
    shared = np.zeros(chars.shape[1], np.int64)
    same = np.ones(chars.shape[1] - 1, bool)
    for one in chars:
        same &= one[1:] == one[:-1]
        shared[1:] += same
    shortest = np.maximum(shared + 1, SHORTEST)  # of a row's beginnings: those that no row before has
    count = np.maximum(length - shortest + 1, 0)
    last = np.cumsum(count) - 1
    numbers = np.arange(len(count))
    row = np.repeat(numbers, count)
    before = last + 1 - count - shortest
    both = np.maximum(shared, np.append(shared[1:], 0))
    alone = np.minimum(length - both, count)
    mask = (1 << texts_bits) - 1
    begun = pairs >> texts_bits
    common = both[begun]
    holders = []
    held = pairs[:0]
    for long in range(LONGEST - 1, SHORTEST - 1, -1):
        # Rows with the same beginning of this length count as the first of them; what they held together goes on.
        begins = np.maximum.accumulate(np.where(shared < long, numbers, 0))
        held = np.concatenate([held, pairs[common == long]])
        held = _different(np.sort(begins[held >> texts_bits] << texts_bits | held & mask))
        holders.append((before[held >> texts_bits] + long, held & mask))
    return Block(chars, shared, row, np.arange(len(row)) - before[row], holders, (begun, pairs & mask), last, alone)


def _spans(counts: Numbers, most: int) -> Iterator[tuple[int, int]]:
    """Yield (from, to) of first characters: at most `most`, and with `PLACES` places where one has not more."""
    low, held = 1, 0
    for at in range(1, len(counts)):
        if at > low and (held + counts[at] > PLACES or at - low >= most):
            yield low, at
            low, held = at, 0
        held += int(counts[at])
    yield low, len(counts)


def _changes(values: Numbers) -> NDArray[np.bool_]:
    changes = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return changes


def _different(values: Numbers) -> Numbers:
    return values[_changes(values)]
