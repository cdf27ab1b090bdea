"""Back from a clause to the complaints under it: each complaint and the clauses that speak to what it raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from govtext.policies.hearing import PLACE_WEIGHTS, Heard
from govtext.policies.queries import strongest
from govtext.policies.ranking import LinkRanker
from govtext.policies.vocabulary import OTHER

# Clauses kept for a complaint.
KEPT = 3


def link_complaints(
    heard: Heard, ranker: LinkRanker, clause_ids: Sequence[str], emphasis: Mapping[str, float], least: float
) -> list[dict[str, Any]]:
    """Return the rows of table `clause_complaints` for a batch.

    Clauses are ranked as for issues, of those that speak to a matter that the complaint raises: a complaint that raises
    none, or mostly matters on which the rules are silent, has none.

    Args:
        heard: what the complaints say.
        ranker: of the clauses.
        clause_ids: of the clauses, in the ranker's order.
        emphasis: how much a word says of the matter.
        least: score that the best clause reaches at least.
    """
    if not clause_ids or not heard.doc_ids:
        return []
    best = ranker.best_each(_queries(heard, emphasis), heard.matters, KEPT, least, heard.asked)
    return [
        {"clause_id": clause_ids[row], "doc_id": doc_id, "rank": rank, "score": score}
        for doc_id, found in zip(heard.doc_ids, best, strict=True)
        for rank, (row, score) in enumerate(found, start=1)
    ]


def _queries(heard: Heard, emphasis: Mapping[str, float]) -> list[dict[str, float]]:
    """Return the words of each complaint that say most of its matter, weighted; none where it raises no matter."""
    says = np.array([emphasis.get(word, OTHER) for word in heard.words])
    weights = PLACE_WEIGHTS[heard.places] * says[heard.numbers]
    ends, numbers = heard.ends.tolist(), heard.numbers
    return [
        strongest(weights[first:last], numbers[first:last], heard.words) if matters else {}
        for (first, last), matters in zip(pairwise(ends), heard.matters, strict=True)
    ]
