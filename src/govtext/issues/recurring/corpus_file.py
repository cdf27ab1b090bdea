"""Messages of a corpus as a file: arrays one after the other, read again without anything that could be run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.corpus import NAMED, MessageCorpus, Runs, Terms


def put_arrays(file: BinaryIO, *arrays: NDArray[Any]) -> None:
    """Write arrays behind what the file holds."""
    for array in arrays:
        np.save(file, array, allow_pickle=False)


def next_array(file: BinaryIO) -> Any:
    """Return the array that follows in the file."""
    return np.load(file, allow_pickle=False)


def put_matrix(file: BinaryIO, matrix: sparse.csr_matrix) -> None:
    """Write a sparse matrix behind what the file holds."""
    put_arrays(file, matrix.data, matrix.indices, matrix.indptr, np.array(matrix.shape[1]))


def next_matrix(file: BinaryIO) -> sparse.csr_matrix:
    """Return the sparse matrix that follows in the file."""
    data, indices, indptr, columns = (next_array(file) for _ in range(4))
    return sparse.csr_matrix((data, indices, indptr), shape=(len(indptr) - 1, int(columns)))


def put_texts(file: BinaryIO, terms: Terms) -> None:
    """Write the terms of texts behind what the file holds, without those of titles."""
    put_matrix(file, terms.whole)
    put_arrays(file, terms.placeness, terms.documents)


def next_texts(file: BinaryIO) -> Terms:
    """Return the terms that follow in the file; titles hold none."""
    whole = next_matrix(file)
    return Terms(sparse.csr_matrix(whole.shape, dtype=whole.dtype), whole, next_array(file), next_array(file))


def put_messages(file: BinaryIO, corpus: MessageCorpus) -> None:
    """Write messages behind what the file holds, without the vocabulary and the senses of words."""
    for terms in (corpus.words, corpus.grams):
        put_texts(file, terms)
        put_matrix(file, terms.title)
    put_matrix(file, corpus.runs.shared)
    put_arrays(file, corpus.runs.held)
    for name in NAMED:
        put_matrix(file, getattr(corpus, name))
    put_arrays(file, corpus.authors, corpus.days, np.array(corpus.texts))


def next_messages(file: BinaryIO, senses: NDArray[np.float32]) -> MessageCorpus:
    """Return the messages that follow in the file; `senses` are those of their words."""
    words, grams = (replace(next_texts(file), title=next_matrix(file)) for _ in range(2))
    runs = Runs(next_matrix(file), next_array(file))
    named = {name: next_matrix(file) for name in NAMED}
    authors, days, texts = (next_array(file) for _ in range(3))
    return MessageCorpus(
        words=words, grams=grams, vocabulary=[], runs=runs, **named, authors=authors, days=days, texts=int(texts),
        senses=senses,
    )  # fmt: skip
