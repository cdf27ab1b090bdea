"""The words as numbers, read twice: once to count, once to weigh; of many texts workers read those that they weigh."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from govtext.keywords.cooccurrence import PairCounts
from govtext.keywords.ways import Part, Weighed
from govtext.vocabulary import CODED, Encoded, KnownWords, Vocabulary

COLUMNS = ["doc_id", *CODED]
# Tokens held between the readings, some 80 MB of numbers; a larger corpus is read and encoded anew.
MOST_TOKENS = 8_000_000


class Batches(Protocol):
    """What gives the batches of the table words, each time from the beginning (a store's source)."""

    def batches(
        self, columns: list[str], *, coded: Sequence[str], only: Collection[int] | None = None
    ) -> Iterable[pa.RecordBatch]:
        """Return the batches, see `Source.batches`."""


class Reading:
    """Reads the words of all texts as often as asked, and encodes them once if they are few enough.

    Args:
        words: the table words.
        vocabulary: gets the new words of the first reading.
        most_tokens: tokens up to which the numbers are held.

    Attributes:
        sizes: texts of each batch of the last reading.
    """

    def __init__(self, words: Batches, vocabulary: Vocabulary, most_tokens: int = MOST_TOKENS) -> None:
        self.words, self._vocabulary, self._most = words, vocabulary, most_tokens
        self._held: list[Encoded] = []
        self._whole = False
        self.sizes: list[int] = []

    @property
    def held(self) -> bool:
        """Whether all texts are held as numbers."""
        return self._whole

    def batches(self) -> Iterable[pa.RecordBatch]:
        """Return the words as they lie in the table, in the batches that are encoded."""
        return self.words.batches(COLUMNS, coded=CODED)

    def __iter__(self) -> Iterator[Encoded]:
        if self._whole:
            yield from self._held
            return
        self._held, tokens, self.sizes = [], 0, []
        for batch in self.batches():
            encoded = self._vocabulary.encode(batch)
            tokens += len(encoded.words)
            self.sizes.append(len(encoded.doc_ids))
            if tokens <= self._most:
                self._held.append(encoded)
            else:
                self._held = []
            yield encoded
        self._whole = tokens <= self._most


# The first of some batches, by its number, and of each of them the kinds of its texts.
Task = tuple[int, list[NDArray[np.int32]]]


def tasks(sizes: Sequence[int], kind_of: NDArray[np.int32], together: int) -> list[Task]:
    """Return batches of so many texts in the table words, so many together, with the kind of each text."""
    ends = np.cumsum(sizes)
    kinds = np.split(kind_of, ends[:-1])
    return [(first, kinds[first : first + together]) for first in range(0, len(sizes), together)]


def weigh_from_file(
    task: Task, words: Batches, vocabulary: pa.StringArray, names: bool,
    weighs: Callable[[list[Part]], tuple[list[Weighed], PairCounts]],
) -> tuple[list[pa.StringArray], list[Weighed], PairCounts]:
    """Return the texts of some batches, and what is found in them, see `weigh`.

    Args:
        task: the batches.
        words: the table words.
        vocabulary: its words, by number.
        names: whether names of people and places count as content words.
        weighs: `weigh`, with all that it needs besides.
    """
    first, kinds = task
    known = KnownWords(vocabulary, names)
    doc_ids, parts = [], []
    batches = words.batches(COLUMNS, coded=CODED, only=range(first, first + len(kinds)))
    for batch, of_kind in zip(batches, kinds, strict=True):
        doc_ids.append(batch.column("doc_id"))
        parts.append(Part(*known.numbers(batch), of_kind))
    return doc_ids, *weighs(parts)
