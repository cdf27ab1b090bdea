"""The conditions under which the findings are looked at again: parts of the complaints."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.store import Source

Mask = NDArray[np.bool_]
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
    """The complaints without their texts, by column, in the order of the documents table."""

    doc_ids: list[str]
    regions: list[str | None]
    dates: list[Any]
    sources: list[str]
    repeats: Mask

    @classmethod
    def read(cls, documents: Source) -> Complaints:
        """Return the complaints of the documents table."""
        columns: dict[str, list[Any]] = {name: [] for name in ("doc_id", "region", "date", "source_file")}
        repeats = [np.zeros(0, dtype=bool)]
        seen: dict[str, str] = {}
        for batch in documents.batches(HEAD, 65_536):
            mine = batch.filter(pc.equal(batch.column("kind"), "complaint"))
            for name in ("doc_id", "date"):
                columns[name] += mine.column(name).to_pylist()
            for name in ("region", "source_file"):  # few, so that one object serves all texts
                columns[name] += [one and seen.setdefault(one, one) for one in mine.column(name).to_pylist()]
            repeats.append(np.asarray(mine.column("duplicate_of").is_valid()))
        doc_ids, regions, dates, sources = columns.values()
        return cls(doc_ids, regions, dates, sources, np.concatenate(repeats))


def conditions(complaints: Complaints) -> list[Condition]:
    """Return the parts: all without duplicates, each half of the time, all but one source.

    A part that is nearly all of the complaints, or less than `LEAST_TEXTS`, is none.
    """
    found = [Condition("without_duplicates", "", ~complaints.repeats), *halves(complaints.dates)]
    texts = Counter(complaints.sources)
    sources = sorted(texts, key=lambda name: (-texts[name], name))
    for source in sources[:MOST_SOURCES] if len(sources) > 1 else []:
        found.append(Condition("without_source", source, np.array([one != source for one in complaints.sources])))
    size = len(complaints.doc_ids)
    return [one for one in found if LEAST_TEXTS <= int(one.texts.sum()) < size]


def halves(dates: list[Any]) -> list[Condition]:
    """Return the earlier and the later half of the dated texts; none where they can't be told apart."""
    known = sorted(one for one in dates if one is not None)
    if len(known) < 2 * LEAST_TEXTS or known[0] == known[-1]:
        return []
    middle = known[len(known) // 2]
    earlier = np.array([one is not None and one < middle for one in dates], dtype=bool)
    later = np.array([one is not None and one >= middle for one in dates], dtype=bool)
    day = middle.strftime("%Y-%m-%d")
    return [Condition("earlier_half", day, earlier), Condition("later_half", day, later)]
