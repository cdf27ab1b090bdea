"""A process that has loaded what worker processes need, and is forked for each of them (Linux).

A process that is started anew imports its packages and reads its dictionaries itself: some three seconds in each. The
stem is forked from the first process while that has a single thread, loads what the workers will need, and is then
forked for each of them. They share its memory until they write to it.

On systems where a process can't safely be forked, and in programs that run other threads already, there is no stem:
`govtext.parallel` then starts its processes anew.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import select
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from govtext.packets import packed, received, send, unpacked

# A worker without work for so long ends; the next batch gets a new one.
IDLE_SECONDS = 300.0
# What a worker may grow by, beyond what it held after its first batch, before another takes its place: more than the
# dictionaries, rules and fonts of all stages (some 400 MB), which a new one would load again. How often it looks.
MOST_GROWTH = 800_000_000
LOOK_SECONDS = 1.0


def alone() -> bool:
    """Say whether this process can be forked safely: Linux, and a single thread, whoever started others."""
    if sys.platform != "linux" or threading.active_count() != 1:
        return False
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


class Stem:
    """The process that is forked for each worker, as the process that started it sees it.

    Attributes:
        pid: its process id.
    """

    def __init__(self, pid: int, channel: socket.socket) -> None:
        self.pid, self._channel, self._lock = pid, channel, threading.Lock()
        self.lives = True

    def fork(self) -> socket.socket:
        """Return the channel to a new worker.

        Raises:
            OSError: the stem is no more.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                with self._lock:
                    socket.send_fds(self._channel, [b"f"], [theirs.fileno()])
            except OSError:
                ours.close()
                self.lives = False
                raise
        return ours

    def close(self) -> None:
        """Let the stem end; workers end when their channels are closed."""
        self.lives = False
        self._channel.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def start_stem(load: Callable[[], None]) -> Stem | None:
    """Fork the stem off this process, where that is safe.

    Args:
        load: called in it before the first worker is forked; what fails there costs time and nothing else.
    """
    if not alone():
        return None
    ours, theirs = socket.socketpair()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    try:
        pid = os.fork()
    except OSError:
        ours.close()
        theirs.close()
        return None
    if pid == 0:
        ours.close()
        _be_stem(theirs, load)
    theirs.close()
    return Stem(pid, ours)


def _be_stem(asked: socket.socket, load: Callable[[], None]) -> NoReturn:
    """Load, and fork a worker for each channel that comes, until the process that asks is no more."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the first process ends the others
        workers: set[int] = set()
        signal.signal(signal.SIGCHLD, lambda *_: _let_go(workers))
        with contextlib.suppress(Exception):
            load()
        gc.collect()
        gc.freeze()  # what is here already is not looked through in the workers, which would copy it
        while True:
            message, (*channels,), _, _ = socket.recv_fds(asked, 1, 1)
            if not message:
                break
            for channel in channels:
                with contextlib.suppress(OSError):  # no memory for it: who asked sees the channel closed
                    pid = os.fork()
                    if pid == 0:
                        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                        asked.close()
                        _be_worker(socket.socket(fileno=channel))
                    workers.add(pid)
                os.close(channel)
        # What they may still be at nobody waits for.
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for pid in workers:
            with contextlib.suppress(ChildProcessError):  # has ended
                if not os.waitpid(pid, os.WNOHANG)[0]:
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        # Nothing of what the first process has to do at its end, and no object freed one by one.
        os._exit(code)


def _let_go(workers: set[int]) -> None:
    """Let go the workers that have ended: the system keeps them until then."""
    with contextlib.suppress(ChildProcessError):
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            workers.discard(pid)


def _be_worker(channel: socket.socket) -> NoReturn:
    code = 1
    try:
        _work(channel)
        code = 0
    except (EOFError, OSError):
        code = 0  # who gave the work is no more
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _work(channel: socket.socket) -> None:
    """Do batch after batch, in the order in which they come; leave when none comes, or when grown too large."""
    growth = _Growth()
    while select.select([channel], [], [], IDLE_SECONDS)[0]:
        message = received(channel)
        began = time.process_time()
        try:
            function, item = unpacked(message)
            del message
            value, well = function(item), True
            del function, item
        except Exception as error:
            value, well = _sendable(error), False
        seconds = time.process_time() - began
        try:
            parts = packed((well, value, seconds))
        except Exception as error:
            parts = packed((False, _sendable(error), seconds))
        del value
        send(channel, parts)
        del parts
        if growth.too_much():
            break
    send(channel, packed(None))


def _sendable(error: Exception) -> Exception:
    error.add_note("in a worker process:\n" + "".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError("\n".join([f"{type(error).__name__}: {error}", *error.__notes__]))
    return error


class _Growth:
    """How much a worker has grown since its first batch."""

    def __init__(self) -> None:
        self._first, self._looked = 0, 0.0

    def too_much(self) -> bool:
        """Say whether it is more than a worker may grow; looked at once in a while."""
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return False
        self._looked = now
        self._first = self._first or _resident()
        if _resident() - self._first < MOST_GROWTH:
            return False
        gc.collect()
        return _resident() - self._first >= MOST_GROWTH


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
