"""Texts that were already there, and the rule that found it: nothing is dropped, later stages choose.

Rules, in this order: ``exact_text`` (the same characters, whatever their blanks), ``forwarded_copy`` (the same after a
mark of forwarding), ``near_text`` (similar runs of characters), ``author_repeat`` (less similar, by one author within
some days).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govtext.documents.minhash import SketchIndex, band_keys, sketches

SHORT = 12
AUTHOR_TEXTS = 20
_FORWARDED = re.compile(
    r"\s*(?:[【\[(（]?\s*(?:转发|转帖|转载|转贴|代转|代发)(?:自[^\s：:】\])）]{0,20})?\s*[】\])）]?\s*[：:]?|转[：:]|"
    r"(?:Fwd?|FW|Fw)[：:])\s*"
)


@dataclass(frozen=True)
class Signs:
    """What the texts of a batch are recognised by.

    Attributes:
        keys: of each text's characters.
        forwarded: place in the batch → key of what stands behind a mark of forwarding, for texts with one.
        sketched: places in the batch of the texts that have a sketch, ascending; short ones have none.
        places: their sketches, a row each; one byte of every place.
        bands: their keys, a row each, see ``band_keys``.
        authors: number of each text's author, 0 for none.
        days: each text's day as an ordinal of Python, 0 for none.
    """

    keys: list[int]
    forwarded: dict[int, int]
    sketched: NDArray[np.int64]
    places: NDArray[np.uint8]
    bands: NDArray[np.uint64]
    authors: list[int]
    days: list[int]


def signs_of(
    texts: Sequence[tuple[str, str]], authors: Sequence[str], dates: Sequence[dt.datetime | None],
    with_sketch: bool = True,
) -> Signs:
    """Return the signs of some texts.

    Args:
        texts: title and text of each, not cleaned of salutations yet: these are part of its exact text.
        authors: their authors' pseudonyms, "" for none.
        dates: their dates.
        with_sketch: False where no near texts are looked for.
    """
    keys, forwarded, sketched = [], {}, []
    for at, (title, text) in enumerate(texts):
        mark = _FORWARDED.match(text)
        rest = text[mark.end() :] if mark else ""
        keys.append(text_key(title, text))
        if len(rest) >= SHORT:
            forwarded[at] = text_key(title, rest)
        sketched.append(rest or text)
    found, places = sketches(sketched if with_sketch else [])
    return Signs(
        keys, forwarded, found, places.astype(np.uint8), band_keys(places),
        [_number_of(author) if author else 0 for author in authors],
        [date.toordinal() if date else 0 for date in dates],
    )


def text_key(title: str, text: str) -> int:
    """Return a key of 64 bits: equal for texts with the same characters apart from blanks.

    A text of fewer than 12 characters (详见附件) says nothing alone, so its title belongs to its key.
    """
    body = "".join(text.split())
    if len(body) < SHORT:
        body = "".join(title.split()) + "\n" + body
    return _number_of(body)


def _number_of(text: str) -> int:
    """64 bits of a text: among a million texts the chance of any two agreeing is 1 in 40 million."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class Duplicates:
    """Remembers every text by its signs; some 600 bytes a text."""

    def __init__(self, similarity: float = 0.8, author_similarity: float = 0.5, author_days: int = 30) -> None:
        """Take the least similarity of near texts (0 for none), and that of an author's repeats within some days."""
        self._similarity, self._author_similarity, self._author_days = similarity, author_similarity, author_days
        self._first: dict[int, int] = {}
        self._roots = array("i")
        self._days = array("i")
        # the last text of each author, and of each text the one before it by its author (-1 for none)
        self._last_by_author: dict[int, int] = {}
        self._before = array("i")
        self._index = SketchIndex()

    def add(self, signs: Signs) -> list[tuple[int, str] | None]:
        """Take the next texts; return for each the number of the text that it repeats (from 0) and the rule.

        Texts are compared with all earlier ones, whichever batch these came in.
        """
        first = len(self._roots)
        near = self._index.meet(signs.sketched + first, signs.places, signs.bands)
        self._index.settle()
        row_of = dict(zip(signs.sketched.tolist(), range(len(signs.sketched)), strict=True))
        repeats: list[tuple[int, str] | None] = []
        for at, (key, author, day) in enumerate(zip(signs.keys, signs.authors, signs.days, strict=True)):
            number, row = first + at, row_of.get(at)
            found = self._same(key, signs.forwarded.get(at))
            before = self._last_by_author.get(author, -1) if author else -1
            # few texts have anything like them
            if found is None and row is not None and (before >= 0 or number in near):
                found = self._similar(signs.places[row], near.get(number), before, day)
            root = self._roots[found[0]] if found else number
            self._roots.append(root)
            self._days.append(day)
            self._before.append(before)
            self._first.setdefault(key, number)
            if author and row is not None:
                self._last_by_author[author] = number
            repeats.append((root, found[1]) if found else None)
        return repeats

    def _same(self, key: int, forwarded: int | None) -> tuple[int, str] | None:
        number = self._first.get(key)
        if number is not None:
            return number, "exact_text"
        number = None if forwarded is None else self._first.get(forwarded)
        return None if number is None else (number, "forwarded_copy")

    def _similar(
        self, places: NDArray[np.uint8], near: set[int] | None, before: int, day: int
    ) -> tuple[int, str] | None:
        if near and self._similarity:
            number = self._most_similar(places, near, self._similarity)
            if number is not None:
                return number, "near_text"
        if before >= 0 and day and self._author_days:
            number = self._most_similar(places, self._same_author(before, day), self._author_similarity)
            if number is not None:
                return number, "author_repeat"
        return None

    def _most_similar(self, places: NDArray[np.uint8], numbers: set[int], least: float) -> int | None:
        best, best_similarity = None, least
        for number in sorted(numbers):
            similarity = self._index.similarity(places, number)
            if similarity > best_similarity or (similarity == best_similarity and best is None):
                best, best_similarity = number, similarity
        return best

    def _same_author(self, number: int, day: int) -> set[int]:
        """The author's last texts, at most 20 from the last one on, that lie within the days."""
        near: set[int] = set()
        for _ in range(AUTHOR_TEXTS):
            if number < 0:
                break
            if self._days[number] and abs(day - self._days[number]) <= self._author_days:
                near.add(number)
            number = self._before[number]
        return near
