"""Peak memory of a stage, with its worker processes; and what a finished stage held, given back."""

from __future__ import annotations

import gc
import threading
from typing import Any

from govtext.parallel import give_back_freed_memory

INTERVAL_SECONDS = 0.2
# To list the children all processes of the machine are looked through: once in so many samples.
LISTED_EVERY = 5


class PeakMemory:
    """Samples the resident memory of this process and its children while a stage runs.

    `mib` is the largest sum seen, in MiB; pages that processes share are counted in each.
    """

    def __init__(self) -> None:
        self.mib = 0.0
        self._samples = 0
        self._processes: list[Any] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._sample()
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()
        self._sample()

    def _watch(self) -> None:
        while not self._stop.wait(INTERVAL_SECONDS):
            self._sample()

    def _sample(self) -> None:
        import psutil

        if self._samples % LISTED_EVERY == 0:
            this = psutil.Process()
            self._processes = [this, *this.children(recursive=True)]
        self._samples += 1
        total = 0
        for process in self._processes:
            try:
                total += process.memory_info().rss
            except psutil.Error:
                continue
        self.mib = max(self.mib, total / 2**20)


def give_back() -> None:
    """Return to the system what a finished stage has freed, so that the next one starts from little.

    Arrow's pool and the C library keep freed memory for themselves; over a whole run that is what
    the largest stage took.
    """
    gc.collect()
    give_back_freed_memory()
