"""Texts that were already there, and the rule that found it: nothing is dropped, later stages choose.

Rules, in this order: ``exact_text`` (the same characters, whatever their blanks), ``forwarded_copy`` (the same after a mark
of forwarding), ``near_text`` (similar runs of characters), ``author_repeat`` (less similar, by one author within some days).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govtext.documents.minhash import SketchIndex, band_keys, sketch

RULES = ("exact_text", "forwarded_copy", "near_text", "author_repeat")
SHORT = 12
AUTHOR_TEXTS = 20
_BLANK = re.compile(r"\s+")
_FORWARDED = re.compile(
    r"\s*(?:[【\[(（]?\s*(?:转发|转帖|转载|转贴|代转|代发)(?:自[^\s：:】\])）]{0,20})?\s*[】\])）]?\s*[：:]?|转[：:]|(?:Fwd?|FW|Fw)[：:])\s*"
)


@dataclass(frozen=True)
class TextSigns:
    """What a text is recognised by: keys of its characters, and its sketch (None for short texts)."""

    key: bytes
    forwarded_key: bytes | None
    places: NDArray[np.uint32] | None
    keys: NDArray[np.uint64] | None


def text_signs(title: str, text: str, with_sketch: bool = True) -> TextSigns:
    """Return the signs of a text, which must not be cleaned of salutations yet: these are part of its exact text."""
    forwarded = _FORWARDED.match(text)
    rest = text[forwarded.end() :] if forwarded else ""
    places = sketch(rest or text) if with_sketch else None
    return TextSigns(
        text_key(title, text), text_key(title, rest) if len(rest) >= SHORT else None,
        places, band_keys(places) if places is not None else None,
    )


def text_key(title: str, text: str) -> bytes:
    """Return a 12-byte key: equal for texts with the same characters apart from blanks.

    A text of fewer than 12 characters (详见附件) says nothing alone, so its title belongs to its key.
    """
    body = _BLANK.sub("", text)
    if len(body) < SHORT:
        body = _BLANK.sub("", title) + "\n" + body
    return hashlib.blake2b(body.encode("utf-8", "surrogatepass"), digest_size=12).digest()


class Duplicates:
    """Remembers every text by its signs; some 700 bytes a text."""

    def __init__(self, similarity: float = 0.8, author_similarity: float = 0.5, author_days: int = 30) -> None:
        """Take the least similarity of near texts (0 for none), and the least similarity and most days of an author's repeats."""
        self._similarity, self._author_similarity, self._author_days = similarity, author_similarity, author_days
        self._first: dict[bytes, int] = {}
        self._roots: list[int] = []
        self._days: list[int | None] = []
        self._by_author: dict[str, list[int]] = {}
        self._index = SketchIndex()

    def add(self, signs: TextSigns, author: str = "", date: dt.datetime | None = None) -> tuple[int, str] | None:
        """Take the next text; return the number of the text that it repeats (0 is the first taken) and the rule, or None."""
        number = len(self._roots)
        found = self._find(signs, author, date)
        self._roots.append(self._roots[found[0]] if found else number)
        self._days.append(date.toordinal() if date else None)
        self._first.setdefault(signs.key, number)
        if signs.places is not None and signs.keys is not None:
            self._index.add(number, signs.places, signs.keys)
            if author:
                texts = self._by_author.setdefault(author, [])
                texts.append(number)
                del texts[:-AUTHOR_TEXTS]
        return (self._roots[number], found[1]) if found else None

    def _find(self, signs: TextSigns, author: str, date: dt.datetime | None) -> tuple[int, str] | None:
        if signs.key in self._first:
            return self._first[signs.key], "exact_text"
        if signs.forwarded_key in self._first:
            return self._first[signs.forwarded_key], "forwarded_copy"
        if signs.places is None or signs.keys is None:
            return None
        if self._similarity:
            number = self._most_similar(signs, self._index.candidates(signs.keys), self._similarity)
            if number is not None:
                return number, "near_text"
        if author and self._author_days:
            near = [n for n in self._by_author.get(author, ()) if self._within_days(n, date)]
            number = self._most_similar(signs, near, self._author_similarity)
            if number is not None:
                return number, "author_repeat"
        return None

    def _most_similar(self, signs: TextSigns, numbers: list[int], least: float) -> int | None:
        best, best_similarity = None, least
        for number in numbers:
            similarity = self._index.similarity(signs.places, number)  # type: ignore[arg-type]
            if similarity > best_similarity or similarity == best_similarity and best is None:
                best, best_similarity = number, similarity
        return best

    def _within_days(self, number: int, date: dt.datetime | None) -> bool:
        other = self._days[number]
        return date is not None and other is not None and abs(date.toordinal() - other) <= self._author_days
