"""Names of issues that outlast new messages.

An issue is named by its first message. When an earlier message comes to light, or a piece that was an
issue of its own joins, that name would change; so names of the last run are kept by the issues that
hold most of what bore them. Which messages belong together is decided anew from all texts: only names
have a memory, and a fresh copy of a study names every issue by its first message.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

# Messages of an issue of the last run that must still be together for its name to be kept.
LEAST_KEPT = 2


def identities(issues: Sequence[Sequence[str]], before: Mapping[str, str]) -> list[str]:
    """Return a name per issue, no two the same.

    Args:
        issues: the doc_ids of each issue, the first message first.
        before: doc_id → name of its issue in the last run.
    """
    shared = [
        (-count, name, at)
        for at, docs in enumerate(issues if before else ())
        for name, count in Counter(before[doc] for doc in docs if doc in before).items()
        if count >= LEAST_KEPT
    ]
    kept: dict[int, str] = {}
    given: set[str] = set()
    for _, name, at in sorted(shared, key=lambda found: (found[0], found[1], issues[found[2]][0])):
        if at not in kept and name not in given:
            kept[at] = name
            given.add(name)
    names = []
    for at, docs in enumerate(issues):
        name = kept.get(at) or next(name for name in _own_names(docs) if name not in given)
        given.add(name)
        names.append(name)
    return names


def _own_names(docs: Sequence[str]) -> Iterator[str]:
    """Yield the names that an issue may bear, best first; the others only where a kept name is in the way."""
    for text in chain(docs, ("\n".join((docs[0], str(again))) for again in range(len(docs) + 1))):
        yield "i" + hashlib.sha256(text.encode()).hexdigest()[:12]
