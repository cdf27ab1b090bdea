"""What later stages need, loaded while the first waits for the worker processes, and by these when they are done."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from govtext.build.execute import function_of
from govtext.build.fingerprint import code_hashes, section_of
from govtext.build.preparing import prepare
from govtext.build.stage_table import Stage
from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.lexicons import Lexicons


class LoadedAhead:
    """Loads once, in a thread.

    A stage's module may have beside its function another one, `ready`, that takes the stage's settings and lexicons. It
    returns what each process can do before it gets its first batch, as a function that can be sent.

    Args:
        study: the study.
        stages: the stages to come.
        workers: the number of processes.
    """

    def __init__(self, study: Study, stages: Sequence[Stage], workers: int) -> None:
        self._study, self._stages, self._workers = study, stages, workers
        self._once = threading.Lock()
        self._loading: threading.Thread | None = None
        self._prepared = False

    def load(self) -> None:
        """Load the stages' functions, and read their code for the hashes of it."""
        with self._once:
            if self._loading is None:
                self._loading = threading.Thread(target=self._load, daemon=True)
                self._loading.start()

    def prepare(self) -> None:
        """Let each process make itself ready when it has nothing else to do: this one adds up and writes then."""
        self.load()
        with self._once:
            if not self._prepared:
                self._prepared = True
                threading.Thread(target=self._prepare, daemon=True).start()

    def _load(self) -> None:
        for stage in self._stages:
            with suppress(GovtextError):  # told when the stage's turn comes
                function_of(stage)
        for stage in self._stages:
            with suppress(OSError):
                code_hashes(self._study, stage)
        # What has been loaded stays: at the end of the first stage it is not searched for cycles once more.
        gc.collect()
        gc.freeze()

    def _prepare(self) -> None:
        assert self._loading is not None
        self._loading.join()
        for stage in self._stages:
            with suppress(Exception):
                if ready := self._ready(stage):
                    prepare(self._workers, ready)

    def _ready(self, stage: Stage) -> Callable[[], object] | None:
        ready = getattr(sys.modules[stage.function.partition(":")[0]], "ready", None)
        if ready is None:
            return None
        made: Callable[[], object] = ready(section_of(self._study, stage), Lexicons(self._study.lexicon_files(stage)))
        return made
