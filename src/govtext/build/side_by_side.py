"""Stages that don't need each other run at the same time where they are small.

A stage leaves processors idle while it does what only one can do: reads, adds up, writes. Another stage's
batches are then done meanwhile. Both use the same worker processes.
"""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from govtext.build.addresses import address_limit
from govtext.build.memory import free_memory
from govtext.build.stage_table import RAW, Stage
from govtext.build.study import Study
from govtext.parallel import Engine
from govtext.tables import TABLES

# Bytes of the tables that a stage reads from which on it shares its time with a stage as large only where memory is
# plenty, and from which on never: on a large corpus the memory stays that of one stage.
LARGE, NEVER_SHARED = 24 * 2**20, 256 * 2**20
# What two large stages may take together, and of that for each byte that one of them reads.
ROOM, ROOM_PER_BYTE = 4 * 2**30, 24
LANES = 2
# Bytes to read that make the worker processes worth while: they are then started before they are needed.
WORTH_WORKERS = 2**20


def lanes(workers: int, engine: Engine | None) -> int:
    """Return how many stages may run at the same time: one where one process does it all, or a cluster."""
    return LANES if workers > 1 and engine is None else 1


class Turns:
    """Lets small stages run at once, and large ones one after the other where memory is not plenty."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._large = threading.Lock()

    @contextmanager
    def of(self, stage: Stage) -> Iterator[None]:
        """Give the stage its turn."""
        if RAW in stage.reads or may_share(self.bytes_read(stage)):
            yield
            return
        with self._large:
            yield

    def bytes_read(self, stage: Stage) -> int:
        """Return the size of what a stage reads, as it lies on disk."""
        if RAW in stage.reads:
            return sum(file.path.stat().st_size for file in self._study.raw_files())
        paths = (self._study.processed / TABLES[name].path for name in stage.reads)
        return sum(path.stat().st_size for path in paths if path.is_file())


def may_share(size: int) -> bool:
    """Say whether a stage that reads so many bytes may run beside one as large."""
    return size < LARGE or (size < NEVER_SHARED and memory_at_hand() >= ROOM + ROOM_PER_BYTE * size)


def memory_at_hand() -> int:
    """Return the bytes of memory that this process may still take: of the machine, within the limits set for it."""
    return min(free_memory(), address_limit() or sys.maxsize)


class _Polled(queue.Queue[Any]):
    """A queue whose waiting is interrupted by Ctrl-C on Windows too, where no lock without a time limit is."""

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        while block and timeout is None:
            try:
                return super().get(timeout=0.2)
            except queue.Empty:
                continue
        return super().get(block, timeout)


def polled() -> queue.Queue[Any]:
    """Return a queue for tasks and results of stages."""
    return _Polled()
