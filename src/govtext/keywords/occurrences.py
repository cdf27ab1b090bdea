"""A batch of texts as its distinct words: how often each stands in each text, and where first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.vocabulary import Encoded


@dataclass(frozen=True)
class Occurrences:
    """The content words of a batch; an entry is a word of a text, entries are in order of text and word.

    Attributes:
        counts: texts × words; its data are the entries.
        first: for each entry, the place in its text (in tokens) where the word stands first.
        entry: for each token of the batch its entry, -1 for a token that is no content word.
        rows: for each token of the batch its text.
    """

    counts: sparse.csr_matrix
    first: NDArray[np.int64]
    entry: NDArray[np.int64]
    rows: NDArray[np.int64]

    def weighted(self, data: NDArray[np.float64]) -> sparse.csr_matrix:
        """Return texts × words with these data in place of the counts."""
        return sparse.csr_matrix((data, self.counts.indices, self.counts.indptr), self.counts.shape)


def occurrences(encoded: Encoded, size: int) -> Occurrences:
    """Return the distinct words of a batch; `size` is the size of the vocabulary."""
    rows = encoded.rows
    kept = np.flatnonzero(encoded.words >= 0)
    keys = rows[kept] * max(size, 1) + encoded.words[kept]
    order, ordered = _in_order(keys, len(encoded.doc_ids) * max(size, 1))
    new = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    begins = np.flatnonzero(new)
    distinct = ordered[begins]
    entry = np.full(len(encoded.words), -1, dtype=np.int64)
    entry[kept[order]] = np.cumsum(new) - 1
    # The sort is stable, so the first of equal keys is the first occurrence.
    place = kept[order[begins]]
    texts = rows[place]
    indptr = np.searchsorted(texts, np.arange(len(encoded.doc_ids) + 1))
    data = np.diff(begins, append=len(ordered)).astype(np.float32)
    counts = sparse.csr_matrix((data, distinct - texts * max(size, 1), indptr), (len(encoded.doc_ids), size))
    return Occurrences(counts, place - encoded.offsets[texts], entry, rows)


def _in_order(keys: NDArray[np.int64], most: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the stable order of keys below `most`, and the keys in it.

    Key and place are packed into one number where they fit: that sorts several times as fast.
    """
    bits = len(keys).bit_length()
    if most.bit_length() + bits > 62:
        order = np.argsort(keys, kind="stable")
        return order, keys[order]
    packed = keys << bits
    packed += np.arange(len(keys))
    packed.sort()
    return packed & ((1 << bits) - 1), packed >> bits
