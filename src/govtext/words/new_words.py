"""Words that the dictionary lacks and the corpus uses: candidates, and how firm each is.

A candidate is a row of two to four words as jieba cuts them, or one word that only jieba's model
found. Two things must hold for it to be a word of its own:

* It holds together. Cohesion is the least pointwise mutual information over its splits in two,
  min_k log2(p(w) / (p(w[:k]) p(w[k:]))), in bits (Church and Hanks 1990, "Word association norms,
  mutual information, and lexicography", Computational Linguistics 16(1)).
* It stands freely. Branching entropy is the lesser of the entropies of the character before it and
  of the character after it, in bits (Jin and Tanaka-Ishii 2006, "Unsupervised segmentation of
  Chinese text by use of branching entropy", COLING/ACL; the counts behind it are the accessor
  variety of Feng, Chen, Deng and Zheng 2004, Computational Linguistics 30(1)).

Candidates are counted batch by batch and the rarest dropped when there are too many (lossy
counting, Manku and Motwani 2002), so that memory does not grow with the corpus. A second pass
counts every part of every candidate, and what stands beside it. Examples are sought at last, for
the words that are proposed alone: to hold some of every candidate took a fifth of the stage's time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from govtext.words.batch import ALPHANUMERIC, FIRST_HAN, LAST_HAN, OUTSIDE, join_texts
from govtext.words.prefix_table import PrefixTable, build_prefix_table

_EXAMPLES, _AROUND = 3, 10
# So few words are sought in a batch one by one: that takes no longer than to look for all of them at every character.
_ONE_BY_ONE = 16
# What stands beside a candidate where no Han character does: punctuation or a line's end, or a letter or digit.
_EDGE, _LATIN = 0, 1
# Bits by which two whole words side by side must hold together more firmly: most are mere phrases (小区居民).
_PHRASE_BITS = 2.0


@dataclass(frozen=True)
class NewWord:
    """A proposed word; `cohesion` and `branching_entropy` are in bits."""

    word: str
    count: int
    cohesion: float
    branching_entropy: float
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """What a batch says about candidates.

    Attributes:
        characters: Han characters in the batch.
        counts: string number → occurrences, for every candidate and every part of one.
        left: number << 21 | character before, and how often.
        right: number << 21 | character after, and how often.
    """

    characters: int
    counts: NDArray[np.int64]
    left: tuple[NDArray[np.uint64], NDArray[np.int64]]
    right: tuple[NDArray[np.uint64], NDArray[np.int64]]

    def plus(self, other: Surroundings) -> Surroundings:
        """Return what this batch and a later one say."""
        return Surroundings(
            self.characters + other.characters,
            self.counts + other.counts,
            _merged(self.left, other.left),
            _merged(self.right, other.right),
        )


def parts_of(words: Iterable[str], others: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the words and all their beginnings and ends, and some others, in order."""
    found = set(others)
    for word in words:
        for at in range(1, len(word)):
            found.update((word[:at], word[at:]))
        found.add(word)
    return tuple(sorted(found))


@lru_cache(maxsize=2)
def _table(
    words: frozenset[str], parts: tuple[str, ...]
) -> tuple[PrefixTable, NDArray[np.int64], NDArray[np.bool_]]:
    """Return the table of the parts, node → number of the part, and which parts are candidates."""
    table = build_prefix_table(parts, [1] * len(parts), len(parts) + 1)
    numbers = np.full(len(table.count), -1, dtype=np.int64)
    numbers[table.prefixes.of] = np.arange(len(parts))
    return table, numbers, np.fromiter(map(words.__contains__, parts), np.bool_, len(parts))


def surroundings(words: frozenset[str], parts: tuple[str, ...], texts: Sequence[str]) -> Surroundings:
    """Return what some texts say about candidates.

    Args:
        words: the candidates.
        parts: what `parts_of` returned for them.
        texts: the texts.
    """
    table, numbers, is_word = _table(words, parts)
    batch = join_texts(texts)
    han = (batch.codes >= FIRST_HAN) & (batch.codes <= LAST_HAN)
    counts = np.zeros(len(parts), dtype=np.int64)
    beside = np.where(han, batch.codes, np.where(ALPHANUMERIC.take(batch.codes), _LATIN, _EDGE)).astype(np.uint64)
    lefts, rights = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.uint64)]
    for length, starts, nodes in table.occurrences(np.where(han, batch.codes, OUTSIDE)):
        number = numbers[nodes]
        counts += np.bincount(number, minlength=len(parts))
        whole = is_word[number]
        key, starts = number[whole].astype(np.uint64) << np.uint64(21), starts[whole]
        lefts.append(key | np.where(starts > 0, beside[starts - 1], np.uint64(_EDGE)))
        rights.append(key | beside[starts + length])
    return Surroundings(int(han.sum()), counts, _tally(lefts), _tally(rights))


def _tally(keys: Sequence[NDArray[np.uint64]]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    return np.unique(np.concatenate(keys), return_counts=True)


def with_examples(found: Iterable[NewWord], batches: Iterable[Sequence[str]]) -> list[NewWord]:
    """Return the words with the first places where each stands; no more batches are taken than have some.

    Args:
        found: the words.
        batches: all texts, in the order of the documents.
    """
    words = list(found)
    held: list[list[str]] = [[] for _ in words]
    seeking = _Seeking([new.word for new in words])
    for texts in batches if words else ():
        joined = "\n".join([*texts, ""])
        for number, start in seeking.places(joined):
            if len(held[number]) < _EXAMPLES:
                held[number].append(_example(joined, start, start + len(words[number].word)))
        seeking.leave({number for number in seeking.left if len(held[number]) == _EXAMPLES})
        if not seeking.left:
            break
    return [replace(new, examples=tuple(some)) for new, some in zip(words, held, strict=True)]


def _example(joined: str, start: int, end: int) -> str:
    return joined[max(joined.rfind("\n", 0, start) + 1, start - _AROUND) : min(joined.find("\n", start), end + _AROUND)]


class _Seeking:
    """Finds where words stand in texts until enough of each is found: many all at once, the last ones one by one.

    Attributes:
        left: numbers of the words that are still sought, in order.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words, self.left = words, list(range(len(words)))
        self._table = build_prefix_table(words, [1] * len(words), len(words) + 1)
        # Node → number of the word, -1 for none.
        self._number = np.full(len(self._table.count), -1, dtype=np.int64)
        self._number[self._table.prefixes.of] = np.arange(len(words))

    def leave(self, numbers: set[int]) -> None:
        """Seek these words no more."""
        self.left = [number for number in self.left if number not in numbers]
        self._number[self._table.prefixes.of[sorted(numbers)]] = -1

    def places(self, joined: str) -> Iterator[tuple[int, int]]:
        """Yield (number of the word, where it begins), those of each word in order."""
        if len(self.left) <= _ONE_BY_ONE:
            for number in self.left:
                start = joined.find(self._words[number])
                while start >= 0:
                    yield number, start
                    start = joined.find(self._words[number], start + 1)
            return
        codes = np.append(np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4"), OUTSIDE)
        for _, starts, nodes in self._table.occurrences(codes):
            numbers = self._number[nodes]
            sought = numbers >= 0
            yield from zip(numbers[sought].tolist(), starts[sought].tolist(), strict=True)


class Evidence:
    """Adds up what the batches say, and judges the candidates by it.

    Args:
        words: the candidates.
        parts: what `parts_of` returned for them.
    """

    def __init__(self, words: frozenset[str], parts: tuple[str, ...]) -> None:
        self._words, self._parts = words, parts
        nothing = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
        self._all = Surroundings(0, np.zeros(len(parts), dtype=np.int64), nothing, nothing)

    def add(self, found: Surroundings) -> None:
        """Add what some texts say."""
        self._all = self._all.plus(found)

    def counts(self, entries: Iterable[str]) -> Counter[str]:
        """Return how often each entry stands in the texts; entries must be among the parts."""
        number = {part: place for place, part in enumerate(self._parts)}
        return Counter({entry: int(self._all.counts[number[entry]]) for entry in entries})

    def judge(
        self, known: Container[str], least_count: int, least_cohesion: float, least_entropy: float, most: int
    ) -> list[NewWord]:
        """Return the firmest candidates, best first, without examples.

        Args:
            known: the dictionary's words.
            least_count: occurrences.
            least_cohesion: bits.
            least_entropy: bits.
            most: words returned.
        """
        number = {part: place for place, part in enumerate(self._parts)}
        counts = self._all.counts.tolist()
        left, right = (_entropies(*side, len(self._parts)) for side in (self._all.left, self._all.right))
        found = []
        freely = np.minimum(left, right)
        enough = ((self._all.counts >= least_count) & (freely >= least_entropy)).tolist()
        for word in sorted(self._words):
            place = number[word]
            if not enough[place]:
                continue
            count, entropy = counts[place], float(freely[place])
            cohesion = self._cohesion(word, number, counts)
            if cohesion >= least_cohesion + _PHRASE_BITS * _is_phrase(word, known):
                found.append(NewWord(word, count, round(cohesion, 6), round(entropy, 6)))
        found.sort(key=lambda new: (-firmness(new), new.word))
        return found[:most]

    def _cohesion(self, word: str, number: Mapping[str, int], counts: Sequence[int]) -> float:
        total = self._all.characters
        whole = counts[number[word]] / total
        apart = max(
            (counts[number[word[:at]]] / total) * (counts[number[word[at:]]] / total) for at in range(1, len(word))
        )
        return float(np.log2(whole / apart))


def _is_phrase(word: str, known: Container[str]) -> bool:
    return any(word[:at] in known and word[at:] in known for at in range(2, len(word) - 1))


def firmness(new: NewWord) -> float:
    """Return the figure that proposals are ranked by: cohesion times entropy times the logarithm of the count."""
    return float(new.cohesion * new.branching_entropy * np.log2(1 + new.count))


def _merged(
    one: tuple[NDArray[np.uint64], NDArray[np.int64]], other: tuple[NDArray[np.uint64], NDArray[np.int64]]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    keys, where = np.unique(np.concatenate((one[0], other[0])), return_inverse=True)
    return keys, np.bincount(where, np.concatenate((one[1], other[1])), minlength=len(keys)).astype(np.int64)


def _entropies(keys: NDArray[np.uint64], counts: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """Return the entropy in bits of the characters beside every string.

    An edge (punctuation, a line's end) counts as a different character each time, as in accessor variety.
    """
    number = (keys >> np.uint64(21)).astype(np.int64)
    edge = (keys & np.uint64((1 << 21) - 1)) == _EDGE
    totals = np.bincount(number, counts, minlength=size)
    share = counts / totals[number]
    bits = np.where(edge, share * np.log2(totals[number]), -share * np.log2(share))
    return np.bincount(number, bits, minlength=size).astype(np.float64)
