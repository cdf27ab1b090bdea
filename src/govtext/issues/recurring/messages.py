"""The complaints as columns: what clustering, heat and the rows of issues need of them besides their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.literal_scan import runs
from govtext.store import Source
from govtext.tables import schema
from govtext.vocabulary import CODED

# Messages per batch.
BATCH = 1024


@dataclass(frozen=True)
class Messages:
    """The complaints' columns, in the order of the words table.

    Attributes:
        doc_ids: their ids; place: which row each id has.
        days: day since 1970, NaN where there is no date.
        dates: moment, NaT where there is none.
        authors: number of the writer, -1 where unknown.
        regions: where they are filed.
        likes, dislikes: as the platform counts them.
    """

    doc_ids: list[str]
    place: dict[str, int]
    days: NDArray[np.float64]
    dates: NDArray[np.datetime64]
    authors: NDArray[np.int64]
    regions: list[str | None]
    likes: NDArray[np.int64]
    dislikes: NDArray[np.int64]


def messages_of(documents: Source, words: Source) -> Messages:
    """Return the complaints, in the order of the words table."""
    table = _complaints(documents)
    order = pc.index_in(words.read(["doc_id"])["doc_id"], value_set=table["doc_id"].combine_chunks())
    found = np.asarray(order.drop_null().to_numpy(), dtype=np.int64)
    if not np.array_equal(found, np.arange(table.num_rows)):
        table = table.take(pa.array(found))
    dates = np.asarray(table["date"].to_numpy(), dtype="datetime64[us]")
    whole_days = dates.astype("datetime64[D]")
    doc_ids = table["doc_id"].to_pylist()
    writers, names = _coded(table["author"])
    if "" in names:
        writers[writers == names.index("")] = -1
    regions, region_names = _coded(table["region"])
    shared: list[str | None] = [*region_names, None]
    return Messages(
        doc_ids,
        {doc: at for at, doc in enumerate(doc_ids)},
        np.where(np.isnat(dates), np.nan, whole_days.astype(np.int64).astype(float)),
        dates,
        _as_they_come(writers),
        [shared[at] for at in regions.tolist()],
        _numbers(table["likes"], 0),
        _numbers(table["dislikes"], 0),
    )


def _complaints(documents: Source) -> pa.Table:
    """Return the complaints' columns, read some rows at a time; of writers and regions every name is held once."""
    names = ["doc_id", "date", "author", "region", "likes", "dislikes"]
    fields = [schema("documents").field(name) for name in names]
    coded = pa.dictionary(pa.int32(), pa.string())
    wanted = pa.schema([pa.field(one.name, coded) if one.name in ("author", "region") else one for one in fields])
    parts = [wanted.empty_table()]
    for batch in documents.batches([*names, "kind"]):
        own = batch.filter(pc.equal(batch.column("kind"), "complaint"))
        columns = [
            pc.dictionary_encode(own.column(one.name)) if one.type == coded else own.column(one.name) for one in wanted
        ]
        parts.append(pa.table(columns, schema=wanted))
    return pa.concat_tables(parts).unify_dictionaries()


def _coded(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], list[str]]:
    """Return the numbers of a column's values, -1 where there is none, and the values."""
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0)
    return _numbers(whole.indices, -1).copy(), whole.dictionary.to_pylist()


def _as_they_come(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers in the order of the first text that has each; -1 stays."""
    known = codes >= 0
    _, first, inverse = np.unique(codes[known], return_index=True, return_inverse=True)
    made = codes.copy()
    made[known] = np.argsort(np.argsort(first))[inverse]
    return made


def _numbers(column: pa.Array | pa.ChunkedArray, missing: int) -> NDArray[np.int64]:
    return np.asarray(pc.fill_null(column, missing).to_numpy(zero_copy_only=False), dtype=np.int64)


def word_batches(words: Source, messages: Messages) -> Iterator[pa.RecordBatch]:
    """Return the words and parts of speech of the complaints, batch by batch."""
    for batch in words.batches(["doc_id", *CODED], rows=BATCH, coded=CODED):
        kept = [doc in messages.place for doc in batch.column("doc_id").to_pylist()]
        if any(kept):
            # A filtered batch is a copy: part of a table would be sent to a worker with all of the table.
            yield batch.select(["words", "tags"]).filter(pa.array(kept))


class Values:
    """What a table tells of messages (codes of problems, request types), several values for a message or none.

    Args:
        table: with doc_id and the column; None tells nothing.
        column: of the values.
        messages: which rows are asked about.
    """

    def __init__(self, table: pa.Table | None, column: str, messages: Messages) -> None:
        self._names: list[str] = []
        message, value = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        if table is not None and table.num_rows:
            coded = table[column].combine_chunks().dictionary_encode()
            self._names = coded.dictionary.to_pylist()
            ids = table["doc_id"].to_pylist()
            message = np.fromiter((messages.place.get(doc, -1) for doc in ids), dtype=np.int64, count=len(ids))
            value = _numbers(coded.indices, -1)
        known = (message >= 0) & (value >= 0)
        order = np.argsort(message[known], kind="stable")
        self._value = value[known][order]
        self._starts = np.searchsorted(message[known][order], np.arange(len(messages.doc_ids) + 1))

    def by_frequency(self, members: NDArray[np.int64], group: NDArray[np.int64], groups: int) -> list[list[str]]:
        """Return for each group of messages their values, the most frequent first, equal ones in their order.

        Args:
            members: the messages.
            group: the group of each, from 0.
            groups: how many there are.
        """
        held = self._starts[members + 1] - self._starts[members]
        value = self._value[runs(self._starts[members], held)]
        width = max(len(self._names), 1)
        counts = np.bincount(np.repeat(group, held) * width + value, minlength=groups * width)
        there = np.flatnonzero(counts)
        rank = np.empty(len(self._names), dtype=np.int64)
        rank[sorted(range(len(self._names)), key=self._names.__getitem__)] = np.arange(len(self._names))
        own, value = np.divmod(there, width)
        order = np.lexsort((rank[value], -counts[there], own))
        names = [self._names[at] for at in value[order].tolist()]
        borders = np.searchsorted(own, np.arange(groups + 1)).tolist()
        return [names[first:last] for first, last in pairwise(borders)]
