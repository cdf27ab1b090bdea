"""Threads of linear algebra while stages run: one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from govtext.environment import ONE_THREAD


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep BLAS to one thread, as the worker processes do.

    The matrices of a stage are small: threads of BLAS wait for each other in loops, which took a quarter of the issues
    stage's processor time beside other programs, and sums are rounded alike whatever the machine's processors. Who
    sets a variable such as OPENBLAS_NUM_THREADS keeps it, where NumPy is not loaded yet.
    """
    added = [name for name in ONE_THREAD if name not in os.environ]
    os.environ.update({name: ONE_THREAD[name] for name in added})
    try:
        with _limited():
            yield
    finally:
        for name in added:
            os.environ.pop(name, None)


def _limited() -> AbstractContextManager[Any]:
    if "numpy" not in sys.modules:  # it reads the variables when it is loaded
        return nullcontext()
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1, user_api="blas")  # type: ignore[no-any-return]
