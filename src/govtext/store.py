"""Tables on disk: checked against `govtext.tables`, written whole or not at all, hashed.

Only this module and `build/` know where things lie. Stages receive sources and yield what they
made; the store puts it into a staging folder, and the build moves that folder into place.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govtext.ahead import Aside
from govtext.errors import GovtextError
from govtext.imports import hidden, put_off
from govtext.table_batches import ROW_GROUP, table_batches
from govtext.tables import schema, table_definition, written_columns

if TYPE_CHECKING:
    import pyarrow as pa

    from govtext.parallel import Work

def import_arrow() -> None:
    """Import Arrow without pandas.

    Arrow imports pandas with the first list that it makes an array of, to know pandas' arrays when it sees some: a
    quarter of a second and 30 MiB in every process. Who does work with pandas gets it from Arrow as ever.
    """
    import pyarrow as pa

    if "pandas" not in sys.modules:
        with hidden("pandas"):
            pa.array([None])
    # SciPy lists all that NumPy has, and NumPy would load it then: half of what it takes to load sparse matrices.
    for name in ("f2py", "testing"):
        put_off("numpy", name)


class Source:
    """A table to read: `read` takes it whole, `batches` row by row in bounded memory."""

    def __init__(
        self, name: str, path: Path | None = None, content: pa.Table | None = None,
        wait: Callable[[], None] | None = None, there: Callable[[], bool] | None = None,
    ) -> None:
        self.name, self._path, self._content, self._wait, self._there = name, path, content, wait, there

    def is_there(self) -> bool:
        """Tell whether the table can be read at once, where a stage has begun before all that it reads is there."""
        return self._wait is None or (self._there is not None and self._there())

    def _awaited(self) -> None:
        """Wait until the table is there, where a stage has begun before."""
        if self._wait is not None:
            self._wait()
            self._wait = self._there = None  # it can be sent to a process from now on

    @classmethod
    def of(cls, name: str, rows: list[dict[str, Any]] | pa.Table) -> Source:
        """Return a source over rows in memory, checked like a written table (for tests and previews)."""
        return cls(name, content=table(name, rows) if isinstance(rows, list) else conform(name, rows))

    def read(self, columns: list[str] | None = None) -> pa.Table:
        """Return the table, or the named columns of it.

        Raises:
            GovtextError: the file is missing or is no such table; the message names the stage to run.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self._content is not None:
            return self._content.select(columns) if columns else self._content
        self._awaited()
        with _readable(self.name, self._path), pq.ParquetFile(self._path) as file:
            made = file.read(columns)
            missing = set(columns or ()).difference(made.column_names)
            if missing:
                raise pa.ArrowKeyError(f"no column {min(missing)}")
            return made

    def batches(
        self, columns: list[str] | None = None, rows: int = 2048, coded: Sequence[str] = (),
        texts: Collection[str] | None = None, only: Collection[int] | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """Yield the table in record batches of at most `rows` rows, in order.

        Args:
            columns: all of them where none are named.
            rows: rows of a batch.
            coded: columns of texts or lists of them that may come dictionary-encoded, as files hold them: quicker.
            texts: doc_ids of a few texts that are wanted: rows far from all of them may be left out.
            only: numbers of the batches that are wanted (from 0), all where it is not given.
        """
        if self._content is not None:
            held = self.read(columns).to_batches(max_chunksize=rows)
            yield from (batch for at, batch in enumerate(held) if only is None or at in only)
            return
        self._awaited()
        with _readable(self.name, self._path):
            yield from table_batches(self._path, schema(self.name), columns, rows, coded, texts, only)

    def count(self) -> int:
        """Return the number of rows."""
        import pyarrow.parquet as pq

        if self._content is not None:
            return int(self._content.num_rows)
        self._awaited()
        with _readable(self.name, self._path):
            return int(pq.read_metadata(self._path).num_rows)


class _readable:
    """Turns what pyarrow raises on a missing or broken file into one line for the user."""

    def __init__(self, name: str, path: Path | None) -> None:
        self.name, self.path = name, path

    def __enter__(self) -> None:
        if self.path is None or not self.path.is_file():
            definition = table_definition(self.name)
            stage = definition.folder.split("_", 1)[1]
            raise GovtextError(f"{definition.path} is missing", hint=f"run: govtext run {stage}")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        import pyarrow as pa

        if isinstance(error, (pa.ArrowInvalid, pa.ArrowKeyError, OSError)):
            definition = table_definition(self.name)
            stage = definition.folder.split("_", 1)[1]
            raise GovtextError(
                f"{definition.path} can't be read ({str(error).splitlines()[0]})", hint=f"run: govtext run {stage}"
            ) from (error if isinstance(error, BaseException) else None)


@dataclass(frozen=True)
class RawFile:
    """A file under data/raw: its name with forward slashes relative to that folder, and where it is."""

    name: str
    path: Path


@dataclass(frozen=True)
class Artifact:
    """A file that a stage makes besides tables.

    Attributes:
        name: relative to the stage's folder, with forward slashes.
        write: called with the path to write to.
        apart: whether another process may write it, while others are written: `write` is then a module's function
            or a partial of one, and what it takes can be sent to a process.
        together: files written apart with the same word here are written by one process, which imports for them all.
    """

    name: str
    write: Callable[[Path], None]
    apart: bool = False
    together: str = ""


# What a stage yields: the name of a table with some of its rows, or a file.
Produced = tuple[str, Any] | Artifact


@dataclass(frozen=True)
class Inputs:
    """What a stage reads.

    Attributes:
        tables: name → source, those that the stage's row declares.
        raw: files under data/raw by name, for the stage that reads them.
        secret: the study's key for pseudonyms; it lies outside the outputs.
        records: what is known of the run so far (the stages' manifests), for the methods section.
        last: the stage's own tables of its last run, where there was one. Names alone may be taken from them.
    """

    tables: Mapping[str, Source] = field(default_factory=dict)
    raw: tuple[RawFile, ...] = ()
    secret: bytes = b""
    records: Mapping[str, Any] = field(default_factory=dict)
    last: Mapping[str, Source] = field(default_factory=dict)

    def before(self, name: str, key: str, value: str) -> dict[str, str]:
        """Return key → value of a table of the stage's last run; nothing where there is none or it can't be read."""
        import pyarrow as pa

        if name not in self.last:
            return {}
        try:
            kept = self.last[name].read([key, value]).to_pydict()
        except (KeyError, pa.ArrowException, GovtextError):
            return {}
        pairs = zip(kept[key], kept[value], strict=True)
        return {one: other for one, other in pairs if isinstance(one, str) and isinstance(other, str)}

    def __getitem__(self, name: str) -> Source:
        if name not in self.tables:
            raise GovtextError(
                f"table {name} is not among those that the stage's row reads",
                file="pipeline/stages.py",
                hint=f'add "{name}" to the row\'s reads, or delete your pipeline/stages.py to have the shipped one',
            )
        return self.tables[name]


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Return an Arrow table by the schema of `name`; a column missing in a row is null.

    Raises:
        GovtextError: a row has an unknown column, a value of the wrong type or a forbidden null.
    """
    import pyarrow as pa

    wanted = schema(name)
    unknown = {key for row in rows for key in row} - set(wanted.names)
    if unknown:
        raise GovtextError(f"table {name} has no column {', '.join(sorted(unknown))}", hint="see govtext.tables")
    try:
        made = pa.Table.from_pylist(rows, schema=wanted)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise GovtextError(f"table {name}: {error}", hint="this is a defect of govtext: please report it") from error
    return conform(name, made)


def conform(name: str, made: pa.Table | pa.RecordBatch) -> pa.Table:
    """Return the table with the schema of `name`, checked.

    Raises:
        GovtextError: a column is missing or unknown, has another type, holds a forbidden null or a
            value that is not among the allowed ones.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    definition, wanted = table_definition(name), schema(name)
    if isinstance(made, pa.RecordBatch):
        made = pa.Table.from_batches([made])
    if set(made.column_names) != set(wanted.names):
        missing = sorted(set(wanted.names) - set(made.column_names))
        extra = sorted(set(made.column_names) - set(wanted.names))
        raise GovtextError(f"table {name} lacks {missing} and has unknown {extra}", hint="see govtext.tables")
    for column in definition.columns:
        missing_values = made.column(column.name).null_count if column.required else 0
        if missing_values:
            raise GovtextError(f"table {name} column {column.name}: {missing_values} values are missing")
    made = made.select(wanted.names).cast(wanted)
    for column in definition.columns:
        values = made.column(column.name)
        if column.values:
            bad = [v for v in pc.unique(values).to_pylist() if v is not None and v not in column.values]
            if bad:
                raise GovtextError(f'table {name} column {column.name}: "{bad[0]}" is none of {column.values}')
    return made


# Of zstd, from 1 to 22; 3 is usual. With 1 a stage's tables are written in two thirds of the time, and take a tenth
# (words) to a third (texts) more room. What people take away, the data set, has 3.
EFFORT = 1


class TableWriter:
    """Writes a table as it comes, in row groups of a fixed size; `close` returns the number of rows."""

    def __init__(self, name: str, path: Path) -> None:
        import pyarrow.parquet as pq

        self.name, self.rows = name, 0
        self._held: list[pa.Table] = []
        self._held_rows = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = pq.ParquetWriter(
            path, schema(name), compression="zstd", compression_level=EFFORT, version="2.6", **written_columns(name)
        )

    def write(self, made: pa.Table | pa.RecordBatch) -> None:
        """Add rows, checked against the table's definition."""
        checked = conform(self.name, made)
        if not checked.num_rows:
            return
        self.rows += checked.num_rows
        self._held.append(checked)
        self._held_rows += checked.num_rows
        if self._held_rows >= ROW_GROUP:
            self._flush(whole_groups_only=True)

    def _flush(self, whole_groups_only: bool) -> None:
        import pyarrow as pa

        # combine_chunks: where a page ends depends on chunk borders, and these on the batches.
        joined = pa.concat_tables(self._held).combine_chunks() if self._held else schema(self.name).empty_table()
        at = 0
        while joined.num_rows - at >= ROW_GROUP or (not whole_groups_only and at < joined.num_rows):
            group = joined.slice(at, ROW_GROUP).combine_chunks()
            self._writer.write_table(group, row_group_size=ROW_GROUP)
            at += group.num_rows
        self._held = [joined.slice(at)] if at < joined.num_rows else []
        self._held_rows = joined.num_rows - at

    def close(self) -> int:
        """Write what is held and finish the file."""
        self._flush(whole_groups_only=False)
        self._writer.close()
        return self.rows

    def abandon(self) -> None:
        """Close the file without finishing it (it stays in the staging folder, never in place)."""
        self._writer.close()


def write_outputs(
    produced: Iterator[Produced], names: tuple[str, ...], folder: Path, work: Work | None = None
) -> dict[str, int]:
    """Write what a stage yields into a staging folder.

    Args:
        produced: pairs of table name and rows, and artifacts.
        names: the tables that the stage declares; one that was never yielded is written empty.
        folder: the staging folder.
        work: writes the files that may be written apart, while this process writes those that come after them.

    Returns:
        Rows per table.

    Raises:
        GovtextError: a table was yielded that the stage does not declare, or rows break its definition.
    """
    writers: dict[str, TableWriter] = {}
    threads = work.workers if work is not None and work.engine is None else 1  # a cluster may not see this disk
    apart = Aside(partial(_given, folder, work))
    try:
        for item in produced:
            if isinstance(item, Artifact) and item.apart and threads > 1:
                apart.add(item)
                continue
            apart.begin()  # while this process goes on
            if isinstance(item, Artifact):
                _write_files(folder, [item])
                continue
            name, made = item
            if name not in names:
                raise GovtextError(
                    f"the stage yields table {name}, which its row does not declare",
                    file="pipeline/stages.py", hint=f'add "{name}" to its writes, or delete it for the shipped file',
                )
            if name not in writers:
                writers[name] = TableWriter(name, folder / f"{name}.parquet")
            writers[name].write(made)
        for name in set(names).difference(writers):
            writers[name] = TableWriter(name, folder / f"{name}.parquet")
        from govtext.parallel import in_threads  # Arrow lets other threads run while it writes

        rows = dict(zip(names, in_threads(TableWriter.close, [writers[name] for name in names], threads), strict=True))
        writers.clear()
        apart.finish()
        return rows
    finally:
        for writer in writers.values():
            writer.abandon()


def _given(folder: Path, work: Any, items: list[Artifact]) -> Iterator[None]:
    """Give files to other processes, to be written from now on."""
    groups: dict[str | int, list[Artifact]] = {}
    for at, item in enumerate(items):
        groups.setdefault(item.together or at, []).append(item)
    written = work.map(partial(_write_files, folder), groups.values(), "files", len(groups))
    given: Iterator[None] = work.ahead(written, len(groups))
    return given


def _write_files(folder: Path, items: list[Artifact]) -> None:
    for item in items:
        target = folder / item.name
        target.parent.mkdir(parents=True, exist_ok=True)
        item.write(target)


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_text(path: Path, content: str) -> None:
    """Write a text file in UTF-8, beside its place first and then moved there, so it is never half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_text(content, encoding="utf-8", newline="\n")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
