"""The topic with the largest share of each text, found batch by batch: a text has a row for each of its topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from govtext.store import Source
    from govtext.text_rows import TextRows

# Rows read at a time.
ROWS = 65_536


def main_topics(texts: TextRows, topics: Source) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return of each text its main topic and that one's share, of equal shares the lower number; -1 where it has none.

    Args:
        texts: the texts.
        topics: the table document_topics.
    """
    topic, weight = np.full(len(texts), -1, np.int64), np.full(len(texts), -np.inf)
    for batch in topics.batches(["doc_id", "topic_id", "weight"], ROWS, ["doc_id"]):
        # Not Arrow's index_in: it would hash all texts for every batch.
        at = texts.find(batch.column("doc_id"))
        kept = np.flatnonzero(at >= 0)
        at, number = at[kept], batch.column("topic_id").to_numpy(zero_copy_only=False)[kept]
        share = batch.column("weight").fill_null(0.0).to_numpy(zero_copy_only=False)[kept]
        # The largest share first, of equal ones the lower number: each text's first row is its topic.
        order = np.lexsort((number, -share))
        first = order[np.unique(at[order], return_index=True)[1]]
        at, number, share = at[first], number[first], share[first]
        better = (share > weight[at]) | ((share == weight[at]) & (number < topic[at]))
        topic[at[better]], weight[at[better]] = number[better], share[better]
    return topic, weight
