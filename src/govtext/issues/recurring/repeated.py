"""Messages that repeat one another, found before anything else is asked of a large corpus.

A corpus of a hundred thousand messages holds many that were sent again and again with small changes: as many
neighbours as a message may have are then its own copies, and nothing is left that links it to other messages of
its matter. Copies share runs of characters. Messages with the same run stand beside each other in the order of
the corpus, so each is compared with the next one only, and the cost grows with the number of messages.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.candidates import Pairs
from govtext.issues.recurring.corpus import MessageCorpus, held_by
from govtext.issues.recurring.counting import starts
from govtext.issues.recurring.evidence import Frame, gather
from govtext.issues.recurring.features import shared_ones
from govtext.issues.recurring.judgement import judged
from govtext.issues.recurring.pair_sums import AnyPairs
from govtext.issues.recurring.parts import Part, Stored, of_each, opened, put_aside
from govtext.issues.recurring.together import hanging_together
from govtext.parallel import Work, in_threads
from govtext.settings import RecurringSettings

# Runs of a message by which copies are looked for, and the least share of their runs that copies have in common.
RUNS_ASKED, REPEATED = 8, 0.3
# Log-odds from which a message that repeats another is about its matter.
SURE = 0.0
# Messages judged by a process at once, and pairs compared at once; messages that the latent space is taken from.
ROWS_AT_ONCE, PAIRS_AT_ONCE, FRAMED_BY = 10_000, 200_000, 5_000


def copies(corpus: MessageCorpus, settings: RecurringSettings, work: Work) -> NDArray[np.int64]:
    """Return for each message the one that stands for it and its copies, itself where it has none.

    Args:
        corpus: the messages.
        settings: of the search.
        work: processes that judge.
    """
    left, right = repeating_pairs(corpus, settings.most_texts, work.workers)
    frame = Frame.of(corpus, settings.common_share, settings.seed, FRAMED_BY)
    rows, found = _divided(corpus.size, (left, right)), []
    judge = partial(sure, share=settings.common_share, seed=settings.seed)
    asked = [replace(corpus, senses=corpus.senses[:, :0])]  # no meaning is asked for here
    pairs: list[AnyPairs] = [(left, right)]
    del left, right
    with put_aside(asked, frame, rows, pairs, work.workers) as stored:
        del frame
        for own, certain in zip(rows, of_each(work, judge, stored, "issues: copies"), strict=True):
            found.append(own[np.stack(certain)])
    one, other = np.concatenate([np.zeros((2, 0), dtype=np.int64), *found], axis=1)
    return standing_for(corpus.size, (one, other))


def repeating_pairs(corpus: MessageCorpus, most_texts: int, threads: int = 1) -> Pairs:
    """Return pairs (left < right) of messages that share many runs, each message with the next that has the same run.

    Args:
        corpus: the messages.
        most_texts: runs of more messages than this are not asked.
        threads: that compare.
    """
    shared = corpus.runs.shared
    by_run = _asked(shared, most_texts).tocsc()
    beside = np.ones(max(len(by_run.indices) - 1, 0), dtype=bool)
    ends = by_run.indptr[1:-1]
    beside[ends[(ends > 0) & (ends <= len(beside))] - 1] = False
    keys = by_run.indices[:-1][beside].astype(np.int64) * corpus.size + by_run.indices[1:][beside]
    del by_run, beside
    keys.sort()
    keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    held = corpus.runs.held

    def repeated(start: int) -> NDArray[np.int64]:
        part = keys[start : start + PAIRS_AT_ONCE]
        left, right = part // corpus.size, part % corpus.size
        least = np.maximum(np.minimum(held[left], held[right]), 4)
        found: NDArray[np.int64] = part[shared_ones(shared, left, right) >= REPEATED * least]
        return found

    found = np.concatenate([keys[:0], *in_threads(repeated, range(0, len(keys), PAIRS_AT_ONCE), threads)])
    return found // corpus.size, found % corpus.size


def _asked(shared: sparse.csr_matrix, most_texts: int) -> sparse.csr_matrix:
    """Return the first `RUNS_ASKED` runs of each message that no more than so many messages have.

    Runs are numbered by their hash: the first ones are a sample, and copies have the same sample.
    """
    rare = held_by(shared) <= most_texts
    columns, held = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.int64)]
    for start in range(0, shared.shape[0], ROWS_AT_ONCE):
        rows = shared[start : start + ROWS_AT_ONCE]
        kept = rare[rows.indices]
        indptr = np.concatenate(([0], np.cumsum(kept)))[rows.indptr]
        own = np.diff(indptr)
        first = np.arange(indptr[-1]) - np.repeat(indptr[:-1], own) < RUNS_ASKED
        columns.append(rows.indices[kept][first])
        held.append(np.minimum(own, RUNS_ASKED))
    column = np.concatenate(columns)
    indptr = starts(np.concatenate(held))
    return sparse.csr_matrix((np.ones(len(column), dtype=np.int8), column, indptr), shape=shared.shape)


def _divided(size: int, pairs: Pairs) -> list[NDArray[np.int64]]:
    """Return rows in parts such that messages that hang together by pairs are in one part; those alone in none.

    More messages than twice `ROWS_AT_ONCE` that hang together are cut.
    """
    _, component = hanging_together(_graph(size, pairs))
    held = np.bincount(component)
    rows = np.argsort(component, kind="stable")
    rows = rows[held[component[rows]] > 1]
    if not len(rows):
        return []
    of = component[rows]
    begin = np.searchsorted(of, of)
    begin = np.where(held[of] > ROWS_AT_ONCE, np.arange(len(rows)), begin)
    part = begin // ROWS_AT_ONCE
    return [np.sort(found) for found in np.split(rows, np.flatnonzero(np.diff(part)) + 1)]


def _graph(size: int, pairs: Pairs) -> sparse.coo_matrix:
    return sparse.coo_matrix((np.ones(len(pairs[0]), dtype=np.int8), pairs), shape=(size, size))


def sure(given: Part | Stored, share: float, seed: int) -> Pairs:
    """Return the pairs of a part that are surely about one matter."""
    part = opened(given)
    found = judged(gather(part.corpus, share, seed, like=part.frame), *part.pairs[0])
    good = found.odds >= SURE
    return found.left[good], found.right[good]


def standing_for(size: int, pairs: Pairs) -> NDArray[np.int64]:
    """Return for each message the one of its group that has most links, the first of several."""
    _, component = hanging_together(_graph(size, pairs))
    links = np.bincount(np.concatenate(pairs), minlength=size)
    order = np.lexsort((np.arange(size), -links, component))
    first = np.flatnonzero(np.append(True, np.diff(component[order]) > 0))
    return np.asarray(order[first][component])
