"""The texts that topics are made from: content words without boilerplate and place names, as counts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from govtext.settings import TopicsSettings
from govtext.store import Inputs, Source
from govtext.table_batches import evenly_spread
from govtext.text_rows import TextRows
from govtext.topics.authors import frequent_writers, within_limit, writers_using
from govtext.topics.places import PlaceSpans, is_place_word
from govtext.vocabulary import CODED, NAME_TAGS, Vocabulary, counted_words

# Texts counted at a time: bounds the memory whatever the corpus.
_BLOCK = 50_000
# Texts of the batches that of a large corpus some are looked at.
_LOOKED_AT = 1024
# Tokens numbered anew at a time.
_TOKENS = 1 << 20
_TAG_BITS = 16


@dataclass(frozen=True)
class Corpus:
    """Texts as bags and as sequences of words.

    Attributes:
        doc_ids: the texts, in the order of the words table (strings).
        words: the vocabulary, sorted.
        counts: texts × words (float32).
        tokens: content words of all texts in their order, as numbers of the vocabulary; -1 for a
            content word that the vocabulary leaves out.
        offsets: text i holds tokens offsets[i] to offsets[i + 1].
        follows: whether a token stands right behind the one before it, with nothing between.
        fitted: which texts the models are fitted on: those that repeat no other and hold enough words, of
            one author not too many.
        region, year, month: one value per text or None.
        most_texts: so many texts say how well words go together; more say the same.
        of_texts: how many texts there are; of a large corpus those above are some of them, evenly spread.
    """

    doc_ids: pa.StringArray
    words: list[str]
    counts: sparse.csr_matrix
    tokens: NDArray[np.int32]
    offsets: NDArray[np.int64]
    follows: NDArray[np.bool_]
    fitted: NDArray[np.bool_]
    region: list[str | None]
    year: list[str | None]
    month: list[str | None]
    most_texts: int
    of_texts: int

    @cached_property
    def sample(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return tokens and offsets of the texts, or of `most_texts` of them drawn at random, always the same ones."""
        texts = len(self.offsets) - 1
        if texts <= self.most_texts:
            return self.tokens, self.offsets
        drawn = np.sort(np.random.default_rng(texts).permutation(texts)[: self.most_texts])
        sizes = np.diff(self.offsets)[drawn]
        ends = np.concatenate([[0], np.cumsum(sizes)])
        return self.tokens[np.repeat(self.offsets[drawn] - ends[:-1], sizes) + np.arange(ends[-1])], ends


def read_corpus(inputs: Inputs, settings: TopicsSettings, stop_words: set[str]) -> Corpus:
    """Return the texts of the kinds that the settings name; of more than `model_texts` some, evenly spread."""
    wanted = texts_of_kinds(inputs["documents"], settings, ["region", "date", "duplicate_of", "author"])
    of_texts, only = wanted.num_rows, None
    if settings.model_texts and of_texts > settings.model_texts:
        only, ids = _looked_at(inputs["words"], settings.model_texts / of_texts)
        wanted = wanted.filter(pc.is_in(wanted.column("doc_id"), value_set=ids))
    rows = TextRows.of(wanted.column("doc_id"))
    spans = PlaceSpans.read(inputs["entities"], rows) if settings.drop_places else PlaceSpans.none()
    vocabulary = Vocabulary(stop_words | set(settings.boilerplate), settings.min_length)
    read = _read_words(inputs["words"], vocabulary, rows, spans, only)
    places = read.tally.places(vocabulary) if settings.drop_places else np.zeros(len(vocabulary), dtype=bool)
    texts = wanted.take(pa.array(read.rows))
    repeats = texts.column("duplicate_of").is_valid().to_numpy()
    writer = frequent_writers(texts.column("author"), ~repeats, settings.most_per_author)
    words, counts, tokens = _select(read, vocabulary, places, repeats, writer, settings)
    fitted = (np.diff(counts.indptr) >= settings.min_words) & ~repeats
    pa.default_memory_pool().release_unused()
    return Corpus(
        texts.column("doc_id").combine_chunks(), words, counts, tokens, read.offsets, read.follows,
        fitted & within_limit(writer, fitted, settings.most_per_author), *groups_of(texts), settings.most_texts,
        of_texts,
    )


def texts_of_kinds(documents: Source, settings: TopicsSettings, columns: list[str]) -> pa.Table:
    """Return doc_id and other columns of the texts of the kinds that the settings name."""
    read = documents.read(["doc_id", "kind", *columns])
    return read.filter(pc.is_in(read.column("kind"), value_set=pa.array(settings.kinds, pa.string())))


def groups_of(texts: pa.Table) -> tuple[list[str | None], list[str | None], list[str | None]]:
    """Return region, year and month of each text."""
    date = texts.column("date")
    years, months = (pc.strftime(date, format=form) for form in ("%Y", "%Y-%m"))
    return _shared(texts.column("region")), _shared(years), _shared(months)


def _looked_at(words: Source, share: float) -> tuple[frozenset[int], pa.ChunkedArray]:
    """Return the numbers of the batches that are looked at, evenly spread, and the doc_ids of their texts."""
    batches = -(-words.count() // _LOOKED_AT)
    only = evenly_spread(batches, math.ceil(share * batches))
    ids = [batch.column(0) for batch in words.batches(["doc_id"], _LOOKED_AT, only=only)]
    return only, pa.chunked_array(ids, pa.string())


def _shared(column: pa.ChunkedArray) -> list[str | None]:
    """Return the column as a list in which equal texts are one object: a million texts have few regions."""
    coded = column.combine_chunks().dictionary_encode()
    names = [*coded.dictionary.to_pylist(), None]
    return [names[at] for at in pc.fill_null(coded.indices, -1).to_pylist()]


@dataclass(frozen=True)
class _Read:
    """Content words of the wanted texts: `rows` says which text of the documents each one is."""

    rows: NDArray[np.int64]
    tokens: NDArray[np.int32]
    offsets: NDArray[np.int64]
    follows: NDArray[np.bool_]
    tally: _Tally


def _read_words(
    words: Source, vocabulary: Vocabulary, known: TextRows, spans: PlaceSpans, only: frozenset[int] | None = None
) -> _Read:
    rows, tokens, sizes = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)], [np.zeros(1, np.int64)]
    follows = [np.zeros(0, np.bool_)]
    tally = _Tally()
    batches = words.batches(["doc_id", *CODED], coded=CODED)
    if only is not None:
        batches = words.batches(["doc_id", *CODED], _LOOKED_AT, CODED, only=only)
    for batch in batches:
        found = known.find(batch.column("doc_id"))
        encoded = vocabulary.encode(batch if (found >= 0).all() else batch.filter(pa.array(found >= 0)))
        mine = found[found >= 0]
        # Places, not truth values, which change all the time: to gather by these takes seven times as long.
        kept = np.flatnonzero(encoded.words >= 0)
        held, text = encoded.words.take(kept), encoded.rows.take(kept)
        tally.add(held, encoded.tags.take(kept), spans.covered(encoded, mine, kept, text), len(vocabulary))
        rows.append(mine)
        tokens.append(held)
        sizes.append(np.bincount(text, minlength=len(mine)))
        follows.append((np.diff(kept, prepend=-2) == 1) & (np.diff(text, prepend=-1) == 0))
    joined, ends = np.concatenate(tokens), np.cumsum(np.concatenate(sizes))
    return _Read(np.concatenate(rows), joined, ends, np.concatenate(follows), tally)


def _select(
    read: _Read, vocabulary: Vocabulary, places: NDArray[np.bool_], repeats: NDArray[np.bool_],
    writer: NDArray[np.int64], settings: TopicsSettings,
) -> tuple[list[str], sparse.csr_matrix, NDArray[np.int32]]:
    """Choose the vocabulary by document frequency and return (words, counts, renumbered tokens)."""
    unique = int((~repeats).sum())
    held, by_writers = _held(read, len(vocabulary), repeats, writer)
    least = settings.min_documents or automatic_min_documents(unique)
    most = max(settings.max_share * unique, least)
    chosen = np.flatnonzero((by_writers >= least) & (held <= most) & ~places)
    if len(chosen) > settings.vocabulary_size:
        by_count = np.array(sorted(chosen.tolist(), key=lambda i: (-held[i], vocabulary.words[i])), dtype=np.int64)
        chosen = by_count[: settings.vocabulary_size]
    chosen = np.array(sorted(chosen.tolist(), key=vocabulary.words.__getitem__), dtype=np.int64)
    place = np.full(len(vocabulary), -1, dtype=np.int32)
    place[chosen] = np.arange(len(chosen))
    parts = [part for _, part in _count_blocks(read, place, len(chosen))]
    counts = sparse.vstack(parts, format="csr") if parts else sparse.csr_matrix((0, len(chosen)), dtype=np.float32)
    # In place: the tokens by their first numbers are not needed any more, and they are the larger part of what is held.
    for at in range(0, len(read.tokens), _TOKENS):
        read.tokens[at : at + _TOKENS] = place[read.tokens[at : at + _TOKENS]]
    return [vocabulary.words[i] for i in chosen.tolist()], counts, read.tokens


def _held(
    read: _Read, size: int, repeats: NDArray[np.bool_], writer: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return in how many texts that repeat no other each word stands, and the same with a frequent writer's as one."""
    others, theirs = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    parts, writers = [sparse.csr_matrix((0, size), dtype=np.float32)], [np.zeros(0, dtype=np.int64)]
    for first, part in _count_blocks(read, np.arange(size, dtype=np.int32), size):
        unique, mine = ~repeats[first : first + part.shape[0]], writer[first : first + part.shape[0]]
        others += np.bincount(part[unique & (mine < 0)].indices, minlength=size)
        parts.append(part[unique & (mine >= 0)])
        theirs += np.bincount(parts[-1].indices, minlength=size)
        writers.append(mine[unique & (mine >= 0)])
    once = writers_using(sparse.vstack(parts, format="csr"), np.concatenate(writers))
    return others + theirs, others + once


def _count_blocks(read: _Read, place: NDArray[np.int32], size: int) -> Iterator[tuple[int, sparse.csr_matrix]]:
    """Yield (first text, counts of some texts): texts × words, a word as the column `place` gives it, -1 left out."""
    texts = len(read.offsets) - 1
    for first in range(0, texts, _BLOCK):
        ends = read.offsets[first : min(first + _BLOCK, texts) + 1]
        yield first, counted_words(place[read.tokens[ends[0] : ends[-1]]], ends - ends[0], size)


def automatic_min_documents(texts: int) -> int:
    """Return the texts that a word must stand in: one in four hundred, from 2 to 20."""
    return int(min(max(texts // 400, 2), 20))


class _Tally:
    """How often each word carries each tag, and how often it is part of a place's name."""

    def __init__(self) -> None:
        # Words shifted left plus their tags, in order, and how often each such pair stands.
        self._pairs, self._counts = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self._inside = np.zeros(0, dtype=np.int64)
        self._total = np.zeros(0, dtype=np.int64)

    def add(
        self, words: NDArray[np.int32], tags: NDArray[np.int16], inside: NDArray[np.bool_], size: int
    ) -> None:
        pairs, counts = np.unique(words.astype(np.int64) << _TAG_BITS | tags.astype(np.int64), return_counts=True)
        self._pairs, place = np.unique(np.concatenate([self._pairs, pairs]), return_inverse=True)
        self._counts = np.bincount(place, np.concatenate([self._counts, counts])).astype(np.int64)
        grown = size - len(self._total)
        self._inside = np.pad(self._inside, (0, grown)) + np.bincount(words[inside], minlength=size)
        self._total = np.pad(self._total, (0, grown)) + np.bincount(words, minlength=size)

    def places(self, vocabulary: Vocabulary) -> NDArray[np.bool_]:
        """Return which words are names of places or people by their most frequent tag or by the entities."""
        words, tags = self._pairs >> _TAG_BITS, self._pairs & ((1 << _TAG_BITS) - 1)
        # Of tags as frequent the first by the alphabet.
        by_name = np.argsort(np.argsort(np.array(vocabulary.tags, dtype=object), kind="stable"), kind="stable")
        order = np.lexsort((by_name[tags], -self._counts, words))
        first = order[np.flatnonzero(np.diff(words[order], prepend=-1))]
        names = np.array([tag in NAME_TAGS for tag in vocabulary.tags], dtype=bool)
        named = np.zeros(len(vocabulary), dtype=bool)
        first = first[names[tags[first]]]
        for word, tag in zip(words[first].tolist(), tags[first].tolist(), strict=True):
            named[word] = is_place_word(vocabulary.words[word], vocabulary.tags[tag])
        if len(self._total):
            named |= self._inside * 2 >= np.maximum(self._total, 1)
        return named
