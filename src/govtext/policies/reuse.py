"""Passages that a policy takes over from an earlier or higher one.

Texts are compared by winnowed fingerprints of character n-grams (Schleimer, Wilkerson & Aiken 2003), each traced to
the first text in order of date and rank that holds it, so the work grows with the length of the texts, not with their
pairs. Blanks and punctuation do not count.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from govtext.literal_scan import distinct

GRAM, WINDOW = 12, 6
# Pieces no further apart than this belong to one passage: a changed office or number inside it.
BRIDGE = 12
# What stands in more than this share of the texts (and in more than ten) is a formula of the genre.
FORMULA_SHARE, FORMULA_TEXTS = 0.4, 10
_BASE = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Compared:
    """A text made ready: its characters without blanks and punctuation, where each stood, its fingerprints."""

    letters: np.ndarray
    offsets: np.ndarray
    prints: np.ndarray
    places: np.ndarray


@dataclass(frozen=True)
class Passage:
    """A passage of a clause of `target` that stands in a clause of `source` too (all by position).

    Offsets are into title, newline, text, the end exclusive; `same` is the number of characters in common, blanks and
    punctuation not counted.
    """

    target: int
    source: int
    clause: int
    source_clause: int
    start: int
    end: int
    source_start: int
    source_end: int
    same: int


def prepare(text: str) -> Compared:
    """Return a text ready for comparison."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    word = ((codes >= 0x4E00) & (codes <= 0x9FFF)) | ((codes >= 48) & (codes <= 57))
    offsets = np.flatnonzero(word).astype(np.int32)
    letters = codes[offsets]
    if len(letters) < GRAM:
        return Compared(letters, offsets, np.empty(0, np.uint64), np.empty(0, np.int32))
    count = len(letters) - GRAM + 1
    hashes = np.zeros(count, dtype=np.uint64)
    wide = letters.astype(np.uint64)
    with np.errstate(over="ignore"):
        for shift in range(GRAM):
            hashes = hashes * _BASE + wide[shift : shift + count]
        hashes ^= hashes >> np.uint64(29)
    if count <= WINDOW:
        places = np.array([int(hashes.argmin())], dtype=np.int32)
    else:
        windows = np.lib.stride_tricks.sliding_window_view(hashes, WINDOW)
        places = distinct(windows.argmin(axis=1) + np.arange(len(windows))).astype(np.int32)
    return Compared(letters, offsets, hashes[places], places)


def passages(texts: list[Compared], spans: list[list[tuple[int, int]]], least: int) -> Iterator[Passage]:
    """Yield the passages of each text's clauses that stand in a clause of an earlier text.

    Args:
        texts: in order: the earlier before the later, on one day the higher before the lower.
        spans: per text, start and end of each clause (offsets into title, newline, text), in order.
        least: characters that a passage must have in common with its source.
    """
    if len(texts) < 2:
        return
    bounds = [_bounds(text, clauses) for text, clauses in zip(texts, spans, strict=True)]
    clause = np.concatenate([_clause_of(text, bound) for text, bound in zip(texts, bounds, strict=True)])
    prints = np.concatenate([text.prints for text in texts])[clause >= 0]
    owner = np.repeat(np.arange(len(texts)), [len(text.prints) for text in texts])[clause >= 0]
    places = np.concatenate([text.places for text in texts])[clause >= 0]
    clause = clause[clause >= 0]
    if not len(prints):
        return
    _, first, which = np.unique(prints, return_index=True, return_inverse=True)
    origin = first[which]
    # In how many texts each print stands: of print and text, in order, the different ones.
    pairs = np.sort(which * len(texts) + owner)
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    spread = np.bincount(pairs // len(texts), minlength=len(first))[which]
    formula = spread > max(FORMULA_TEXTS, FORMULA_SHARE * len(texts))
    taken = np.flatnonzero((owner[origin] != owner) & ~formula)
    common: dict[int, list[int]] = defaultdict(list)
    for target, place in zip(owner[formula].tolist(), places[formula].tolist(), strict=True):
        common[target].append(place)
    matches: dict[tuple[int, int, int, int], list[tuple[int, int]]] = defaultdict(list)
    start = origin[taken]
    columns = (owner[taken], clause[taken], owner[start], clause[start], places[taken], places[start])
    for target, inside, source, held, place, source_place in zip(*(column.tolist() for column in columns), strict=True):
        matches[target, inside, source, held].append((place, source_place))
    for target, inside, source, held in sorted(matches):
        seeds = sorted(matches[target, inside, source, held])
        limits = (*bounds[target][inside].tolist(), *bounds[source][held].tolist())
        for chain in _chains(texts[target].letters, texts[source].letters, seeds, limits):
            same = sum(length for _, _, length in chain)
            head, tail = chain[0], chain[-1]
            known = common[target]
            formulas = bisect_left(known, tail[0] + tail[2]) - bisect_left(known, head[0])
            # A passage of which most prints are formulas grew from a print at its edge.
            if same >= least and formulas * 2 * WINDOW <= same:
                a, b = texts[target].offsets, texts[source].offsets
                yield Passage(
                    target, source, inside, held, int(a[head[0]]), int(a[tail[0] + tail[2] - 1]) + 1,
                    int(b[head[1]]), int(b[tail[1] + tail[2] - 1]) + 1, same,
                )


def _bounds(text: Compared, clauses: list[tuple[int, int]]) -> np.ndarray:
    """Return the clauses' first and end places among the letters, shape (clauses, 2)."""
    return np.searchsorted(text.offsets, np.array(clauses, dtype=np.int64).reshape(-1, 2))


def _clause_of(text: Compared, bounds: np.ndarray) -> np.ndarray:
    """Return the clause that each fingerprint lies in whole, -1 for none."""
    if not len(bounds):
        return np.full(len(text.places), -1)
    found = np.searchsorted(bounds[:, 0], text.places, side="right") - 1
    inside = (found >= 0) & (text.places + GRAM <= bounds[found, 1])
    return np.where(inside, found, -1)


def _chains(
    a: np.ndarray, b: np.ndarray, seeds: list[tuple[int, int]], limits: tuple[int, int, int, int]
) -> Iterator[list[tuple[int, int, int]]]:
    """Yield runs of equal blocks that lie close together in both texts."""
    chain: list[tuple[int, int, int]] = []
    for block in _blocks(a, b, seeds, limits):
        if chain:
            last = chain[-1]
            gap, source_gap = block[0] - last[0] - last[2], block[1] - last[1] - last[2]
            if not (0 <= gap <= BRIDGE and 0 <= source_gap <= BRIDGE):
                yield chain
                chain = []
        chain.append(block)
    if chain:
        yield chain


def _blocks(
    a: np.ndarray, b: np.ndarray, seeds: list[tuple[int, int]], limits: tuple[int, int, int, int]
) -> list[tuple[int, int, int]]:
    """Return runs of equal characters (place in a, place in b, length) grown from the seeds, without overlap.

    `limits` are first and end of the clause in a, then in b.
    """
    found: list[tuple[int, int, int]] = []
    floor, end, source_floor, source_end = limits
    for x, y in seeds:
        if found:
            last = found[-1]
            floor = last[0] + last[2]
            if x < floor:
                continue
        while x > floor and y > source_floor and a[x - 1] == b[y - 1]:
            x, y = x - 1, y - 1
        span = min(end - x, source_end - y)
        differ = np.flatnonzero(a[x : x + span] != b[y : y + span])
        length = int(differ[0]) if len(differ) else span
        if length >= GRAM:
            found.append((x, y, length))
    return found
