"""The complaints that wait for a reply, and the groups that have a curve of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from govtext.report.contents import Contents, Message
from govtext.report.wording import Phrase
from govtext.waiting import Wait
from govtext.waiting import waits as waits_of

# Complaints of a group that has a curve of its own; groups drawn at once besides all.
LEAST, GROUPS = 10, 4
# Working days → days in the calendar, weekends counted and holidays not.
MARKS = {5: 7, 15: 21}

Waits = list[Wait[Message]]
Grouping = Callable[[Wait[Message]], Sequence[str | None]]
GROUPINGS: dict[str, Grouping] = {
    "file": lambda wait: [wait.message.source_file],
    "region": lambda wait: [wait.message.region],
    "request_type": lambda wait: [wait.message.request_type],
    "problem": lambda wait: wait.message.codes,
    "topic": lambda wait: [None if wait.message.topic is None else str(wait.message.topic)],
    "issue": lambda wait: [wait.message.issue],
}


def waits(contents: Contents) -> Waits:
    """Return the complaints that could have a reply, in the order of the documents."""
    return waits_of(contents.messages)


def largest_groups(found: Waits, grouping: str) -> list[tuple[str, Waits]]:
    """Return the largest groups of a grouping with their waits, at most GROUPS, each of LEAST complaints or more."""
    groups: dict[str, Waits] = {}
    for wait in found:
        for group in GROUPINGS[grouping](wait):
            if group is not None:
                groups.setdefault(group, []).append(wait)
    enough = [(name, waits) for name, waits in groups.items() if len(waits) >= LEAST]
    return sorted(enough, key=lambda pair: (-len(pair[1]), pair[0]))[:GROUPS]


def group_name(contents: Contents, grouping: str, group: str) -> str | Phrase:
    """Return how a reader sees a group: a file by its name without the ending."""
    if grouping == "file":
        return PurePosixPath(group).stem
    return contents.group_label({"grouping": grouping, "group": group})
