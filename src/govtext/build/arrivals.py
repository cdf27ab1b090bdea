"""Stages that begin before all that they read is there.

Some of a stage's tables it asks for only after long work of its own (its row names them as `late`). On a small corpus
it begins as soon as the others are there, and waits when it asks for one whose stage is still at work: processors are
then never left without work while a single stage adds up or writes.

On a large corpus a stage does so only if its first work takes little memory (its row names as `light` what it needs
for that): it waits when it asks for the first late table, until all are there and it is its turn among the large ones.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack
from functools import partial

from govtext.build import side_by_side
from govtext.build.freshness import own_reasons, read_failure
from govtext.build.stage_table import RAW, Stage
from govtext.build.study import Study
from govtext.store import Source
from govtext.tables import TABLES

# What stages read, as it lies on disk, of each byte of the raw files.
READ_PER_RAW = 2


class NotReached(Exception):
    """A stage that had begun early is given up: one that it waits for has failed."""


class Arrivals:
    """Which stages of a run are at their end, for those that wait for them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._there: set[str] = set()
        self._failed = False

    def note(self, stage: Stage) -> None:
        """Take down that the stage's tables are in place."""
        with self._changed:
            self._there.add(stage.name)
            self._changed.notify_all()

    def fail(self) -> None:
        """Take down that a stage has failed: no further stage will be begun, so that no one may wait for any."""
        with self._changed:
            self._failed = True
            self._changed.notify_all()

    def are_there(self, names: Iterable[str]) -> bool:
        """Tell whether the stages are at their end."""
        with self._changed:
            return set(names) <= self._there

    def wait_for(self, names: Iterable[str]) -> None:
        """Return when the stages are at their end.

        Raises:
            NotReached: one of them is not, and some stage has failed.
        """
        wanted = set(names)
        with self._changed:
            self._changed.wait_for(lambda: wanted <= self._there or self._failed)
            if not wanted <= self._there:
                raise NotReached


class Early:
    """A stage that begins early: its late tables, each of which waits until it is there. To be left at its end.

    Args:
        study: the study.
        stage: the stage.
        arrivals: which stages are at their end.
        turn: on a large corpus the stage's turn among the large ones: it is taken, and all late tables are waited for,
            when the first of them is asked for.

    Attributes:
        waited: seconds that the stage's own thread has waited.
    """

    def __init__(
        self, study: Study, stage: Stage, arrivals: Arrivals, turn: AbstractContextManager[None] | None = None
    ) -> None:
        self._study, self._stage, self._arrivals = study, stage, arrivals
        self.light = turn is not None
        self._turn, self._taking, self._taken, self._left = turn, threading.Lock(), ExitStack(), False
        self._thread = threading.get_ident()
        self.waited = 0.0

    def __enter__(self) -> None:
        return None

    def __exit__(self, *error: object) -> None:
        self._left = True
        self._taken.close()

    def sources(self) -> dict[str, Source]:
        """Return the late tables."""
        made = {}
        for name in self._stage.late:
            writer = self._study.stages.writer_of(name)
            assert writer is not None  # the stage table was checked
            made[name] = Source(
                name, self._study.processed / TABLES[name].path, wait=partial(self._wait, [writer.name]),
                there=partial(self._is_there, [writer.name]),
            )
        return made

    def wait(self) -> None:
        """Wait until all that the stage reads is there: what it depends on can then be written down.

        Raises:
            NotReached: a stage has failed.
        """
        self._wait([other.name for other in self._study.stages.upstream(self._stage)])

    def _is_there(self, names: list[str]) -> bool:
        return self._turn is None and self._arrivals.are_there(names)

    def _wait(self, names: list[str]) -> None:
        began = time.perf_counter()
        upstream = [other.name for other in self._study.stages.upstream(self._stage)]
        self._arrivals.wait_for(upstream if self.light else names)
        self._take_turn()
        if threading.get_ident() == self._thread:
            self.waited += time.perf_counter() - began

    def _take_turn(self) -> None:
        with self._taking:
            if self._turn is None:
                return
            self._taken.enter_context(self._turn)
            self._turn = None
            if self._left:  # a thread of a stage that has failed meanwhile: nobody else would give the turn back
                self._taken.close()
                raise NotReached


def begin_early(
    study: Study, wanted: Iterable[Stage], forced: Iterable[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the wanted stages that may begin before their late tables are there; of these the light ones.

    Those that will run whatever the stages above make: all where the raw files are few bytes, or not many and memory is
    plenty; otherwise only those whose first work takes little memory: on a large corpus it stays that of one stage.
    """
    late = [stage for stage in wanted if stage.late and RAW not in stage.reads]
    raw = sum(file.path.stat().st_size for file in study.raw_files()) if late else 0
    small = raw < side_by_side.LARGE or side_by_side.may_share(READ_PER_RAW * raw)
    early = frozenset(
        stage.name for stage in late
        if (small or stage.light)
        and (stage.name in forced or read_failure(study, stage) is not None or own_reasons(study, stage))
    )
    return early, frozenset() if small else early
