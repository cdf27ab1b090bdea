"""Words as numbers: what the stages that count words share.

Texts are cut once, by the words stage; here their tokens become numbers, batch by batch, and
tables of counts. A token that is no content word gets -1, so that neighbours stay neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import repeat
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

# Read by Python's re and by Arrow's RE2 alike.
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = f"[A-Za-z{_HAN}][A-Za-z0-9{_HAN}]*"
# Anonymised places of the corpus' kind: A市, A3区, K10县, B7.
_CODED_PLACE = "[A-Za-z][0-9]{0,3}(?:市|区|县|镇|乡|村|省|州|街道)?"
_is_word, _is_coded_place = re.compile(_WORD).fullmatch, re.compile(_CODED_PLACE).fullmatch
# Columns of the table words that `Vocabulary.encode` takes dictionary-encoded, see `Source.batches`.
CODED = ("words", "tags")
_NEW = -2  # the number of a word that has none yet


def is_content_form(word: str, min_length: int = 2) -> bool:
    """Tell whether a token may be a content word by its form: letters or Han, long enough, no coded place."""
    return len(word) >= min_length and _is_word(word) is not None and _is_coded_place(word) is None


def are_content_forms(words: pa.StringArray, min_length: int = 2) -> pa.BooleanArray:
    """Tell of many tokens what `is_content_form` tells of one."""
    long = pc.greater_equal(pc.utf8_length(words), min_length)
    whole = pc.match_substring_regex(words, f"^(?:{_WORD})$")
    return pc.and_(long, pc.and_not(whole, pc.match_substring_regex(words, f"^(?:{_CODED_PLACE})$")))


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

    @classmethod
    def joined(cls, some: Sequence[Encoded]) -> Encoded:
        """Return the words of several batches as those of one, without tags and lengths."""
        ends = np.cumsum([0, *(len(one.words) for one in some)])
        offsets = [one.offsets[:-1] + end for one, end in zip(some, ends, strict=False)]
        return cls(
            [doc_id for one in some for doc_id in one.doc_ids], np.concatenate([one.words for one in some]),
            np.zeros(0, np.int16), np.zeros(0, np.int32), np.concatenate([*offsets, ends[-1:]]),
        )

    @property
    def rows(self) -> NDArray[np.int64]:
        """Return the text that each token stands in, as a position in the batch."""
        return np.repeat(np.arange(len(self.doc_ids), dtype=np.int64), np.diff(self.offsets))

    def counts(self, size: int) -> sparse.csr_matrix:
        """Return the texts × words table of counts (float32, sorted indices), `size` words wide."""
        return counted_words(self.words, self.offsets, size)


def count_table(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> sparse.csr_matrix:
    """Return how often each (row, column) pair stands in the arrays (float32, sorted indices)."""
    table = sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)
    table.sum_duplicates()
    return table


class KnownWords:
    """Gives the words of a list their numbers in it, as `Vocabulary.encode` does; none joins it.

    Args:
        words: a vocabulary, or some of its words, each once.
        names: whether names of people and places count as content words.
    """

    def __init__(self, words: pa.StringArray, names: bool = True) -> None:
        self._words, self._names = words, names
        self._forms = pa.array([], pa.string())
        self._numbers = np.zeros(0, dtype=np.int32)

    def numbers(self, batch: pa.RecordBatch) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return words and offsets of a batch as `Encoded` has them; batches of one dictionary share what is known."""
        forms, tags = _coded(batch.column("words").flatten()), _coded(batch.column("tags").flatten())
        if not _are_same(forms.dictionary, self._forms):
            self._forms = forms.dictionary
            places = pc.fill_null(pc.index_in(self._forms, value_set=self._words), -1)
            self._numbers = places.to_numpy(zero_copy_only=False)
        content = [is_content_tag(tag, self._names) for tag in tags.dictionary.to_pylist()]
        columns = _take(self._numbers, forms.indices, np.int32)
        # The number, or -1 for a token without content.
        columns += 1
        columns *= _take(content, tags.indices, np.bool_)
        columns -= 1
        return columns, _offsets(batch.column("words"))

    def counts(self, batch: pa.RecordBatch) -> sparse.csr_matrix:
        """Return texts × words of a batch: how often each word of the list stands in a text (float32)."""
        return counted_words(*self.numbers(batch), len(self._words))


def counted_words(columns: NDArray[np.int32], offsets: NDArray[np.int64], size: int) -> sparse.csr_matrix:
    """Return how often each of `size` words stands in texts given as `Encoded` has them (float32, sorted indices).

    Text and word are sorted as one number, which takes half of what SciPy takes to sort the rows of a table.
    """
    texts, bits = len(offsets) - 1, size.bit_length()
    rows = np.arange(texts + 1, dtype=np.int64) << bits
    keys = np.repeat(rows[:-1], np.diff(offsets))
    keys += columns
    keys = keys.take(np.flatnonzero(columns >= 0))  # a seventh of the time of keys[columns >= 0]
    keys.sort()
    begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
    distinct = keys[begins]
    times = np.diff(begins, append=len(keys)).astype(np.float32)
    columns_held = distinct & ((1 << bits) - 1)
    table = sparse.csr_matrix((times, columns_held, np.searchsorted(distinct, rows)), shape=(texts, size))
    table.has_canonical_format = True
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
        self._stop_forms = pa.array(sorted(self._stop_words), pa.string())
        self._min_length, self._names = min_length, names
        # Words of earlier dictionaries, and those that wait to be put there until another dictionary comes: a small
        # corpus has one.
        self._numbers: dict[str, int] = {}
        self._waiting: list[tuple[pa.StringArray, NDArray[np.int32]]] = []
        self._tag_numbers: dict[str, int] = {}
        self._content_tag: list[bool] = []
        self.words: list[str] = []
        self.tags: list[str] = []
        self._forms: _Forms | None = None

    def __len__(self) -> int:
        return len(self.words)

    def adopt(self, words: Collection[str]) -> None:
        """Give content words that were counted elsewhere the first numbers, in their order."""
        self.words = list(words)
        self._numbers = {word: number for number, word in enumerate(self.words)}
        self._waiting, self._forms = [], None

    def number(self, word: str) -> int:
        """Return the word's number, a new one if it is new; -1 if it is no content word."""
        self._remember()
        known = self._numbers.get(word)
        if known is None:
            content = word not in self._stop_words and is_content_form(word, self._min_length)
            known = len(self.words) if content else -1
            self._numbers[word] = known
            if content:
                self.words.append(word)
        return known

    def _numbered(self, words: pa.StringArray) -> NDArray[np.int32]:
        """Return the number of each of many different words of one dictionary that had none; see `number`."""
        if not self._numbers:
            return self._added(words)
        numbers = np.fromiter(map(self._numbers.get, words.to_pylist(), repeat(_NEW)), np.int32, len(words))
        new = np.flatnonzero(numbers == _NEW)
        if len(new):
            numbers[new] = self._added(words.take(pa.array(new)))
        return numbers

    def _added(self, words: pa.StringArray) -> NDArray[np.int32]:
        """Return the numbers of words that were never seen."""
        content = pc.and_not(
            are_content_forms(words, self._min_length), pc.is_in(words, value_set=self._stop_forms)
        )
        held = content.to_numpy(zero_copy_only=False)
        numbers = np.where(held, len(self.words) - 1 + np.cumsum(held), -1).astype(np.int32)
        self.words += words.filter(content).to_pylist()
        self._waiting.append((words, numbers))
        return numbers

    def _remember(self) -> None:
        for words, numbers in self._waiting:
            self._numbers.update(zip(words.to_pylist(), numbers.tolist(), strict=True))
        self._waiting = []

    def _tag_number(self, tag: str) -> int:
        if tag not in self._tag_numbers:
            self._tag_numbers[tag] = len(self.tags)
            self.tags.append(tag)
            self._content_tag.append(is_content_tag(tag, self._names))
        return self._tag_numbers[tag]

    def encode(self, batch: pa.RecordBatch) -> Encoded:
        """Turn a batch of the words table (doc_id, words, tags) into numbers; new words join the vocabulary.

        The lists may be of texts or of dictionary-encoded texts (see `Source.batches`); the numbers are the same.
        """
        offsets = _offsets(batch.column("words"))
        forms, tag_forms = _coded(batch.column("words").flatten()), _coded(batch.column("tags").flatten())
        if self._forms is None or not self._forms.are(forms.dictionary):
            self._forms = _Forms(forms.dictionary)
            self._remember()
        known = self._forms
        # Gathers by whole numbers: those by truth values take seven times as long where these change all the time.
        place = forms.indices.to_numpy(zero_copy_only=False).astype(np.intp)
        tag_numbers = [self._tag_number(t or "") for t in tag_forms.dictionary.to_pylist()]
        tags = _take(tag_numbers, tag_forms.indices, np.int16)
        content = _take(self._content_tag, tags, np.bool_)
        # Only forms that carry a content tag somewhere in the batch get numbers.
        wanted = np.zeros(len(known.numbers), dtype=bool)
        wanted[place.take(np.flatnonzero(content))] = True
        wanted &= known.numbers == _NEW
        new = np.flatnonzero(wanted)
        if len(new):
            at = np.zeros(len(wanted), dtype=np.int64)
            at[place[::-1]] = np.arange(len(place) - 1, -1, -1)  # of several the last assigned stays: the first token
            new = new[np.argsort(at[new])]
            known.numbers[new] = self._numbered(known.dictionary.take(pa.array(new)))
        # The number, or -1 for a token without content.
        words = _take(known.numbers, place, np.int32)
        words += 1
        words *= content
        words -= 1
        lengths = _take(known.lengths, place, np.int32)
        return Encoded(batch.column("doc_id").to_pylist(), words, tags, lengths, offsets)


class _Forms:
    """The distinct words of some batches, with the number that each has in the vocabulary where it was asked for."""

    def __init__(self, dictionary: pa.StringArray) -> None:
        self.dictionary = dictionary
        self.numbers = np.full(len(dictionary), _NEW, dtype=np.int32)
        self.lengths = pc.utf8_length(dictionary).to_numpy(zero_copy_only=False).astype(np.int32)

    def are(self, dictionary: pa.StringArray) -> bool:
        """Tell whether these are the words of a dictionary: batches of one part of a file share one."""
        return _are_same(dictionary, self.dictionary)


def _are_same(one: pa.StringArray, other: pa.StringArray) -> bool:
    return len(one) == len(other) and bool(one.equals(other))


def _offsets(lists: pa.ListArray) -> NDArray[np.int64]:
    """Return where each list begins among the elements of all, and where the last one ends; a missing one is empty."""
    sizes = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])


def _coded(forms: pa.Array) -> pa.DictionaryArray:
    """Return texts dictionary-encoded, a missing one as an empty one."""
    if pa.types.is_dictionary(forms.type):
        if not forms.null_count:
            return forms
        forms = forms.cast(pa.string())
    return pc.fill_null(forms, "").dictionary_encode()


def _take(values: list[Any] | NDArray[Any], indices: pa.Array | NDArray[Any], dtype: Any) -> NDArray[Any]:
    if not len(values):
        return np.zeros(0, dtype=dtype)
    places = indices if isinstance(indices, np.ndarray) else indices.to_numpy(zero_copy_only=False)
    return np.asarray(values, dtype=dtype).take(places)


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
    squares = sparse.csr_matrix((weights.data * weights.data, weights.indices, weights.indptr), weights.shape)
    norms = np.sqrt(squares @ np.ones(weights.shape[1]))
    norms[norms == 0] = 1.0
    weights.data /= np.repeat(norms, sizes)
    return weights


def smooth_idf(document_counts: NDArray[Any], documents: int) -> NDArray[np.float64]:
    """Return ln((1 + N) / (1 + df)) + 1 for each word (scikit-learn's smoothed form, never zero)."""
    held = np.asarray(document_counts, dtype=np.float64)
    return np.asarray(np.log((1.0 + documents) / (1.0 + held)) + 1.0)
