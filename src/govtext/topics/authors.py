"""How much one author may say in a model: the turns of phrase of a person who writes often make no topic.

A topic is what many people write about. One person's letters share their set phrases (a petition's
rhetoric, a signature), which stand together in text after text as the words of a subject do, and
would make a topic of their own.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

# A name above more than this share of the texts is no one person: "anonymous", an operator's account.
NO_PERSON = 0.05


def frequent_writers(authors: pa.ChunkedArray, usable: NDArray[np.bool_], most: int) -> NDArray[np.int64]:
    """Return the number of each text's author where that is a person of more than `most` usable texts, else -1.

    Args:
        authors: of each text; null where unknown.
        usable: texts that count.
        most: texts; 0 finds no one.
    """
    coded = authors.combine_chunks().dictionary_encode()
    author = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    if not most or not len(coded.dictionary):
        return np.full(len(author), -1, dtype=np.int64)
    texts = np.bincount(author[usable & (author >= 0)], minlength=len(coded.dictionary))
    frequent = (texts > most) & (texts <= NO_PERSON * usable.sum())
    return np.where((author >= 0) & frequent[author], author, -1)


def within_limit(writer: NDArray[np.int64], usable: NDArray[np.bool_], most: int) -> NDArray[np.bool_]:
    """Return which texts are among the first `most` usable ones of their frequent writer, or of no such writer."""
    counted = np.flatnonzero(usable & (writer >= 0))
    by_writer = counted[np.argsort(writer[counted], kind="stable")]
    texts = np.bincount(writer[counted])
    place = np.arange(len(by_writer)) - np.repeat(np.cumsum(texts) - texts, texts)
    within = np.ones(len(usable), dtype=bool)
    within[by_writer[place >= most]] = False
    return within


def writers_using(counts: sparse.csr_matrix, writer: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many of the frequent writers use each word.

    Args:
        counts: texts × words, texts of frequent writers.
        writer: of each text.
    """
    _, row = np.unique(writer, return_inverse=True)
    adding = sparse.csr_matrix(
        (np.ones(len(row), dtype=np.float32), (row, np.arange(len(row)))), (int(row.max(initial=-1)) + 1, len(row))
    )
    return np.bincount((adding @ counts).tocsr().indices, minlength=counts.shape[1])
