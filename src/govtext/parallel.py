"""Work spread over processes or over a cluster, behind one call.

Results never depend on the number of workers: batches are made by the caller, and answers come
back in the order of the batches.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import hashlib
import os
import pickle
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import Any, Protocol, TypeVar

from govtext.ahead import Ahead
from govtext.environment import worker_environment
from govtext.errors import GovtextError
from govtext.growth import MOST_GROWTH, has_grown, limit_growth
from govtext.kept import Kept
from govtext.orphaned import end_with
from govtext.store import import_arrow

Item = TypeVar("Item")
Result = TypeVar("Result")

# Batches under way per worker: one that it works on, one that waits for it.
AHEAD = 2
# Just below the most that the allocator of Linux takes for its limit.
_LARGEST_KEPT = 31 << 20
# How often a pool that lost a process is made anew before the run gives up.
RENEWALS = 3


def seek_cycles_rarely() -> None:
    """Let this process search for cycles less often than Python does: a run makes millions of objects, few cycles."""
    gc.set_threshold(50_000, 20, 20)


@contextmanager
def no_cycles() -> Iterator[None]:
    """Pause Python's search for cycles while a batch is worked on that makes many small objects and no cycles.

    The search starts again and again after so many new objects and goes through all that live: a tenth of the time of
    a batch. Objects are freed as ever when nothing refers to them. Those that stay count as old at the end: they are
    looked through only when all are.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


@contextmanager
def own_cycles() -> Iterator[None]:
    """Pause Python's search for cycles, and at the end free those that were made meanwhile, looking at nothing else.

    For work that makes large cycles (a figure with its canvas), one after the other, in
    a process that holds much already: the memory stays that of one of them, and what lives is not gone through.
    """
    with no_cycles():
        gc.freeze()
        try:
            yield
            gc.collect()
        finally:
            gc.unfreeze()


@lru_cache(maxsize=1)
def keep_freed_memory() -> None:
    """Let this process keep the memory that large arrays give back, for the arrays of the next batches.

    The allocator of Linux returns blocks above a size to the system at once, and to get them anew costs a fifth of the
    time of a batch. That size follows the largest block ever given back, up to 32 MiB: this one, which is never written
    to and takes no memory. On other systems nothing changes.
    """
    bytes(_LARGEST_KEPT)


def give_back_freed_memory() -> None:
    """Return to the system what is free already: Arrow's pool and the C library of Linux keep it for themselves."""
    arrow = sys.modules.get("pyarrow")
    if arrow is not None:
        arrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # a C library that is not GNU's
            ctypes.CDLL(None).malloc_trim(0)


def in_threads(function: Callable[[Item], Result], items: Iterable[Item], threads: int) -> Iterator[Result]:
    """Yield what `function` returns for each item, in order, from several threads of this process.

    For numerical work on arrays that all threads read: NumPy and SciPy let others run while they compute, and nothing
    is sent. The answers don't depend on the number of threads.
    """
    if threads <= 1:
        yield from map(function, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(function, items)


def _ignore(*told: object) -> None:
    """Default of a Work without a screen."""


class Engine(Protocol):
    """Where batches are done: this machine's processes, or a cluster (`govtext.cluster`)."""

    def map(self, function: Carried, items: Iterator[Any]) -> Iterator[Any]:
        """Yield what `function` returns for each item, in order, with a bounded number of items under way."""


@dataclass(frozen=True)
class Work:
    """How a stage runs: with how many processes, and whom it tells.

    Attributes:
        workers: processes to use; 1 runs everything in this one.
        progress: told (what, done, total or None) now and then.
        notice: told one line that the user should read but that stops nothing.
        given: told when the last batch of a `map` has been given out: soon a process will have nothing to do.
        kept: results of long work from earlier runs.
        engine: who does the batches; None takes `workers` processes of this machine.
    """

    workers: int = 1
    progress: Callable[[str, int, int | None], None] = _ignore
    notice: Callable[[str], None] = _ignore
    given: Callable[[], None] = _ignore
    kept: Kept = field(default_factory=Kept)
    engine: Engine | None = None

    def map(
        self,
        function: Callable[[Item], Result],
        items: Iterable[Item],
        what: str = "",
        total: int | None = None,
        apart: bool = False,
        nearby: bool = False,
    ) -> Iterator[Result]:
        """Apply `function` to every item, in order.

        Args:
            function: importable by name (a module's function or a partial of one), so that it can
                be sent to a process. Each process gets it once and keeps it, and what is expensive
                to set up it keeps in a cache of its own.
            items: batches, best of 512 texts or more: smaller ones cost more to send than to do.
            what: named in the progress.
            total: number of items where it is known.
            apart: let another process do even a single item, which this one does itself otherwise.
            nearby: keep to this machine: the workers of a cluster may not see its disk, and this process does it there.

        Yields:
            One result per item. At most a few batches per worker are held at a time, however slowly
            the results are taken.
        """
        waiting = iter(items)
        # Starting processes costs about two seconds: a single batch is done before they are up.
        first = list(islice(waiting, 2))
        here = nearby if self.engine is not None else self.workers <= 1
        if here or len(first) < (1 if apart else 2):
            results: Iterator[Any] = map(function, chain(first, waiting))
        else:
            engine = self.engine or Processes(self.workers)
            results = _told(engine.map(Carried.of(function), _noting_end(chain(first, waiting), self.given)))
        for done, result in enumerate(results, start=1):
            if what:
                self.progress(what, done, total)
            yield result

    def ahead(self, results: Iterator[Result], held: int = 8) -> Iterator[Result]:
        """Return the results, made from now on by a thread of its own, while this one does something else.

        Args:
            results: of `map` mostly: a thread that waits for processes costs nothing.
            held: results that are made at most before they are taken.
        """
        if self.workers <= 1 or self.engine is not None:
            return results
        return Ahead(results, held)


def _noting_end(items: Iterator[Item], given: Callable[[], None]) -> Iterator[Item]:
    yield from items
    given()


def _told(results: Iterator[Any]) -> Iterator[Any]:
    for result in results:
        if isinstance(result, Failure):
            raise result.error
        yield result


@dataclass(frozen=True)
class Failure:
    """An error of a worker, sent back like a result: of two bad batches the first is told, whichever fails first."""

    error: GovtextError


# The functions that this process did its last batches with, by digest, the last one last. Four, because four stages
# (keywords, topics, issues, policies) may send their batches in turn; only the last one where they are large.
_kept: dict[str, tuple[Callable[[Any], Any], int]] = {}
KEPT, KEPT_BYTES = 4, 16 * 2**20
# Set when the run is given up: no process is then started in the place of one that is killed.
given_up = threading.Event()


@dataclass(frozen=True)
class Carried:
    """A function as bytes: what comes with it (dictionaries, rules) is built once per process, not per batch."""

    name: str
    digest: str
    payload: bytes

    @classmethod
    def of(cls, function: Callable[[Any], Any]) -> Carried:
        """Return the function, ready to be sent."""
        payload = pickle.dumps(function, protocol=pickle.HIGHEST_PROTOCOL)
        name = getattr(getattr(function, "func", function), "__name__", "batch").strip("_")
        return cls(name, hashlib.sha256(payload).hexdigest(), payload)

    def __call__(self, item: Any) -> Any:
        """Return what the function returns, or its GovtextError as a result."""
        function, _ = _kept.pop(self.digest, (None, 0))
        if function is None:
            self._make_room()
            give_back_freed_memory()  # of the batches of another kind that were done before
            function = pickle.loads(self.payload)
        _kept[self.digest] = function, len(self.payload)
        try:
            return function(item)
        except GovtextError as error:
            return Failure(error)
        finally:
            if has_grown():  # or loky would count what is free, and have another process load all again
                give_back_freed_memory()

    def _make_room(self) -> None:
        while _kept and (len(_kept) >= KEPT or self._held() > KEPT_BYTES):
            del _kept[next(iter(_kept))]

    def _held(self) -> int:
        return len(self.payload) + sum(size for _, size in _kept.values())


@dataclass(frozen=True)
class Processes:
    """Processes of this machine (loky through joblib): kept from stage to stage, replaced when one is killed."""

    workers: int

    def map(self, function: Carried, items: Iterator[Any]) -> Iterator[Any]:
        """Yield the results in order.

        Raises:
            GovtextError: processes were killed again and again, mostly by a machine short of memory.
        """
        line = _Line(self.workers, function)
        for item in items:
            line.add(item)
            if len(line) > AHEAD * self.workers:
                yield line.first()
        while len(line):
            yield line.first()


class _Line:
    """The batches under way, in order; when a process is killed, they are given out anew."""

    def __init__(self, workers: int, function: Carried) -> None:
        self._workers, self._function = workers, function
        self._waiting: deque[tuple[Any, Any]] = deque()
        self._renewed = 0
        self._pool = self._new_pool()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, item: Any) -> None:
        from joblib.externals.loky.process_executor import BrokenProcessPool

        try:
            self._waiting.append((item, self._pool.submit(self._function, item)))
        except BrokenProcessPool as error:
            self._waiting.append((item, None))
            self._renew(error)

    def first(self) -> Any:
        """Return the result of the batch that was added first, and forget it."""
        from joblib.externals.loky.process_executor import BrokenProcessPool

        while True:
            try:
                result = self._waiting[0][1].result()
            except BrokenProcessPool as error:
                self._renew(error)
            else:
                self._waiting.popleft()
                return result

    def _renew(self, error: BaseException) -> None:
        self._renewed += 1
        if given_up.is_set() or self._renewed > RENEWALS:
            raise GovtextError(
                "worker processes were killed again and again",
                hint="most often the memory is too small: set run.workers lower and run again",
            ) from error
        # Nothing is lost but time: what was under way is done again.
        self._pool = self._new_pool()
        self._waiting = deque((item, self._pool.submit(self._function, item)) for item, _ in self._waiting)

    def _new_pool(self) -> Any:
        return pool(self._workers)


def pool(workers: int) -> Any:
    """Return the worker processes, which are started where they are not there."""
    import warnings

    from joblib.externals.loky import get_reusable_executor

    # loky replaces a worker whose memory has grown, loses nothing by it, and says so with a warning.
    warnings.filterwarnings("ignore", message="A worker stopped while some jobs", category=UserWarning)
    kept: dict[str, Any] = {"timeout": 300, "env": worker_environment()}  # one pool for all stages of a run
    return get_reusable_executor(max_workers=workers, initializer=_set_up_worker, initargs=(os.getpid(),), **kept)


def _set_up_worker(parent: int) -> None:
    seek_cycles_rarely()
    end_with(parent)
    # In those too that take the place of one that has grown: the stages that ask for it themselves may be over.
    import_arrow()
    keep_freed_memory()
    limit_growth(MOST_GROWTH)
    # Its results are sent by then: to free what it has loaded, object by object, takes it up to a second, for which
    # the run would wait.
    atexit.register(os._exit, 0)


def worker_count(setting: int, fitting: Callable[[int], int] | None = None) -> int:
    """Return the number of processes: GOVTEXT_WORKERS, else the setting, else (0) the processors.

    Args:
        setting: run.workers.
        fitting: of so many processes, how many the memory is enough for; asked where nobody has said how many.

    Raises:
        GovtextError: GOVTEXT_WORKERS is no whole number of 1 or more.
    """
    given = os.environ.get("GOVTEXT_WORKERS", "").strip()
    if given:
        if not given.isdigit() or int(given) < 1:
            raise GovtextError(f'GOVTEXT_WORKERS is "{given}"', hint="set it to a whole number of 1 or more")
        return int(given)
    if setting:
        return setting
    try:
        processors = len(os.sched_getaffinity(0))  # type: ignore[attr-defined,unused-ignore]
    except AttributeError:  # Windows and macOS know no affinity
        processors = os.cpu_count() or 1
    return fitting(processors) if fitting else processors


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield lists of `size` items, the last one shorter."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch
