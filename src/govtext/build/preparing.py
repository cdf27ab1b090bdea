"""What worker processes do before there are batches for them: they start, and load what they will need."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from govtext.parallel import pool


def start_processes(workers: int, module: str) -> None:
    """Start the worker processes in a thread: they come up while this process reads what it will give them.

    Args:
        workers: how many.
        module: where the function is that they will need first; they load it as soon as they are there.
    """
    threading.Thread(target=prepare, args=(workers, partial(_import, module)), daemon=True).start()


def prepare(workers: int, function: Callable[[], object]) -> None:
    """Let each process call a function that is importable by name, when it has done what was given to it before."""
    # What keeps them from it is told when there is work for them.
    with suppress(Exception):
        processes = pool(workers)
        for _ in range(workers):
            processes.submit(function)


def _import(module: str) -> None:
    import pyarrow.compute  # noqa: F401

    importlib.import_module(module)
