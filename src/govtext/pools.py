"""The worker processes of this machine: forked from one that has loaded all (Linux), or started anew (loky)."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from govtext.forked import ForkedPool
from govtext.stem import MOST_GROWTH, Stem, start_stem

# Every process works alone on its batch: threads of its linear algebra would only take turns.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


class _Forked:
    """The stem of this run, and its pool of workers; None where there is no stem."""

    stem: Stem | None = None
    pool: ForkedPool | None = None
    lock = threading.Lock()


@contextmanager
def forking(load: Callable[[], None]) -> Iterator[None]:
    """Let worker processes be forked from one that calls `load` first, where that is safe, while the block runs."""
    _Forked.stem = start_stem(load)
    try:
        yield
    finally:
        stem, pool = _Forked.stem, _Forked.pool
        _Forked.stem = _Forked.pool = None
        if pool:
            pool.close()
        if stem:
            stem.close()


def pool(workers: int) -> Any:
    """Return the pool of worker processes, one for the whole run: the next stage finds its processes up."""
    stem = _Forked.stem
    if stem is None or not stem.lives:
        return _loky_pool(workers)
    with _Forked.lock:
        if _Forked.pool is None or _Forked.pool.workers != workers:
            _Forked.pool = ForkedPool(stem, workers)
        return _Forked.pool


def stem_process() -> int | None:
    """Return the id of the process that workers are forked from, where there is one: it holds what they share."""
    return _Forked.stem.pid if _Forked.stem else None


def _loky_pool(workers: int) -> Any:
    import warnings

    from joblib.externals.loky import get_reusable_executor

    # loky replaces a worker whose memory has grown, loses nothing by it, and says so with a warning.
    warnings.filterwarnings("ignore", message="A worker stopped while some jobs", category=UserWarning)
    return get_reusable_executor(max_workers=workers, timeout=300, env=ONE_THREAD, initializer=_set_up_worker)


def _set_up_worker() -> None:
    from joblib.externals.loky import process_executor

    process_executor._MAX_MEMORY_LEAK_SIZE = MOST_GROWTH
    # Its results are sent by then: to free what it has loaded, object by object, takes it up to a second, for which
    # the run would wait.
    atexit.register(os._exit, 0)
