"""Reading messages: words, pairs of characters, districts, runs of characters and numbered names, counted.

Only the title and the beginning of the body are read: what a message is about stands there, and
long petitions drown it in their history.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.corpus import TITLE_WEIGHT, MessageCorpus, Runs, Terms
from govtext.issues.recurring.numbered import numbered, numbered_matrix
from govtext.issues.recurring.place_names import (
    KINDS,
    city_of,
    cores,
    divisions,
    estate_cores,
    named_words,
    names,
    without_areas,
)
from govtext.parallel import Work

GRAM_BITS = 24
# Characters in a run, and of how many runs one is kept.
RUN, RUNS_SAMPLED = 5, 4
# Share of the texts up to which a run tells something: more repeat a form of address.
MOST_WITH_RUN = 0.005
_WORD = re.compile(r"[一-鿿A-Za-z][一-鿿A-Za-z0-9]+|[0-9]{2,3}(?=路)")
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


def encode_batch(batch: tuple[list[list[str]], list[list[str]]], body_characters: int) -> _Batch:
    """Return the terms of a batch of texts (words, tags)."""
    index: dict[str, int] = {}
    rows: list[tuple[int, int, bool, bool]] = []
    areas: set[tuple[int, str]] = set()
    cities: set[tuple[int, str]] = set()
    pieces: list[str] = []
    masks: list[NDArray[np.bool_]] = []
    titles: list[int] = []
    numbers: list[tuple[int, int, bool]] = []
    named_by: list[tuple[int, int, bool]] = []
    for text, (all_words, all_tags) in enumerate(zip(*batch, strict=True)):
        beginning, title_words = _beginning(all_words, body_characters)
        words, tags, districts = without_areas(beginning, all_tags[: len(beginning)])
        areas.update((text, district) for district in districts if district and len(district) > 1)
        cities.update((text, city) for district in districts if district and (city := city_of(district)))
        spans = names(words, tags)
        named = named_words(words, spans, tags, districts)
        named_by.extend((text, _pair_code(pair), first < title_words) for first, pair in cores(words, tags, spans))
        for at, word in enumerate(words):
            if _WORD.fullmatch(word):
                rows.append((text, index.setdefault(word, len(index)), at < title_words, named[at]))
        lengths = list(map(len, words))
        pieces.append("".join(words))
        masks.append(np.repeat(np.array(named, dtype=bool), lengths))
        titles.append(sum(lengths[:title_words]))
        named_by.extend((text, _pair_code(pair), at < titles[-1]) for at, pair in estate_cores(pieces[-1]))
        numbers.extend((text, code, in_title) for code, in_title in sorted(numbered(pieces[-1], titles[-1])))
    columns = np.array(rows, dtype=np.int32).reshape(-1, 4)
    word_arrays = tuple(columns[:, k] for k in range(4))
    return _Batch(
        len(pieces),
        list(index),
        word_arrays,
        _grams(pieces, masks, titles),
        _runs(pieces),
        numbers,
        named_by,
        sorted(areas),
        sorted(cities),
    )


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
    index: dict[str, int] = {}
    words, grams, runs, numbers_found, named_by, areas, cities, at = [], [], [], [], [], [], [], 0
    for part in work.map(partial(encode_batch, body_characters=body_characters), batches, what="issues: reading"):
        numbers = np.fromiter(
            (index.setdefault(f, len(index)) for f in part.forms), dtype=np.int32, count=len(part.forms)
        )
        words.append(
            _counted(part.words[0] + at, numbers[part.words[1]] if len(numbers) else part.words[1], *part.words[2:])
        )
        grams.append(_counted(part.grams[0] + at, *part.grams[1:]))
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
        _terms(words, at, kinds, len(vocabulary)),
        _terms(grams, at, None, 1 << GRAM_BITS, _hashes_of(KINDS)),
        vocabulary,
        _shared_runs(runs, at),
        *numbered_matrix(numbers_found, at),
        *_core_matrices(named_by, at),
        sparse.csr_matrix((at, 0), dtype=np.float32),
        _area_matrix(areas, at),
        _area_matrix(cities, at),
        _area_matrix([(text, name) for text, name in filed if name.endswith("市")], at),
        authors,
        days,
        at,
    )


def _shared_runs(parts: list[tuple[NDArray[np.int32], NDArray[np.int64]]], texts: int) -> Runs:
    """Return the runs; those of one text are counted only, those of very many are nobody's own words."""
    text = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, dtype=np.int32)
    hashed = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    order = np.lexsort((text, hashed))
    text, hashed = text[order], hashed[order]
    new = np.ones(len(text), dtype=bool)
    new[1:] = (hashed[1:] != hashed[:-1]) | (text[1:] != text[:-1])
    text, hashed = text[new], hashed[new]
    held = np.bincount(text, minlength=texts).astype(np.float32)
    first = np.ones(len(hashed), dtype=bool)
    first[1:] = hashed[1:] != hashed[:-1]
    number = np.cumsum(first) - 1
    count = np.bincount(number) if len(number) else np.zeros(0, dtype=np.int64)
    usual = (count >= 2) & (count <= max(30, int(MOST_WITH_RUN * texts)))
    column = np.cumsum(usual) - 1
    kept = usual[number] if len(number) else np.zeros(0, dtype=bool)
    shape = (texts, int(usual.sum()))
    ones = np.ones(int(kept.sum()), dtype=np.float32)
    return Runs(sparse.csr_matrix((ones, (text[kept], column[number[kept]])), shape=shape), held)


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
) -> Terms:
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
    term = number[term]
    shape = (texts, len(keep))
    indptr = np.searchsorted(text, np.arange(texts + 1)).astype(np.int64)
    matrices = []
    for counts in (title, TITLE_WEIGHT * title + body):
        kept = counts > 0
        rows = np.concatenate(([0], np.cumsum(kept)))[indptr]
        small = np.minimum(counts[kept], 255).astype(np.uint8)
        matrices.append(sparse.csr_matrix((small, term[kept], rows), shape=shape))
    return Terms(matrices[0], matrices[1], placeness[keep].astype(np.float32), documents[keep])


def _core_matrices(found: list[tuple[int, int, bool]], texts: int) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return texts × pairs of characters that tell names apart, of titles and of all that was read."""
    rows = np.array(found, dtype=np.int64).reshape(-1, 3)
    codes, columns = np.unique(rows[:, 1], return_inverse=True)
    made = []
    for kept in (rows[:, 2] == 1, np.ones(len(rows), dtype=bool)):
        at = np.unique(np.column_stack([rows[kept, 0], columns[kept]]), axis=0)
        shape = (texts, max(1, len(codes)))
        made.append(sparse.csr_matrix((np.ones(len(at), dtype=np.float32), (at[:, 0], at[:, 1])), shape=shape))
    return made[0], made[1]


def _area_matrix(areas: list[tuple[int, str]], texts: int) -> sparse.csr_matrix:
    areas = sorted(set(areas))
    codes = {code: number for number, code in enumerate(sorted({area for _, area in areas}))}
    rows = [text for text, _ in areas]
    columns = [codes[area] for _, area in areas]
    return sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(texts, max(1, len(codes))))


def word_batches(table: pa.RecordBatch) -> tuple[list[list[str]], list[list[str]]]:
    """Return (words, tags) of a batch of the words table."""
    return table.column("words").to_pylist(), table.column("tags").to_pylist()
