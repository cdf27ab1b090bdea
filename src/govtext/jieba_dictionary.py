"""jieba's own dictionary as its file lists it: read once in a process, for all that go by its words.

A third of a million lines: as arrays they are read in a third of the time that strings and numbers of Python take, and
held in a tenth of their memory.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.imports import hidden

_NEWLINE, _BLANK, _ZERO, _BEFORE_A, _LETTERS = 10, 32, 48, 96, 26
# Bytes of the dictionary that are read together.
_PIECE = 250_000
# Numbers below this are told apart by a table.
_MOST_IN_TABLE = 1 << 22
# Letters of a part of speech that fit into one number, so many bits each: so few that a table tells them apart.
_LONGEST_TAG, _TAG_BITS = 4, 5


def import_jieba() -> Any:
    """Import jieba, silencing the three warnings that its import is known to raise.

    jieba opens its files by pkg_resources where that is there, and else by their place beside it. That is as good, and
    saves the import of it: longer than jieba's own.
    """
    if "jieba" in sys.modules:
        import jieba  # not taken from there: another thread may still be importing it

        return jieba
    with hidden("pkg_resources"):
        return _import_quietly()


def _import_quietly() -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*invalid escape sequence.*")
        warnings.filterwarnings("ignore", message=".*pkg_resources.*")
        warnings.filterwarnings("ignore", category=ResourceWarning)
        import jieba
    return jieba


@dataclass(frozen=True)
class ListedWords:
    """The lines of the dictionary, in their order; a word may be listed twice, and then the last line counts.

    Attributes:
        characters: code points of all words, one word after the other.
        sizes: characters of every word.
        frequencies: how often jieba's corpus had each.
        tag: number of its part of speech in `tag_names`.
        tag_names: names of the parts of speech.
    """

    characters: NDArray[np.uint32]
    sizes: NDArray[np.int64]
    frequencies: NDArray[np.int64]
    tag: NDArray[np.int16]
    tag_names: list[str]

    def words(self, chosen: NDArray[np.bool_] | None = None) -> list[str]:
        """Return the words of all lines, or of those chosen. They are made anew: keep what is needed of them."""
        characters, sizes = self.characters, self.sizes
        if chosen is not None:
            characters, sizes = characters[np.repeat(chosen, sizes)], sizes[chosen]
        if not len(sizes):
            return []
        # A newline is no character of a word.
        lines = np.full(len(characters) + len(sizes), _NEWLINE, dtype="<u4")
        lines[np.arange(len(characters)) + np.repeat(np.arange(len(sizes)), sizes)] = characters
        return lines.tobytes().decode("utf-32-le", "surrogatepass")[:-1].split("\n")


@lru_cache(maxsize=1)
def listed_words() -> ListedWords:
    """Return the lines of jieba's dictionary.

    jieba's cache file is neither read nor written: it lies in a folder shared by every user of the machine.
    """
    with import_jieba().get_dict_file() as file:
        return read_lines(file.read())


def read_lines(written: bytes) -> ListedWords:
    """Return the lines of a dictionary in UTF-8: a word, its frequency and its part of speech, with blanks between."""
    parts, at = [], 0
    # Arrays of a piece are small: the next one has their memory, and the processor's cache holds them.
    while at < len(written):
        end = written.find(b"\n", at + _PIECE) + 1 or len(written)
        part = _read_piece(written[at:end])
        if part is None:
            return _in_fields(written)
        parts.append(part)
        at = end
    if not parts:
        return _in_fields(written)
    characters, sizes, frequencies, tags = (np.concatenate(some) for some in zip(*parts, strict=True))
    names, tag = of_each(int, tags)
    return ListedWords(characters, sizes, frequencies, tag.astype(np.int16), list(map(_tag_name, names)))


def _read_piece(
    written: bytes,
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]] | None:
    """Return characters, sizes, frequencies and numbers of tags of some lines, None where they are not plain."""
    signs = np.frombuffer(written.decode("utf-8").encode("utf-32-le"), dtype="<u4")
    borders = np.flatnonzero(signs <= _BLANK)
    if len(borders) % 3 or not written.endswith(b"\n"):
        return None
    first, second, ends = borders.reshape(-1, 3).T.copy()
    begins = np.concatenate(([0], ends[:-1] + 1))
    words, digits, letters = first - begins, second - first - 1, ends - second - 1
    fits = (signs[first] == _BLANK) & (signs[second] == _BLANK) & (signs[ends] == _NEWLINE) & (words > 0)
    fits &= (digits > 0) & (letters > 0) & (letters <= _LONGEST_TAG)
    if not fits.all():
        return None
    frequencies = np.zeros(len(ends), dtype=np.int64)
    going, place = np.arange(len(ends)), 0
    while going.size:
        place += 1
        digit = signs[first[going] + place] - np.uint32(_ZERO)
        if (digit > 9).any():
            return None
        frequencies[going] = frequencies[going] * 10 + digit
        going = going[digits[going] > place]
    tags = np.zeros(len(ends), dtype=np.int64)
    for place in range(1, _LONGEST_TAG + 1):
        there = letters >= place
        letter = np.where(there, signs.take(second + place, mode="clip") - np.uint32(_BEFORE_A), np.uint32(0))
        if (letter[there] - np.uint32(1) >= _LETTERS).any():
            return None
        tags = tags << _TAG_BITS | letter
    places = np.arange(words.sum()) + np.repeat(begins - (np.cumsum(words) - words), words)
    return signs[places], words, frequencies, tags


def _tag_name(number: float) -> str:
    letters = [int(number) >> _TAG_BITS * place & (1 << _TAG_BITS) - 1 for place in reversed(range(_LONGEST_TAG))]
    return "".join(chr(_BEFORE_A + letter) for letter in letters if letter)


def _in_fields(written: bytes) -> ListedWords:
    """Read lines that are not as plain as those of the release that govtext was written with."""
    fields = written.decode("utf-8").split()
    words, tags = fields[::3], fields[2::3]
    names = sorted(set(tags))
    number = {name: place for place, name in enumerate(names)}
    return ListedWords(
        *code_points(words), np.array(list(map(int, fields[1::3])), dtype=np.int64),
        np.array([number[tag] for tag in tags], dtype=np.int16), names,
    )


def code_points(words: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Return the code points of some words, one after the other, and how many each has."""
    joined = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return joined, np.fromiter(map(len, words), np.int64, len(words))


def of_each(function: Callable[[int], float], numbers: NDArray[np.int64]) -> tuple[list[float], NDArray[np.int64]]:
    """Return what a function makes of each distinct number, and for every number the place of its own in that."""
    if not len(numbers) or numbers.max() >= _MOST_IN_TABLE or numbers.min() < 0:
        distinct = np.unique(numbers)
        return list(map(function, distinct.tolist())), np.searchsorted(distinct, numbers)
    place = np.zeros(int(numbers.max()) + 1, dtype=np.int64)
    place[numbers] = 1
    distinct = np.flatnonzero(place)
    place[distinct] = np.arange(len(distinct))
    return list(map(function, distinct.tolist())), place[numbers]
