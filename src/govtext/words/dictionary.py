"""The dictionary that the segmentation goes by: jieba's own, then the study's words, as jieba adds them.

The frequencies are not computed here: jieba's own `add_word` runs on jieba's own table, in the
order of the entries, so that default frequencies (which depend on every word added before) are
jieba's by construction.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

JIEBA_VERSION = "0.42.1"

# (word, frequency or None, tag or None)
Entry = tuple[str, int | None, str | None]


def import_jieba() -> Any:
    """Import jieba, silencing the three warnings that its import is known to raise."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*invalid escape sequence.*")
        warnings.filterwarnings("ignore", message=".*pkg_resources.*")
        warnings.filterwarnings("ignore", category=ResourceWarning)
        import jieba
    return jieba


@dataclass(frozen=True)
class Dictionary:
    """A dictionary ready for segmentation.

    Attributes:
        tokenizer: jieba's tokenizer that holds it; `tokenizer.FREQ` maps words to frequencies and
            prefixes of words to 0, `tokenizer.total` is their sum as jieba keeps it.
        force_split: words entered with frequency 0, which jieba's HMM then never keeps whole.
        tags: word → part of speech, jieba's and the study's.
    """

    tokenizer: Any
    force_split: frozenset[str]
    tags: dict[str, str]


@lru_cache(maxsize=1)
def _jieba_dictionary() -> tuple[dict[str, int], int, dict[str, str]]:
    """Return jieba's frequencies (prefixes of words with 0), their sum and the tags, as its `gen_pfdict` makes them."""
    with import_jieba().Tokenizer().get_dict_file() as file:
        fields = file.read().decode("utf-8").split()
    words, counts = fields[::3], list(map(int, fields[1::3]))
    frequencies = dict(zip(words, counts, strict=True))
    for word in words:
        # Where a beginning is held, all shorter ones are: most words are done after one look.
        known = len(word) - 1
        while known and word[:known] not in frequencies:
            known -= 1
        for end in range(known + 1, len(word)):
            frequencies[word[:end]] = 0
    return frequencies, sum(counts), dict(zip(words, fields[2::3], strict=True))


def jieba_words() -> Set[str]:
    """Return the words of jieba's dictionary; where it is not loaded, in a fifth of the time that loading takes."""
    if _jieba_dictionary.cache_info().currsize:
        return _jieba_dictionary()[2].keys()
    with import_jieba().Tokenizer().get_dict_file() as file:
        return frozenset(line.partition(" ")[0] for line in file.read().decode("utf-8").splitlines())


def load_dictionary(entries: Iterable[Entry]) -> Dictionary:
    """Return jieba's dictionary with `entries` added in their order.

    jieba's cache file is neither read nor written: it lies in a folder shared by every user of the
    machine.
    """
    jieba = import_jieba()
    finalseg = jieba.finalseg
    tokenizer = jieba.Tokenizer()
    base, total, base_tags = _jieba_dictionary()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = dict(base), total, True
    tags = dict(base_tags)
    # jieba keeps the words that must be split in one set for the whole process: another study's
    # words must not leak in, nor ours out.
    shared = finalseg.Force_Split_Words
    finalseg.Force_Split_Words = set()
    try:
        for word, given, tag in entries:
            tokenizer.add_word(word, given, tag)
        force_split = frozenset(finalseg.Force_Split_Words)
    finally:
        finalseg.Force_Split_Words = shared
    tags.update(tokenizer.user_word_tag_tab)
    return Dictionary(tokenizer, force_split, tags)


def cut_with_jieba(dictionary: Dictionary, text: str, hmm: bool) -> list[str]:
    """Return jieba's own words of a text."""
    finalseg = import_jieba().finalseg
    shared = finalseg.Force_Split_Words
    finalseg.Force_Split_Words = set(dictionary.force_split)
    try:
        return list(dictionary.tokenizer.cut(text, HMM=hmm))
    finally:
        finalseg.Force_Split_Words = shared


def rows_of_jieba(dictionary: Dictionary, text: str) -> list[tuple[int, int]]:
    """Return the rows of single characters in a text that jieba leaves to its model: (first, one past last)."""
    jieba, tokenizer = import_jieba(), dictionary.tokenizer
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
