"""Tables read from their files in batches: lists of texts as numbers of distinct texts, which is what files hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

# One row group per so many rows, whatever the batches that a stage yields: the bytes then do not
# depend on how the work was cut up.
ROW_GROUP = 16_384


def table_batches(
    path: Path | None, wanted: pa.Schema, columns: list[str] | None, rows: int, coded: Sequence[str],
    texts: Collection[str] | None = None, only: Collection[int] | None = None,
) -> Iterator[pa.RecordBatch]:
    """Yield a table in record batches of at most `rows` rows, in order.

    Args:
        path: the file.
        wanted: the table's schema.
        columns: all of them where none are named.
        rows: rows of a batch.
        coded: columns of texts, or of lists of texts, that are left dictionary-encoded.
        texts: row groups without a text of these doc_ids may be passed over, where lists of texts are read.
        only: numbers of the batches that are wanted (from 0; `rows` divides ROW_GROUP then), all where it is not given.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    # Numbers are read in half the time of texts, even where they become texts at once. Arrow reads no lists of them
    # across row groups.
    lists = _lists_of_texts(wanted, columns) if ROW_GROUP % rows == 0 else []
    read_as = [f"{column}.list.element" for column in lists]
    read_as += [field.name for field in wanted if field.type == pa.string() and field.name in coded]
    # pre_buffer would hold the compressed columns of all row groups: memory would grow with the file.
    with pq.ParquetFile(path, pre_buffer=False, read_dictionary=read_as) as file:
        if not lists and only is None:
            yield from file.iter_batches(batch_size=rows, columns=columns)
            return
        sought = None if texts is None else pa.array(texts, pa.string())
        of_group = ROW_GROUP // rows
        for group in range(file.num_row_groups):
            here = [at for at in range(of_group) if only is None or group * of_group + at in only]
            if not here:
                continue
            if sought is not None:
                there = pc.is_in(file.read_row_group(group, ["doc_id"])["doc_id"], value_set=sought)
                if not pc.any(there).as_py():
                    continue
            batches = file.iter_batches(batch_size=rows, columns=columns, row_groups=[group])
            for at, batch in enumerate(islice(batches, here[-1] + 1)):
                if only is None or at in here:
                    yield _with_texts(batch, [column for column in lists if column not in coded])


def evenly_spread(batches: int, wanted: int) -> frozenset[int]:
    """Return the numbers of so many of some batches (from 0), evenly spread over them; of no more than wanted all."""
    wanted = min(batches, wanted)
    return frozenset(at for at in range(batches) if (at + 1) * wanted // batches > at * wanted // batches)


def _lists_of_texts(wanted: pa.Schema, columns: Sequence[str] | None) -> list[str]:
    import pyarrow as pa

    kind = pa.list_(pa.string())
    return [field.name for field in wanted if field.type == kind and (columns is None or field.name in columns)]


def _with_texts(batch: pa.RecordBatch, columns: Sequence[str]) -> pa.RecordBatch:
    import pyarrow as pa

    kind = pa.list_(pa.field("element", pa.string()))
    for column in columns:
        at = batch.schema.get_field_index(column)
        batch = batch.set_column(at, batch.schema.field(at).with_type(kind), batch.column(at).cast(kind))
    return batch
