"""Messages to issues, however many there are.

A large corpus is clustered by one message of each group of copies. If these are still many, they are searched for
candidates all together, which takes little, and judged and joined in parts that hang together, which takes much:
memory is bounded by the parts, and each may be done by another process.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.blocks import blocks, packed
from govtext.issues.recurring.candidates import LARGE_CORPUS, Candidates
from govtext.issues.recurring.clustering import cluster, judged_pairs, owners, searched
from govtext.issues.recurring.corpus import MessageCorpus
from govtext.issues.recurring.corpus_file import next_texts, put_texts
from govtext.issues.recurring.evidence import Frame, gather, told_by_grams, told_by_words
from govtext.issues.recurring.parts import Part, Stored, of_each, opened, put_aside
from govtext.issues.recurring.repeated import copies
from govtext.issues.recurring.views import Side
from govtext.parallel import Work, give_back_freed_memory, in_threads
from govtext.settings import RecurringSettings

# Messages up to which a corpus is clustered in one, messages of a part and of a block of it.
IN_ONE, PART, BLOCK = 40_000, 20_000, 8_000
# Messages that the latent space of a corpus in parts is taken from.
FRAMED_BY = 20_000


def clustered(
    held: list[MessageCorpus], settings: RecurringSettings, work: Work, names: sparse.csr_matrix | None = None
) -> tuple[NDArray[np.int64], Side]:
    """Return for each message the number of its cluster (its first message), -1 if it stays alone, and the words.

    Args:
        held: the messages, taken out of the list, so that what is no longer needed of a large corpus can be let go.
        settings: thresholds and limits.
        work: processes and threads; the clusters don't depend on them.
        names: messages × names of places (`named_places`), which count in a small corpus.
    """
    if held[0].size <= LARGE_CORPUS:
        owner, evidence = cluster(held.pop(), settings, names, work.workers)
        return owner, evidence.words
    size, texts = held[0].size, held[0].texts
    stand = copies(held[0], settings, work)
    give_back_freed_memory()  # what reading and copies left, which a process keeps otherwise
    kept, group = np.unique(stand, return_inverse=True)
    # The words of all messages tell of the issues in the end: as long as these are sought, they lie on the disk.
    with tempfile.TemporaryFile(prefix="govtext-") as aside:
        put_texts(aside, held[0].words)
        found = _large(held, kept, settings.model_copy(update={"least_messages": 1}), work)
        aside.seek(0)
        words = next_texts(aside)
    owner = found[group]
    first = np.full(len(kept), size, dtype=np.int64)
    np.minimum.at(first, owner, np.arange(size))
    counts = np.bincount(owner, minlength=len(kept))
    side = told_by_words(words, texts, settings.common_share)
    return np.where(counts[owner] >= settings.least_messages, first[owner], -1), side


def _large(
    held: list[MessageCorpus], kept: NDArray[np.int64], settings: RecurringSettings, work: Work
) -> NDArray[np.int64]:
    """Return the cluster of each message that was kept; the corpus is let go before."""
    own = [MessageCorpus.alone(held, kept)]
    give_back_freed_memory()
    if own[0].size <= IN_ONE:
        return cluster(own.pop(), settings, None, work.workers)[0]
    return in_parts(own, settings, work)


def in_parts(held: list[MessageCorpus], settings: RecurringSettings, work: Work) -> NDArray[np.int64]:
    """Return the cluster of each message, a row number; messages of two parts are in two clusters.

    The messages are taken out of the list, and let go when their parts lie on the disk.
    """
    corpus = held[0]
    telling: list[Callable[[], Side]] = [
        partial(told_by_words, corpus.words, corpus.texts, settings.common_share),
        partial(told_by_grams, corpus.grams, corpus.texts),
    ]
    words, grams = in_threads(lambda told: told(), telling, work.workers)
    found = searched(corpus, words, grams, settings, work.workers)
    del telling, words, grams
    give_back_freed_memory()
    block = blocks(corpus.size, (found.left, found.right), found.links, BLOCK, work.workers)
    rows, pairs = packed(block, PART), [(found.left, found.right), found.places]
    del found, block
    give_back_freed_memory()
    frame = Frame.of(corpus, settings.common_share, settings.seed, FRAMED_BY)
    owner = np.arange(corpus.size)
    del corpus
    with put_aside(held, frame, rows, pairs, work.workers) as stored:
        del frame
        joined = of_each(work, partial(cluster_part, settings=settings), stored, "issues: clusters")
        for own, of_part in zip(rows, joined, strict=True):
            owner[own] = own[of_part]
    return owner


def cluster_part(given: Part | Stored, settings: RecurringSettings) -> NDArray[np.int64]:
    """Return the cluster of each message of a part, as a row of the part."""
    part = opened(given)
    size, texts, ((left, right), places) = part.corpus.size, part.corpus.texts, part.pairs
    if size < 2:
        return np.arange(size)
    found = Candidates(left, right, np.zeros(0, dtype=np.float32), places)
    evidence = gather(part.corpus, settings.common_share, settings.seed, part.frame)
    pairs, odds = judged_pairs(part.corpus, evidence, settings, 1, found)
    del given, part, found, evidence, left, right, places  # joining takes as much as they do
    return owners(size, texts, pairs, odds, settings)
