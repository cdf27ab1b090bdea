"""Back from a clause to the complaints under it: each complaint and the clauses that speak to what it raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from govtext.policies.queries import Said, weighed
from govtext.policies.ranking import LinkRanker

# Clauses kept for a complaint.
KEPT = 3


def link_complaints(
    complaints: Sequence[Said],
    ranker: LinkRanker,
    clause_ids: Sequence[str],
    emphasis: Mapping[str, float],
    least: float,
) -> list[dict[str, Any]]:
    """Return the rows of table `clause_complaints` for a batch.

    Clauses are ranked as for issues, of those that speak to a matter that the complaint raises: a complaint that raises
    none, or mostly matters on which the rules are silent, has none.

    Args:
        complaints: what each says.
        ranker: of the clauses.
        clause_ids: of the clauses, in the ranker's order.
        emphasis: how much a word says of the matter.
        least: score that the best clause reaches at least.
    """
    if not clause_ids or not complaints:
        return []
    queries = [weighed(said.words, emphasis) if said.matters else {} for said in complaints]
    raised, asked = [said.matters for said in complaints], [said.asked for said in complaints]
    best = ranker.best_each(queries, raised, KEPT, least, asked)
    return [
        {"clause_id": clause_ids[row], "doc_id": said.doc_id, "rank": rank, "score": score}
        for said, found in zip(complaints, best, strict=True)
        for rank, (row, score) in enumerate(found, start=1)
    ]
