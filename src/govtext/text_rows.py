"""Where texts stand in a table, by their doc_id."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


@dataclass(frozen=True)
class TextRows:
    """Rows of texts by doc_id, in some twenty bytes a text: a dictionary of a million strings takes two hundred.

    Attributes:
        names: the doc_ids in UTF-8, sorted.
        rows: the row of each.
    """

    names: NDArray[np.bytes_]
    rows: NDArray[np.int64]

    @classmethod
    def of(cls, doc_ids: pa.Array | pa.ChunkedArray) -> TextRows:
        """Return the rows of the texts of a column."""
        names = _bytes(doc_ids)
        order = np.argsort(names, kind="stable")
        return cls(names[order], order)

    def __len__(self) -> int:
        return len(self.names)

    def find(self, doc_ids: pa.Array) -> NDArray[np.int64]:
        """Return the row of each text, -1 for one that is not among them; one that comes often is sought once."""
        if not len(self.names) or not len(doc_ids):
            return np.full(len(doc_ids), -1, dtype=np.int64)
        coded = doc_ids.dictionary_encode()
        wanted = _bytes(coded.dictionary)
        at = np.minimum(np.searchsorted(self.names, wanted), len(self.names) - 1)
        rows = np.where(self.names[at] == wanted, self.rows[at], -1)
        found: NDArray[np.int64] = rows[coded.indices.to_numpy(zero_copy_only=False)]
        return found


def _bytes(doc_ids: pa.Array | pa.ChunkedArray) -> NDArray[np.bytes_]:
    return np.array(doc_ids.cast(pa.binary()).to_pylist(), dtype=np.bytes_)
