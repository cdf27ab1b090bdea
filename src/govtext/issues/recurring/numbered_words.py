"""Columns of words as numbers of `WordFacts`: each distinct word with its part of speech is looked up once."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import compress
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.issues.coded_columns import coded_texts
from govtext.issues.recurring.place_names import Kind, WordFacts, kind_of
from govtext.literal_scan import distinct


class Numbered(NamedTuple):
    """Some messages: their doc_ids, how many words each has, and the numbers of all words."""

    docs: list[str]
    held: NDArray[np.int64]
    numbers: NDArray[np.int32]


def numbered(
    batches: Iterable[pa.RecordBatch], wanted: Container[str], most: int, facts: WordFacts
) -> Iterator[Numbered]:
    """Yield the first `most` words of each wanted message, batch by batch.

    Args:
        batches: doc_id, words and tags; the lists of texts or of dictionary-encoded texts (`Source.batches`).
        wanted: doc_ids.
        most: words of a message.
        facts: what gives the numbers.
    """
    known: WordNumbers | None = None
    for batch in batches:
        ids = batch.column("doc_id").to_pylist()
        # Arrow's is_in would make a table of all that are wanted for each batch.
        kept = np.fromiter((doc in wanted for doc in ids), dtype=bool, count=len(ids))
        lengths = pc.list_value_length(batch.column("words")).fill_null(0).to_numpy(zero_copy_only=False)
        begins = np.cumsum(lengths, dtype=np.int64) - lengths
        held = np.minimum(lengths[kept], most).astype(np.int64)
        at = np.arange(int(held.sum())) + np.repeat(begins[kept] - (np.cumsum(held) - held), held)
        words, tags = (coded_texts(batch.column(name).flatten()) for name in ("words", "tags"))
        if known is None or not known.are(words.dictionary):
            known = WordNumbers(facts, words.dictionary)
        places = (coded.indices.to_numpy(zero_copy_only=False)[at] for coded in (words, tags))
        docs = list(compress(ids, kept.tolist()))
        yield Numbered(docs, held, known.numbers(next(places), tags.dictionary.to_pylist(), next(places)))


class WordNumbers:
    """The distinct words of some batches: those of one part of a file share a dictionary.

    Attributes:
        facts: what gives the numbers.
        missing, line_break: places behind those of the dictionary, of a missing word, which is empty, and a line break.
        names: the words at all places.
    """

    def __init__(self, facts: WordFacts, dictionary: pa.StringArray) -> None:
        self.facts, self._dictionary = facts, dictionary
        self.missing, self.line_break = len(dictionary), len(dictionary) + 1
        self.names = np.array([*(name or "" for name in dictionary.to_pylist()), "", "\n"], dtype=object)
        # Kinds of parts of speech × words: their numbers, -1 where they were not asked for.
        self._kinds: list[Kind] = []
        self._numbers = np.zeros((0, len(self.names)), dtype=np.int32)

    def are(self, dictionary: pa.StringArray) -> bool:
        """Tell whether these are the words of a dictionary."""
        return len(dictionary) == len(self._dictionary) and bool(dictionary.equals(self._dictionary))

    def numbers(
        self, word: NDArray[np.integer], tags: list[str], tag: NDArray[np.integer]
    ) -> NDArray[np.int32]:
        """Return the numbers of words, told by their places, with their parts of speech, places among `tags`."""
        if not len(word):
            return np.zeros(0, dtype=np.int32)
        width = len(self.names)
        key = np.array([self._row(kind_of(each)) for each in tags], dtype=np.int64)[tag] * width + word
        table = self._numbers.ravel()
        found: NDArray[np.int32] = table[key]
        missing = np.flatnonzero(found < 0)
        new = distinct(key[missing])
        for row in distinct(new // width).tolist():
            own = new[slice(*np.searchsorted(new, (row * width, (row + 1) * width)))]
            names = self.names[own - row * width].tolist()
            table[own] = list(map(self.facts.of_kind(self._kinds[row]).__getitem__, names))
        found[missing] = table[key[missing]]
        return found

    def _row(self, kind: Kind) -> int:
        if kind not in self._kinds:
            self._kinds.append(kind)
            self._numbers = np.vstack([self._numbers, np.full((1, len(self.names)), -1, dtype=np.int32)])
        return self._kinds.index(kind)
