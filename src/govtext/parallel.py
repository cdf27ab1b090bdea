"""Work spread over processes or over a cluster, behind one call.

Results never depend on the number of workers: batches are made by the caller, and answers come
back in the order of the batches.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, TypeVar

from govtext.errors import GovtextError
from govtext.kept import Kept

Item = TypeVar("Item")
Result = TypeVar("Result")


def _ignore_progress(what: str, done: int, total: int | None) -> None:
    """Default of a Work without a screen."""


def _ignore_notice(message: str) -> None:
    """Default of a Work without a screen."""


@dataclass(frozen=True)
class Work:
    """How a stage runs: with how many processes, and whom it tells.

    Attributes:
        workers: processes to use; 1 runs everything in this one.
        progress: told (what, done, total or None) now and then.
        notice: told one line that the user should read but that stops nothing.
        kept: results of long work from earlier runs.
    """

    workers: int = 1
    progress: Callable[[str, int, int | None], None] = _ignore_progress
    notice: Callable[[str], None] = _ignore_notice
    kept: Kept = field(default_factory=Kept)

    def map(
        self,
        function: Callable[[Item], Result],
        items: Iterable[Item],
        what: str = "",
        total: int | None = None,
    ) -> Iterator[Result]:
        """Apply `function` to every item, in order.

        Args:
            function: importable by name (a module's function or a partial of one), so that it can
                be sent to a process. What is expensive to set up it keeps in a cache of its own.
            items: batches, best of 512 texts or more: smaller ones cost more to send than to do.
            what: named in the progress.
            total: number of items where it is known.

        Yields:
            One result per item. At most a few batches per worker are held at a time.
        """
        waiting = iter(items)
        # Starting processes costs about two seconds: a single batch is done before they are up.
        first = list(islice(waiting, 2))
        if self.workers <= 1 or len(first) < 2:
            results: Iterator[Any] = map(function, chain(first, waiting))
        else:
            results = self._spread(function, chain(first, waiting))
        for done, result in enumerate(results, start=1):
            if what:
                self.progress(what, done, total)
            yield result

    def _spread(self, function: Callable[[Item], Result], items: Iterator[Item]) -> Iterator[Result]:
        import warnings

        from joblib import Parallel, delayed

        # loky replaces a worker whose memory has grown, loses nothing by it, and says so with a warning.
        warnings.filterwarnings("ignore", message="A worker stopped while some jobs", category=UserWarning)
        # max_nbytes=None: joblib's memory maps fail in a temporary folder whose path is not ASCII
        # (a Windows user named 张三), and batches of texts gain nothing from them.
        parallel = Parallel(
            n_jobs=self.workers, return_as="generator", max_nbytes=None, batch_size=1, pre_dispatch="2*n_jobs"
        )
        for result in parallel(delayed(_caught)(function, item) for item in items):
            if isinstance(result, _Failure):
                raise result.error
            yield result


@dataclass(frozen=True)
class _Failure:
    """An error of a worker, sent back like a result: of two bad batches the first is told, whichever fails first."""

    error: GovtextError


def _caught(function: Callable[[Item], Result], item: Item) -> Result | _Failure:
    try:
        return function(item)
    except GovtextError as error:
        return _Failure(error)


def worker_count(setting: int) -> int:
    """Return the number of processes: GOVTEXT_WORKERS, else the setting, else (0) the processors.

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
        return len(os.sched_getaffinity(0))  # type: ignore[attr-defined,unused-ignore]
    except AttributeError:  # Windows and macOS know no affinity
        return os.cpu_count() or 1


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield lists of `size` items, the last one shorter."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch
