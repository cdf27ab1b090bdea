"""What a process remembers from batch to batch: lexicons read, rules compiled, facts about words.

`functools.lru_cache` serves where arguments say all. Where a process keeps tables of its own, they are named here, so
that a run in one process can let go of a stage's before the next begins.
"""

from __future__ import annotations

from typing import Any, TypeVar

Held = TypeVar("Held", bound="dict[Any, Any] | list[Any]")

_all: list[dict[Any, Any] | list[Any]] = []


def remembered(held: Held) -> Held:
    """Return a dict or list of a module, which is from now on emptied by `forget_remembered`."""
    _all.append(held)
    return held


def forget_remembered() -> None:
    """Empty all that is remembered; whoever needs it makes it again."""
    for held in _all:
        held.clear()
