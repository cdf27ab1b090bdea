"""What was found of each text, held in little: half a million texts are in eight groupings."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Places = dict[str, int]


def places_of(doc_ids: pa.Array | pa.ChunkedArray) -> Places:
    """Return doc_id → its row; one such table serves all groupings."""
    return {doc: at for at, doc in enumerate(doc_ids.to_pylist())}


class Told(Mapping[str, list[str]]):
    """doc_id → its values, of the texts that have any.

    A text takes four bytes: texts with the same values, of which there are few, share one list.

    Args:
        places: the texts that are asked about.
        doc_ids, values: parallel columns; a text may come several times, and its values keep their order. Rows
            without a value, or of other texts, tell nothing.
    """

    def __init__(self, places: Places, doc_ids: pa.Array | pa.ChunkedArray, values: Any) -> None:
        self._places = places
        self._lists: list[list[str]] = []
        # Asked one by one, which an array of NumPy is slow at.
        self._which = array("i", [-1]) * len(places)
        known: dict[tuple[str, ...], int] = {}
        if isinstance(values, pa.ChunkedArray):
            values = values.combine_chunks()
        coded = values.dictionary_encode()
        names = coded.dictionary.to_pylist()
        codes = np.asarray(pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)).tolist()
        of, lists = self._which, self._lists
        for doc, code in zip(_one_by_one(doc_ids), codes, strict=True):
            at = places.get(doc)
            if at is None or code < 0:
                continue
            held = (*lists[of[at]], names[code]) if of[at] >= 0 else (names[code],)
            number = known.get(held)
            if number is None:
                number = known[held] = len(lists)
                lists.append(list(held))
            of[at] = number

    def __getitem__(self, doc_id: str) -> list[str]:
        which = self._which[self._places[doc_id]]
        if which < 0:
            raise KeyError(doc_id)
        return self._lists[which]

    def get(self, doc_id: str, default: Any = None) -> Any:
        """Return the values of a text, or the default; without the errors on the way that a Mapping's own has."""
        at = self._places.get(doc_id)
        which = -1 if at is None else self._which[at]
        return default if which < 0 else self._lists[which]

    def __iter__(self) -> Iterator[str]:
        return (doc for doc, at in self._places.items() if self._which[at] >= 0)

    def __len__(self) -> int:
        return int((np.asarray(self._which) >= 0).sum())


def _one_by_one(doc_ids: pa.Array | pa.ChunkedArray) -> Iterator[str]:
    """Yield the strings, some thousand at a time."""
    for start in range(0, len(doc_ids), 16_384):
        yield from doc_ids.slice(start, 16_384).to_pylist()
