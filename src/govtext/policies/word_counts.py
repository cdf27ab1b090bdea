"""Words of clauses and policies as a matrix of counts, and their TF-IDF weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

from govtext.vocabulary import count_table


def columns_of(wording: Sequence[str]) -> dict[str, int]:
    """Return the column of each word of texts whose words are joined by blanks: in the order in which they appear."""
    words = dict.fromkeys(word for text in wording for word in text.split())
    return {word: column for column, word in enumerate(words)}


def word_counts(wording: Sequence[str], column: Mapping[str, int]) -> sparse.csr_matrix:
    """Return texts x words: how often each text holds each word (float32); other words are passed over.

    Args:
        wording: texts whose words are joined by blanks.
        column: of each word.
    """
    found = [[column[word] for word in text.split() if word in column] for text in wording]
    rows = np.repeat(np.arange(len(found)), [len(columns) for columns in found])
    return count_table(rows, np.array([at for columns in found for at in columns], np.int64), (len(found), len(column)))


def unit_tfidf(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return sublinear TF-IDF rows of unit length in single precision (scikit-learn's smoothed form)."""
    held = np.bincount(counts.indices, minlength=counts.shape[1]).astype(np.float32) + np.float32(1.0)
    idf = np.log(np.float32(counts.shape[0] + 1) / held) + np.float32(1.0)
    data = (np.log(counts.data) + np.float32(1.0)) * idf[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(rows, data * data, counts.shape[0]))
    weights = (data / lengths[rows]).astype(np.float32)
    return sparse.csr_matrix((weights, counts.indices, counts.indptr), shape=counts.shape)
