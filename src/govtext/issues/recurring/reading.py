"""Reading messages: words, pairs of characters, districts, runs of characters and numbered names, counted.

Only the title and the beginning of the body are read: what a message is about stands there, and
long petitions drown it in their history.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate, count
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.corpus import MessageCorpus
from govtext.issues.recurring.counting import area_matrix, core_matrices, counted, shared_runs, term_matrices
from govtext.issues.recurring.numbered import numbered, numbered_matrix
from govtext.issues.recurring.place_names import (
    KINDS,
    WordFacts,
    behind_areas,
    city_of,
    cores,
    divisions,
    estate_cores,
    names_of,
    without_areas,
)
from govtext.parallel import Work, no_cycles

GRAM_BITS = 24
# Characters in a run, and of how many runs one is kept.
RUN, RUNS_SAMPLED = 5, 4
# Words whose facts a process keeps, about 40 MB: beyond, it begins anew.
_MOST_FACTS = 200_000
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@dataclass
class _Batch:
    """One batch as plain arrays: (text, term, in title, in a name) for words and pairs; (text, run) for runs."""

    texts: int
    forms: list[str]
    words: tuple[NDArray[np.int32], ...]
    grams: tuple[NDArray[np.int32], ...]
    runs: tuple[NDArray[np.int32], NDArray[np.int64]]
    numbered: list[tuple[int, int, bool]]
    cores: list[tuple[int, int, bool]]
    areas: list[tuple[int, str]]
    cities: list[tuple[int, str]]


_facts = WordFacts()


def _known_facts() -> WordFacts:
    """Return the facts about words that this process has gathered: looking at a word takes longer than finding it."""
    global _facts
    if len(_facts.words) > _MOST_FACTS:
        _facts = WordFacts()
    return _facts


def encode_batch(batch: tuple[list[list[str]], list[list[str]]], body_characters: int) -> _Batch:
    """Return the terms of a batch of texts (words, tags)."""
    with no_cycles():
        return _encoded(batch, body_characters)


def _encoded(batch: tuple[list[list[str]], list[list[str]]], body_characters: int) -> _Batch:
    facts = _known_facts()
    tokens: list[int] = []
    counts: list[int] = []
    title_words: list[int] = []
    named: list[int] = []
    areas: set[tuple[int, str]] = set()
    cities: set[tuple[int, str]] = set()
    pieces: list[str] = []
    titles: list[int] = []
    numbers: list[tuple[int, int, bool]] = []
    named_by: list[tuple[int, int, bool]] = []
    for text, (all_words, all_tags) in enumerate(zip(*batch, strict=True)):
        words, in_title = _beginning(all_words, body_characters)
        tags = all_tags[: len(words)]
        found = facts.numbers(words, tags)
        shift = len(tokens)
        if not facts.districts.isdisjoint(found):
            words, found, districts = without_areas(facts, words, tags, found)
            areas.update((text, district) for district in districts.values() if len(district) > 1)
            cities.update((text, city) for district in districts.values() if (city := city_of(district)))
            named += [shift + at for at in behind_areas(facts, found, districts)]
        spans = names_of(facts, found)
        for first, last in spans:
            named += range(shift + first, shift + last)
        named_by += [(text, _pair_code(pair), first < in_title) for first, pair in cores(facts, found, spans)]
        tokens += found
        counts.append(len(found))
        title_words.append(in_title)
        pieces.append("".join(words))
        titles.append(sum(map(len, words[:in_title])))
        named_by += [(text, _pair_code(pair), at < titles[-1]) for at, pair in estate_cores(pieces[-1])]
        numbers += [(text, code, told) for code, told in sorted(numbered(pieces[-1], titles[-1]))]
    mask = np.zeros(len(tokens), dtype=bool)
    mask[named] = True
    return _batch_of(
        facts, np.array(tokens, dtype=np.int64), np.array(counts, dtype=np.int64), title_words, mask, pieces, titles,
        numbers, named_by, sorted(areas), sorted(cities),
    )


def _batch_of(
    facts: WordFacts,
    tokens: NDArray[np.int64],
    counts: NDArray[np.int64],
    title_words: list[int],
    named: NDArray[np.bool_],
    pieces: list[str],
    titles: list[int],
    *rest: Any,
) -> _Batch:
    """Number the words that count as words, and put the batch's arrays together."""
    index: dict[str, int] = numbering()
    held, first, tokens = np.unique(tokens, return_index=True, return_inverse=True)
    distinct = held.tolist()
    numbers = np.full(len(distinct), -1, dtype=np.int32)
    order = np.argsort(first)
    order = order[[facts.counted[distinct[at]] for at in order.tolist()]] if len(order) else order
    numbers[order] = [index[facts.words[distinct[at]]] for at in order.tolist()]
    text = np.repeat(np.arange(len(counts)), counts)
    position = np.arange(len(tokens)) - np.repeat(np.cumsum(counts) - counts, counts)
    number = numbers[tokens]
    kept = np.flatnonzero(number >= 0)
    in_title = position < np.array(title_words, dtype=np.int64)[text]
    words = tuple(column[kept].astype(np.int32) for column in (text, number, in_title, named))
    lengths = np.array([facts.lengths[number] for number in distinct], dtype=np.int64)[tokens]
    masks = np.split(np.repeat(named, lengths), np.cumsum([len(piece) for piece in pieces])[:-1])
    return _Batch(len(pieces), list(index), words, _grams(pieces, masks, titles), _runs(pieces), *rest)


def _beginning(words: list[str], body_characters: int) -> tuple[list[str], int]:
    """Return the words up to where the body is read, and how many stand before it."""
    try:
        title = words.index("\n")
    except ValueError:
        return words, len(words)
    body = words[title + 1 : title + 1 + body_characters]
    read = list(accumulate(map(len, body)))
    if len(read) == body_characters and read[-1] < body_characters:  # there are empty words
        read = list(accumulate(map(len, words[title + 1 :])))
    return words[: title + 2 + bisect_left(read, body_characters)], title


@lru_cache(maxsize=1 << 16)
def _pair_code(pair: str) -> int:
    return (ord(pair[0]) << 16 | ord(pair[1])) & 0x7FFFFFFF


def _codes(pieces: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.bool_], NDArray[np.int64]]:
    """Return the characters of all pieces, a line break between; which are letters, Han or digits; and the piece."""
    codes = np.frombuffer("\n".join(pieces).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    usable = (
        ((codes >= 0x4E00) & (codes <= 0x9FFF))
        | ((codes >= 48) & (codes <= 57))
        | ((codes >= 65) & (codes <= 90))
        | ((codes >= 97) & (codes <= 122))
    )
    text = np.repeat(np.arange(len(pieces)), [len(piece) + 1 for piece in pieces])[: len(codes)]
    return codes, usable, text


def _grams(pieces: list[str], masks: list[NDArray[np.bool_]], titles: list[int]) -> tuple[NDArray[np.int32], ...]:
    """Return (text, hashed pair of characters, in title, in a name) for neighbouring letters, Han or digits."""
    codes, usable, text = _codes(pieces)
    if not len(codes):
        return tuple(np.zeros(0, dtype=np.int32) for _ in range(4))
    digit = (codes >= 48) & (codes <= 57)
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


def _runs(pieces: list[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return (text, hash) of runs of `RUN` characters, punctuation left out, one in `RUNS_SAMPLED` by its hash."""
    codes, usable, text = _codes(pieces)
    codes, text = codes[usable], text[usable]
    if len(codes) < RUN:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)
    runs = len(codes) - RUN + 1
    hashed = np.zeros(runs, dtype=np.uint64)
    for offset in range(RUN):
        hashed = (hashed + codes[offset : offset + runs]) * _MULTIPLIER
    hashed ^= hashed >> np.uint64(29)
    kept = (text[:runs] == text[RUN - 1 :]) & (hashed % np.uint64(RUNS_SAMPLED) == 0)
    return text[:runs][kept].astype(np.int32), (hashed[kept] >> np.uint64(1)).astype(np.int64)


def encode(
    batches: Iterable[tuple[list[list[str]], list[list[str]]]],
    authors: NDArray[np.int64],
    days: NDArray[np.int64],
    body_characters: int,
    work: Work,
    regions: Sequence[str | None] = (),
) -> MessageCorpus:
    """Return the messages as numbers.

    Args:
        batches: (words, tags) of the texts, in order, in lists.
        authors, days: see `MessageCorpus`.
        body_characters: how much of the body is read.
        work: how to run.
        regions: the region that the platform files each message under; empty where it tells none.
    """
    index: dict[str, int] = numbering()
    words, grams, runs, numbers_found, named_by, areas, cities, at = [], [], [], [], [], [], [], 0
    for part in work.map(partial(encode_batch, body_characters=body_characters), batches, what="issues: reading"):
        numbers = np.fromiter(map(index.__getitem__, part.forms), dtype=np.int32, count=len(part.forms))
        words.append(
            counted(part.words[0] + at, numbers[part.words[1]] if len(numbers) else part.words[1], *part.words[2:])
        )
        grams.append(counted(part.grams[0] + at, *part.grams[1:]))
        runs.append((part.runs[0] + np.int32(at), part.runs[1]))
        numbers_found += [(text + at, code, in_title) for text, code, in_title in part.numbered]
        named_by += [(text + at, code, in_title) for text, code, in_title in part.cores]
        areas += [(text + at, area) for text, area in part.areas]
        cities += [(text + at, city) for text, city in part.cities]
        at += part.texts
    filed = [(text, name) for text, region in enumerate(regions) for name in divisions(region or "")]
    areas += filed
    vocabulary = list(index)
    kinds = np.array([word in KINDS for word in vocabulary], dtype=bool)
    return MessageCorpus(
        term_matrices(words, at, kinds, len(vocabulary)),
        term_matrices(grams, at, None, 1 << GRAM_BITS, _hashes_of(KINDS)),
        vocabulary,
        shared_runs(runs, at),
        *numbered_matrix(numbers_found, at),
        *core_matrices(named_by, at),
        sparse.csr_matrix((at, 0), dtype=np.float32),
        area_matrix(areas, at),
        area_matrix(cities, at),
        area_matrix([(text, name) for text, name in filed if name.endswith("市")], at),
        authors,
        days,
        at,
    )


def numbering() -> defaultdict[str, int]:
    """Return a table that numbers what it is asked for, in the order of the first asking."""
    return defaultdict(count().__next__)


def _hashes_of(words: Iterable[str]) -> NDArray[np.int64]:
    pieces = sorted(words)
    masks = [np.zeros(len(piece), dtype=bool) for piece in pieces]
    return np.unique(_grams(pieces, masks, [0] * len(pieces))[1]).astype(np.int64)


def word_batches(table: pa.RecordBatch) -> tuple[list[list[str]], list[list[str]]]:
    """Return (words, tags) of a batch of the words table."""
    return table.column("words").to_pylist(), table.column("tags").to_pylist()
