"""Workers whose run is gone end themselves.

A main process that the system ends (for want of memory, by the task manager) says goodbye to nobody. A worker that then
has a result to send would wait for ever, with all its memory: the pipe that nobody reads any more is full, and as the
workers themselves hold its other end, writing to it never fails.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

# Seconds between two looks.
_EVERY = 2.0


def end_with(parent: int) -> None:
    """End this process soon after its parent has ended, by a thread that looks every two seconds.

    Args:
        parent: number of the process that started this one.
    """
    threading.Thread(target=_watch, args=(_is_there(parent),), daemon=True).start()


def _is_there(parent: int) -> Callable[[], bool]:
    if os.name != "nt":
        return lambda: os.getppid() == parent  # whoever is left behind gets another parent
    import psutil

    try:
        started = psutil.Process(parent)
    except psutil.NoSuchProcess:
        return lambda: False
    return lambda: bool(started.is_running())


def _watch(is_there: Callable[[], bool]) -> None:
    while is_there():
        time.sleep(_EVERY)
    os._exit(1)
