"""Messages to issues, however many there are.

A large corpus is clustered by one message of each group of copies. If these are still many, they are searched for
candidates all together, which takes little, and judged and joined in parts that hang together, which takes much:
memory is bounded by the parts, and each may be done by another process.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.blocks import blocks, packed
from govtext.issues.recurring.candidates import LARGE_CORPUS, Candidates
from govtext.issues.recurring.clustering import cluster, searched
from govtext.issues.recurring.corpus import MessageCorpus
from govtext.issues.recurring.evidence import Frame, gram_side, told_by_words, word_side
from govtext.issues.recurring.parts import Part, parts
from govtext.issues.recurring.repeated import copies
from govtext.issues.recurring.views import Side
from govtext.parallel import Work, give_back_freed_memory
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
    size, words, texts = held[0].size, held[0].words, held[0].texts
    stand = copies(held[0], settings, work)
    give_back_freed_memory()  # what reading and copies left, which a process keeps otherwise
    kept, group = np.unique(stand, return_inverse=True)
    found = _large(held, kept, settings.model_copy(update={"least_messages": 1}), work)
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
    own = MessageCorpus.alone(held, kept)
    give_back_freed_memory()
    if own.size <= IN_ONE:
        return cluster(own, settings, None, work.workers)[0]
    return in_parts(own, settings, work)


def in_parts(corpus: MessageCorpus, settings: RecurringSettings, work: Work) -> NDArray[np.int64]:
    """Return the cluster of each message, a row number; messages of two parts are in two clusters."""
    sides = word_side(corpus.words, corpus.texts, settings.common_share), gram_side(corpus.grams, corpus.texts)
    found = searched(corpus, *sides, settings, work.workers)
    del sides
    give_back_freed_memory()
    block = blocks(corpus.size, (found.left, found.right), found.links, BLOCK)
    rows = packed(block, PART)
    frame = Frame.of(corpus, settings.common_share, settings.seed, FRAMED_BY)
    tasks = parts(corpus, frame, rows, [(found.left, found.right), found.places])
    del found, block
    give_back_freed_memory()  # the workers take theirs now
    owner = np.arange(corpus.size)
    joined = work.map(partial(cluster_part, settings=settings), tasks, what="issues: clusters", total=len(rows))
    for own, of_part in zip(rows, joined, strict=True):
        owner[own] = own[of_part]
    return owner


def cluster_part(part: Part, settings: RecurringSettings) -> NDArray[np.int64]:
    """Return the cluster of each message of a part, as a row of the part."""
    (left, right), places = part.pairs
    found = Candidates(left, right, np.zeros(0, dtype=np.float32), places)
    return cluster(part.corpus, settings, None, 1, found, part.frame)[0]
