"""The conditions under which the findings are looked at again: parts of the complaints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.store import Source
from govtext.tables import schema

Mask = NDArray[np.bool_]
Moments = NDArray[np.datetime64]
# Complaints that a part must hold to be a condition.
LEAST_TEXTS = 50
MOST_SOURCES = 6
HEAD = ["doc_id", "kind", "region", "date", "duplicate_of", "source_file"]


@dataclass(frozen=True)
class Condition:
    """A part of the complaints; `detail` says which where there are several of a kind."""

    name: str
    detail: str
    texts: Mask


@dataclass(frozen=True)
class Complaints:
    """The complaints without their texts, by column, in the order of the documents table.

    Attributes:
        doc_ids: one each.
        regions, sources: where they are filed and which file they come from, as numbers of distinct texts.
        dates: moments (us), NaT where there is none.
        repeats: which repeat an earlier one.
    """

    doc_ids: pa.Array
    regions: pa.DictionaryArray
    dates: Moments
    sources: pa.DictionaryArray
    repeats: Mask

    @classmethod
    def read(cls, documents: Source) -> Complaints:
        """Return the complaints of the documents table."""
        names = ["doc_id", "region", "date", "source_file", "duplicate_of"]
        batches = documents.batches(HEAD, 65_536)
        parts = [batch.filter(pc.equal(batch.column("kind"), "complaint")).select(names) for batch in batches]
        content = pa.Table.from_batches(parts, pa.schema([schema("documents").field(name) for name in names]))
        regions, sources = (content[name].combine_chunks().dictionary_encode() for name in ("region", "source_file"))
        dates = np.asarray(content["date"].to_numpy(), dtype="datetime64[us]")
        repeats = np.asarray(content["duplicate_of"].is_valid())
        return cls(content["doc_id"].combine_chunks(), regions, dates, sources, repeats)


def conditions(complaints: Complaints) -> list[Condition]:
    """Return the parts: all without duplicates, each half of the time, all but one source.

    A part that is nearly all of the complaints, or less than `LEAST_TEXTS`, is none.
    """
    found = [Condition("without_duplicates", "", ~complaints.repeats), *halves(complaints.dates)]
    names, numbers = complaints.sources.dictionary.to_pylist(), np.asarray(complaints.sources.indices)
    texts = np.bincount(numbers, minlength=len(names)).tolist()
    sources = sorted(range(len(names)), key=lambda at: (-texts[at], names[at]))
    for source in sources[:MOST_SOURCES] if len(sources) > 1 else []:
        found.append(Condition("without_source", names[source], numbers != source))
    size = len(complaints.doc_ids)
    return [one for one in found if LEAST_TEXTS <= int(one.texts.sum()) < size]


def halves(dates: Moments | list[datetime | None]) -> list[Condition]:
    """Return the earlier and the later half of the dated texts; none where they can't be told apart."""
    moments = np.asarray(dates, dtype="datetime64[us]")
    known = np.sort(moments[~np.isnat(moments)])
    if len(known) < 2 * LEAST_TEXTS or known[0] == known[-1]:
        return []
    middle = known[len(known) // 2]
    day = str(middle.astype("datetime64[D]"))
    return [Condition("earlier_half", day, moments < middle), Condition("later_half", day, moments >= middle)]
