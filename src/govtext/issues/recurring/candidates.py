"""Which pairs of messages are looked at: those that share rare words or names, or a writer.

Exact neighbours of every message cost the square of the corpus. A word that few messages share
costs only the square of those few, so the search goes through rare terms and keeps the nearest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.corpus import Floats, MessageCorpus, Runs, held_by
from govtext.issues.recurring.evidence import BUSY_AUTHOR
from govtext.issues.recurring.near_of_many import last_kept, near_of_many
from govtext.issues.recurring.pair_sums import AnyPairs, PairSums
from govtext.issues.recurring.views import Side
from govtext.parallel import in_threads

WEIGHED_AT_ONCE = 65_536  # rows
# Rows of a small corpus that are multiplied at once with those behind them.
AHEAD_AT_ONCE = 1024
# In a corpus of more messages than this, each is searched by its weightiest terms only.
LARGE_CORPUS, TERMS_IN_LARGE = 10_000, 12
# Least likeness of names of places at which two messages count as of one place.
SAME_PLACE = 0.3
# What one writer links his messages by, where they are put into blocks.
SAME_AUTHOR = 0.3

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
# Rows, columns and values of a matrix.
Entries = tuple[NDArray[np.int64], NDArray[np.int64], Floats]
_NO_ENTRIES: Entries = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))


@dataclass(frozen=True)
class Candidates:
    """Pairs of messages that are looked at.

    Attributes:
        left, right: the pairs (left < right), sorted, without repetition; 32 bits each in a corpus judged in parts.
        links: how much each links, the sum of what the views measured.
        places: pairs of messages whose names of places are alike.
    """

    left: NDArray[Any]
    right: NDArray[Any]
    links: Floats
    places: AnyPairs


def candidate_pairs(
    corpus: MessageCorpus, words: Side, grams: Side, neighbours: int, most_texts: int, threads: int = 1
) -> Candidates:
    """Return the candidates of a corpus.

    Args:
        corpus, words, grams: the messages.
        neighbours: nearest messages kept per message and view.
        most_texts: terms of more texts than this are not searched by.
        threads: that search; the answer doesn't depend on them.
    """
    sums = PairSums(corpus.size)
    places: list[AnyPairs] = []
    asked: list[tuple[Callable[[], sparse.csr_matrix], float]] = [
        *(
            (partial(_searched, side, view, most_texts, threads), least)
            for side, view, least in (
                (grams, "place_grams", 0.15),
                (words, "words", 0.10),
                (grams, "title_place_grams", 0.25),
                (grams, "title_matter_grams", 0.30),
                (words, "matter_words", 0.25),
            )
        ),
        (partial(repeating, corpus.runs), 0.15),
    ]
    for number, (view, least) in enumerate(asked):
        for (left, right), likeness in near_by_rows(view(), neighbours, most_texts, least, threads):
            sums.add((left, right), likeness)
            if number == 0:
                same = likeness >= SAME_PLACE
                places.append((left[same], right[same]))
    by_author = same_author(corpus.authors)
    sums.add(by_author, np.full(len(by_author[0]), SAME_AUTHOR, dtype=np.float32))
    del by_author
    same_place = sums.pairs_of(places)
    del places
    return Candidates(*sums.taken(threads), same_place)


def _searched(side: Side, view: str, most_texts: int, threads: int) -> sparse.csr_matrix:
    """Return the rows that are searched by: in a large corpus the weightiest terms only, some rows at a time."""
    size = side.terms.whole.shape[0]
    if size <= LARGE_CORPUS:
        return side.unit_rows(view, 2, most_texts)

    def some(start: int) -> sparse.csr_matrix:
        rows = side.unit_rows(view, 2, most_texts, slice(start, start + WEIGHED_AT_ONCE))
        return weightiest(rows, TERMS_IN_LARGE)

    return sparse.vstack(list(in_threads(some, range(0, size, WEIGHED_AT_ONCE), threads)), format="csr")


def repeating(runs: Runs) -> sparse.csr_matrix:
    """Return the runs of characters with rows such that a product tells what share of their runs two texts repeat."""
    size = np.sqrt(np.maximum(runs.held, 4))
    shared = runs.shared
    shares = shared.data / np.repeat(size, np.diff(shared.indptr))
    return sparse.csr_matrix((shares, shared.indices, shared.indptr), shape=shared.shape)


def nearest(
    view: sparse.csr_matrix, neighbours: int, most_texts: int, least: float, threads: int = 1
) -> tuple[Pairs, Floats]:
    """Return the nearest neighbours of each row by the product of rows, over rare columns only, and the products."""
    nothing = _NO_ENTRIES[:2], _NO_ENTRIES[2]
    parts = [nothing, *near_by_rows(view, neighbours, most_texts, least, threads)]
    left, right = (np.concatenate([pairs[side] for pairs, _ in parts], dtype=np.int64) for side in (0, 1))
    return (left, right), np.concatenate([products for _, products in parts])


def near_by_rows(
    view: sparse.csr_matrix, neighbours: int, most_texts: int, least: float, threads: int = 1
) -> Iterator[tuple[AnyPairs, Floats]]:
    """Yield the nearest neighbours of some rows after others, as `nearest` returns them."""
    size = view.shape[0]
    texts = held_by(view)
    kept = (texts >= 2) & (texts <= most_texts)
    columns = np.full(view.shape[1], -1, dtype=np.int32)
    columns[kept] = np.arange(int(kept.sum()))
    entries = kept[view.indices]
    indptr = _kept_before(entries, view.indptr)
    shape = size, int(kept.sum())
    rare = sparse.csr_matrix((view.data[entries], columns[view.indices[entries]], indptr), shape=shape)
    del view, entries
    if size > LARGE_CORPUS:
        yield from near_of_many(weightiest(rare, TERMS_IN_LARGE), neighbours, least, threads)
    else:
        ahead = partial(_ahead, rare, rare.T.tocsr(), least)
        alike = list(in_threads(ahead, range(0, size, AHEAD_AT_ONCE), threads))
        rows, columns, products = _top(*_both_ways(alike), size, neighbours)
        yield (rows, columns), products


def _kept_before(kept: NDArray[np.bool_], indptr: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return where rows begin when only some of the entries stay."""
    # As large a row of numbers as there are entries: in 32 bits where these are enough.
    before = np.cumsum(kept, dtype=np.int32 if len(kept) < 1 << 31 else np.int64)
    return np.where(indptr > 0, before[np.maximum(indptr, 1) - 1], 0) if len(kept) else np.zeros_like(indptr)


def _ahead(rare: sparse.csr_matrix, transposed: sparse.csr_matrix, least: float, start: int) -> Entries:
    """Return how like some rows are to those behind them: a product of two rows is the same from either side."""
    own = rare[start : start + AHEAD_AT_ONCE]
    rows, columns, values = _great(own @ transposed[:, start:], least, start)
    columns += start
    behind = columns > rows
    return rows[behind], columns[behind], values[behind]


def _both_ways(alike: list[Entries]) -> Entries:
    """Return entries of some rows after others with those of the columns, by row."""
    rows, columns, values = (np.concatenate(parts) for parts in zip(_NO_ENTRIES, *alike, strict=True))
    both, other = np.concatenate([rows, columns]), np.concatenate([columns, rows])
    order = np.argsort(both, kind="stable")
    return both[order], other[order], np.concatenate([values, values])[order]


def _great(product: sparse.csr_matrix, least: float, start: int) -> Entries:
    """Return the entries of at least some value; rows begin at `start`."""
    # One product in a hundred is as great: what is asked of each is asked of these alone.
    at = np.flatnonzero(product.data >= least)
    rows = np.searchsorted(product.indptr, at, side="right").astype(np.int64) - 1 + start
    return rows, product.indices[at].astype(np.int64), product.data[at]


def weightiest(view: sparse.csr_matrix, terms: int) -> sparse.csr_matrix:
    """Return the rows with their `terms` greatest entries only, more where several are equal to the last."""
    kept = view.data >= np.repeat(last_kept(view.data, view.indptr, terms), np.diff(view.indptr))
    indptr = _kept_before(kept, view.indptr)
    return sparse.csr_matrix((view.data[kept], view.indices[kept], indptr), shape=view.shape)


def _top(
    rows: NDArray[np.int64], columns: NDArray[np.int64], values: Floats, size: int, neighbours: int
) -> Entries:
    """Return the greatest entries of each row, given by row."""
    apart = columns != rows
    rows, columns = rows[apart], columns[apart]
    # The greatest are found first and sorted then; to five digits, as below.
    values = values[apart].round(5)
    indptr = np.searchsorted(rows, np.arange(size + 1))
    good = values >= np.repeat(last_kept(values, indptr, neighbours), np.diff(indptr))
    rows, columns, values = rows[good], columns[good], values[good]
    # Equal values are ordered by row number, so that the answer does not depend on the platform's sort.
    order = np.lexsort((columns, -values, rows))
    rows, columns, values = rows[order], columns[order], values[order]
    first = np.searchsorted(rows, rows, side="left")
    kept = np.arange(len(rows)) - first < neighbours
    return rows[kept], columns[kept], values[kept]


def same_author(authors: NDArray[np.int64]) -> Pairs:
    """Return all pairs of messages by one writer, for writers of at most `BUSY_AUTHOR` messages."""
    counts = np.bincount(np.maximum(authors, 0), minlength=1)
    order = np.argsort(authors, kind="stable")
    order = order[(authors[order] >= 0) & (counts[np.maximum(authors[order], 0)] <= BUSY_AUTHOR)]
    lefts, rights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for apart in range(1, BUSY_AUTHOR):
        same = np.flatnonzero(authors[order[apart:]] == authors[order[:-apart]]) if apart < len(order) else order[:0]
        lefts.append(order[same])
        rights.append(order[same + apart])
    return np.concatenate(lefts).astype(np.int64), np.concatenate(rights).astype(np.int64)
