"""Evidence that cuts no word: a span is widened to the edges of the words in which it begins and ends.

Rules say what they look for in as few characters as tell it (没有通 of 没有通知), which reads badly in a table. Where a
word may stand across an edge, the most likely cut of the characters around it decides: the product of the words'
frequencies in jieba's dictionary, as jieba cuts without its model of unknown words.
"""

from __future__ import annotations

from functools import lru_cache
from math import log

from govtext.jieba_dictionary import listed_words, of_each

# Longer words than this are hardly met across an edge; so many characters around it are cut.
_LONGEST = 4
_AROUND = 4
# Rarer words of the dictionary are mostly names and scraps of older texts.
_RAREST = 10
# What a character that is no word of the dictionary counts, less than any word.
_UNKNOWN = -20.0


@lru_cache(maxsize=1)
def _words() -> dict[str, float]:
    """Return the logarithm of the share of each short word of the dictionary that is not rare."""
    listed = listed_words()
    total = log(int(listed.frequencies.sum()))
    chosen = (listed.frequencies >= _RAREST) & (listed.sizes <= _LONGEST)
    shares, place = of_each(lambda frequency: log(frequency) - total, listed.frequencies[chosen])
    return dict(zip(listed.words(chosen), map(shares.__getitem__, place.tolist()), strict=True))


@lru_cache(maxsize=1)
def _joined() -> frozenset[str]:
    """Return the pairs of characters that stand beside each other in some word."""
    return frozenset(word[at : at + 2] for word in _words() for at in range(len(word) - 1))


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span from ``start`` to ``end``, widened to the edges of the words that it would cut."""
    joined = _joined()
    if start and text[start - 1 : start + 1] in joined:
        start -= _across(text[max(start - _AROUND, 0) : start], text[start : start + _AROUND])[0]
    if text[end - 1 : end + 1] in joined:
        end += _across(text[max(end - _AROUND, 0) : end], text[end : end + _AROUND])[1]
    return start, end


@lru_cache(maxsize=1 << 16)
def _across(left: str, right: str) -> tuple[int, int]:
    """Return how far the word across the place between two strings reaches into each: nowhere where words part."""
    words, text, at = _words(), left + right, len(left)
    start = 0
    for end in _ends(text, words):
        if start < at < end:
            return at - start, end - at
        start = end
    return 0, 0


def _ends(text: str, words: dict[str, float]) -> list[int]:
    """Return where the words of the likeliest cut end."""
    size = len(text)
    best, chosen = [0.0] * (size + 1), [size] * size
    for start in range(size - 1, -1, -1):
        best[start], chosen[start] = words.get(text[start], _UNKNOWN) + best[start + 1], start + 1
        for end in range(start + 2, min(start + _LONGEST, size) + 1):
            share = words.get(text[start:end])
            if share is not None and share + best[end] > best[start]:
                best[start], chosen[start] = share + best[end], end
    ends = [chosen[0]]
    while ends[-1] < size:
        ends.append(chosen[ends[-1]])
    return ends
