"""The wider problem that an issue belongs to: the same matter wherever it is (施工噪音, 学位, 停车费).

Issues are joined by what their matters share, places left out: average linkage on the cosine of
their matter words' mean. The wider problem is named by the words that weigh most in it and that most of
its issues speak of.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.imports import one_by_one

# Cosine distance up to which issues share a problem, and the most issues linked exactly.
DISTANCE = 0.82
MOST_ISSUES = 3000
WORDS_IN_NAME = 2


def wider_problems(matters: sparse.csr_matrix, messages: NDArray[np.int64], vocabulary: list[str]) -> list[str | None]:
    """Return for each issue the name of its wider problem, None where no other issue shares it.

    Args:
        matters: issues × words, the sum of the weights of matter of their messages.
        messages: how many each issue has.
        vocabulary: the word behind each column.
    """
    issues = len(messages)
    if issues < 2:
        return [None] * issues
    with one_by_one:
        from scipy.cluster.hierarchy import fcluster, linkage
        from scipy.spatial.distance import squareform

    means = _unit(matters)
    # Issues come with the largest first choice: beyond the limit the smaller ones follow their nearest.
    exact = np.argsort(-messages, kind="stable")[:MOST_ISSUES]
    chosen = means[exact]
    distances = np.clip(1 - (chosen @ chosen.T).toarray(), 0, 1).astype(np.float64)
    np.fill_diagonal(distances, 0)
    groups = np.zeros(issues, dtype=np.int64)
    groups[exact] = fcluster(linkage(squareform(distances, checks=False), "average"), DISTANCE, "distance")
    if issues > MOST_ISSUES:
        # Words × problems by rows, once for all parts.
        centres = sparse.csr_matrix(_unit(_sums(chosen, groups[exact] - 1)).T)
        rest = np.setdiff1d(np.arange(issues), exact)
        for start in range(0, len(rest), MOST_ISSUES):
            part = rest[start : start + MOST_ISSUES]
            alike = (means[part] @ centres).toarray()
            groups[part] = np.where(alike.max(axis=1) >= 1 - DISTANCE, alike.argmax(axis=1) + 1, 0)
    held = np.bincount(groups)
    # A word that few of a problem's issues speak of does not name it, however often they do: it is a place's.
    spoken = means.copy()
    spoken.data[:] = 1
    share = sparse.diags_array(1 / np.maximum(held, 1)) @ _sums(spoken, groups)
    named = held > 1
    named[0] = False
    names = _names(sparse.csr_matrix(_sums(means, groups).multiply(share)), named, vocabulary)
    return [names[group] if named[group] else None for group in groups.tolist()]


def _sums(rows: sparse.csr_matrix, group: NDArray[np.int64]) -> sparse.csr_matrix:
    shape = (int(group.max()) + 1, rows.shape[0])
    return (
        sparse.csr_matrix((np.ones(len(group), dtype=np.float32), (group, np.arange(len(group)))), shape=shape) @ rows
    )


def _unit(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags_array(1 / np.where(lengths == 0, 1, lengths)) @ rows)


def _names(groups: sparse.csr_matrix, wanted: NDArray[np.bool_], vocabulary: list[str]) -> list[str]:
    """Return the words that weigh most in each wanted group, equal ones in their order; nothing for the others."""
    names = [""] * groups.shape[0]
    values = groups.data.round(5)
    for at in np.flatnonzero(wanted).tolist():
        own = slice(int(groups.indptr[at]), int(groups.indptr[at + 1]))
        words, weights = groups.indices[own], values[own]
        if len(weights) > WORDS_IN_NAME:
            first = weights >= np.partition(weights, -WORDS_IN_NAME)[-WORDS_IN_NAME]
            words, weights = words[first], weights[first]
        ranked = sorted(
            (-weight, vocabulary[word]) for weight, word in zip(weights.tolist(), words.tolist(), strict=True)
        )
        names[at] = "、".join(word for _, word in ranked[:WORDS_IN_NAME])
    return names
