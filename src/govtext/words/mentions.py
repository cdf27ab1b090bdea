"""Mentions in a text, each with its place in it; and what is shared by all that look for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple


class Mention(NamedTuple):
    """A stretch of a text: `start` to `end` (exclusive), in characters."""

    start: int
    end: int
    kind: str


class CutText(NamedTuple):
    """A text with its words.

    Attributes:
        text: the text.
        words: its words; joined they are the text.
        tags: the dictionary's part of speech of every word, "x" for a word that it lacks.
        borders: first character of every word, and the length of the text.
    """

    text: str
    words: Sequence[str]
    tags: Sequence[str]
    borders: Sequence[int]

    @classmethod
    def of(cls, text: str, words: Sequence[str], tags: Sequence[str]) -> CutText:
        """Return the text with the borders of its words."""
        return cls(text, words, tags, list(accumulate(map(len, words), initial=0)))


def without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the mentions in order, of overlapping ones the longest (of equals the first)."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept)
