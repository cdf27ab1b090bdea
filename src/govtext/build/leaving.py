"""The end of a command's process: at once, where the command has ended well."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress
from pathlib import Path

_ended_well: list[bool] = []


def leave_at_once_when_done() -> None:
    """Let the process end without freeing what it holds, object by object, which takes half a second after a run.

    To be called before anything is imported that has something to do at the end (worker processes are let go, files
    closed): what is registered first is called last. Where `govtext` runs inside another program nothing is done.
    """
    if _own_process():
        atexit.register(_leave)


def note_end(code: object) -> None:
    """Take down with which code the command has ended: any but 0 goes the usual way."""
    _ended_well[:] = [code in (None, 0)]


def _own_process() -> bool:
    main = sys.modules["__main__"]
    spec = getattr(main, "__spec__", None)
    name = spec.name if spec is not None else Path(getattr(main, "__file__", None) or "").stem
    return bool(name.split(".")[0] == "govtext")


def _leave() -> None:
    if _ended_well == [True]:
        with suppress(OSError, ValueError):  # a closed pipe is told in the usual way
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)
