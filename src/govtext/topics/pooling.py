"""Short texts put together for fitting: a text of few words says little of which words belong together.

Texts of one author (Hong and Davison 2010) or of one place are added up before the models are
fitted; shares are those of the single texts all the same. It helps where texts are very short and
those put together speak of one subject, and harms where they don't (Mehrotra, Sanner, Buntine and
Xie 2013); compare NPMI and stability with and without it.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pyarrow.compute as pc
from scipy import sparse

from govtext.store import Inputs

# Texts in a pool at the most: a name that stands everywhere makes no pool of half the corpus.
MOST_TEXTS = 30


def pool_keys(inputs: Inputs, doc_ids: list[str], by: str) -> list[str | None]:
    """Return what each text is pooled by: its author, or the rarest place that it shares with another text.

    Args:
        inputs: documents and entities.
        doc_ids: the texts.
        by: "author" or "place".
    """
    if by == "author":
        table = inputs["documents"].read(["doc_id", "author"])
        author = dict(zip(table.column("doc_id").to_pylist(), table.column("author").to_pylist(), strict=True))
        return [author[doc_id] for doc_id in doc_ids]
    named: defaultdict[str, set[str]] = defaultdict(set)
    wanted = set(doc_ids)
    for batch in inputs["entities"].batches(["doc_id", "kind", "text"], rows=65_536):
        places = batch.filter(pc.equal(batch.column("kind"), "place"))
        for doc_id, text in zip(places.column("doc_id").to_pylist(), places.column("text").to_pylist(), strict=True):
            if doc_id in wanted:
                named[doc_id].add(text)
    texts = Counter(place for places in named.values() for place in places)
    return [
        min(
            (place for place in named.get(doc_id, ()) if texts[place] > 1),
            key=lambda place: (texts[place], -len(place), place), default=None,
        )
        for doc_id in doc_ids
    ]


def pooled(counts: sparse.csr_matrix, keys: list[str | None]) -> sparse.csr_matrix:
    """Return pools × words: the counts of texts of one key added up, at most MOST_TEXTS each, in order.

    Args:
        counts: texts × words.
        keys: of each text; one without a key stays by itself.
    """
    held: Counter[str] = Counter()
    place: dict[tuple[str, int], int] = {}
    pools = np.empty(len(keys), dtype=np.int64)
    number = 0
    for text, key in enumerate(keys):
        name = (f"text {text}", 0) if key is None else (f"key {key}", held[key] // MOST_TEXTS)
        if key is not None:
            held[key] += 1
        if name not in place:
            place[name] = number
            number += 1
        pools[text] = place[name]
    ones = np.ones(len(keys), dtype=np.float32)
    adding = sparse.csr_matrix((ones, (pools, np.arange(len(keys)))), (number, len(keys)))
    made = (adding @ counts).tocsr()
    made.sort_indices()
    return made
