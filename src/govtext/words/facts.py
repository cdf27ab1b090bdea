"""What is known of a word by the word alone: found once for each and remembered by the process.

A text repeats most of the words of the texts before it. Each distinct word of a batch is looked up once, and everything
else is taken from arrays by its number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.remembered import remembered
from govtext.words.agreement import Within
from govtext.words.forms import role_of
from govtext.words.places import PlaceLexicon

# Words remembered: about 150 MB at most.
_MOST_HELD = 1_000_000


@dataclass(frozen=True)
class Lists:
    """What words are looked up in.

    Attributes:
        offices: names of offices.
        matters: names of service matters.
        places: how places are named.
        stopwords: words without a meaning of their own.
        listed: entries of two characters or more in the dictionary and the stop words.
    """

    offices: frozenset[str]
    matters: frozenset[str]
    places: PlaceLexicon
    stopwords: frozenset[str]
    listed: frozenset[str]


@dataclass
class WordFacts:
    """Facts of all words met, by the number that each got.

    Attributes:
        lists: what they are looked up in.
        tags_of: words → the number of the part of speech that the dictionary has for each, -1 for none.
        tags: names of the parts of speech, and at the end what stands for none.
        tag: number of the part of speech.
        role: what the word may be in a mention (see `forms`).
        stop: whether it is a stop word.
        listed: whether it is an entry of the lists.
        holds: whether entries of the lists stand within it.
    """

    lists: Lists
    tags_of: Callable[[Sequence[str]], NDArray[np.int16]]
    tags: Sequence[str]
    tag: NDArray[np.int16] = field(default_factory=lambda: np.zeros(0, np.int16))
    role: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    stop: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    listed: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    holds: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    _numbers: dict[str, int] = field(default_factory=dict)
    _within: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._finder = Within(self.lists.listed)

    def numbers(self, forms: Sequence[str]) -> NDArray[np.int64]:
        """Return the number of every word; the numbers before hold no longer."""
        if len(self._numbers) > _MOST_HELD:
            self._numbers.clear()
            self._within.clear()
        numbers = np.fromiter(map(self._numbers.get, forms, repeat(-1)), np.int64, len(forms))
        new = np.flatnonzero(numbers < 0)
        if len(new):
            numbers[new] = self._meet([forms[place] for place in new.tolist()])
        return numbers

    def entries(self, forms: Sequence[str], numbers: NDArray[np.int64], counts: NDArray[np.int64]) -> Counter[str]:
        """Return how often entries of the lists stand among words, or within longer ones.

        Args:
            forms: distinct words.
            numbers: theirs.
            counts: how often each stands in the texts.
        """
        found: Counter[str] = Counter()
        there = counts > 0
        for place in np.flatnonzero(self.listed[numbers] & there).tolist():
            found[forms[place]] += int(counts[place])
        for place in np.flatnonzero(self.holds[numbers] & there).tolist():
            for entry in self._within[int(numbers[place])]:
                found[entry] += int(counts[place])
        return found

    def _meet(self, forms: list[str]) -> NDArray[np.int64]:
        first = len(self._numbers)
        end = first + len(forms)
        self._numbers.update(zip(forms, range(first, end), strict=True))
        lists, tags = self.lists, self.tags_of(forms)
        roles = [
            role_of(form, self.tags[tag], lists.offices, lists.matters, lists.places)
            for form, tag in zip(forms, tags.tolist(), strict=True)
        ]
        within = {n: held for n, form in enumerate(forms, first) if len(form) > 2 and (held := self._finder.of(form))}
        self._within |= within
        holds = np.zeros(len(forms), np.bool_)
        holds[np.fromiter(within, np.int64, len(within)) - first] = True
        self.tag = _with(self.tag, first, tags)
        self.role = _with(self.role, first, np.array(roles, dtype=np.uint8))
        self.stop = _with(self.stop, first, _among(forms, lists.stopwords))
        self.listed = _with(self.listed, first, _among(forms, lists.listed))
        self.holds = _with(self.holds, first, holds)
        return np.arange(first, end)


def _among(forms: Sequence[str], words: frozenset[str]) -> NDArray[np.bool_]:
    return np.fromiter(map(words.__contains__, forms), np.bool_, len(forms))


def _with(held: NDArray[Any], first: int, new: NDArray[Any]) -> NDArray[Any]:
    """Return an array that holds more from a place on; it grows by half, so that growing costs little."""
    end = first + len(new)
    if end > len(held):
        held = np.concatenate((held[:first], np.zeros(end - first + end // 2, held.dtype)))
    held[first:end] = new
    return held


_facts: list[WordFacts] = remembered([])


def facts_of(
    lists: Lists, tags_of: Callable[[Sequence[str]], NDArray[np.int16]], tags: Sequence[str]
) -> WordFacts:
    """Return this process' facts for the lists; `tags_of` and `tags` are those of `WordFacts`."""
    if not _facts or _facts[0].lists != lists or _facts[0].tags_of != tags_of:
        _facts[:] = [WordFacts(lists, tags_of, [*tags, "x"])]
    return _facts[0]
