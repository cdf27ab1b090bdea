"""Columns of lists of texts, plain or dictionary-encoded, as a file of words may be read (`Source.batches`)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def coded_texts(texts: pa.Array) -> pa.DictionaryArray:
    """Return texts dictionary-encoded."""
    return texts if pa.types.is_dictionary(texts.type) else texts.dictionary_encode()


def plain_lists(column: pa.ListArray) -> pa.ListArray:
    """Return the lists with the texts themselves; a missing list is an empty one then."""
    if not pa.types.is_dictionary(column.type.value_type):
        return column
    ends = np.cumsum(pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False))
    return pa.ListArray.from_arrays(
        pa.array(np.concatenate(([0], ends)), pa.int32()), column.flatten().cast(pa.string())
    )


def with_plain_lists(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch whose lists hold the texts themselves."""
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    return pa.record_batch(
        {name: plain_lists(column) if pa.types.is_list(column.type) else column for name, column in columns.items()}
    )
