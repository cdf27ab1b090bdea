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
from govtext.words.batch import CutBatch
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
        forms: the words.
        tag: number of the part of speech.
        role: what the word may be in a mention (see `forms`).
        stop: whether it is a stop word.
        listed: whether it is an entry of the lists.
        holds: whether entries of the lists stand within it.
    """

    lists: Lists
    tags_of: Callable[[Sequence[str]], NDArray[np.int16]]
    tags: Sequence[str]
    forms: list[str] = field(default_factory=list)
    tag: NDArray[np.int16] = field(default_factory=lambda: np.zeros(0, np.int16))
    role: NDArray[np.uint16] = field(default_factory=lambda: np.zeros(0, np.uint16))
    stop: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    listed: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    holds: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    _numbers: dict[str, int] = field(default_factory=dict)
    # Key of a word (see `CutBatch`) → its number, -1 for none.
    _of_key: NDArray[np.int32] = field(default_factory=lambda: np.full(1, -1, np.int32))
    _within: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._finder = Within(self.lists.listed)

    def numbers_of(self, cuts: Sequence[CutBatch]) -> list[NDArray[np.int32]]:
        """Return the number of every word of some cut batches; the numbers before hold no longer."""
        if len(self.forms) > _MOST_HELD:
            self.forms.clear()
            self._numbers.clear()
            self._within.clear()
            self._of_key.fill(-1)
        return [self._of_cut(cut) for cut in cuts]

    def number(self, form: str) -> int:
        """Return the number of a word."""
        return int(self._of_forms([form])[0])

    def entries(self, numbers: NDArray[np.int32]) -> Counter[str]:
        """Return how often entries of the lists stand among words (by their numbers), or within longer ones."""
        found: Counter[str] = Counter()
        counts = np.bincount(numbers, minlength=len(self.forms))
        there = counts > 0
        for number in np.flatnonzero(self.listed[: len(there)] & there).tolist():
            found[self.forms[number]] += int(counts[number])
        for number in np.flatnonzero(self.holds[: len(there)] & there).tolist():
            for entry in self._within[number]:
                found[entry] += int(counts[number])
        return found

    def _of_cut(self, cut: CutBatch) -> NDArray[np.int32]:
        joined, starts, ends = cut.batch.joined, cut.starts, cut.ends

        def written(places: NDArray[np.int64]) -> list[str]:
            return [joined[a:b] for a, b in zip(starts[places].tolist(), ends[places].tolist(), strict=True)]

        if cut.keys is None:
            return self._of_forms(written(np.arange(len(starts))))
        most = int(cut.keys.max(initial=0))
        if most >= len(self._of_key):
            self._of_key = np.append(self._of_key, np.full(most + 1 - len(self._of_key) + most // 4, -1, np.int32))
        numbers = self._of_key.take(cut.keys)
        new = np.flatnonzero((numbers < 0) & (cut.keys > 0))
        if len(new):
            keys, first = np.unique(cut.keys[new], return_index=True)
            self._of_key[keys] = self._of_forms(written(new[first]))
            numbers[new] = self._of_key[cut.keys[new]]
        others = np.flatnonzero(cut.keys == 0)
        numbers[others] = self._of_forms(written(others))
        return numbers

    def _of_forms(self, forms: Sequence[str]) -> NDArray[np.int32]:
        numbers = np.fromiter(map(self._numbers.get, forms, repeat(-1)), np.int32, len(forms))
        new = np.flatnonzero(numbers < 0)
        if len(new):
            met = [forms[place] for place in new.tolist()]
            self._meet(list(dict.fromkeys(met)))
            numbers[new] = list(map(self._numbers.__getitem__, met))
        return numbers

    def _meet(self, forms: list[str]) -> None:
        first = len(self.forms)
        end = first + len(forms)
        self._numbers.update(zip(forms, range(first, end), strict=True))
        self.forms += forms
        lists, tags = self.lists, self.tags_of(forms)
        roles = [role_of(form, self.tags[tag], lists) for form, tag in zip(forms, tags.tolist(), strict=True)]
        within = {n: held for n, form in enumerate(forms, first) if len(form) > 2 and (held := self._finder.of(form))}
        self._within |= within
        holds = np.zeros(len(forms), np.bool_)
        holds[np.fromiter(within, np.int64, len(within)) - first] = True
        self.tag = _with(self.tag, first, tags)
        self.role = _with(self.role, first, np.array(roles, dtype=np.uint16))
        self.stop = _with(self.stop, first, _among(forms, lists.stopwords))
        self.listed = _with(self.listed, first, _among(forms, lists.listed))
        self.holds = _with(self.holds, first, holds)


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
