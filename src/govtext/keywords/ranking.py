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
    millionths = np.rint(weights.data.astype(np.float64) * 1e6).astype(np.int64)
    kept = np.flatnonzero(millionths > 0)
    rows, columns, millionths = rows.take(kept), weights.indices.take(kept), millionths.take(kept)
    rows, words, millionths = _in_order(rows, millionths, alphabetical.take(columns))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=weights.shape[0]))])
    ranks = np.arange(1, len(rows) + 1) - starts.take(rows)
    first = np.flatnonzero(ranks <= per_text)
    by_name = np.empty(len(alphabetical), dtype=np.int32)
    by_name[alphabetical] = np.arange(len(alphabetical), dtype=np.int32)
    found = rows.take(first).astype(np.int32), ranks.take(first).astype(np.int32)
    return *found, by_name.take(words.take(first)), millionths.take(first) / 1e6


def _in_order(
    rows: NDArray[np.int64], millionths: NDArray[np.int64], words: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
    """Return rows, words and values (positive, in millionths) by row, then falling value, then word.

    The three are packed into one number where they fit: numbers are sorted several times as fast as places, and hold
    all that is asked for.
    """
    if not len(rows):
        return rows, words, millionths
    highest = int(millionths.max())
    for_value, for_word = highest.bit_length(), int(words.max()).bit_length()
    if int(rows.max()).bit_length() + for_value + for_word > 62:
        order = np.lexsort((words, -millionths, rows))
        return rows[order], words[order], millionths[order]
    keys = ((rows << for_value) + (highest - millionths) << for_word) + words
    keys.sort()
    values = keys >> for_word
    return values >> for_value, keys & ((1 << for_word) - 1), highest - (values & ((1 << for_value) - 1))


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
