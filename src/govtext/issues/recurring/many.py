"""Messages to issues, however many there are: a large corpus is clustered by one message of each group of copies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.recurring.candidates import LARGE_CORPUS
from govtext.issues.recurring.clustering import cluster
from govtext.issues.recurring.corpus import MessageCorpus
from govtext.issues.recurring.evidence import word_side
from govtext.issues.recurring.repeated import copies
from govtext.issues.recurring.views import Side
from govtext.parallel import Work
from govtext.settings import RecurringSettings


def clustered(
    corpus: MessageCorpus, settings: RecurringSettings, work: Work, names: sparse.csr_matrix | None = None
) -> tuple[NDArray[np.int64], Side]:
    """Return for each message the number of its cluster (its first message), -1 if it stays alone, and the words.

    Args:
        corpus: the messages.
        settings: thresholds and limits.
        work: processes and threads; the clusters don't depend on them.
        names: messages × names of places (`named_places`), which count in a small corpus.
    """
    if corpus.size <= LARGE_CORPUS:
        owner, evidence = cluster(corpus, settings, names, work.workers)
        return owner, evidence.words
    stand = copies(corpus, settings, work)
    kept, group = np.unique(stand, return_inverse=True)
    own, _ = corpus.rows(kept, alone=True)
    everyone = settings.model_copy(update={"least_messages": 1})
    found, _ = cluster(own, everyone, None, work.workers)
    owner = found[group]
    first = np.full(len(kept), corpus.size, dtype=np.int64)
    np.minimum.at(first, owner, np.arange(corpus.size))
    counts = np.bincount(owner, minlength=len(kept))
    side = word_side(corpus.words, corpus.texts, settings.common_share)
    return np.where(counts[owner] >= settings.least_messages, first[owner], -1), side
