"""Puts a complaint's findings into one row, in batches: what was found is small, texts only pass through."""

from __future__ import annotations

import itertools
import os
import shutil
import weakref
from collections.abc import Hashable, Iterator
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.aside import new_folder
from govtext.dataset.exports import ARROW, Export, arrow_schema
from govtext.main_topics import main_topics
from govtext.remembered import remembered
from govtext.store import Inputs
from govtext.tables import Table, table_definition
from govtext.text_rows import TextRows

MICROSECONDS_PER_DAY = 86_400_000_000
KEYWORD_METHOD = "tfidf"
# Rows read at a time of the documents: four times as many as usual, there are columns by the dozen to look at in each.
TEXT_ROWS = 8_192
# Rows read at a time of tables without texts.
SMALL_ROWS = 65_536
# What is read of the keywords that are listed.
_LISTED = pa.schema([("rank", pa.int32()), ("word", pa.string())])

Positions = NDArray[np.int64]


# What this process has gathered last, and whose, where it is small: a worker writes several files of one table, and
# each comes to it with rows of its own.
_last_found: dict[Hashable, dict[str, pa.Array]] = remembered({})
MOST_KEPT = 160 * 2**20  # bytes: a million complaints take 140 MiB
_numbers = itertools.count()


class ComplaintRows:
    """Reads the complaint table: a row for each complaint, in the order of the documents table.

    Held in memory is what was found, a few numbers and short strings for each complaint, gathered once in every process
    that asks for rows, or by `gather` for all of them; titles, texts and replies are read in batches whenever the rows
    are asked for.

    Args:
        inputs: documents, request_types, service_problems, topics, document_topics,
            document_keywords, issues, issue_members.
        definition: the columns wanted.
        keywords: how many keywords a row lists at the most.
    """

    def __init__(self, inputs: Inputs, definition: Table, keywords: int) -> None:
        self._inputs, self._definition, self._most = inputs, definition, keywords
        self._whose = os.getpid(), next(_numbers)
        self._file: Path | None = None

    def export(self) -> Export:
        """Return the table."""
        return Export(self._definition, self, self.count)

    def gather(self) -> None:
        """Gather what was found now, for every process of this machine, into a file that lasts as long as this.

        Where there is no room for the file (140 MB for a million complaints) each process gathers for itself.
        """
        place = TextRows.of(self.place)
        found = self._gather(place) | {"keywords": _keywords(self._inputs, place, self._most)}
        batch = pa.record_batch(list(found.values()), list(found))
        with suppress(OSError):
            folder = new_folder()
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            with pa.ipc.new_file(str(folder / "found.arrow"), batch.schema) as file:
                file.write_batch(batch)
            self._file = folder / "found.arrow"

    def __call__(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows with the named columns."""
        found = self.found
        if "keywords" in columns and "keywords" not in found:
            # Only when asked for: they come from the longest of the tables, and half of the formats list none.
            found["keywords"] = _keywords(self._inputs, TextRows.of(self.place), self._most)
            _forget_what_is_large()
        return _rows(self._inputs, self._definition, found, columns)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name.startswith("_")}

    @cached_property
    def place(self) -> pa.StringArray:
        """doc_id of each complaint, at its position."""
        return _places(self._inputs)

    @property
    def count(self) -> int:
        """Number of complaints."""
        return len(self.place)

    @cached_property
    def found(self) -> dict[str, pa.Array]:
        """Column → its values, of those not in the documents table; the keywords once they were asked for."""
        if self._file is not None and self._file.is_file():  # else this process is one of another machine
            with pa.memory_map(str(self._file)) as file:
                batch = pa.ipc.open_file(file).get_batch(0)
            return dict(zip(batch.schema.names, batch.columns, strict=True))
        found = _last_found.get(self._whose)
        if found is None:
            found = self._gather(TextRows.of(self.place))
            _last_found.clear()
            _last_found[self._whose] = found
            _forget_what_is_large()
        return found

    def _gather(self, place: TextRows) -> dict[str, pa.Array]:
        inputs = self._inputs
        found = _looked_up(inputs, "request_types", ["request_type", "severity", "demand"], place)
        found |= _problems(inputs, self._definition, place)
        found |= _topics(inputs, place)
        return found | _issues(inputs, place)


def _forget_what_is_large() -> None:
    if sum(values.nbytes for found in _last_found.values() for values in found.values()) > MOST_KEPT:
        _last_found.clear()


def kind_export(inputs: Inputs, definition: Table, kind: str) -> Export:
    """Return the documents of a kind with the columns of `definition`."""
    kinds = inputs["documents"].batches(["kind"], SMALL_ROWS)
    count = sum(pc.sum(pc.equal(batch.column("kind"), kind)).as_py() or 0 for batch in kinds)
    return Export(definition, partial(_of_kind, inputs, kind=kind), count)


def _of_kind(inputs: Inputs, columns: list[str], kind: str) -> Iterator[pa.RecordBatch]:
    for batch in inputs["documents"].batches(["kind", *(name for name in columns if name != "kind")], TEXT_ROWS):
        yield batch.filter(pc.equal(batch.column("kind"), kind)).select(columns)


def _rows(
    inputs: Inputs, definition: Table, found: dict[str, pa.Array], columns: list[str]
) -> Iterator[pa.RecordBatch]:
    whole = arrow_schema(definition)
    schema = pa.schema([whole.field(name) for name in columns])
    read = [name for name in columns if name not in found and name != "reply_days"]
    if "reply_days" in columns:
        read += [name for name in ("date", "reply_date") if name not in read]
    at = 0
    for batch in _of_kind(inputs, read, "complaint"):
        size = batch.num_rows
        arrays = []
        for name, kind in zip(schema.names, schema.types, strict=True):
            if name in found:
                arrays.append(_plain(found[name].slice(at, size), kind))
            elif name == "reply_days":
                arrays.append(_days(batch.column("date"), batch.column("reply_date")))
            else:
                arrays.append(batch.column(name).cast(kind))
        at += size
        yield pa.record_batch(arrays, schema=schema)


def _plain(values: pa.Array, wanted: pa.DataType) -> pa.Array:
    """Return the values without dictionary encoding."""
    if not pa.types.is_list(values.type):
        return values.cast(wanted)
    inner = values.flatten()
    offsets = pc.subtract(values.offsets, values.offsets[0])
    return pa.ListArray.from_arrays(offsets, inner.dictionary_decode() if pa.types.is_dictionary(inner.type) else inner)


def _days(asked: pa.Array, answered: pa.Array) -> pa.Array:
    span = pc.subtract(answered.cast(pa.int64()), asked.cast(pa.int64())).to_pylist()
    return pa.array([None if one is None else round(one / MICROSECONDS_PER_DAY, 3) for one in span], ARROW["float"])


def _places(inputs: Inputs) -> pa.StringArray:
    """Return the doc_id of each complaint, at its position."""
    return pa.concat_arrays([pa.array([], pa.string()), *(
        batch.column("doc_id").filter(pc.equal(batch.column("kind"), "complaint"))
        for batch in inputs["documents"].batches(["doc_id", "kind"], SMALL_ROWS)
    )])


def _located(
    inputs: Inputs, table: str, columns: list[str], place: TextRows
) -> Iterator[tuple[Positions, list[pa.Array]]]:
    """Yield, batch by batch, the rows of a table that belong to complaints: positions and columns."""
    for batch in inputs[table].batches(["doc_id", *columns], SMALL_ROWS, ["doc_id"]):
        # Not Arrow's index_in: it would hash all complaints for every batch.
        at = place.find(batch.column("doc_id"))
        known = pa.array(at >= 0)
        yield at[at >= 0], [batch.column(name).filter(known) for name in columns]


def _gathered(
    inputs: Inputs, table: str, columns: list[str], place: TextRows
) -> tuple[Positions, list[pa.Array]]:
    parts = list(_located(inputs, table, columns, place))
    positions = np.concatenate([np.zeros(0, np.int64), *(at for at, _ in parts)])
    kinds = [ARROW[table_definition(table).column(name).type] for name in columns]
    return positions, [
        pa.concat_arrays([pa.nulls(0, kind), *(values[number] for _, values in parts)])
        for number, kind in enumerate(kinds)
    ]


def _looked_up(inputs: Inputs, table: str, columns: list[str], place: TextRows) -> dict[str, pa.Array]:
    """Return column → the value of each complaint, for a table with a row a text at the most."""
    positions, found = _gathered(inputs, table, columns, place)
    source = np.full(len(place), -1, np.int64)
    source[positions] = np.arange(len(positions))
    rows = pa.array(source, mask=source < 0)
    return {name: values.take(rows) for name, values in zip(columns, found, strict=True)}


def _lists(positions: Positions, order: Positions, values: pa.Array, size: int) -> pa.Array:
    """Return a list for each complaint of the values that belong to it, in the given order."""
    offsets = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(positions, minlength=size), out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), values.take(pa.array(order)))


def _problems(inputs: Inputs, definition: Table, place: TextRows) -> dict[str, pa.Array]:
    positions, (codes, evidence) = _gathered(inputs, "service_problems", ["code", "evidence"], place)
    encoded = codes.dictionary_encode()
    names: list[str] = encoded.dictionary.to_pylist()
    numbers = np.asarray(encoded.indices.to_numpy(zero_copy_only=False), np.int64)
    rank = np.argsort(np.argsort(np.array(names, dtype=object), kind="stable"), kind="stable")
    order = np.lexsort((rank[numbers] if names else numbers, positions))
    columns: dict[str, pa.Array] = {
        "problems": _lists(positions, order, encoded, len(place)),
        "evidence": _lists(positions, order, evidence, len(place)),
    }
    for column in definition.columns:
        if column.name.startswith("problem_"):
            flags = np.zeros(len(place), np.int8)
            wanted = column.name.removeprefix("problem_")
            if wanted in names:
                flags[positions[numbers == names.index(wanted)]] = 1
            columns[column.name] = pa.array(flags)
    return columns


def _topics(inputs: Inputs, place: TextRows) -> dict[str, pa.Array]:
    topic, weight = main_topics(place, inputs["document_topics"])
    none = topic < 0
    labels: dict[Any, str] = {
        row["topic_id"]: row["label"] for row in inputs["topics"].read(["topic_id", "label"]).to_pylist()
    }
    ids = pa.array(topic, mask=none)
    return {
        "topic_id": ids,
        "topic_weight": pa.array(weight, mask=none),
        "topic_label": _translated(ids, labels),
    }


def _keywords(inputs: Inputs, place: TextRows, most: int) -> pa.Array:
    at, parts = [np.zeros(0, np.int64)], [pa.record_batch([[], []], _LISTED)]
    texts = ["doc_id", "word", "method"]
    for batch in inputs["document_keywords"].batches(["rank", *texts], SMALL_ROWS, texts):
        # Four fifths are of other methods or of a higher rank: neither their texts nor their words are looked up.
        listed = pc.and_(_is(batch.column("method"), KEYWORD_METHOD), pc.less_equal(batch.column("rank"), most))
        batch = batch.select(["doc_id", *_LISTED.names]).filter(listed)
        positions = place.find(batch.column("doc_id"))
        parts.append(batch.select(_LISTED.names).filter(pa.array(positions >= 0)).cast(_LISTED))
        at.append(positions[positions >= 0])
    found, positions = pa.Table.from_batches(parts).combine_chunks(), np.concatenate(at)
    encoded = found["word"].dictionary_encode().combine_chunks()
    return _lists(positions, np.lexsort((found["rank"].to_numpy(), positions)), encoded, len(place))


def _is(texts: pa.Array, wanted: str) -> pa.BooleanArray:
    """Return which texts are the wanted one; of dictionary-encoded ones the distinct texts alone are compared."""
    if not pa.types.is_dictionary(texts.type):
        return pc.equal(texts, wanted)
    return pc.equal(texts.indices, pc.index(texts.dictionary, wanted).cast(texts.indices.type))


def _issues(inputs: Inputs, place: TextRows) -> dict[str, pa.Array]:
    labels: dict[Any, str] = {
        row["issue_id"]: row["label"] for row in inputs["issues"].read(["issue_id", "label"]).to_pylist()
    }
    members = _looked_up(inputs, "issue_members", ["issue_id"], place)
    return members | {"issue_label": _translated(members["issue_id"], labels)}


def _translated(values: pa.Array, labels: dict[Any, str]) -> pa.Array:
    """Return the label of each value, held once however often it stands."""
    encoded = values.dictionary_encode()
    names = pa.array([labels.get(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return pa.DictionaryArray.from_arrays(encoded.indices, names)
