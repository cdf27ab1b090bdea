"""Results made in a thread while the caller does something else."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any


class Ahead(Iterator[Any]):
    """Takes results from an iterator in a thread, `held` of them at most; given up when nobody holds it any more."""

    def __init__(self, results: Iterator[Any], held: int) -> None:
        self._made: queue.Queue[tuple[Any, bool, BaseException | None]] = queue.Queue(held)
        self._left, self._over = threading.Event(), False
        threading.Thread(target=_fill, args=(results, self._made, self._left), daemon=True).start()

    def __next__(self) -> Any:
        if self._over:
            raise StopIteration
        result, self._over, error = self._made.get()
        if error is not None:
            raise error
        if self._over:
            raise StopIteration
        return result

    def __del__(self) -> None:
        self._left.set()


class Aside:
    """Items that are gathered and given away together, some now and some later; at the end all are waited for.

    Args:
        give: begins what is to be done with some items, and returns its results.
    """

    def __init__(self, give: Callable[[list[Any]], Iterator[Any]]) -> None:
        self._give = give
        self._items: list[Any] = []
        self._given: list[Iterator[Any]] = []

    def add(self, item: Any) -> None:
        """Gather an item."""
        self._items.append(item)

    def begin(self) -> None:
        """Give away what is gathered."""
        if self._items:
            self._given.append(self._give(self._items))
            self._items = []

    def finish(self) -> None:
        """Give away what is left, and return when all is done."""
        self.begin()
        for results in self._given:
            for _ in results:
                pass


def _fill(results: Iterator[Any], made: queue.Queue[Any], left: threading.Event) -> None:
    def put(result: Any, over: bool = False, error: BaseException | None = None) -> bool:
        while not left.is_set():
            try:
                made.put((result, over, error), timeout=0.1)
                return True
            except queue.Full:
                continue
        return False

    try:
        for result in results:
            if not put(result):
                return
        put(None, over=True)
    except BaseException as error:  # told where the results are taken
        put(None, over=True, error=error)
