"""Imports by several threads, and packages imported without others that would take longer than the work itself."""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Held by threads of stages while they import what another stage's thread may be importing. Python locks each module
# by itself and, where two threads that entered a package at different modules wait for each other, hands one of them a
# module that is half there.
one_by_one = threading.RLock()


@contextmanager
def hidden(module: str) -> Iterator[None]:
    """Let nothing be found by this name while the block runs: an importer goes on as if it were not installed.

    What has been imported before stays, and other threads find it. One block at a time, whatever the threads.
    """
    here = threading.get_ident()

    class Hiding:
        @staticmethod
        def find_spec(name: str, path: Any = None, target: Any = None) -> None:
            if name == module and threading.get_ident() == here:
                raise ModuleNotFoundError(name)

    with one_by_one:
        sys.meta_path.insert(0, Hiding)
        try:
            yield
        finally:
            sys.meta_path.remove(Hiding)


def put_off(package: str, name: str) -> None:
    """Let a module of a package be loaded when something of it is used, not when another module names it.

    By the recipe in the documentation of `importlib`. What has been imported before stays.
    """
    full = f"{package}.{name}"
    with one_by_one:
        spec = None if full in sys.modules else importlib.util.find_spec(full)
        if spec is None or spec.loader is None:  # loaded, or a release that has none
            return
        spec.loader = importlib.util.LazyLoader(spec.loader)
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
        setattr(sys.modules[package], name, module)
