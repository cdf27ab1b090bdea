"""Runs stages through doit: what they need first, in order, only what is not fresh."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from doit.cmd_base import TaskLoader2
from doit.cmd_run import Run
from doit.runner import MThreadRunner
from doit.task import Task, dict_to_task

from govtext.build.arrivals import Arrivals, Early, NotReached, begin_early
from govtext.build.execute import Outcome, execute, recover
from govtext.build.freshness import own_reasons, read_failure
from govtext.build.linear_algebra import one_thread
from govtext.build.loaded_ahead import LoadedAhead
from govtext.build.manifest import write_manifest
from govtext.build.memory import main_process, processes_that_fit
from govtext.build.preparing import start_processes
from govtext.build.progress import Screen
from govtext.build.side_by_side import LARGE, WORTH_WORKERS, Turns, lanes, polled
from govtext.build.stage_table import Stage
from govtext.build.study import Study
from govtext.cluster import Cluster
from govtext.errors import GovtextError
from govtext.parallel import Engine, Work, seek_cycles_rarely, worker_count


@dataclass
class RunResult:
    """What a run did: stages that ran with what they took, and those that were fresh."""

    outcomes: list[Outcome] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)
    error: GovtextError | None = None


def run_stages(study: Study, names: list[str], screen: Screen, force: bool = False) -> RunResult:
    """Run the named stages (all where none is named) and what they need.

    Args:
        study: the study.
        names: stage names.
        screen: told of progress and notices.
        force: run the named stages even where they are fresh.

    Raises:
        GovtextError: a name is unknown, another run is under way, or a stage failed.
    """
    wanted = study.stages.needed_for(names or study.stages.names())
    study.settings  # noqa: B018  a mistake in the settings is told before anything runs
    workers, told = _processes(study)
    told += _retired(study)
    result = RunResult()
    seek_cycles_rarely()
    with Lock(study), one_thread(), _engine(study, workers) as engine:
        recover(study)
        try:
            several = lanes(workers, engine)
            early, light = begin_early(study, wanted, names if force else ()) if several > 1 else (NONE, NONE)
            running = Running(
                study, screen, workers, engine, Turns(study), result, told, early=early, light=light,
                wanted=tuple(wanted),
            )
            tasks = [_task(running, stage, force and stage.name in names) for stage in wanted]
            # Stages that have begun early and wait must not be in the way of those that they wait for.
            failed = _through_doit(study, tasks, [stage.name for stage in wanted], several + len(early))
        finally:
            study.hashes.save()
            if result.outcomes:
                write_manifest(study, result.outcomes)
    if result.error:
        raise result.error
    if failed:
        raise GovtextError("the run did not end as it should, by a defect of govtext", hint="please report it")
    return result


def _processes(study: Study) -> tuple[int, list[str]]:
    """Return how many processes do the work, and what to tell where these are fewer than processors."""
    setting = study.settings.run.workers
    processors = worker_count(setting)
    if study.settings.run.engine == "dask":
        return processors, []
    raw = [file.path for file in study.raw_files()] if study.raw.is_dir() else []
    workers = worker_count(setting, partial(processes_that_fit, main=main_process(raw)))
    if workers == processors:
        return workers, []
    return workers, [
        f"{workers} of {processors} processors used: the free memory is enough for no more processes "
        "(run.workers in params.toml decides)"
    ]


def _retired(study: Study) -> list[str]:
    """Return what to tell of settings that only an earlier release knew."""
    names = study.settings.retired
    if not names:
        return []
    return [
        f"params.toml: {', '.join(names)} did something in an earlier release and does nothing now; you may delete it"
    ]


@contextmanager
def _engine(study: Study, workers: int) -> Iterator[Engine | None]:
    """Give the cluster that the settings ask for, left at the end; None for this machine's processes."""
    if study.settings.run.engine != "dask":
        yield None
        return
    cluster = Cluster(study.settings.run.scheduler, workers)
    try:
        yield cluster
    except Exception:
        cluster.close()
        raise
    # An interrupt does not wait for leave-taking: the command line ends the processes at once.
    cluster.close()


NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Running:
    """What the stages of a run share."""

    study: Study
    screen: Screen
    workers: int
    engine: Engine | None
    turns: Turns
    result: RunResult
    notes: list[str] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    early: frozenset[str] = NONE
    light: frozenset[str] = NONE
    wanted: tuple[Stage, ...] = ()
    begun: list[str] = field(default_factory=list)
    arrivals: Arrivals = field(default_factory=Arrivals)

    def is_fresh(self, stage: Stage) -> bool:
        """Say whether the stage needs no run, and note it."""
        if stage.name in self.early:
            return False
        try:
            fresh = read_failure(self.study, stage) is None and not own_reasons(self.study, stage)
        except Exception as error:
            told = error if isinstance(error, GovtextError) else _defect(stage.name, error)
            self.result.error = self.result.error or told
            self.arrivals.fail()
            raise told from error
        if fresh:
            self.result.fresh.append(stage.name)
            self.arrivals.note(stage)
        return fresh

    def run(self, stage: Stage) -> bool:
        """Run a stage; say whether it went well. The first error is kept."""
        while self.notes:
            self.screen.notice(self.notes.pop())
        try:
            self._start_workers(stage)
            turn = self.turns.of(stage)
            early = self._early(stage, turn) if stage.name in self.early else None
            with early or turn, self.screen.stage(stage, self.workers, self.engine) as work:
                self.begun.append(stage.name)
                more = self._gives_back(stage)
                outcome = execute(self.study, stage, self._loading(stage, work), early, more)
            self.result.outcomes.append(outcome)
            self.screen.done(outcome)
        except NotReached:
            return False
        except GovtextError as error:
            self.result.error = self.result.error or error
            self.arrivals.fail()
            return False
        except Exception as error:
            # doit would keep it to itself, and the run would say that all is up to date.
            self.result.error = self.result.error or _defect(stage.name, error)
            self.arrivals.fail()
            return False
        self.arrivals.note(stage)
        return True

    def _early(self, stage: Stage, turn: AbstractContextManager[None]) -> Early:
        return Early(self.study, stage, self.arrivals, turn if stage.name in self.light else None)

    def _start_workers(self, stage: Stage) -> None:
        idle = self.workers > 1 and self.engine is None and not self.started
        if idle and self.turns.bytes_read(stage) >= WORTH_WORKERS:
            self.started.append(stage.name)
            start_processes(self.workers, stage.function.partition(":")[0])

    def _gives_back(self, stage: Stage) -> Callable[[], bool]:
        """Return what says at a stage's end whether memory is given back: to stages to come, where it reads much.

        To seek it takes a tenth of a second, in which no thread of this process does anything, and what waits for the
        stage's tables waits for that too.
        """
        much = stage.name in self.light or self.turns.bytes_read(stage) >= LARGE
        return lambda: much and bool(self._to_come())

    def _to_come(self) -> list[Stage]:
        """Return the stages that have not begun."""
        done = {*self.begun, *self.result.fresh}
        return [stage for stage in self.wanted if stage.name not in done]

    def _loading(self, stage: Stage, work: Work) -> Work:
        """Let later stages be loaded once the first workers have answered, and by these when they have no more batches.

        Not on a large corpus, where what they import would be held beside what its stages need.
        """
        if self.started != [stage.name] or self.turns.bytes_read(stage) >= LARGE:
            return work
        told, ahead = work.progress, LoadedAhead(self.study, self._to_come(), self.workers)

        def progress(what: str, done: int, total: int | None) -> None:
            ahead.load()
            told(what, done, total)

        return replace(work, progress=progress, given=ahead.prepare)


def _defect(stage: str, error: Exception) -> GovtextError:
    return GovtextError(
        f"stage {stage} failed by a defect of govtext ({type(error).__name__}: {error})", hint="please report it"
    )


def _task(running: Running, stage: Stage, force: bool) -> Task:
    table = running.study.stages
    light = stage.name in running.light
    first = table.needed_to_begin(stage, light) if stage.name in running.early else table.upstream(stage)
    return dict_to_task(
        {
            "name": f"stage:{stage.name}",  # doit refuses some bare names, such as clean
            "actions": [lambda: running.run(stage)],
            "uptodate": [lambda: not force and running.is_fresh(stage)],
            "task_dep": [f"stage:{other.name}" for other in first],
            "verbosity": 2,
            "io": {"capture": False},  # doit would put its own stream in the place of sys.stdout, for all threads
        }
    )


class _Loader(TaskLoader2):  # type: ignore[misc]
    """Hands doit the tasks made from the stage table."""

    def __init__(self, tasks: list[Task], config: dict[str, Any]) -> None:
        super().__init__()
        self._tasks, self._config = tasks, config

    def setup(self, opt_values: dict[str, Any]) -> None:
        """Nothing to prepare: the tasks are there."""

    def load_doit_config(self) -> dict[str, Any]:
        return self._config

    def load_tasks(self, cmd: object, pos_args: list[str]) -> list[Task]:
        return self._tasks


class _Silent:
    """doit's reporter: the screen tells what happens, doit's own troubles are kept."""

    desc = "silent"

    def __init__(self, outstream: object, options: object) -> None:
        self.errors: list[str] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **kwargs: None


def _through_doit(study: Study, tasks: list[Task], names: list[str], lanes: int) -> bool:
    """Run the tasks; say whether doit knows of one that failed."""
    study.state.mkdir(parents=True, exist_ok=True)
    # The stages' records are what decides; doit's own state only has to be there and be readable.
    state = study.state / "doit.json"
    state.unlink(missing_ok=True)
    config = {"dep_file": os.fspath(state.resolve()), "backend": "json", "reporter": _Silent, "verbosity": 2}
    if lanes > 1:
        config |= {"num_process": lanes, "par_type": "thread"}
        MThreadRunner.Queue = staticmethod(polled)
    command = Run(task_loader=_Loader(tasks, config), config={}, bin_name="govtext", cmds={}, opt_vals={})
    command.outfile = io.StringIO()
    return bool(command.parse_execute([f"stage:{name}" for name in names]))


class Lock:
    """Keeps two runs from writing into one study at once."""

    def __init__(self, study: Study) -> None:
        self._path: Path = study.state / "running.pid"

    def __enter__(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._take()
        except FileExistsError:
            holder = self._holder()
            if holder is not None:
                raise GovtextError(
                    f"another run (process {holder}) is working on this study", hint="wait for it, or end it"
                ) from None
            self._path.unlink(missing_ok=True)
            self._take()
        except PermissionError as error:
            raise GovtextError(
                "data/processed can't be written", hint="check the folder's permissions, then run again"
            ) from error
        except OSError as error:
            raise GovtextError(
                f"data/processed can't be written ({error.strerror})", hint="mend it, then run again"
            ) from error

    def _take(self) -> None:
        with os.fdopen(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY), "w", encoding="ascii") as file:
            file.write(str(os.getpid()))

    def _holder(self) -> int | None:
        import psutil

        try:
            pid = int(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        return pid if pid != os.getpid() and psutil.pid_exists(pid) else None

    def __exit__(self, *error: object) -> None:
        self._path.unlink(missing_ok=True)
