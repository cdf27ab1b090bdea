"""From what was read in batches to matrices: texts × terms, runs, names and areas."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.corpus import TITLE_WEIGHT, Runs, Terms

# Share of the texts up to which a run tells something: more repeat a form of address.
MOST_WITH_RUN = 0.005


def counted(
    text: NDArray[np.int32], term: NDArray[np.int32], title: NDArray[np.int32], named: NDArray[np.int32]
) -> tuple[NDArray[np.int32], ...]:
    """Sum equal (text, term): text, term, count in title, count in body, count in names."""
    if not len(text):
        return tuple(np.zeros(0, dtype=np.int32) for _ in range(5))
    # Numbers that hold all of it are sorted many times faster than an order of rows is found.
    least = int(text.min())
    packed = np.sort(((text.astype(np.int64) - least << 32 | term) << 2) | title << 1 | named)
    key = packed >> 2
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    times = np.diff(np.append(first, len(key)))
    in_title, in_names = (np.add.reduceat(packed >> bit & 1, first) for bit in (1, 0))
    columns = (key[first] >> 32) + least, key[first] & 0xFFFFFFFF, in_title, times - in_title, in_names
    return tuple(column.astype(np.int32) for column in columns)


def term_matrices(
    parts: list[tuple[NDArray[np.int32], ...]],
    texts: int,
    kinds: NDArray[np.bool_] | None,
    width: int,
    kind_columns: NDArray[np.int64] | None = None,
) -> Terms:
    """Return the terms' counts in titles and everywhere, and how often each lies in a name.

    Args:
        parts: what `counted` returned for each batch, in order.
        texts: how many there are.
        kinds: for each term, whether it is a kind of place; None if `kind_columns` tells.
        width: one more than the greatest term.
        kind_columns: the terms that are parts of kinds of places.
    """
    text, term, title, body, named = (
        np.concatenate([part[k] for part in parts]) if parts else np.zeros(0, dtype=np.int32) for k in range(5)
    )
    # Terms of one text stay: they are what a title says that no other text says.
    seen = np.zeros(width, dtype=bool)
    seen[term] = True
    keep = np.flatnonzero(seen)
    number = np.empty(width, dtype=np.int32)
    number[keep] = np.arange(len(keep), dtype=np.int32)
    term = number[term]
    documents = np.bincount(term, minlength=len(keep)).astype(np.int32)
    inside = np.bincount(term, weights=named, minlength=len(keep))
    all_of = np.bincount(term, weights=title + body, minlength=len(keep))
    placeness = (inside + 0.2) / (all_of + 1.0)
    if kinds is not None:
        placeness[kinds[keep]] = 0.05
    if kind_columns is not None:
        placeness[number[kind_columns[seen[kind_columns]]]] *= 0.15
    shape = (texts, len(keep))
    indptr = np.searchsorted(text, np.arange(texts + 1)).astype(np.int64)
    matrices = []
    for counts in (title, TITLE_WEIGHT * title + body):
        kept = counts > 0
        rows = np.concatenate(([0], np.cumsum(kept)))[indptr]
        small = np.minimum(counts[kept], 255).astype(np.uint8)
        matrices.append(sparse.csr_matrix((small, term[kept], rows), shape=shape))
    return Terms(matrices[0], matrices[1], placeness.astype(np.float32), documents)


def shared_runs(parts: list[tuple[NDArray[np.int32], NDArray[np.int64]]], texts: int) -> Runs:
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


def core_matrices(found: list[tuple[int, int, bool]], texts: int) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return texts × pairs of characters that tell names apart, of titles and of all that was read."""
    rows = np.array(found, dtype=np.int64).reshape(-1, 3)
    codes, columns = np.unique(rows[:, 1], return_inverse=True)
    made = []
    for kept in (rows[:, 2] == 1, np.ones(len(rows), dtype=bool)):
        at = np.unique(np.column_stack([rows[kept, 0], columns[kept]]), axis=0)
        shape = (texts, max(1, len(codes)))
        made.append(sparse.csr_matrix((np.ones(len(at), dtype=np.float32), (at[:, 0], at[:, 1])), shape=shape))
    return made[0], made[1]


def area_matrix(areas: list[tuple[int, str]], texts: int) -> sparse.csr_matrix:
    """Return texts × areas, 1 where a text names the area, areas in the order of their names."""
    areas = sorted(set(areas))
    codes = {code: number for number, code in enumerate(sorted({area for _, area in areas}))}
    rows = [text for text, _ in areas]
    columns = [codes[area] for _, area in areas]
    return sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(texts, max(1, len(codes))))
