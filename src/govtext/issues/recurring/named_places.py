"""Names of places and service matters that messages share, from the mentions that the words stage found.

In a small corpus words are too few to tell a rare name from a rare word, and the judgement of pairs
asks for more than a few messages can show. Two messages that name the very same estate, road or
school are rarely so by chance: there the name counts, if the matter is alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from scipy import sparse

from govtext.store import Source

# Divisions before a name (沅安市望江区禾穗花园 names 禾穗花园), and divisions that are all of it.
_DIVISIONS = re.compile(r"^.*(?:省|市|区(?!间)|县|街道|镇|乡)(?=.{2,})")
_ONLY_DIVISION = re.compile(r"(?:省|市|区|县|街道|镇|乡)$")
_ENDING = re.compile(r"(?:小区|社区|家园小区|公寓|大厦)$")
SHORTEST_NAME, SHORTEST_MATTER = 3, 4
# A name in more messages than this is a landmark or a district, not a party.
MOST_MESSAGES = 40


def named_places(entities: Source, texts: Mapping[str, str]) -> sparse.csr_matrix:
    """Return messages × names, 1 where a message names the place or the service matter.

    A name that was found once is looked for in all messages, without its general ending: 桂语江南小区 is
    桂语江南 to most who live there. Names of one message are left out.

    Args:
        entities: the entities table.
        texts: doc_id → text, in the order of the rows wanted.
    """
    row = {doc: at for at, doc in enumerate(texts)}
    holders: dict[str, set[int]] = {}
    stems: set[str] = set()
    for batch in entities.batches(["doc_id", "kind", "text"]):
        for doc, kind, text in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if doc not in row:
                continue
            if kind == "matter" and len(text) >= SHORTEST_MATTER:
                holders.setdefault(text, set()).add(row[doc])
            elif kind == "place" and not _ONLY_DIVISION.search(text):
                name = _ENDING.sub("", _DIVISIONS.sub("", text))
                if len(name) >= SHORTEST_NAME:
                    stems.add(name)
    if stems:
        # The longest first: 禾穗花园 is not 禾穗.
        pattern = re.compile("|".join(re.escape(name) for name in sorted(stems, key=lambda name: (-len(name), name))))
        for at, text in enumerate(texts.values()):
            for name in set(pattern.findall(text)):
                holders.setdefault(name, set()).add(at)
    kept = [sorted(holders[name]) for name in sorted(holders) if 2 <= len(holders[name]) <= MOST_MESSAGES]
    rows = np.array([at for members in kept for at in members], dtype=np.int64)
    columns = np.repeat(np.arange(len(kept)), [len(members) for members in kept])
    return sparse.csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(len(row), len(kept)))
