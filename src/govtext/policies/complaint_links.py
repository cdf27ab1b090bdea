"""Back from a clause to the complaints under it: each complaint and the clauses that speak to what it raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from govtext.policies.hearing import Heard
from govtext.policies.queries import strongest_each
from govtext.policies.ranking import LinkRanker
from govtext.store import conform

# Clauses kept for a complaint.
KEPT = 3


def link_complaints(
    heard: Heard, ranker: LinkRanker, clause_ids: Sequence[str], emphasis: Mapping[str, float], least: float
) -> pa.Table:
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
    best = ranker.best_each(strongest_each(heard, emphasis), heard.matters, KEPT, least, heard.asked)
    columns = {
        "clause_id": pa.array(clause_ids, pa.string()).take(pa.array(best.row)),
        "doc_id": pa.array(heard.doc_ids, pa.string()).take(pa.array(best.owner)),
        "rank": pa.array(best.rank), "score": pa.array(best.score),
    }
    return conform("clause_complaints", pa.table(columns))
