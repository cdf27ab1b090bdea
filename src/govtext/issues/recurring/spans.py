"""Where names stand in many texts at once: as `place_names.names_of` finds them in one, by arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from govtext.issues.recurring.place_names import BEHIND_AREA, BLANK, HEAD, LONGEST_NAME, STOPS, WordFacts

Numbers = NDArray[np.int64]


def name_spans(
    flags: NDArray[np.uint8], lengths: NDArray[np.int32], heads: NDArray[np.int32]
) -> tuple[Numbers, Numbers]:
    """Return the first words of names, and the words behind their last ones, in order, without overlaps.

    Args:
        flags, lengths, heads: of each word of texts with line breaks between (`WordFacts.table`).
    """
    at = np.flatnonzero(flags & HEAD)
    first, length = at.copy(), lengths[at] - heads[at]
    growing = np.arange(len(at))
    while len(growing):
        before = first[growing] - 1
        longer = length[growing] + lengths[before]
        more = (before >= 0) & (flags[before] & STOPS == 0) & (longer <= LONGEST_NAME)
        growing = growing[more]
        first[growing], length[growing] = before[more], longer[more]
    named = length > 0
    first, last = first[named], at[named] + 1
    # Those that overlap, one after the other, are one name.
    least = np.minimum.accumulate(first[::-1])[::-1]
    new = np.append(True, least[1:] >= last[:-1])[: len(last)]
    return least[new], last[np.append(new[1:], True)[: len(last)]]


def names_in(facts: WordFacts, numbers: NDArray[np.integer], begins: Numbers) -> tuple[Numbers, Numbers]:
    """Return what `name_spans` does of texts that stand right behind one another.

    Args:
        facts: what the words are.
        numbers: the words of all texts.
        begins: where those of each begin, and the last ones end.
    """
    if not len(numbers):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    lengths, heads, stops = (np.array(told)[numbers] for told in (facts.lengths, facts.heads, facts.stops))
    flags = (HEAD * (heads > 0) + STOPS * stops).astype(np.uint8)
    flags[begins[1:] - 1] |= STOPS  # the last word of a text begins no name of the next
    return name_spans(flags, lengths, heads)


def behind_areas(areas: Numbers, flags: NDArray[np.uint8], lengths: NDArray[np.int32]) -> Numbers:
    """Return which words lie right behind a district, where names stand, in any order.

    Args:
        areas: where districts stand.
        flags, lengths: see `name_spans`; the last word is a line break.
    """
    at = areas + 1
    while (blank := flags[at] & BLANK != 0).any():
        at += blank
    room, found = np.full(len(at), BEHIND_AREA), [at[:0]]
    while len(at):
        more = (flags[at] & STOPS == 0) & (room > 0)
        at, room = at[more], room[more]
        found.append(at)
        room = room - lengths[at]
        at = at + 1
    return np.concatenate(found)
