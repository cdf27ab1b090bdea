"""Folders of temporary files that outlast neither the run nor, should it be killed, the next one.

A run of a million messages puts a gigabyte aside. A process that the system ends takes nothing away behind it, and on
Windows a file that another process still reads can't be taken away: the next folder that is made clears what is left.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Seconds by which a process may seem younger than the folder that it made: clocks of files are coarser.
_COARSE = 2.0


@contextmanager
def folder_aside() -> Iterator[Path]:
    """Make a folder for temporary files that is taken away with all that it holds when the context ends."""
    folder = new_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_folder() -> Path:
    """Return a new folder for temporary files, which its maker takes away; clear those of processes that are gone.

    Raises:
        OSError: none can be made.
    """
    _clear(Path(tempfile.gettempdir()))
    return Path(tempfile.mkdtemp(prefix=f"govtext-{_machine()}-{os.getpid()}-"))


def _clear(temporary: Path) -> None:
    of_this_machine = re.compile(rf"govtext-{_machine()}-(\d+)-")
    with suppress(OSError):
        for folder in temporary.iterdir():
            made = of_this_machine.match(folder.name)
            if made and not _works(int(made[1]), folder):
                shutil.rmtree(folder, ignore_errors=True)


def _works(process: int, folder: Path) -> bool:
    """Tell whether the process that made a folder is there still; another one may have got its number since."""
    import psutil

    try:
        return bool(psutil.Process(process).create_time() <= folder.stat().st_mtime + _COARSE)
    except (psutil.NoSuchProcess, FileNotFoundError):
        return False
    except (psutil.Error, OSError):
        return True


def _machine() -> str:
    """Return a name of this machine: containers may share a folder, and know nothing of each other's processes."""
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
