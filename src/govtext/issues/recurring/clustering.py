"""From messages to issues: candidate pairs, judgement, agglomeration."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.candidates import LARGE_CORPUS, Candidates, Pairs, candidate_pairs
from govtext.issues.recurring.context import Context
from govtext.issues.recurring.corpus import Floats, MessageCorpus
from govtext.issues.recurring.evidence import Evidence, common_limit, gather
from govtext.issues.recurring.judgement import (
    Judged,
    Regression,
    in_context,
    judged,
    smallness,
)
from govtext.issues.recurring.linkage import agglomerated, clipped, cluster_links
from govtext.issues.recurring.prior import not_borne_out
from govtext.issues.recurring.together import hanging_together
from govtext.issues.recurring.views import Side
from govtext.parallel import no_cycles
from govtext.settings import RecurringSettings

NEIGHBOURS_IN_LARGE = 10
# Weakest judgement that still puts two messages into one neighbourhood.
LINKED = -0.5
# What is asked of the smallest corpora above the threshold, unless every pair of them is judged: half their odds are
# the prior's.
MORE_IN_SMALL = 1.3
# Neighbourhoods up to this size are judged pair by pair; a larger one is first cut at stronger links.
LARGEST_NEIGHBOURHOOD, LARGEST_IN_LARGE = 800, 60
# Log-odds of a pair that is sure, and share of a group's pairs that must be, for it to start out together.
SURE, DENSE = 4.0, 0.6
# Of so few messages every pair is judged.
ALL_PAIRS = 600


def cluster(
    corpus: MessageCorpus,
    settings: RecurringSettings,
    names: sparse.csr_matrix | None = None,
    threads: int = 1,
) -> tuple[NDArray[np.int64], Evidence]:
    """Return for each message the number of its cluster (its first message), -1 if it stays alone, and the evidence.

    Args:
        corpus: the messages.
        settings: thresholds and limits.
        names: messages × names of places (`named_places`), which count in a small corpus.
        threads: that search and judge pairs; the clusters don't depend on them.
    """
    if names is not None:
        corpus = replace(corpus, names=names)
    evidence = gather(corpus, settings.common_share, settings.seed)
    if corpus.size < 2:
        return np.full(corpus.size, -1, dtype=np.int64), evidence
    pairs, odds = judged_pairs(corpus, evidence, settings, threads)
    return owners(corpus.size, corpus.texts, pairs, odds, settings), evidence


def owners(size: int, texts: int, pairs: Pairs, odds: Floats, settings: RecurringSettings) -> NDArray[np.int64]:
    """Return for each message the number of its cluster (its first message), -1 if it stays alone.

    Args:
        size: messages.
        texts: of the whole corpus.
        pairs, odds: judged pairs and their log-odds.
        settings: thresholds and limits.
    """
    # A large corpus has more near copies of each message, and these come first among the neighbours.
    threshold = settings.threshold + (MORE_IN_SMALL * smallness(texts) if size > ALL_PAIRS else 0)
    odds = clipped(odds + np.float32(not_borne_out(odds, texts, size <= ALL_PAIRS)))
    owner = joined(size, pairs, odds, settings, threshold)
    counts = np.bincount(owner, minlength=size)
    return np.where(counts[owner] >= settings.least_messages, owner, -1)


def joined(size: int, pairs: Pairs, odds: Floats, settings: RecurringSettings, threshold: float) -> NDArray[np.int64]:
    """Return the cluster of each message by its pairs; in a large corpus near copies start out together.

    Args:
        size: number of messages.
        pairs, odds: judged pairs and their log-odds, clipped.
        settings: of the agglomeration.
        threshold: least value at which two clusters are joined.
    """
    start = near_copies(size, pairs, odds) if size > LARGE_CORPUS else np.arange(size)
    clusters, number = np.unique(start, return_inverse=True)
    with no_cycles():
        links = cluster_links(number[pairs[0]], number[pairs[1]], odds, len(clusters))
        return clusters[agglomerated(np.bincount(number), links, settings.best_share, threshold)][number]


def near_copies(size: int, pairs: Pairs, odds: Floats) -> NDArray[np.int64]:
    """Return for each message the first one of its group of messages that nearly all are sure to be one matter.

    Joining them pair by pair costs the square of the group, and changes nothing.
    """
    sure = odds >= SURE
    left, right = pairs[0][sure], pairs[1][sure]
    graph = sparse.coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    groups, component = hanging_together(graph)
    held = np.bincount(component, minlength=groups)
    links = np.bincount(component[left], minlength=groups)
    dense = links >= DENSE * held * (held - 1) / 2
    first = np.full(groups, size, dtype=np.int64)
    np.minimum.at(first, component, np.arange(size))
    return np.where(dense[component], first[component], np.arange(size))


def judged_pairs(
    corpus: MessageCorpus,
    evidence: Evidence,
    settings: RecurringSettings,
    threads: int,
    found: Candidates | None = None,
) -> tuple[Pairs, Floats]:
    """Return candidate pairs, those that share a neighbourhood added, and their log-odds in context.

    Of `ALL_PAIRS` messages or fewer, all pairs and their log-odds.

    Args:
        corpus, evidence: the messages.
        settings: of the search.
        threads: that search and judge.
        found: the candidates, where the messages are part of a corpus that was searched; None searches.
    """
    if corpus.size <= ALL_PAIRS:
        left, right = np.triu_indices(corpus.size, 1)
        every = judged(evidence, left.astype(np.int64), right.astype(np.int64), threads)
        return (every.left, every.right), every.odds
    pairs, context = with_context(corpus, evidence, settings, threads, found)
    return (pairs.left, pairs.right), in_context(evidence, pairs, context, threads)


def with_context(
    corpus: MessageCorpus,
    evidence: Evidence,
    settings: RecurringSettings,
    threads: int,
    found: Candidates | None = None,
    regression: Regression | None = None,
) -> tuple[Judged, Context]:
    """Return candidate pairs, those that share a neighbourhood added, and what the other messages tell of them."""
    found = found or searched(corpus, evidence.words, evidence.grams, settings, threads)
    candidates = found.left.astype(np.int64, copy=False), found.right.astype(np.int64, copy=False)
    pairs = judged(evidence, *candidates, threads, regression)
    context = Context.of(evidence, (pairs.left, pairs.right), pairs.odds, found.places)
    return completed(evidence, candidates, pairs, threads, regression), context


def searched(corpus: MessageCorpus, words: Side, grams: Side, settings: RecurringSettings, threads: int) -> Candidates:
    """Return the candidate pairs of a corpus."""
    neighbours = settings.neighbours
    if corpus.size > LARGE_CORPUS:
        neighbours = min(neighbours, NEIGHBOURS_IN_LARGE)
    limit = min(common_limit(corpus.size, settings.common_share), settings.most_texts)
    return candidate_pairs(corpus, words, grams, neighbours, limit, threads)


def completed(
    evidence: Evidence, candidates: Pairs, pairs: Judged, threads: int, regression: Regression | None = None
) -> Judged:
    """Return the pairs with those added that share a neighbourhood but were no candidates."""
    size = len(evidence.authors)
    near = [all_pairs_keys(group, size) for group in neighbourhoods(size, (pairs.left, pairs.right), pairs.odds)]
    wanted = np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *near]))
    known = candidates[0] * np.int64(size) + candidates[1]
    keys = wanted[~np.isin(wanted, known, assume_unique=True)]
    return pairs.with_more(judged(evidence, keys // size, keys % size, threads, regression))


def all_pairs_keys(group: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return left · size + right for all pairs of a sorted group."""
    a, b = np.triu_indices(len(group), 1)
    return group[a] * np.int64(size) + group[b]


def neighbourhoods(size: int, pairs: Pairs, odds: Floats) -> list[NDArray[np.int64]]:
    """Return groups of three to `LARGEST_NEIGHBOURHOOD` messages that hang together by judged pairs.

    A group that is too large is cut again at stronger links, until it is small enough or the links
    are as strong as they get.
    """
    largest = LARGEST_NEIGHBOURHOOD if size <= LARGE_CORPUS else LARGEST_IN_LARGE
    found: list[NDArray[np.int64]] = []
    waiting = [(np.arange(size), LINKED, pairs, odds)]
    while waiting:
        group, least, (left, right), values = waiting.pop()
        strong = values > least
        left, right, values = left[strong], right[strong], values[strong]
        position = np.full(size, -1, dtype=np.int64) if size < 200_000 else None
        a, b = (_positions(group, left, position), _positions(group, right, position))
        graph = sparse.coo_matrix((np.ones(len(a), dtype=np.int8), (a, b)), shape=(len(group), len(group)))
        _, component = hanging_together(graph)
        order = np.argsort(component, kind="stable")
        held = np.bincount(component)
        order = order[held[component[order]] >= 3]
        for part in np.split(order, np.flatnonzero(np.diff(component[order])) + 1):
            if not len(part):
                continue
            members = group[part]
            if len(part) <= largest:
                found.append(members)
            elif least < 4:
                inside = np.isin(left, members)
                waiting.append((members, least + 0.5, (left[inside], right[inside]), values[inside]))
    return found


def _positions(
    group: NDArray[np.int64], values: NDArray[np.int64], scratch: NDArray[np.int64] | None
) -> NDArray[np.int64]:
    if scratch is None:
        return np.searchsorted(group, values)
    scratch[group] = np.arange(len(group))
    return scratch[values]
