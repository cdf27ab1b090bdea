"""How typical each message is of its issue, and which messages of an issue nearly repeat each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.views import Side
from govtext.literal_scan import distinct

# Members weighed at once.
WEIGHED_AT_ONCE = 65_536
# Evidence of words from which two messages nearly repeat each other, and messages of an issue that are compared.
NEAR_COPY, COMPARED = 0.8, 200
# Pairs of messages compared at once.
PAIRS_AT_ONCE = 2_000_000


def similarities(
    side: Side, member: NDArray[np.int64], starts: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each member's cosine to its issue's mean, and 1 where it nearly repeats another member."""
    similarity, copies = np.zeros(len(member)), np.zeros(len(member))
    for issues in together(np.diff(starts), WEIGHED_AT_ONCE):
        own = slice(int(starts[issues[0]]), int(starts[issues[-1] + 1]))
        words = side.unit_rows("words", part=member[own])
        sizes = np.diff(starts[issues[0] : issues[-1] + 2])
        issue = np.repeat(np.arange(len(issues)), sizes)
        apart, centre, lengths = _centres(words, issue, len(issues))
        length = lengths[issue]
        cosines = np.clip((apart @ centre) / np.where(length, length, 1), 0, 1)
        similarity[own] = np.where(length, cosines, 0)
        copies[own][_near_copies(apart, sizes)] = 1
    return similarity.round(6), copies


def _near_copies(apart: sparse.csr_matrix, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the messages that nearly repeat another one, of the first `COMPARED` of each issue.

    Args:
        apart: messages × words, issue by issue, with columns for each issue apart.
        sizes: messages of each issue.
    """
    ends, found = np.cumsum(sizes), [np.zeros(0, dtype=np.int64)]
    for issues in together(np.minimum(sizes, COMPARED) ** 2, PAIRS_AT_ONCE):
        first, last = ends[issues[0]] - sizes[issues[0]], ends[issues[-1]]
        at = np.arange(first, last) - np.repeat((ends - sizes)[issues], sizes[issues])
        rows = first + np.flatnonzero(at < COMPARED)
        some = apart[rows]
        # Messages of two issues share no column: what is alike lies in one issue.
        alike = sparse.coo_matrix(some @ some.T)
        near = (alike.row != alike.col) & (alike.data >= NEAR_COPY)
        found.append(rows[distinct(alike.row[near])])
    return np.concatenate(found)


def _centres(
    words: sparse.csr_matrix, issue: NDArray[np.int64], issues: int
) -> tuple[sparse.csr_matrix, NDArray[np.float32], NDArray[np.float32]]:
    """Return the words of messages with columns for each issue apart, the sums of these by column, and their length.

    Args:
        words: messages × words.
        issue: the issue of each message, in order.
        issues: how many there are.
    """
    width = words.shape[1]
    columns, at = np.unique(np.repeat(issue, np.diff(words.indptr)) * width + words.indices, return_inverse=True)
    apart = sparse.csr_matrix((words.data, at, words.indptr), shape=(words.shape[0], len(columns)))
    centre = apart.T @ np.ones(words.shape[0], dtype=words.dtype)
    begins = np.searchsorted(columns, np.arange(issues + 1) * width)
    lengths, row = np.zeros(issues, dtype=words.dtype), np.zeros(width, dtype=words.dtype)
    # Each sum in its place in a row of all words: rounding depends on where numbers stand.
    for number, (first, last) in enumerate(pairwise(begins.tolist())):
        place = columns[first:last] - number * width
        row[place] = centre[first:last]
        lengths[number] = np.linalg.norm(row)
        row[place] = 0
    return apart, centre, lengths


def together(messages: NDArray[np.int64], most: int) -> Iterator[range]:
    """Yield issues in ranges of about `most` messages (or pairs of them), one issue at least.

    Args:
        messages: how many each issue has.
        most: messages of a range.
    """
    starts = np.concatenate(([0], np.cumsum(messages)))
    first = 0
    while first < len(messages):
        after = max(first + 1, int(np.searchsorted(starts, starts[first] + most, side="right")) - 1)
        yield range(first, after)
        first = after
