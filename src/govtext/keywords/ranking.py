"""The strongest words of each text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

# Text, rank, word and weight of the strongest words.
Strongest = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]


def strongest(
    weights: sparse.csr_matrix, per_text: int, alphabetical: NDArray[Any]
) -> Strongest:
    """Return (text, rank, word, weight) of the strongest words of each text, in that order.

    Args:
        weights: texts × words; only positive weights count. They are rounded to 6 decimals.
        per_text: most words of a text.
        alphabetical: position of each word in the order of the words' characters; it breaks ties.
    """
    rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    columns, values = weights.indices.astype(np.int64), np.round(weights.data.astype(np.float64), 6)
    kept = values > 0
    rows, columns, values = rows[kept], columns[kept], values[kept]
    order = _order(rows, values, alphabetical[columns])
    rows, columns, values = rows[order], columns[order], values[order]
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=weights.shape[0]))])[rows]
    ranks = np.arange(len(rows)) - starts + 1
    first = ranks <= per_text
    rows, ranks, columns = (one[first] for one in (rows, ranks, columns))
    return rows.astype(np.int32), ranks.astype(np.int32), columns.astype(np.int32), values[first]


def _order(
    rows: NDArray[np.int64], values: NDArray[np.float64], words: NDArray[Any]
) -> NDArray[np.intp]:
    """Return the order by row, then falling value (positive, of 6 decimals), then word.

    The three are packed into one number where they fit: that sorts several times as fast.
    """
    if not len(rows):
        return np.zeros(0, dtype=np.intp)
    millionths = np.rint(values * 1e6).astype(np.int64)
    highest = int(millionths.max())
    for_value, for_word = highest.bit_length(), int(words.max()).bit_length()
    if int(rows.max()).bit_length() + for_value + for_word > 62:
        return np.lexsort((words, -values, rows))
    key = ((rows << for_value) + (highest - millionths) << for_word) + words
    return np.argsort(key)


def keyword_table(
    doc_ids: Sequence[str] | pa.StringArray, words: pa.StringArray, found: Strongest, method: str
) -> pa.Table:
    """Return rows of document_keywords from what `strongest` found; `words` are those that the numbers stand for."""
    rows, ranks, columns, values = found
    return pa.table(
        {
            "doc_id": (doc_ids if isinstance(doc_ids, pa.StringArray) else pa.array(doc_ids, pa.string())).take(
                pa.array(rows)
            ),
            "rank": pa.array(ranks, pa.int64()),
            "word": words.take(pa.array(columns)),
            "weight": pa.array(values, pa.float64()),
            "method": pa.repeat(pa.scalar(method, pa.string()), len(rows)),
        }
    )
