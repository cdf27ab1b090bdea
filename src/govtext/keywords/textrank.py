"""TextRank (Mihalcea and Tarau 2004, "TextRank: bringing order into texts", EMNLP), for a batch of texts at once.

The words of a text are the nodes of a graph; two that stand within a window of each other are
linked, the more often the stronger. A word ranks high that is linked to words that rank high:
s(i) = (1 - d) + d · Σ_j w(ij) / Σ_k w(jk) · s(j). All texts of a batch make one graph without
links between texts, so that an iteration is one product with a sparse matrix.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.keywords.occurrences import Occurrences

# jieba.analyse's window (the word and the four tokens after it) and damping.
WINDOW = 5
DAMPING = 0.85
ITERATIONS = 20
# Two entries are packed into one number: first << 32 | second.
_SHIFT, _LOW = 32, (1 << 32) - 1


def textrank(found: Occurrences, iterations: int = ITERATIONS) -> sparse.csr_matrix:
    """Return texts × words: TextRank scores divided by the highest of the text, 0 to 1.

    Args:
        found: the words of the batch.
        iterations: the scores change by less than 0.85 ** iterations after it.
    """
    nodes = len(found.counts.data)
    if not nodes:
        return found.weighted(np.zeros(0))
    links = _links(found, nodes)
    strength = np.asarray(links.sum(axis=1)).ravel()
    share = np.divide(1.0, strength, out=np.zeros(nodes), where=strength > 0)
    scores = np.ones(nodes)
    for _ in range(iterations):
        scores = (1.0 - DAMPING) + DAMPING * (links @ (scores * share))
    sizes = np.diff(found.counts.indptr)
    filled = found.counts.indptr[:-1][sizes > 0]
    highest = np.repeat(np.maximum.reduceat(scores, filled), sizes[sizes > 0])
    return found.weighted(scores / highest)


def _links(found: Occurrences, nodes: int) -> sparse.csr_matrix:
    """Return entries × entries: how often two stand within a window of each other.

    The links are sorted as single numbers, which takes a fraction of what SciPy takes to sort the rows of a table.
    """
    keys: list[NDArray[np.int64]] = []
    for distance in range(1, WINDOW):
        a, b = found.entry[:-distance], found.entry[distance:]
        linked = np.flatnonzero((a >= 0) & (b >= 0) & (a != b) & (found.rows[:-distance] == found.rows[distance:]))
        a, b = a[linked], b[linked]
        keys += [a << _SHIFT | b, b << _SHIFT | a]
    ordered = np.sort(np.concatenate(keys))
    begins = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    distinct = ordered[begins]
    times = np.diff(begins, append=len(ordered)).astype(np.float64)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(distinct >> _SHIFT, minlength=nodes))])
    links = sparse.csr_matrix((times, distinct & _LOW, indptr), (nodes, nodes))
    links.has_canonical_format = True
    return links
