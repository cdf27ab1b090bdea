"""Segmentation into words: jieba's words (0.42.1), a batch of texts at a time.

jieba looks at one character after the other; here every step is done for all texts of a batch at
once, on arrays, with jieba's numbers in jieba's order. Nothing is approximated: the words are the
same for every text and dictionary (tests/property/test_segmentation.py). Two things stay with
jieba itself: adding words to the dictionary, and blocks too long to gain from arrays.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.parallel import keep_freed_memory
from govtext.words.batch import (
    ALPHANUMERIC,
    CHARACTERS,
    FIRST_HAN,
    LAST_HAN,
    Batch,
    CutBatch,
    cover,
    cut_at,
    join_texts,
    places_in,
    runs,
    stretches,
)
from govtext.words.best_route import Edges, best_lengths, find_words, trace
from govtext.words.dictionary import Dictionary, Entry, cut_with_jieba, load_dictionary, rows_of_jieba
from govtext.words.prefix_table import PrefixTable
from govtext.words.tagging import Tagger
from govtext.words.unknown_words import cut_rows

# finalseg's re_skip: how a row without Han characters is cut.
_LATIN = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
# For a handful of blocks a step over arrays costs more than jieba's loop.
LONGEST_BLOCK = 200
# Characters per batch of arrays: enough to pay for the steps, few enough for the processor's cache.
BATCH_CHARACTERS = 150_000
_EMPTY = np.zeros(0, dtype=np.int64)
# First characters, and one past the last characters, of rows of single characters.
Rows = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class SegmenterConfiguration:
    """What a segmenter is made of; it pickles, so that every process can make its own.

    Attributes:
        entries: the study's words in the order of adding: (word, frequency or None, tag or None).
        hmm: whether jieba's model for words that the dictionary lacks is used.
        engine: "arrays" (this module) or "jieba" (jieba's own loop: the same words, slower).
    """

    entries: tuple[Entry, ...] = ()
    hmm: bool = True
    engine: str = "arrays"


@lru_cache(maxsize=4)
def segmenter(configuration: SegmenterConfiguration) -> Segmenter:
    """Return this process' segmenter for a configuration."""
    return Segmenter(configuration)


class Segmenter:
    """Cuts texts into jieba's words."""

    def __init__(self, configuration: SegmenterConfiguration | None = None) -> None:
        self.configuration = configuration or SegmenterConfiguration()

    @cached_property
    def dictionary(self) -> Dictionary:
        """jieba's dictionary with the study's words."""
        keep_freed_memory()
        return load_dictionary(self.configuration.entries)

    @property
    def _table(self) -> PrefixTable:
        return self.dictionary.table

    @cached_property
    def tagger(self) -> Tagger:
        """The tagger for this dictionary."""
        return Tagger(self.dictionary, self.configuration.hmm)

    def tag(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the part of speech of every word of every text, as jieba.posseg has it."""
        tags: list[list[str]] = self.cut_and_tag_arrow(texts)[1].to_pylist()
        return tags

    def cut(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the words of every text; joined they are the text."""
        return [words for part in portions(texts) for words in self.cut_batch(part).words()]

    def cut_arrow(self, texts: Sequence[str]) -> Any:
        """Return the words of every text as an Arrow array of lists of strings."""
        import pyarrow as pa

        parts = [self.cut_batch(part).arrow() for part in portions(texts)]
        return pa.concat_arrays(parts) if parts else pa.array([], type=pa.list_(pa.string()))

    def cut_and_tag_arrow(self, texts: Sequence[str]) -> tuple[Any, Any]:
        """Return words and parts of speech of every text, each as an Arrow array of lists of strings."""
        import pyarrow as pa

        words, tags = [], []
        for part in portions(texts):
            cut = self.cut_batch(part)
            words.append(cut.arrow())
            tags.append(self.tagger.arrow(cut, self.tagger.codes(cut)))
        empty = [pa.array([], type=pa.list_(pa.string()))]
        return pa.concat_arrays(words or empty), pa.concat_arrays(tags or empty)

    def cut_batch(self, texts: Sequence[str]) -> CutBatch:
        """Return where the words of the texts begin and end; all texts are held at once."""
        batch = join_texts(texts)
        if self.configuration.engine == "jieba":
            return self._cut_with_jieba(batch)
        first = batch.outside_blocks()
        short = batch.block_lengths <= LONGEST_BLOCK
        starts, lengths = batch.block_starts[short], batch.block_lengths[short]
        singles, longer = find_words(self._table, batch.looked_up)
        chosen = best_lengths(singles, longer, starts, lengths)
        trace(chosen, starts, lengths, first)
        covered = cover(len(first), starts, lengths)
        rows = [(_EMPTY, _EMPTY)]
        if self.configuration.hmm:
            rows.append(self._cut_unknown(batch, first, covered, longer))
        else:
            _join_latin(batch.codes, first, covered)
        long = zip(batch.block_starts[~short].tolist(), batch.block_lengths[~short].tolist(), strict=True)
        for start, length in long:
            rows.append(self._cut_one(batch.joined[start : start + length], start, first))
        cut = cut_at(batch, first, *_sorted_rows(rows))
        return replace(cut, keys=_keys(cut, longer))

    def _cut_with_jieba(self, batch: Batch) -> CutBatch:
        first = np.zeros(len(batch.codes), dtype=np.bool_)
        rows = [(_EMPTY, _EMPTY)]
        for start, text in zip(batch.text_starts.tolist(), batch.texts, strict=False):
            if text:
                rows.append(self._cut_one(text, start, first))
        return cut_at(batch, first, *_sorted_rows(rows))

    def _cut_one(self, text: str, start: int, first: NDArray[np.bool_]) -> Rows:
        """Let jieba itself cut a stretch of the batch; return its rows."""
        _mark(first, start, cut_with_jieba(self.dictionary, text, self.configuration.hmm))
        rows = rows_of_jieba(self.dictionary, text) if self.configuration.hmm else []
        borders = np.array(rows, dtype=np.int64).reshape(-1, 2) + start
        return borders[:, 0], borders[:, 1]

    def _cut_unknown(
        self, batch: Batch, first: NDArray[np.bool_], covered: NDArray[np.bool_], longer: list[Edges]
    ) -> Rows:
        """Cut every row of single characters that is no word itself; return where the rows begin and end."""
        starts, ends = runs(_single(first, covered))
        unknown = (ends - starts > 1) & ~_are_words(starts, ends, longer)
        starts, ends = starts[unknown], ends[unknown]
        inside = places_in(starts, ends)
        codes = batch.codes[inside]
        han = (codes >= FIRST_HAN) & (codes <= LAST_HAN)
        first[inside] = False
        han_starts, han_ends = stretches(inside[han])
        first[cut_rows(batch.codes, han_starts, han_ends - han_starts)] = True
        if self.dictionary.force_split:
            self._split_forced(batch.joined, first, han_starts, han_ends)
        latin_starts, latin_ends = stretches(inside[~han])
        first[latin_starts] = True
        signs = inside[~han & ~ALPHANUMERIC.take(codes)]
        for number in np.unique(np.searchsorted(latin_starts, signs, side="right") - 1).tolist():
            start = int(latin_starts[number])
            _mark(first, start, [p for p in _LATIN.split(batch.joined[start : latin_ends[number]]) if p])
        return starts, ends

    def _split_forced(
        self, joined: str, first: NDArray[np.bool_], starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> None:
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            borders = [*(start + np.flatnonzero(first[start:end])).tolist(), end]
            for a, b in itertools.pairwise(borders):
                if joined[a:b] in self.dictionary.force_split:
                    first[a:b] = True


def portions(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the texts in order, in batches of about BATCH_CHARACTERS characters."""
    begin, held = 0, 0
    for number, text in enumerate(texts):
        held += len(text)
        if held >= BATCH_CHARACTERS:
            yield texts[begin : number + 1]
            begin, held = number + 1, 0
    if begin < len(texts):
        yield texts[begin:]


def segment_lines(lines: Sequence[str], entries: Sequence[Entry] = (), plain: bool = False) -> list[str]:
    """Return every line's words separated by single spaces; blanks of the line are no words.

    Args:
        lines: one text each.
        entries: the study's words.
        plain: use jieba's own dictionary only.
    """
    cutter = segmenter(SegmenterConfiguration(() if plain else tuple(entries)))
    return [" ".join(word for word in words if not word.isspace()) for words in cutter.cut(lines)]


def _sorted_rows(rows: Sequence[Rows]) -> Rows:
    starts, ends = np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])
    order = np.argsort(starts, kind="stable")
    return starts[order], ends[order]


def _single(first: NDArray[np.bool_], covered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    alone = first & covered
    alone[:-1] &= first[1:]
    return alone


def _are_words(starts: NDArray[np.int64], ends: NDArray[np.int64], longer: list[Edges]) -> NDArray[np.bool_]:
    found = np.zeros(len(starts), dtype=np.bool_)
    sizes = ends - starts
    for edges in longer:
        rows = np.flatnonzero(sizes == edges.length)
        at = np.searchsorted(edges.starts, starts[rows])
        found[rows] = edges.starts.take(at, mode="clip") == starts[rows]
    return found


def _keys(cut: CutBatch, longer: list[Edges]) -> NDArray[np.int32]:
    """Return the keys of the words (see `CutBatch`): what was looked up need not be looked up again."""
    first, sizes = cut.batch.codes[cut.starts], cut.ends - cut.starts
    keys = np.where((sizes == 1) & (first < CHARACTERS), first, 0).astype(np.int32)
    at = np.zeros(len(cut.batch.codes), dtype=np.int32)
    several = np.flatnonzero(sizes > 1)
    starts, sizes = cut.starts[several], sizes[several].astype(np.int32)
    for edges in longer:
        at[edges.starts] = edges.nodes + np.int32(CHARACTERS)
        words = np.flatnonzero(sizes == edges.length)
        keys[several[words]] = at[starts[words]]
        at[edges.starts] = 0
    return keys


def _join_latin(codes: NDArray[np.uint32], first: NDArray[np.bool_], covered: NDArray[np.bool_]) -> None:
    """Join letters and digits that stand alone, as jieba does without its model."""
    alone = _single(first, covered) & ALPHANUMERIC.take(codes)
    first[1:][alone[1:] & alone[:-1]] = False


def _mark(first: NDArray[np.bool_], start: int, words: Sequence[str]) -> None:
    ends = start + np.cumsum([len(word) for word in words])
    first[start : ends[-1]] = False
    first[start] = True
    first[ends[:-1]] = True
