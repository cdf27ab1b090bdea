"""Back from a clause to the complaints under it: each complaint and the clauses that speak to what it raises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from govtext.policies.linking import ClauseIndex
from govtext.policies.matters import SpokenMatters
from govtext.policies.queries import Said

# Clauses kept for a complaint.
KEPT = 3


def link_complaints(
    complaints: Sequence[Said],
    index: ClauseIndex,
    spoken: SpokenMatters,
    clause_ids: Sequence[str],
    share: float,
    least: float,
) -> list[dict[str, Any]]:
    """Return the rows of table `clause_complaints` for a batch.

    A clause stands over a complaint if it speaks to a matter that the complaint raises; the words in common order the
    clauses. A complaint that raises no matter, or mostly matters on which the rules are silent, has none.

    Args:
        complaints: what each says.
        index: the clauses' words.
        spoken: the clauses' matters.
        clause_ids: of the clauses, in the index's order.
        share: weight of a matter beside the share of words covered.
        least: score from which on a clause is kept.
    """
    if not index.size or not complaints:
        return []
    ruled = [spoken.ruled(said.matters) for said in complaints]
    matters = sparse.csr_matrix(spoken.weights([counts for _, counts in ruled]) @ spoken.matrix.T)
    rows: list[dict[str, Any]] = []
    for number, said in enumerate(complaints):
        begin, end = matters.indptr[number], matters.indptr[number + 1]
        if begin == end:
            continue
        clauses = np.sort(matters.indices[begin:end])
        order = np.argsort(matters.indices[begin:end], kind="stable")
        covered = index.covered(said.words, clauses)
        scores = ruled[number][0] * covered + share * matters.data[begin:end][order]
        scores = np.round(np.minimum(1.0, scores), 6)
        best = sorted(np.flatnonzero(scores >= least), key=lambda at: (-scores[at], clauses[at]))[:KEPT]
        rows += [
            {"clause_id": clause_ids[clauses[at]], "doc_id": said.doc_id, "rank": rank, "score": float(scores[at])}
            for rank, at in enumerate(best, start=1)
        ]
    return rows
