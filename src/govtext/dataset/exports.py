"""A table of the data set as every format takes it: defined, and read in batches as often as needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from govtext.tables import Table

# Rows of a Parquet row group: all that a writer holds at a time.
ROW_GROUP = 16_384
DATE, FIRST_PADDED_YEAR = "%Y-%m-%d %H:%M:%S", 1_000
# What Python takes for a blank (str.isspace), as members of a class of Arrow's regular expressions.
BLANK = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
ARROW = {"string": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(),
         "timestamp": pa.timestamp("us"), "strings": pa.list_(pa.string())}


@dataclass(frozen=True)
class Export:
    """A table to write.

    Attributes:
        definition: its columns.
        read: called with names of columns for the rows, in order, as record batches with these
            columns; may be called again.
        count: number of rows.
        known: columns that were counted → rows without a value.
    """

    definition: Table
    read: Callable[[list[str]], Iterator[pa.RecordBatch]]
    count: int
    known: dict[str, int] = field(default_factory=dict, compare=False)

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return [column.name for column in self.definition.columns]

    def batches(self, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the rows in order; only the named columns where some are named."""
        return self.read(self.names if columns is None else columns)

    def counted(self, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield what `batches` yields, and know at its end how many rows have no value: `missing` reads no more."""
        found = dict.fromkeys(self.names if columns is None else columns, 0)
        for batch in self.batches(columns):
            for name in found:
                found[name] += _missing(batch.column(name))
            yield batch
        self.known.update(found)

    @property
    def counts_known(self) -> bool:
        """Whether `missing` reads nothing."""
        return all(name in self.known for name in self.names)

    @property
    def missing(self) -> Mapping[str, int]:
        """Column → number of rows without a value: null, or an empty text."""
        unknown = [name for name in self.names if name not in self.known]
        if unknown:
            for _ in self.counted(unknown):
                pass
        return self.known

    def without(self, names: set[str]) -> Export:
        """Return the same table without some columns."""
        kept = [column for column in self.definition.columns if column.name not in names]
        table = Table(self.definition.name, self.definition.folder, self.definition.row, self.definition.row_zh,
                      self.definition.key, tuple(kept))
        return Export(table, self.read, self.count, self.known)


def arrow_schema(definition: Table) -> pa.Schema:
    """Return the Arrow schema of a table."""
    return pa.schema([(column.name, ARROW[column.type]) for column in definition.columns])


def held(definition: Table, rows: list[dict[str, Any]]) -> Export:
    """Return an export over a few rows in memory."""
    content = pa.Table.from_pylist(rows, schema=arrow_schema(definition))
    return Export(definition, partial(_selected, content), content.num_rows)


def _selected(content: pa.Table, columns: list[str]) -> Iterator[pa.RecordBatch]:
    return iter(content.select(columns).to_batches())


def write_parquet(path: Path, export: Export) -> None:
    """Write Parquet (zstd) in row groups of a fixed size, so the bytes do not depend on the batches."""
    schema = arrow_schema(export.definition)
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=3) as writer:
        waiting = schema.empty_table()
        for batch in export.batches():
            waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch]).cast(schema)])
            while waiting.num_rows >= ROW_GROUP:
                writer.write_table(waiting.slice(0, ROW_GROUP).combine_chunks())
                waiting = waiting.slice(ROW_GROUP)
        if waiting.num_rows:
            writer.write_table(waiting.combine_chunks())


def dates_shown(moments: pa.Array) -> pa.StringArray:
    """Return dates as ISO text to the second."""
    if pc.any(pc.less(pc.year(moments), FIRST_PADDED_YEAR)).as_py():  # years that strftime doesn't fill up with zeros
        return pa.array([one and one.strftime(DATE) for one in moments.to_pylist()], pa.string())
    # As DATE, in a thirtieth of the time that strftime takes.
    return pc.floor_temporal(moments, unit="second").cast(pa.timestamp("s")).cast(pa.string())


def month_numbers(dates: pa.Array) -> pa.Array:
    """Return the months of dates, counted from the start of the calendar; `month_shown` writes one."""
    return pc.add(pc.multiply(pc.year(dates), 12), pc.subtract(pc.month(dates), 1))


def month_shown(number: int) -> str:
    """Return a month as 2024-01."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def answered_by(texts: pa.StringArray, dates: pa.Array) -> pa.BooleanArray:
    """Return which messages have an answer: a text that is not of blanks alone, or a date."""
    return pc.or_(pc.fill_null(pc.match_substring_regex(texts, f"[^{BLANK}]"), False), dates.is_valid())


def lists_shown(lists: pa.ListArray, opened: str, between: str, closed: str) -> pa.StringArray:
    """Return the members of each list of texts joined; an empty list has nothing between."""
    inside = pc.binary_join(lists, between)
    return pc.binary_join_element_wise(opened, inside, closed, "")


def _missing(values: pa.Array) -> int:
    empty = pc.sum(pc.equal(values, "")).as_py() if pa.types.is_string(values.type) else 0
    return int(values.null_count) + int(empty or 0)
