"""A batch of complaints, heard and linked to clauses: what runs in the worker processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from govtext.parallel import no_cycles
from govtext.policies.batch import Frames, readers
from govtext.policies.complaint_links import link_complaints
from govtext.policies.hearing import Evidence, Heard, Proof, hear, proof

if TYPE_CHECKING:
    from govtext.policies.linking import Link
    from govtext.policies.ranking import Asked, LinkRanker

Complaints = tuple[pa.RecordBatch, Evidence]


def hear_batch(complaints: Complaints, frames: Frames) -> Heard:
    """Return what the complaints of a batch of table `words` say, given their pieces of evidence."""
    batch, evidence = complaints
    with no_cycles():
        return hear(batch, evidence, readers(frames).vocabulary, readers(frames).matters)


def hear_and_link(
    complaints: Complaints, frames: Frames, ranker: LinkRanker | None, clause_ids: Sequence[str], least: float
) -> tuple[Heard, pa.Table | None]:
    """Return what `hear_batch` does, and the rows of table `clause_complaints` (see `link_complaints`).

    Without a ranker the rows are left to the caller.
    """
    heard = hear_batch(complaints, frames)
    if ranker is None:
        return heard, None
    return heard, link_complaints(heard, ranker, clause_ids, readers(frames).vocabulary.emphasis, least)


def prove_batch(complaints: Complaints, frames: Frames) -> list[Proof]:
    """Return codes and the words of their evidence, of each complaint of a batch that has any."""
    batch, evidence = complaints
    with no_cycles():
        return [own for own in proof(batch, evidence, readers(frames).vocabulary) if own]


def best_links(asked: list[Asked], ranker: LinkRanker, count: int, least: float) -> list[list[Link]]:
    """Return the best clauses for each of some issues (see `LinkRanker.best_of_all`)."""
    return list(ranker.best_of_all(asked, count, least))


def with_evidence(batches: Iterator[pa.RecordBatch], evidence: Evidence) -> Iterator[Complaints]:
    """Yield each batch with the evidence of its complaints."""
    for batch in batches:
        own = (doc_id for doc_id in batch.column("doc_id").to_pylist() if doc_id in evidence)
        yield batch, {doc_id: evidence[doc_id] for doc_id in own}
