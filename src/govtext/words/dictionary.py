"""The dictionary that the segmentation goes by: jieba's own, then the study's words, as jieba adds them.

The frequencies are not computed here: jieba's own `add_word` runs on jieba's own table, in the
order of the entries, so that default frequencies (which depend on every word added before) are
jieba's by construction. Of the table (half a million strings with the beginnings of words) it is
given what stands in the words to be added: jieba looks nothing else up, and the rest need never be
made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from govtext.jieba_dictionary import import_jieba, listed_words
from govtext.words.prefix_table import PrefixTable, build_prefix_table, number_prefixes

JIEBA_VERSION = "0.42.1"

# (word, frequency or None, tag or None)
Entry = tuple[str, int | None, str | None]


@dataclass(frozen=True)
class Dictionary:
    """A dictionary ready for segmentation.

    Attributes:
        table: the words and their beginnings.
        force_split: words entered with frequency 0, which jieba's HMM then never keeps whole.
        tags: word → part of speech, jieba's and the study's.
    """

    table: PrefixTable
    force_split: frozenset[str]
    tags: dict[str, str]

    def tokenizer(self, text: str) -> Any:
        """Return a tokenizer of jieba's that holds what it takes to cut a text."""
        return _tokenizer(self.table, text)


def jieba_words() -> Set[str]:
    """Return the words of jieba's dictionary."""
    return frozenset(listed_words().words)


def load_dictionary(entries: Iterable[Entry]) -> Dictionary:
    """Return jieba's dictionary with `entries` added in their order."""
    entries = list(entries)
    listed = listed_words()
    added = [word for word, _, _ in entries]
    prefixes = number_prefixes([*listed.words, *added])
    base = build_prefix_table(listed.words, listed.frequencies, sum(listed.frequencies), prefixes)
    tokenizer = _tokenizer(base, "\n".join(added))
    with _force_split(set()) as split:
        for word, given, tag in entries:
            tokenizer.add_word(word, given, tag)
    nodes = prefixes.of[len(listed.words) :]
    table = base.with_words(nodes, [tokenizer.FREQ[word] for word in added], tokenizer.total)
    tags = dict(zip(listed.words, listed.tags, strict=True))
    tags.update(tokenizer.user_word_tag_tab)
    return Dictionary(table, frozenset(split), tags)


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
