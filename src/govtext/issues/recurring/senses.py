"""What words mean by the company they keep: 油烟 stands beside what 烧烤 stands beside.

Two writers name one trouble by different words. Words that stand near the same words get near vectors:
positive pointwise mutual information of words within a few words of each other, factorised (Levy, Goldberg and
Dagan 2015, whose smoothing of contexts and square root of singular values are used).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.coded_columns import plain_lists
from govtext.issues.recurring.corpus import Floats
from govtext.issues.recurring.latent import right_vectors

SENSES = 100
# Messages that are read for it, words on either side that count, and times that a word must stand there.
MOST_MESSAGES, WINDOW, LEAST_COUNT = 8000, 5, 5
SEED = 1  # of the factorisation
_ROWS = 1024  # words whose company is weighed at once
_MESSAGES = 4096  # whose words are numbered at once
# Power of a context's frequency: rare contexts would count too much.
SMOOTHED = 0.75


class Sampled:
    """Batches that are handed on, while the words of messages at even distances are kept.

    Attributes:
        kept: words of these messages.
    """

    def __init__(self, batches: Iterable[pa.RecordBatch], texts: int, most: int = MOST_MESSAGES) -> None:
        self.kept: list[pa.Array] = []
        self._batches, self._step = batches, max(1, -(-texts // most))

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        at = 0
        for batch in self._batches:
            first = -at % self._step
            own = batch.column("words").take(pa.array(range(first, batch.num_rows, self._step)))
            self.kept.append(plain_lists(own))  # without the dictionary, which a whole part of the file has in common
            at += batch.num_rows
            yield batch


def word_senses(kept: list[pa.Array], vocabulary: list[str]) -> Floats:
    """Return vocabulary × `SENSES`, unit rows less what is common to all words; zeros for words that are too rare.

    Args:
        kept: the words of messages, from `Sampled`.
        vocabulary: the words wanted; others are left out, and words stand as near as if the others were not there.
    """
    nothing = np.zeros((len(vocabulary), 0), dtype=np.float32)
    token, text = _tokens(kept, vocabulary)
    counts = np.bincount(token, minlength=len(vocabulary))
    used = np.flatnonzero(counts >= LEAST_COUNT)
    if len(used) <= SENSES:
        return nothing
    column = np.full(len(vocabulary), -1, dtype=np.int32)
    column[used] = np.arange(len(used))
    frequent = column[token] >= 0
    beside = _beside(column[token[frequent]], text[frequent], len(used))
    if beside.nnz == 0:
        return nothing
    shared = _information(beside)
    axes, values = right_vectors(shared, SENSES, SEED)
    vectors = _unit(axes.T * np.sqrt(values))
    worth = counts[used] * np.log(counts.sum() / counts[used])
    made = np.zeros((len(vocabulary), SENSES), dtype=np.float32)
    made[used] = vectors - (worth @ vectors) / worth.sum()
    return made


def _tokens(kept: list[pa.Array], vocabulary: list[str]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return number in the vocabulary and text of each word that is in it, in order."""
    tokens, texts, at = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.int32)], 0
    wanted = pa.array(vocabulary, pa.string())
    # A few thousand messages at once: each time a table of the whole vocabulary is made.
    together = range(0, len(kept), max(1, len(kept) * _MESSAGES // max(sum(map(len, kept)), 1)))
    for words in (pa.concat_arrays(kept[first : first + together.step]) for first in together):
        numbers = pc.index_in(words.flatten().cast(pa.string()), value_set=wanted).fill_null(-1)
        token = numbers.to_numpy(zero_copy_only=False)
        lengths = words.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
        text = np.repeat(np.arange(at, at + len(words), dtype=np.int32), lengths)
        tokens.append(token[token >= 0])
        texts.append(text[token >= 0])
        at += len(words)
    return np.concatenate(tokens), np.concatenate(texts)


def _beside(token: NDArray[np.int32], text: NDArray[np.int32], words: int) -> sparse.csr_matrix:
    """Return words × words, how often two stand within `WINDOW` words of each other."""
    # Sorted where they stand, in as few bytes as hold them: all messages' counts are in memory at the same time.
    kind = np.uint32 if words < 1 << 16 else np.int64
    pairs = []
    for apart in range(1, WINDOW + 1):
        same = text[apart:] == text[:-apart]
        one, other = token[:-apart][same].astype(kind), token[apart:][same].astype(kind)
        pairs.append(np.minimum(one, other) * kind(words) + np.maximum(one, other))
    keys = np.concatenate(pairs)
    del pairs
    keys.sort()
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    times, found = np.diff(np.append(first, len(keys))).astype(np.float32), keys[first]
    del keys, first
    row, column = ((one).astype(np.int32) for one in (found // kind(words), found % kind(words)))
    half = sparse.csr_matrix((times, (row, column)), shape=(words, words))
    return sparse.csr_matrix(half + half.T)


def _information(beside: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return the positive pointwise mutual information of words and contexts."""
    held = np.asarray(beside.sum(axis=1), dtype=np.float64).ravel()
    context = held**SMOOTHED / (held**SMOOTHED).sum()
    values = np.empty(beside.nnz, dtype=np.float32)
    for first in range(0, len(held), _ROWS):
        rows = np.arange(first, min(first + _ROWS, len(held)))
        part = slice(int(beside.indptr[rows[0]]), int(beside.indptr[rows[-1] + 1]))
        expected = np.repeat(held[rows], np.diff(beside.indptr[rows[0] : rows[-1] + 2])) * context[beside.indices[part]]
        values[part] = np.log(beside.data[part] / expected)
    values[values < 0] = 0
    made = sparse.csr_matrix((values, beside.indices, beside.indptr), shape=beside.shape)
    made.eliminate_zeros()
    return made


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths))
