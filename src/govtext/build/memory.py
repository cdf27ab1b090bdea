"""Memory: what is free, the peak of a stage with its worker processes, and what a finished stage held, given back."""

from __future__ import annotations

import gc
import math
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from govtext.parallel import give_back_freed_memory
from govtext.remembered import forget_remembered

INTERVAL_SECONDS = 0.2
# To list the children all processes of the machine are looked through: once in so many samples.
LISTED_EVERY = 5
# Where Linux tells a process' control groups, and where the limits of these are, in the old order and in the new.
GROUPS, LIMITS = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")
# Bytes that a run takes in its main process, and in each worker process, as seen on 10,000 to 100,000 texts.
MAIN, WORKER = 1024 * 2**20, 640 * 2**20
# Bytes more in the main process for each byte of the files read: messages are grouped by what is counted of all of
# them. Seen on 500,000 and 1,000,000 messages in Parquet, which is packed as most formats are; plain text is not. (A
# million messages are 340 MiB: 2.3 GiB in the main process where their reading ends, 0.7 while parts are judged.)
PER_BYTE, PER_PLAIN_BYTE = 4, 3
PLAIN = frozenset((".csv", ".tsv", ".txt", ".json", ".jsonl", ".md", ".html", ".htm"))


class PeakMemory:
    """Samples the resident memory of this process and its children while a stage runs.

    `mib` is the largest sum seen, in MiB; pages that processes share are counted in each.
    """

    def __init__(self) -> None:
        self.mib = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._sample(0)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()
        self._sample(0)

    def _watch(self) -> None:
        while not self._stop.wait(INTERVAL_SECONDS):
            self._sample(INTERVAL_SECONDS / 2)

    def _sample(self, age: float) -> None:
        self.mib = max(self.mib, _resident.mib(age))


class _Resident:
    """What this process and its children hold, looked at once for all stages that run at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._samples, self._at, self._mib = 0, -math.inf, 0.0
        self._processes: list[Any] = []

    def mib(self, age: float) -> float:
        """Return it in MiB, as seen `age` seconds ago at the most; 0: as it is, with children that are new."""
        with self._lock:
            if time.monotonic() - self._at >= age:
                self._look(age == 0)
            return self._mib

    def _look(self, listed: bool) -> None:
        import psutil

        if listed or self._samples % LISTED_EVERY == 0:
            this = psutil.Process()
            self._processes = [this, *this.children(recursive=True)]
        self._samples += 1
        total = 0
        for process in self._processes:
            try:
                total += process.memory_info().rss
            except psutil.Error:
                continue
        self._at, self._mib = time.monotonic(), total / 2**20


_resident = _Resident()


def free_memory() -> int:
    """Return the bytes that processes started here may still take: free, and within the limits of their groups.

    A container, a job of a batch system or a service is such a group.
    """
    import psutil

    free = int(psutil.virtual_memory().available)
    for path in _limits_of_groups():
        with suppress(OSError, ValueError):  # "max" where there is none
            free = min(free, int(path.read_text(encoding="ascii")))
    return free


def _limits_of_groups() -> Iterator[Path]:
    """Yield the files that limit this process' control groups, and the groups that these lie in."""
    try:
        lines = GROUPS.read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        old = "memory" in controllers.split(",")
        if not old and controllers:
            continue
        root, name = (LIMITS / "memory", "memory.limit_in_bytes") if old else (LIMITS, "memory.max")
        # Within a container the group has a name that is not there: its own files are those of the root.
        group = root / path.lstrip("/")
        for folder in (group, *group.parents):
            yield folder / name
            if folder == root:
                break


def processes_that_fit(processors: int, main: int = MAIN) -> int:
    """Return how many processes a run should use: one for each processor, as far as memory goes.

    Args:
        processors: how many there are.
        main: bytes that the main process takes.
    """
    return max(1, min(processors, (free_memory() - main) // WORKER))


def main_process(files: Iterable[Path]) -> int:
    """Return the bytes that the main process takes where these files are read; one that is gone takes none."""
    taken = MAIN
    for path in files:
        with suppress(OSError):
            taken += path.stat().st_size * (PER_PLAIN_BYTE if path.suffix.lower() in PLAIN else PER_BYTE)
    return taken


def forget() -> None:
    """Let go what functions of govtext keep for their next call: dictionaries, tables, models, facts about words.

    Where one process does all, it would hold those of every stage to the end, 130 MiB after the first two alone. To
    build again what a later stage asks for as well takes some tenths of a second.
    """
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "govtext":
            for one in list(vars(module).values()):
                clear = getattr(one, "cache_clear", None)
                if callable(clear):
                    clear()
    forget_remembered()
    gc.unfreeze()  # what held each other in a circle is found again


def give_back() -> None:
    """Return to the system what a finished stage has freed, so that the next one starts from little.

    Arrow's pool and the C library keep freed memory for themselves; over a whole run that is what
    the largest stage took. What lives then (modules, tables kept) is not searched for cycles again: each search would
    take a tenth of a second for it.
    """
    gc.collect()
    gc.freeze()
    give_back_freed_memory()
