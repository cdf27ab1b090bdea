"""Packages imported without others that they would load along: those take longer than the work that asks for them."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_one_at_a_time = threading.Lock()


@contextmanager
def hidden(module: str) -> Iterator[None]:
    """Let nothing be found by this name while the block runs: an importer goes on as if it were not installed.

    What has been imported before stays. One block at a time, whatever the threads.
    """

    class Hiding:
        @staticmethod
        def find_spec(name: str, path: Any = None, target: Any = None) -> None:
            if name == module:
                raise ModuleNotFoundError(name)

    with _one_at_a_time:
        sys.meta_path.insert(0, Hiding)
        try:
            yield
        finally:
            sys.meta_path.remove(Hiding)
