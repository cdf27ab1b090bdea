"""Do stop words and dictionary agree with how the corpus is cut?

A stop word that is never cut as a word of its own removes nothing, and a term that stands in the
texts but is always cut in pieces is never counted; both are silent, so both are said. An entry
that stands within a longer word (经营许可 in 经营许可证) is not in pieces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_SHOWN = 5


@dataclass(frozen=True)
class Agreement:
    """What was found.

    Attributes:
        split_terms: terms that stand in the texts `at least` as often as asked and are never cut whole, with counts.
        split_stopwords: stop words likewise.
        hidden_terms: terms that are stop words too: they are cut whole and then left out.
    """

    split_terms: tuple[tuple[str, int], ...]
    split_stopwords: tuple[tuple[str, int], ...]
    hidden_terms: tuple[str, ...]

    def notices(self) -> list[str]:
        """Return one line per kind of disagreement."""
        lines = []
        for found, what in (
            (self.split_terms, "terms of gov_terms.txt in the texts that are never cut whole"),
            (self.split_stopwords, "stop words in the texts that are never cut whole, so that they remove nothing"),
            ([(word, 0) for word in self.hidden_terms], "terms of gov_terms.txt that are stop words too"),
        ):
            if found:
                lines.append(f"{what} ({len(found)}): {_some([word for word, _ in found])}")
        return lines


class Within:
    """Finds the entries of the lists that stand within longer words.

    Args:
        entries: the entries, of two characters or more.
    """

    def __init__(self, entries: frozenset[str]) -> None:
        self.entries = entries
        self._longest = max(map(len, entries), default=0)
        self._first_two = frozenset(entry[:2] for entry in entries)

    def of(self, word: str) -> tuple[str, ...]:
        """Return the entries that stand within a word, each as often as it does; the word itself is none."""
        size, entries = len(word), self.entries
        return tuple(
            word[begin:end]
            for begin in range(size - 1) if word[begin : begin + 2] in self._first_two
            for end in range(begin + 2, min(size, begin + self._longest) + 1)
            if end - begin < size and word[begin:end] in entries
        )


def agreement(
    words: Counter[str], standing: Counter[str], terms: Collection[str], stopwords: Collection[str], least: int = 3
) -> Agreement:
    """Compare the lists with the cut corpus.

    Args:
        words: how often each entry was cut as a word, or stood within a longer one.
        standing: how often each entry of the lists stands in the texts, cut or not.
        terms: the study's dictionary.
        stopwords: the stop words.
        least: occurrences below which nothing is said.
    """
    return Agreement(
        _split(words, standing, terms, least),
        _split(words, standing, stopwords, least),
        tuple(sorted(set(terms) & set(stopwords))),
    )


def _split(
    words: Counter[str], standing: Counter[str], entries: Collection[str], least: int
) -> tuple[tuple[str, int], ...]:
    found = [(entry, standing[entry]) for entry in set(entries) if standing[entry] >= least and not words[entry]]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _some(words: Sequence[str]) -> str:
    return ", ".join(words[:_SHOWN]) + (" …" if len(words) > _SHOWN else "")

