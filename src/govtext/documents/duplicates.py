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
class TextSigns:
    """What a text is recognised by: keys of its characters, and its sketch (None for short texts)."""

    key: int
    forwarded_key: int | None
    places: NDArray[np.uint32] | None


def text_signs(title: str, text: str, with_sketch: bool = True) -> TextSigns:
    """Return the signs of a text, which must not be cleaned of salutations yet: these are part of its exact text."""
    return signs_of([(title, text)], with_sketch)[0]


def signs_of(texts: Sequence[tuple[str, str]], with_sketch: bool = True) -> list[TextSigns]:
    """Return the signs of every (title, text), see ``text_signs``."""
    keys: list[tuple[int, int | None]] = []
    sketched: list[str] = []
    for title, text in texts:
        forwarded = _FORWARDED.match(text)
        rest = text[forwarded.end() :] if forwarded else ""
        keys.append((text_key(title, text), text_key(title, rest) if len(rest) >= SHORT else None))
        sketched.append(rest or text)
    places = sketches(sketched) if with_sketch else [None] * len(texts)
    return [TextSigns(*pair, place) for pair, place in zip(keys, places, strict=True)]


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


@dataclass(frozen=True)
class Candidate:
    """A text to be compared: its signs, its author's pseudonym ("" for none) and its date."""

    signs: TextSigns
    author: str = ""
    date: dt.datetime | None = None


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

    def add(self, texts: Sequence[Candidate]) -> list[tuple[int, str] | None]:
        """Take the next texts; return for each the number of the text that it repeats (from 0) and the rule.

        Texts are compared with all earlier ones, whichever batch these came in.
        """
        sketched = [i for i, text in enumerate(texts) if text.signs.places is not None]
        keys: list[NDArray[np.uint64]] = []
        if sketched:
            keys = list(band_keys(np.stack([p for i in sketched if (p := texts[i].signs.places) is not None])))
        near = dict(zip(sketched, zip(keys, self._index.settled(keys), strict=True), strict=True))
        found = [self._take(text, *near.get(i, (None, []))) for i, text in enumerate(texts)]
        self._index.settle()
        return found

    def _take(
        self, text: Candidate, keys: NDArray[np.uint64] | None, settled: list[int]
    ) -> tuple[int, str] | None:
        number = len(self._roots)
        author = _number_of(text.author) if text.author else None
        found = self._find(text, author, keys, settled)
        root = self._roots[found[0]] if found else number
        self._roots.append(root)
        self._days.append(text.date.toordinal() if text.date else 0)
        self._before.append(self._last_by_author.get(author, -1) if author is not None else -1)
        self._first.setdefault(text.signs.key, number)
        signs = text.signs
        if signs.places is not None and keys is not None:
            self._index.add(number, signs.places, keys)
            if author is not None:
                self._last_by_author[author] = number
        return (root, found[1]) if found else None

    def _find(
        self, text: Candidate, author: int | None, keys: NDArray[np.uint64] | None, settled: list[int]
    ) -> tuple[int, str] | None:
        signs = text.signs
        if signs.key in self._first:
            return self._first[signs.key], "exact_text"
        if signs.forwarded_key in self._first:
            return self._first[signs.forwarded_key], "forwarded_copy"
        if signs.places is None or keys is None:
            return None
        if self._similarity:
            number = self._most_similar(signs.places, {*settled, *self._index.recent(keys)}, self._similarity)
            if number is not None:
                return number, "near_text"
        if author is not None and self._author_days and text.date:
            number = self._most_similar(signs.places, self._same_author(author, text.date), self._author_similarity)
            if number is not None:
                return number, "author_repeat"
        return None

    def _most_similar(self, places: NDArray[np.uint32], numbers: set[int], least: float) -> int | None:
        best, best_similarity = None, least
        for number in sorted(numbers):
            similarity = self._index.similarity(places, number)
            if similarity > best_similarity or (similarity == best_similarity and best is None):
                best, best_similarity = number, similarity
        return best

    def _same_author(self, author: int, date: dt.datetime) -> set[int]:
        """The author's last texts, at most 20, that lie within the days."""
        near: set[int] = set()
        number = self._last_by_author.get(author, -1)
        for _ in range(AUTHOR_TEXTS):
            if number < 0:
                break
            if self._days[number] and abs(date.toordinal() - self._days[number]) <= self._author_days:
                near.add(number)
            number = self._before[number]
        return near
