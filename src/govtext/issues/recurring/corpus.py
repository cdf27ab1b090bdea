"""Messages as counts of words and of pairs of characters, and what in them belongs to names.

Only the title and the beginning of the body are read: what a message is about stands there, and
long petitions drown it in their history. Pairs of characters stand beside words because names are
misspelt and cut differently from one message to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.place_names import KINDS, city_of, named_words, without_areas
from govtext.parallel import Work

GRAM_BITS = 24
_WORD = re.compile(r"[一-鿿A-Za-z][一-鿿A-Za-z0-9]+|[0-9]{2,3}(?=路)")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Integers = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Terms:
    """Counts of terms in texts.

    Attributes:
        title, body: texts × terms, how often a term stands in the title and in the read part of the body.
        placeness: per term, the share of its occurrences that lie in names, 0 to 1.
        documents: per term, the number of texts that hold it.
    """

    title: sparse.csr_matrix
    body: sparse.csr_matrix
    placeness: Floats
    documents: Integers

    def merged(self, joining: sparse.csr_matrix) -> Terms:
        """Return the terms with rows summed up by a clusters × texts matrix."""
        title, body = (sparse.csr_matrix(joining @ counts) for counts in (self.title, self.body))
        return Terms(title, body, self.placeness, self.documents)


@dataclass(frozen=True)
class MessageCorpus:
    """What clustering knows of the messages, one row each.

    Attributes:
        words, grams: counts of words and of pairs of characters.
        vocabulary: the word behind each column of `words`.
        areas: texts × district codes, 1 where the beginning of the text names the district.
        cities: the same for cities.
        authors: number of the writer, -1 where unknown.
        days: day since 1970, or -1 where there is no date.
        texts: number of messages in the whole corpus; more than rows when rows are clusters.
    """

    words: Terms
    grams: Terms
    vocabulary: list[str]
    areas: sparse.csr_matrix
    cities: sparse.csr_matrix
    authors: NDArray[np.int64]
    days: NDArray[np.int64]
    texts: int

    @property
    def size(self) -> int:
        """Number of rows."""
        return int(self.authors.shape[0])

    def merged(self, cluster: NDArray[np.int64], clusters: int) -> MessageCorpus:
        """Return clusters of messages, each read as one message.

        Args:
            cluster: the cluster of each row, 0 to clusters - 1; -1 leaves the row out.
            clusters: how many there are.
        """
        rows = np.flatnonzero(cluster >= 0)
        shape = (clusters, self.size)
        joining = sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (cluster[rows], rows)), shape=shape)
        held = np.maximum(np.bincount(cluster[rows], minlength=clusters), 1)
        days = np.bincount(cluster[rows], weights=self.days[rows], minlength=clusters) / held
        areas, cities = sparse.csr_matrix(joining @ self.areas), sparse.csr_matrix(joining @ self.cities)
        areas.data[:] = 1
        unknown = np.full(clusters, -1, dtype=np.int64)
        return MessageCorpus(
            self.words.merged(joining),
            self.grams.merged(joining),
            self.vocabulary,
            areas,
            cities,
            unknown,
            days.round().astype(np.int64),
            self.texts,
        )


@dataclass
class _Batch:
    """One batch as plain arrays: (text, term, in title, in a name) for words, pairs and areas."""

    texts: int
    forms: list[str]
    words: tuple[NDArray[np.int32], ...]
    grams: tuple[NDArray[np.int32], ...]
    areas: list[tuple[int, str]]
    cities: list[tuple[int, str]]


def encode_batch(batch: tuple[list[list[str]], list[list[str]]], body_characters: int) -> _Batch:
    """Return the terms of a batch of texts (words, tags)."""
    index: dict[str, int] = {}
    rows: list[tuple[int, int, bool, bool]] = []
    areas: set[tuple[int, str]] = set()
    cities: set[tuple[int, str]] = set()
    pieces: list[str] = []
    masks: list[NDArray[np.bool_]] = []
    titles: list[int] = []
    for text, (all_words, all_tags) in enumerate(zip(*batch, strict=True)):
        beginning, title_words = _beginning(all_words, body_characters)
        words, tags, districts = without_areas(beginning, all_tags[: len(beginning)])
        areas.update((text, district) for district in districts if district and len(district) > 1)
        cities.update((text, city) for district in districts if district and (city := city_of(district)))
        named = named_words(words, tags, districts)
        for at, word in enumerate(words):
            if _WORD.fullmatch(word):
                rows.append((text, index.setdefault(word, len(index)), at < title_words, named[at]))
        lengths = list(map(len, words))
        pieces.append("".join(words))
        masks.append(np.repeat(np.array(named, dtype=bool), lengths))
        titles.append(sum(lengths[:title_words]))
    columns = np.array(rows, dtype=np.int32).reshape(-1, 4)
    word_arrays = tuple(columns[:, k] for k in range(4))
    return _Batch(len(pieces), list(index), word_arrays, _grams(pieces, masks, titles), sorted(areas), sorted(cities))


def _beginning(words: list[str], body_characters: int) -> tuple[list[str], int]:
    try:
        title = words.index("\n")
    except ValueError:
        title = len(words)
    read, at = 0, title + 1
    while at < len(words) and read < body_characters:
        read += len(words[at])
        at += 1
    return words[:at], title


def _grams(pieces: list[str], masks: list[NDArray[np.bool_]], titles: list[int]) -> tuple[NDArray[np.int32], ...]:
    """Return (text, hashed pair of characters, in title, in a name) for neighbouring letters, Han or digits."""
    whole = "\n".join(pieces)
    if not whole:
        return tuple(np.zeros(0, dtype=np.int32) for _ in range(4))
    codes = np.frombuffer(whole.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    digit = (codes >= 48) & (codes <= 57)
    usable = (
        ((codes >= 0x4E00) & (codes <= 0x9FFF))
        | digit
        | ((codes >= 65) & (codes <= 90))
        | ((codes >= 97) & (codes <= 122))
    )
    text = np.repeat(np.arange(len(pieces)), [len(piece) + 1 for piece in pieces])[: len(codes)]
    position = np.concatenate([np.arange(len(piece) + 1) for piece in pieces])[: len(codes)]
    named = np.concatenate([part for mask in masks for part in (mask, np.zeros(1, dtype=bool))])[: len(codes)]
    pair = usable[:-1] & usable[1:] & ~(digit[:-1] & digit[1:])
    at = np.flatnonzero(pair)
    hashed = ((codes[at] * np.uint64(0x110000) + codes[at + 1]) * _MULTIPLIER) >> np.uint64(64 - GRAM_BITS)
    in_title = position[at] < np.asarray(titles)[text[at]]
    return (
        text[at].astype(np.int32),
        hashed.astype(np.int32),
        in_title.astype(np.int32),
        (named[at] & named[at + 1]).astype(np.int32),
    )


def encode(
    batches: Iterable[tuple[list[list[str]], list[list[str]]]],
    authors: NDArray[np.int64],
    days: NDArray[np.int64],
    body_characters: int,
    work: Work,
) -> MessageCorpus:
    """Return the messages as numbers.

    Args:
        batches: (words, tags) of the texts, in order, in lists.
        authors, days: see `MessageCorpus`.
        body_characters: how much of the body is read.
    """
    index: dict[str, int] = {}
    words, grams, areas, cities, at = [], [], [], [], 0
    for part in work.map(partial(encode_batch, body_characters=body_characters), batches, what="issues: reading"):
        numbers = np.fromiter(
            (index.setdefault(f, len(index)) for f in part.forms), dtype=np.int32, count=len(part.forms)
        )
        words.append(
            _counted(part.words[0] + at, numbers[part.words[1]] if len(numbers) else part.words[1], *part.words[2:])
        )
        grams.append(_counted(part.grams[0] + at, *part.grams[1:]))
        areas += [(text + at, area) for text, area in part.areas]
        cities += [(text + at, city) for text, city in part.cities]
        at += part.texts
    vocabulary = list(index)
    kinds = np.array([word in KINDS for word in vocabulary], dtype=bool)
    kind_grams = _hashes_of(KINDS)
    word_terms, _ = _terms(words, at, kinds, len(vocabulary))
    gram_terms, _ = _terms(grams, at, None, 1 << GRAM_BITS, kind_grams)
    return MessageCorpus(
        word_terms, gram_terms, vocabulary, _area_matrix(areas, at), _area_matrix(cities, at), authors, days, at
    )


def _hashes_of(words: Iterable[str]) -> NDArray[np.int64]:
    pieces = sorted(words)
    masks = [np.zeros(len(piece), dtype=bool) for piece in pieces]
    return np.unique(_grams(pieces, masks, [0] * len(pieces))[1]).astype(np.int64)


def _counted(
    text: NDArray[np.int32], term: NDArray[np.int32], title: NDArray[np.int32], named: NDArray[np.int32]
) -> tuple[NDArray[np.int32], ...]:
    """Sum equal (text, term): text, term, count in title, count in body, count in names."""
    key = text.astype(np.int64) << 32 | term
    unique, inverse = np.unique(key, return_inverse=True)
    in_title, in_body, in_names = (
        np.bincount(inverse, weights=weights, minlength=len(unique)).astype(np.int32)
        for weights in (title, 1 - title, named)
    )
    return (unique >> 32).astype(np.int32), (unique & 0xFFFFFFFF).astype(np.int32), in_title, in_body, in_names


def _terms(
    parts: list[tuple[NDArray[np.int32], ...]],
    texts: int,
    kinds: NDArray[np.bool_] | None,
    width: int,
    kind_columns: NDArray[np.int64] | None = None,
) -> tuple[Terms, NDArray[np.int64]]:
    text, term, title, body, named = (
        np.concatenate([part[k] for part in parts]) if parts else np.zeros(0, dtype=np.int32) for k in range(5)
    )
    documents = np.bincount(term, minlength=width).astype(np.int32)
    inside = np.bincount(term, weights=named, minlength=width)
    all_of = np.bincount(term, weights=title + body, minlength=width)
    placeness = (inside + 0.2) / (all_of + 1.0)
    if kinds is not None:
        placeness[kinds] = 0.05
    if kind_columns is not None:
        placeness[kind_columns] *= 0.15
    # Terms of one text stay: they are what a title says that no other text says.
    keep = np.flatnonzero(documents >= 1)
    number = np.full(width, -1, dtype=np.int32)
    number[keep] = np.arange(len(keep), dtype=np.int32)
    used = number[term] >= 0
    text, term, title, body = text[used], number[term[used]], title[used], body[used]
    shape = (texts, len(keep))
    indptr = np.searchsorted(text, np.arange(texts + 1)).astype(np.int64)
    matrices = []
    for counts in (title, body):
        kept = counts > 0
        rows = np.concatenate(([0], np.cumsum(kept)))[indptr]
        matrices.append(sparse.csr_matrix((counts[kept].astype(np.float32), term[kept], rows), shape=shape))
    return Terms(matrices[0], matrices[1], placeness[keep].astype(np.float32), documents[keep]), keep


def _area_matrix(areas: list[tuple[int, str]], texts: int) -> sparse.csr_matrix:
    codes = {code: number for number, code in enumerate(sorted({area for _, area in areas}))}
    rows = [text for text, _ in areas]
    columns = [codes[area] for _, area in areas]
    return sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(texts, max(1, len(codes))))


def word_batches(table: pa.RecordBatch) -> tuple[list[list[str]], list[list[str]]]:
    """Return (words, tags) of a batch of the words table."""
    return table.column("words").to_pylist(), table.column("tags").to_pylist()
