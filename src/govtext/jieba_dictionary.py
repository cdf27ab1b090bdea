"""jieba's own dictionary as its file lists it: read once in a process, for all that go by its words."""

from __future__ import annotations

import sys
import warnings
from functools import lru_cache
from typing import Any, NamedTuple

from govtext.imports import hidden


def import_jieba() -> Any:
    """Import jieba, silencing the three warnings that its import is known to raise.

    jieba opens its files by pkg_resources where that is there, and else by their place beside it. That is as good, and
    saves the import of it: longer than jieba's own.
    """
    if "jieba" in sys.modules:
        import jieba  # not taken from there: another thread may still be importing it

        return jieba
    with hidden("pkg_resources"):
        return _import_quietly()


def _import_quietly() -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*invalid escape sequence.*")
        warnings.filterwarnings("ignore", message=".*pkg_resources.*")
        warnings.filterwarnings("ignore", category=ResourceWarning)
        import jieba
    return jieba


class ListedWords(NamedTuple):
    """The lines of the dictionary, a third of a million: each a word, its frequency and its part of speech."""

    words: list[str]
    frequencies: list[int]
    tags: list[str]


@lru_cache(maxsize=1)
def listed_words() -> ListedWords:
    """Return the lines in the order of the file; a word may be listed twice, and then the last line counts.

    jieba's cache file is neither read nor written: it lies in a folder shared by every user of the machine.
    """
    with import_jieba().get_dict_file() as file:
        fields = file.read().decode("utf-8").split()
    return ListedWords(fields[::3], list(map(int, fields[1::3])), list(map(sys.intern, fields[2::3])))
