"""Words as numbers: what the stages that count words share.

Texts are cut once, by the words stage; here their tokens become numbers, batch by batch, and
tables of counts. A token that is no content word gets -1, so that neighbours stay neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

# jieba's tags of words with a meaning of their own: nouns, verbs, adjectives, idioms, set phrases,
# abbreviations, distinguishing words, foreign words.
CONTENT_TAGS = ("n", "v", "a", "i", "l", "j", "b", "eng")
NAME_TAGS = ("nr", "ns", "nrt", "nrfg")

_WORD = re.compile(r"[A-Za-z\u3400-\u9fff\U00020000-\U0003ffff][A-Za-z0-9\u3400-\u9fff\U00020000-\U0003ffff]*")
# Anonymised places of the corpus' kind: A市, A3区, K10县, B7.
_CODED_PLACE = re.compile(r"[A-Za-z]\d{0,3}(?:市|区|县|镇|乡|村|省|州|街道)?")


def is_content_form(word: str, min_length: int = 2) -> bool:
    """Tell whether a token may be a content word by its form: letters or Han, long enough, no coded place."""
    return len(word) >= min_length and _WORD.fullmatch(word) is not None and _CODED_PLACE.fullmatch(word) is None


def is_content_tag(tag: str, names: bool = True) -> bool:
    """Tell whether a part of speech has a meaning of its own; `names` says whether names of people and places do."""
    if tag in NAME_TAGS:
        return names
    return tag == "eng" or (tag[:1] in CONTENT_TAGS and tag != "eng")


@dataclass(frozen=True)
class Encoded:
    """A batch of texts as numbers.

    Attributes:
        doc_ids: one per text.
        words: number of each token in the vocabulary, -1 for a token that is no content word; all
            texts one after the other.
        tags: number of each token's tag in `Vocabulary.tags`.
        lengths: characters of each token.
        offsets: text i holds tokens offsets[i] to offsets[i + 1].
    """

    doc_ids: list[str]
    words: NDArray[np.int32]
    tags: NDArray[np.int16]
    lengths: NDArray[np.int32]
    offsets: NDArray[np.int64]

    @property
    def rows(self) -> NDArray[np.int64]:
        """Return the text that each token stands in, as a position in the batch."""
        return np.repeat(np.arange(len(self.doc_ids), dtype=np.int64), np.diff(self.offsets))

    def counts(self, size: int) -> sparse.csr_matrix:
        """Return the texts × words table of counts (float32, sorted indices), `size` words wide."""
        kept = self.words >= 0
        return count_table(self.rows[kept], self.words[kept], (len(self.doc_ids), size))


def count_table(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> sparse.csr_matrix:
    """Return how often each (row, column) pair stands in the arrays (float32, sorted indices)."""
    table = sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)
    table.sum_duplicates()
    return table


class Vocabulary:
    """Gives content words numbers in the order in which they first appear.

    Args:
        stop_words: never content words.
        min_length: least characters of a content word.
        names: whether names of people and places count as content words.
    """

    def __init__(self, stop_words: Collection[str] = (), min_length: int = 2, names: bool = True) -> None:
        self._stop_words = frozenset(stop_words)
        self._min_length, self._names = min_length, names
        self._numbers: dict[str, int] = {}
        self._tag_numbers: dict[str, int] = {}
        self._content_tag: list[bool] = []
        self.words: list[str] = []
        self.tags: list[str] = []

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str) -> int:
        """Return the word's number, a new one if it is new; -1 if it is no content word."""
        known = self._numbers.get(word)
        if known is None:
            content = word not in self._stop_words and is_content_form(word, self._min_length)
            known = len(self.words) if content else -1
            self._numbers[word] = known
            if content:
                self.words.append(word)
        return known

    def _tag_number(self, tag: str) -> int:
        if tag not in self._tag_numbers:
            self._tag_numbers[tag] = len(self.tags)
            self.tags.append(tag)
            self._content_tag.append(is_content_tag(tag, self._names))
        return self._tag_numbers[tag]

    def encode(self, batch: pa.RecordBatch) -> Encoded:
        """Turn a batch of the words table (doc_id, words, tags) into numbers; new words join the vocabulary."""
        column = batch.column("words")
        sizes = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
        offsets = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        forms = pc.fill_null(column.flatten(), "").dictionary_encode()
        unique = forms.dictionary.to_pylist()
        place = forms.indices.to_numpy(zero_copy_only=False)
        tag_forms = pc.fill_null(batch.column("tags").flatten(), "").dictionary_encode()
        tags = _take(
            [self._tag_number(t or "") for t in tag_forms.dictionary.to_pylist()], tag_forms.indices, np.int16
        )
        content = np.array(self._content_tag, dtype=bool)[tags] if len(tags) else np.zeros(0, dtype=bool)
        words = np.full(len(place), -1, dtype=np.int32)
        # Only forms that carry a content tag somewhere in the batch get numbers.
        wanted = np.zeros(len(unique), dtype=bool)
        wanted[place[content]] = True
        numbers, known = np.full(len(unique), -1, dtype=np.int32), self._numbers
        chosen = [unique[at] for at in np.flatnonzero(wanted).tolist()]
        numbers[wanted] = [known[word] if word in known else self.number(word) for word in chosen]
        words[content] = numbers[place[content]]
        sizes_of = pc.utf8_length(forms.dictionary).to_numpy(zero_copy_only=False).astype(np.int32)
        lengths = sizes_of[place]
        return Encoded(batch.column("doc_id").to_pylist(), words, tags, lengths, offsets)


def _take(values: list[int], indices: pa.Array, dtype: Any) -> NDArray[Any]:
    return np.array(values, dtype=dtype)[indices.to_numpy(zero_copy_only=False)] if values else np.zeros(0, dtype=dtype)


def tfidf(
    counts: sparse.csr_matrix, idf: NDArray[Any], kinds: NDArray[Any] | None = None
) -> sparse.csr_matrix:
    """Return sublinear TF-IDF rows of unit length: (1 + ln tf) · idf, divided by the row's Euclidean norm.

    Args:
        counts: texts × words.
        idf: one per word, see `smooth_idf`; with `kinds`, kinds × words.
        kinds: the row of `idf` that holds for each text.
    """
    weights = counts.astype(np.float64)
    sizes = np.diff(weights.indptr)
    factor = idf[weights.indices] if kinds is None else idf[np.repeat(kinds, sizes), weights.indices]
    weights.data = (1.0 + np.log(weights.data)) * factor
    norms = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    norms[norms == 0] = 1.0
    weights.data /= np.repeat(norms, sizes)
    return weights


def smooth_idf(document_counts: NDArray[Any], documents: int) -> NDArray[np.float64]:
    """Return ln((1 + N) / (1 + df)) + 1 for each word (scikit-learn's smoothed form, never zero)."""
    held = np.asarray(document_counts, dtype=np.float64)
    return np.asarray(np.log((1.0 + documents) / (1.0 + held)) + 1.0)
