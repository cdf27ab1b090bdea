"""Tables that many files are made of: each process reads those that are small but once."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyarrow as pa

from govtext.dataset.exports import Export
from govtext.remembered import remembered

Read = Callable[[list[str]], Iterator[pa.RecordBatch]]
Run = tuple[int, int]

# Bytes of all tables that a process holds at a time.
MOST_HELD = 64 * 2**20
# Run of the stage → name of a table → its batches; of one run alone.
_held: dict[Run, dict[str, list[pa.RecordBatch]]] = remembered({})
_numbers = itertools.count()


def read_once(exports: list[Export]) -> list[Export]:
    """Return the tables so that a process, asked for one again, has its rows from memory, where there is room.

    Every format reads every table, some of them twice. The first tables that there is room for stay: as many are
    read in turn, to make room for the last one would help none of them.
    """
    run = os.getpid(), next(_numbers)
    return [replace(export, read=_Reread(run, export.definition.name, export.read)) for export in exports]


class _Reread:
    """Reads a table as `read` does; can be sent to another process, which holds what it has read by itself."""

    def __init__(self, run: Run, name: str, read: Read) -> None:
        self._run, self._name, self._read = run, name, read

    def __call__(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        if self._run not in _held:
            _held.clear()
        tables = _held.setdefault(self._run, {})
        held = tables.get(self._name)
        if held is not None and (not held or set(columns) <= set(held[0].schema.names)):
            yield from (batch.select(columns) for batch in held)
            return
        tables.pop(self._name, None)
        room = MOST_HELD - sum(batch.nbytes for batches in tables.values() for batch in batches)
        kept: list[pa.RecordBatch] = []
        for batch in self._read(columns):
            if room >= 0:
                kept.append(batch)
                room -= batch.nbytes
                if room < 0:
                    kept.clear()
            yield batch
        if room >= 0:
            tables[self._name] = kept
