"""Batches given to worker processes that are forked from a stem (`govtext.stem`)."""

from __future__ import annotations

import contextlib
import math
import socket
import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from govtext.packets import packed, receive, send
from govtext.stem import Stem

# A batch that takes less processor time is given to a worker while it works on another such one: no worker then waits
# for the first process between two of them.
SHORT_SECONDS = 0.5
# How often a batch is begun anew whose worker was killed, before the pool gives up.
RENEWALS = 3


class Function(Protocol):
    """What batches are done with (`govtext.parallel.Carried`): a worker gets its bytes once."""

    @property
    def digest(self) -> str:
        """What tells it from others."""

    @property
    def payload(self) -> bytes:
        """Its bytes."""

    def light(self) -> Function:
        """Return it without its bytes, for a worker that has them."""

    def __call__(self, item: Any) -> Any:
        """Return the batch's result."""


class Recent:
    """Values by digest, those used last: `most` of them, or the last one alone where they are large together."""

    def __init__(self, most: int, bytes_together: int) -> None:
        self._most, self._bytes = most, bytes_together
        self._values: OrderedDict[str, tuple[Any, int]] = OrderedDict()

    def __contains__(self, digest: object) -> bool:
        return digest in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def use(self, digest: str) -> Any:
        """Return the value, from now on the one used last; None where there is none."""
        if digest not in self._values:
            return None
        self._values.move_to_end(digest)
        return self._values[digest][0]

    def make_room(self, size: int) -> None:
        """Let go what must go for a value of so many bytes."""
        while self._values and (len(self._values) >= self._most or size + self._held() > self._bytes):
            self._values.popitem(last=False)

    def put(self, digest: str, value: Any, size: int) -> None:
        """Keep a value of so many bytes, when room was made for it."""
        self._values[digest] = value, size

    def _held(self) -> int:
        return sum(size for _, size in self._values.values())


def new_recent() -> Recent:
    """Return what a process keeps its functions in. Who sends them keeps book by it, to know which ones it still has.

    Four, because four stages (keywords, topics, issues, policies) may send their batches in turn; only the last one
    where they are large.
    """
    return Recent(4, 16 * 2**20)


class Exhausted(BrokenExecutor):
    """A batch was begun again and again, and each time its worker was killed."""


@dataclass(eq=False)
class _Task:
    function: Function
    item: Any
    future: Future[Any] = field(default_factory=Future)
    killed: int = 0


class ForkedPool:
    """Workers forked from a stem. What a killed one had is done by another.

    Args:
        stem: where they come from.
        workers: how many.
    """

    def __init__(self, stem: Stem, workers: int) -> None:
        self.stem, self.workers = stem, workers
        self.closed = False
        self.changed = threading.Condition()
        self.tasks: deque[_Task] = deque()
        # How long the last batch of a function took, by digest.
        self.seconds: dict[str, float] = {}
        self._places = [_Place(self) for _ in range(workers)]
        for place in self._places:
            threading.Thread(target=place.feed, daemon=True).start()

    def submit(self, function: Function, item: Any) -> Future[Any]:
        """Have a batch done; its future raises BrokenExecutor when there are no more workers."""
        task = _Task(function, item)
        with self.changed:
            self.tasks.append(task)
            self.changed.notify_all()
        return task.future

    def close(self) -> None:
        """Let the workers end."""
        with self.changed:
            self.closed = True
            for place in self._places:
                place.close()
            self.changed.notify_all()

    def is_short(self, task: _Task) -> bool:
        """Say whether a batch takes little time, as far as is known."""
        return self.seconds.get(task.function.digest, math.inf) < SHORT_SECONDS


class _Place:
    """The place of one worker: whoever stands in it, its batches under way are here."""

    def __init__(self, pool: ForkedPool) -> None:
        self._pool = pool
        self._channel: socket.socket | None = None
        self._under_way: deque[_Task] = deque()
        self._has = new_recent()

    def feed(self) -> None:
        """Give the worker batch after batch."""
        pool = self._pool
        while True:
            with pool.changed:
                pool.changed.wait_for(self._has_room)
                if pool.closed:
                    return
                task = pool.tasks.popleft()
                try:
                    channel, has = self._worker()
                except OSError as error:
                    broken = BrokenExecutor("no worker can be forked")
                    broken.__cause__ = error
                    task.future.set_exception(broken)
                    continue
            function, known = task.function, task.function.digest in has
            try:
                parts = packed((function.light() if known else function, task.item))
            except Exception as error:
                task.future.set_exception(error)
                continue
            if has.use(function.digest) is None:
                has.make_room(len(function.payload))
                has.put(function.digest, True, len(function.payload))
            with pool.changed:
                if channel is not self._channel:  # killed meanwhile
                    pool.tasks.appendleft(task)
                    continue
                self._under_way.append(task)
            with contextlib.suppress(OSError):  # who takes the results notices that the worker is no more
                send(channel, parts)
            del task, parts

    def close(self) -> None:
        """Let the worker end: it reads that nothing more comes."""
        if self._channel is not None:
            with contextlib.suppress(OSError):
                self._channel.shutdown(socket.SHUT_RDWR)

    def _has_room(self) -> bool:
        """Say whether there is a batch to be given: a second one only where both are short."""
        tasks, under_way = self._pool.tasks, self._under_way
        if self._pool.closed:
            return True
        if not tasks or not under_way:
            return bool(tasks)
        return len(under_way) == 1 and self._pool.is_short(under_way[0]) and self._pool.is_short(tasks[0])

    def _worker(self) -> tuple[socket.socket, Recent]:
        if self._channel is None:
            self._channel, self._has = self._pool.stem.fork(), new_recent()
            threading.Thread(target=self._take, args=(self._channel,), daemon=True).start()
        return self._channel, self._has

    def _take(self, channel: socket.socket) -> None:
        """Take results as long as the worker lives."""
        left = False
        while not left:
            try:
                told = receive(channel)
            except (EOFError, OSError):
                break
            left = told is None
            if told is not None:
                self._note(*told)
            del told
        self._end(channel, left)

    def _note(self, well: bool, value: Any, seconds: float) -> None:
        with self._pool.changed:
            task = self._under_way.popleft()
            self._pool.seconds[task.function.digest] = seconds
            self._pool.changed.notify_all()
        if well:
            task.future.set_result(value)
        else:
            task.future.set_exception(value)

    def _end(self, channel: socket.socket, left: bool) -> None:
        """Give what the worker had to others."""
        pool = self._pool
        with pool.changed:
            channel.close()
            self._channel = None
            lost = list(self._under_way)
            self._under_way.clear()
            if lost and not left:
                lost[0].killed += 1
                if lost[0].killed > RENEWALS:
                    lost.pop(0).future.set_exception(Exhausted())
            pool.tasks.extendleft(reversed(lost))
            pool.changed.notify_all()
