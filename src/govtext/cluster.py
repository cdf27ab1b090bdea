"""Batches done by a Dask cluster: one's own scheduler, or processes started here for the run.

`distributed` is used directly, not through joblib's Dask backend: that one keeps large arguments
on one worker, where they are lost with it, so that a killed worker ends the run.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from uuid import uuid4

import govtext
from govtext.errors import GovtextError
from govtext.parallel import AHEAD, Carried, Failure
from govtext.reduction import Tree, numbered

CONNECT_SECONDS = 10
# A worker that is asked what is installed answers within a second or two; one that hangs would be waited for forever.
ANSWER_SECONDS = 120
# A worker that dies may be replaced; a cluster that stays without any for so long will not come back.
WITHOUT_WORKERS_SECONDS = 60.0
_LOOK_SECONDS = 2.0
# Other releases of these may cut or number otherwise, and the same inputs would give other bytes.
SAME = ("jieba", "numpy", "pyarrow", "scikit-learn", "scipy")


class Cluster:
    """A Dask cluster, reached when the first batch is sent and left when the run ends.

    Args:
        scheduler: its address ("tcp://host:8786"); "" starts `workers` processes on this machine.
        workers: processes to start where there is no scheduler.
    """

    def __init__(self, scheduler: str, workers: int) -> None:
        self._address, self._workers = scheduler, workers
        self._client: Any = None
        self._own: Any = None

    def map(self, function: Carried, items: Iterator[Any]) -> Iterator[Any]:
        """Yield what `function` returns for each item, in order.

        What a dead worker had is done by another: the scheduler holds every batch until its result is here.

        Raises:
            GovtextError: the scheduler can't be reached or is lost, no worker is left, a worker lacks
                govtext or has other releases, or a batch killed one worker after the other.
        """
        for kept, _ in self._spread(function, items, None):
            yield kept

    def added(
        self, function: Carried, merge: Callable[[Any, Any], Any], items: Iterator[Any], every: int
    ) -> Iterator[tuple[Any, Any]]:
        """Yield what `govtext.reduction.added` yields; parts are added up by the workers that hold them.

        Raises:
            GovtextError: as for `map`.
        """
        yield from self._spread(function, items, (merge, every))

    def _spread(
        self, function: Carried, items: Iterator[Any], reduced: tuple[Callable[[Any, Any], Any], int] | None
    ) -> Iterator[tuple[Any, Any]]:
        """Yield what is kept of each item in order, and sums of parts where some are due."""
        self._connect()
        distributed = _distributed()
        under_way: deque[tuple[Any, Any]] = deque()
        try:
            group = f"{function.name}-{uuid4().hex}"  # how the scheduler's own page names the batches
            # A task like any other, so that it outlives the worker that holds its result.
            carried = self._client.submit(_same, function, key=f"{group}-function")
            room = AHEAD * max(1, sum(self._threads().values()))
            merge, every = reduced or (None, 0)
            tree: Tree[Any] = Tree(lambda one, other: self._client.submit(_merged, merge, one, other, pure=False))
            # Only sums need to know which item is the last: it is fetched before there is room for it.
            one_by_one = numbered(items) if reduced else ((at, item, False) for at, item in enumerate(items))
            for number, item, last in one_by_one:
                made, due = self._client.submit(_apply, carried, item, key=f"{group}-{number}"), None
                if merge is not None:
                    tree.add(self._client.submit(_part_of, made, key=f"{group}-part-{number}"))
                    due = tree.sum() if last or (number + 1) % every == 0 else None
                    made = self._client.submit(_kept_of, made, key=f"{group}-kept-{number}")
                under_way.append((made, due))
                del made, due  # the cluster forgets what nobody here asks for
                if len(under_way) > room:
                    yield self._results(under_way.popleft())
            while under_way:
                yield self._results(under_way.popleft())
        except distributed.KilledWorker as error:
            raise GovtextError(
                "a batch ended one Dask worker after the other",
                hint="most often their memory is too small: give each worker 2 GB or more and run again",
            ) from error
        except (CancelledError, OSError, TimeoutError) as error:
            raise GovtextError(
                f"the Dask scheduler {self._name} was lost",
                hint="start it again, then run again: finished stages are whole",
            ) from error

    def _results(self, futures: tuple[Any, Any]) -> tuple[Any, Any]:
        kept, due = futures
        return self._result(kept), None if due is None else self._result(due)

    def close(self) -> None:
        """Leave the cluster; end the processes that were started here."""
        for one, seconds in ((self._client, 5), (self._own, 5)):
            if one is not None:
                with contextlib.suppress(Exception):
                    one.close(timeout=seconds)
        self._client = self._own = None

    @property
    def _name(self) -> str:
        return self._address or "of this machine"

    def _connect(self) -> None:
        if self._client is not None:
            return
        distributed = _distributed()
        _quiet()
        try:
            if not self._address:
                self._own = distributed.LocalCluster(
                    n_workers=self._workers, threads_per_worker=1, processes=True, dashboard_address=None
                )
            self._client = distributed.Client(
                self._own or self._address, timeout=CONNECT_SECONDS, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            self.close()
            raise GovtextError(
                f"no Dask scheduler answers at {self._name}", hint="start it, or mend run.scheduler, then run again"
            ) from error
        self._wait_for_workers()
        self._check_workers()

    def _wait_for_workers(self) -> None:
        began = time.monotonic()
        while not self._threads():
            if time.monotonic() - began > WITHOUT_WORKERS_SECONDS:
                raise GovtextError(
                    f"the Dask scheduler {self._name} has no workers", hint="start some (dask worker), then run again"
                )
            time.sleep(0.2)

    def _check_workers(self) -> None:
        """Refuse workers that would give other bytes."""
        own = installed()
        ask = partial(self._client.run, installed, on_error="return")
        for worker, found in sorted(self._asked(ask, "a worker of ").items()):
            if isinstance(found, BaseException):
                raise GovtextError(
                    f"Dask worker {worker} can't do govtext's work ({found})", hint="install govtext there"
                )
            different = [name for name in own if found.get(name) != own[name]]
            if different:
                name = different[0]
                raise GovtextError(
                    f"Dask worker {worker} has another {name} ({found.get(name) or 'none'}, here {own[name]})",
                    hint="install the same releases there: the results must not depend on who does the work",
                )

    def _asked(self, question: Callable[[], Any], who: str) -> dict[str, Any]:
        """Return the answer to what distributed itself would wait for without a limit where a process hangs."""
        told: queue.Queue[Any] = queue.Queue()

        def ask() -> None:
            try:
                told.put(question())
            except BaseException as error:  # raised where the answer is awaited
                told.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = told.get(timeout=ANSWER_SECONDS)
        except queue.Empty:
            raise GovtextError(
                f"{who}the Dask scheduler {self._name} does not answer", hint="end it, then run again"
            ) from None
        if isinstance(answer, BaseException):
            raise answer
        return dict(answer)

    def _threads(self) -> dict[str, Any]:
        return self._asked(self._client.nthreads, "")

    def _result(self, future: Any) -> Any:
        without_since: float | None = None
        while True:
            try:
                return future.result(timeout=_LOOK_SECONDS)
            except TimeoutError:
                if future.done() or self._threads():
                    without_since = None
                    continue
            now = time.monotonic()
            without_since = without_since or now
            if now - without_since > WITHOUT_WORKERS_SECONDS:
                raise GovtextError(
                    f"the Dask scheduler {self._name} has no workers left", hint="start some, then run again"
                )


def installed() -> dict[str, str]:
    """Return what decides the bytes of results here: a digest of govtext's code, and releases."""
    digest = hashlib.sha256()
    folder = Path(govtext.__file__).resolve().parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    found = {"govtext": f"{govtext.__version__}, code {digest.hexdigest()[:12]}"}
    for name in SAME:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise GovtextError(
            'run.engine is "dask", but Dask is not installed', hint='run: pip install "govtext[dask]"'
        ) from error


# A worker may run several threads; a stage's caches are made for one.
_one_at_a_time = threading.Lock()


def _same(function: Carried) -> Carried:
    return function


def _apply(function: Carried, item: Any) -> Any:
    with _one_at_a_time:
        return function(item)


def _kept_of(made: Any) -> Any:
    return made if isinstance(made, Failure) else made[0]


def _part_of(made: Any) -> Any:
    return made if isinstance(made, Failure) else made[1]


def _merged(merge: Callable[[Any, Any], Any], one: Any, other: Any) -> Any:
    """Return the sum of two parts; an error, which what was kept of its batch tells, takes the place of the sum."""
    return next((part for part in (one, other) if isinstance(part, Failure)), None) or merge(one, other)


def _quiet() -> None:
    """Leave telling to govtext: distributed logs every lost connection in many lines."""
    import logging
    import warnings

    import dask

    for name in ("distributed", "distributed.client", "distributed.nanny", "distributed.scheduler", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    dask.config.set({"logging.distributed": "critical"})
    # A batch is sent as it is: that is what it is for.
    warnings.filterwarnings("ignore", message="Sending large graph", category=UserWarning)
