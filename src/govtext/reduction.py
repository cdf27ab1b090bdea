"""Counts of many batches added up in a tree: neighbours first, where they were counted.

On a cluster the workers add up what they counted and only sums come back, instead of every batch's counts through one
process. On one machine this process adds: to send counts to another process takes longer than to add them. The tree
depends on the numbers of the batches alone, and so do the results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Generic, TypeVar

from govtext.parallel import Carried, Failure, Work

Item = TypeVar("Item")
Kept = TypeVar("Kept")
Part = TypeVar("Part")

# Batches whose parts are added up before the sum is handed over: what a sum holds stays bounded.
EVERY = 16


class Tree(Generic[Part]):
    """Parts that come one after another, each merged with a neighbour that is the sum of as many.

    A part is merged once for each doubling of the number of parts, not once with the sum of all that came before.

    Args:
        merge: returns the sum of two parts, the earlier first; it changes neither.
    """

    def __init__(self, merge: Callable[[Part, Part], Part]) -> None:
        self._merge = merge
        self._waiting: list[tuple[int, Part]] = []

    def add(self, part: Part) -> None:
        """Put a part behind the others."""
        level = 0
        while self._waiting and self._waiting[-1][0] == level:
            part = self._merge(self._waiting.pop()[1], part)
            level += 1
        self._waiting.append((level, part))

    def sum(self) -> Part:
        """Return the sum of all parts, of which there must be one, and begin anew."""
        total = self._waiting.pop()[1]
        while self._waiting:
            total = self._merge(self._waiting.pop()[1], total)
        return total


class Total(Generic[Part]):
    """The sum of parts that come one after another, each added to those before: for counts, whose order is no matter.

    Args:
        add: adds a later part to an earlier one, which it changes.
    """

    def __init__(self, add: Callable[[Part, Part], None]) -> None:
        self._add = add
        self._held: list[Part] = []

    def add(self, part: Part) -> None:
        """Add a part; the first is changed from then on."""
        if self._held:
            self._add(self._held[0], part)
        else:
            self._held.append(part)

    def sum(self) -> Part:
        """Return the sum of all parts, of which there must be one, and begin anew."""
        return self._held.pop()


def added(
    work: Work,
    function: Callable[[Item], tuple[Kept, Part]],
    items: Iterable[Item],
    merge: Callable[[Part, Part], Part],
    what: str = "",
    total: int | None = None,
    every: int = EVERY,
    add: Callable[[Part, Part], None] | None = None,
) -> Iterator[tuple[Kept, Part | None]]:
    """Apply `function` to every item, and add up the second halves of what it returns.

    Args:
        work: how to run.
        function: as for `Work.map`; it returns what is wanted of the item itself, and a part of a sum.
        items: batches.
        merge: importable by name; returns the sum of two parts, the earlier first, and changes neither.
        what, total: as for `Work.map`.
        every: items whose parts are added up at once.
        add: where it makes the same sum as `merge`, quicker: adds the later part to the earlier, which is this
            process' own. Not for a cluster, where a part may be asked for twice.

    Yields:
        The first half per item, in order; beside that of each `every`-th item, and of the last, the sum of the parts
        since the one before, else None.
    """
    waiting = iter(items)
    first = list(islice(waiting, 2))
    reducing = getattr(work.engine, "added", None)
    if reducing is None or len(first) < 2:
        results = work.map(function, chain(first, waiting), what, total)
        yield from summed(results, merge, every, add)
        return
    told = reducing(Carried.of(function), merge, chain(first, waiting), every)
    for done, (kept, part) in enumerate(told, start=1):
        if isinstance(kept, Failure):
            raise kept.error
        if what:
            work.progress(what, done, total)
        yield kept, part


def summed(
    results: Iterable[tuple[Kept, Part]], merge: Callable[[Part, Part], Part], every: int,
    add: Callable[[Part, Part], None] | None = None,
) -> Iterator[tuple[Kept, Part | None]]:
    """Yield as `added` does, from what its function returned."""
    total: Tree[Part] | Total[Part] = Total(add) if add else Tree(merge)
    for number, (kept, part), last in numbered(results):
        total.add(part)
        yield kept, total.sum() if last or (number + 1) % every == 0 else None


def numbered(items: Iterable[Item]) -> Iterator[tuple[int, Item, bool]]:
    """Yield number, item and whether it is the last one."""
    waiting = iter(items)
    held = list(islice(waiting, 1))
    number = 0
    for item in waiting:
        yield number, held.pop(), False
        held.append(item)
        number += 1
    for item in held:
        yield number, item, True
