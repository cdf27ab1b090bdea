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
    one, other = [], []
    for distance in range(1, WINDOW):
        a, b = found.entry[:-distance], found.entry[distance:]
        linked = (a >= 0) & (b >= 0) & (a != b) & (found.rows[:-distance] == found.rows[distance:])
        one.append(a[linked])
        other.append(b[linked])
    rows, columns = _both(one, other), _both(other, one)
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), (nodes, nodes))


def _both(one: list[NDArray[np.int64]], other: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate([*one, *other])
