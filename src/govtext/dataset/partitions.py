"""Complaints as Parquet in folders by year, month or a column, as Hive, Spark, Dask and DuckDB write and read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from govtext.dataset.exports import ROW_GROUP, Export, arrow_schema
from govtext.errors import GovtextError, nearest

FOLDER = "complaints_by"
_PARTS_OF_DATE = {"year": "%Y", "month": "%Y-%m"}
# Rows held per folder until a row group is whole: with more folders open at a time than this the fullest are closed.
_OPEN_FOLDERS = 512


def check_partitions(export: Export, names: Sequence[str]) -> None:
    """Check the names of `dataset.partition_by`.

    Raises:
        GovtextError: one is neither year nor month nor a column of texts or whole numbers; told with the nearest.
    """
    fitting = {column.name for column in export.definition.columns if column.type in {"string", "int"}}
    for name in names:
        if name not in fitting | set(_PARTS_OF_DATE):
            raise GovtextError(
                f'dataset.partition_by: complaints can\'t be told apart by "{name}"', file="pipeline/params.toml",
                hint=nearest(name, sorted(fitting | set(_PARTS_OF_DATE))),
            )


def write_partitions(folder: Path, export: Export, names: Sequence[str]) -> None:
    """Write the rows into folders such as year=2024/region=…/part-0.parquet, in their order within each.

    Values are percent-encoded where a folder's name can't hold them; rows without a value lie under
    __HIVE_DEFAULT_PARTITION__. The columns that make the folders are not repeated in the files.

    Raises:
        GovtextError: see `check_partitions`.
    """
    check_partitions(export, names)
    schema = arrow_schema(export.definition)
    for name in names:
        if name in _PARTS_OF_DATE:
            schema = schema.append(pa.field(name, pa.string()))
    made_by = pa.schema([schema.field(name) for name in names])
    reader = pa.RecordBatchReader.from_batches(schema, _batches(export, names, schema))
    ds.write_dataset(
        reader, folder, format="parquet", basename_template="part-{i}.parquet", use_threads=False, preserve_order=True,
        partitioning=ds.partitioning(made_by, flavor="hive"), max_partitions=1_000_000,
        max_open_files=_OPEN_FOLDERS, min_rows_per_group=0, max_rows_per_group=ROW_GROUP,
        file_options=ds.ParquetFileFormat().make_write_options(compression="zstd", compression_level=3),
    )


def _batches(export: Export, names: Sequence[str], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield the rows with the columns of the folders, `ROW_GROUP` at a time: the files depend on no other batches."""
    waiting = arrow_schema(export.definition).empty_table()
    for batch in export.batches():
        waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch]).cast(waiting.schema)])
        while waiting.num_rows >= ROW_GROUP:
            yield _with_folders(waiting.slice(0, ROW_GROUP), names, schema)
            waiting = waiting.slice(ROW_GROUP)
    if waiting.num_rows:
        yield _with_folders(waiting, names, schema)


def _with_folders(rows: pa.Table, names: Sequence[str], schema: pa.Schema) -> pa.RecordBatch:
    columns = list(rows.combine_chunks().columns)
    columns += [pc.strftime(rows["date"], format=_PARTS_OF_DATE[name]) for name in names if name in _PARTS_OF_DATE]
    return pa.table(columns, schema=schema).combine_chunks().to_batches()[0]
