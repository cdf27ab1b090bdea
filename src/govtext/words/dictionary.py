"""The dictionary that the segmentation goes by: jieba's own, then the study's words, as jieba adds them.

The frequencies are not computed here: jieba's own `add_word` runs on jieba's own table, in the
order of the entries, so that default frequencies (which depend on every word added before) are
jieba's by construction. Of the table (half a million strings with the beginnings of words) it is
given what stands in the words to be added: jieba looks nothing else up, and the rest need never be
made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.jieba_dictionary import code_points, import_jieba, listed_words
from govtext.words.prefix_table import PrefixTable, empty_table, number_prefixes

JIEBA_VERSION = "0.42.1"

# (word, frequency or None, tag or None)
Entry = tuple[str, int | None, str | None]


@dataclass(frozen=True)
class Dictionary:
    """A dictionary ready for segmentation.

    Attributes:
        table: the words and their beginnings.
        force_split: words entered with frequency 0, which jieba's HMM then never keeps whole.
        tag: node of the table → number of its part of speech in `tag_names`, jieba's or the study's; -1 for none.
        tag_names: names of the parts of speech.
    """

    table: PrefixTable
    force_split: frozenset[str]
    tag: NDArray[np.int16]
    tag_names: list[str]

    def tags_of(self, words: Sequence[str]) -> NDArray[np.int16]:
        """Return the number of each word's part of speech, -1 for a word that the dictionary lacks."""
        return self.tag[self.table.prefixes.nodes(*code_points(words))]

    def tokenizer(self, text: str) -> Any:
        """Return a tokenizer of jieba's that holds what it takes to cut a text."""
        return _tokenizer(self.table, text)


def load_dictionary(entries: Iterable[Entry]) -> Dictionary:
    """Return jieba's dictionary with `entries` added in their order."""
    entries = list(entries)
    listed = listed_words()
    added = [word for word, _, _ in entries]
    characters, sizes = code_points(added)
    prefixes = number_prefixes(
        np.concatenate((listed.characters, characters)), np.concatenate((listed.sizes, sizes))
    )
    nodes, total = prefixes.of[: len(listed.sizes)], int(listed.frequencies.sum())
    base = empty_table(prefixes, total).with_words(nodes, listed.frequencies, total)
    tokenizer = _tokenizer(base, "\n".join(added))
    with _force_split(set()) as split:
        for word, given, tag in entries:
            tokenizer.add_word(word, given, tag)
    of_added = prefixes.of[len(nodes) :]
    table = base.with_words(of_added, [tokenizer.FREQ[word] for word in added], tokenizer.total)
    tag_of = np.full(len(table.count), -1, dtype=np.int16)
    tag_of[nodes] = listed.tag
    names = sorted({*listed.tag_names, *tokenizer.user_word_tag_tab.values()})
    number = {name: place for place, name in enumerate(names)}
    tag_of = np.array([*map(number.__getitem__, listed.tag_names), -1], dtype=np.int16)[tag_of]
    tagged = list(tokenizer.user_word_tag_tab)
    tag_of[prefixes.nodes(*code_points(tagged))] = [number[tokenizer.user_word_tag_tab[word]] for word in tagged]
    tag_of[0] = -1  # the node of what is none
    return Dictionary(table, frozenset(split), tag_of, names)


def _tokenizer(table: PrefixTable, text: str) -> Any:
    tokenizer = import_jieba().Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = table.frequencies_in(text), table.total, True
    return tokenizer


@contextmanager
def _force_split(words: set[str]) -> Iterator[set[str]]:
    """Let jieba split these words only, and those that it is told to split meanwhile.

    jieba keeps the words that must be split in one set for the whole process: another study's words must not leak in,
    nor ours out.
    """
    finalseg = import_jieba().finalseg
    shared = finalseg.Force_Split_Words
    finalseg.Force_Split_Words = words
    try:
        yield words
    finally:
        finalseg.Force_Split_Words = shared


def cut_with_jieba(dictionary: Dictionary, text: str, hmm: bool) -> list[str]:
    """Return jieba's own words of a text."""
    with _force_split(set(dictionary.force_split)):
        return list(dictionary.tokenizer(text).cut(text, HMM=hmm))


def rows_of_jieba(dictionary: Dictionary, text: str) -> list[tuple[int, int]]:
    """Return the rows of single characters in a text that jieba leaves to its model: (first, one past last)."""
    jieba, tokenizer = import_jieba(), dictionary.tokenizer(text)
    rows = []
    for found in jieba.re_han_default.finditer(text):
        block = found.group()
        route: dict[int, tuple[float, int]] = {}
        tokenizer.calc(block, tokenizer.get_DAG(block), route)
        at = begin = 0
        while at <= len(block):
            after = route[at][1] + 1 if at < len(block) else at + 2
            if after - at > 1:  # a word, or the end of the block
                if at - begin > 1 and not tokenizer.FREQ.get(block[begin:at]):
                    rows.append((found.start() + begin, found.start() + at))
                begin = after
            at = after
    return rows
