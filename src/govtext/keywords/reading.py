"""The words as numbers, read twice: once to count, once to weigh."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import pyarrow as pa

from govtext.vocabulary import CODED, Encoded, Vocabulary

COLUMNS = ["doc_id", *CODED]
# Tokens held between the readings, some 80 MB of numbers; a larger corpus is read and encoded anew.
MOST_TOKENS = 8_000_000


class Batches(Protocol):
    """What gives the batches of the table words, each time from the beginning (a store's source)."""

    def batches(self, columns: list[str], *, coded: Sequence[str]) -> Iterable[pa.RecordBatch]:
        """Return the batches, see `Source.batches`."""


class Reading:
    """Reads the words of all texts as often as asked, and encodes them once if they are few enough.

    Args:
        words: the table words.
        vocabulary: gets the new words of the first reading.
        most_tokens: tokens up to which the numbers are held.
    """

    def __init__(self, words: Batches, vocabulary: Vocabulary, most_tokens: int = MOST_TOKENS) -> None:
        self._words, self._vocabulary, self._most = words, vocabulary, most_tokens
        self._held: list[Encoded] = []
        self._whole = False

    def batches(self) -> Iterable[pa.RecordBatch]:
        """Return the words as they lie in the table, in the batches that are encoded."""
        return self._words.batches(COLUMNS, coded=CODED)

    def __iter__(self) -> Iterator[Encoded]:
        if self._whole:
            yield from self._held
            return
        self._held, tokens = [], 0
        for batch in self.batches():
            encoded = self._vocabulary.encode(batch)
            tokens += len(encoded.words)
            if tokens <= self._most:
                self._held.append(encoded)
            else:
                self._held = []
            yield encoded
        self._whole = tokens <= self._most
