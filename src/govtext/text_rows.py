"""Where texts stand in a table, by their doc_id."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

# Mixes eight bytes of a doc_id into a number (Fibonacci hashing: 2^64 by the golden ratio).
_GOLDEN, _SHIFT, WORD_BYTES = np.uint64(0x9E3779B97F4A7C15), np.uint64(29), 8

Keys = NDArray[np.uint64]


@dataclass(frozen=True)
class TextRows:
    """Rows of texts by doc_id, in some thirty bytes a text: a dictionary of a million strings takes two hundred.

    Attributes:
        keys: a number for each doc_id, sorted: numbers are found in a seventh of the time of texts.
        names: the doc_ids in UTF-8, in the order of their numbers.
        rows: the row of each.
    """

    keys: Keys
    names: NDArray[np.bytes_]
    rows: NDArray[np.int64]

    @classmethod
    def of(cls, doc_ids: pa.Array | pa.ChunkedArray) -> TextRows:
        """Return the rows of the texts of a column."""
        names = _bytes(doc_ids)
        keys = _keys(names, _words(names))
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], names[order], order)

    def __len__(self) -> int:
        return len(self.names)

    def find(self, doc_ids: pa.Array) -> NDArray[np.int64]:
        """Return the row of each text, -1 for one that is not among them; one that comes often is sought once.

        Args:
            doc_ids: texts, or numbers of distinct texts (dictionary-encoded).
        """
        if not len(self.names) or not len(doc_ids):
            return np.full(len(doc_ids), -1, dtype=np.int64)
        coded = doc_ids if pa.types.is_dictionary(doc_ids.type) else doc_ids.dictionary_encode()
        wanted = _bytes(coded.dictionary)
        rows = self._rows(wanted, _keys(wanted, _words(self.names)))
        found: NDArray[np.int64] = rows[coded.indices.to_numpy(zero_copy_only=False)]
        return found

    def _rows(self, wanted: NDArray[np.bytes_], keys: Keys) -> NDArray[np.int64]:
        # In their order, each is sought near the one before: in the memory that is at hand.
        order = np.argsort(keys)
        at = np.empty(len(keys), np.int64)
        at[order] = np.searchsorted(self.keys, keys[order])
        last = len(self.keys) - 1
        while True:
            np.minimum(at, last, out=at)
            same = self.names[at] == wanted
            # Two texts may have one number: the next is looked at as well.
            other = ~same & (self.keys[at] == keys) & (at < last)
            if not other.any():
                return np.where(same, self.rows[at], -1)
            at[other] += 1


def _words(names: NDArray[np.bytes_]) -> int:
    return -(-names.dtype.itemsize // WORD_BYTES)


def _keys(names: NDArray[np.bytes_], words: int) -> Keys:
    """Return a number for each text, of so many times eight of its bytes: the same for the same text."""
    parts = names.astype(f"S{words * WORD_BYTES}").view("<u8").reshape(len(names), words)
    keys: Keys = np.zeros(len(names), np.uint64)
    for number in range(words):
        keys = (keys ^ parts[:, number]) * _GOLDEN
        keys ^= keys >> _SHIFT
    return keys


def _bytes(doc_ids: pa.Array | pa.ChunkedArray) -> NDArray[np.bytes_]:
    return np.array(doc_ids.cast(pa.binary()).to_pylist(), dtype=np.bytes_)
