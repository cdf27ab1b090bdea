"""The complaints that could have a reply, from the table of documents."""

from __future__ import annotations

import datetime
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from govtext.store import Source
from govtext.waiting import Wait, waits


class Asked(NamedTuple):
    """A complaint as the waits want it."""

    doc_id: str
    date: datetime.datetime | None
    replied: datetime.datetime | None
    answered: bool
    source_file: str


def waits_of(documents: Source) -> list[Wait[Asked]]:
    """Return the waits of all complaints: what a file knows of is told by all its rows."""
    messages = []
    columns = ["doc_id", "kind", "date", "reply_date", "reply", "source_file"]
    for batch in documents.batches(columns, 8_192):
        for row in batch.filter(pc.equal(batch.column("kind"), pa.scalar("complaint"))).to_pylist():
            answered = bool(row["reply"] and row["reply"].strip()) or row["reply_date"] is not None
            messages.append(Asked(row["doc_id"], row["date"], row["reply_date"], answered, row["source_file"]))
    return waits(messages)
