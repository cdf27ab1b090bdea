"""The names in many texts at once: what `place_names.names_of` finds in one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from govtext.issues.recurring.place_names import LONGEST_NAME, WordFacts


def names_in(
    facts: WordFacts, numbers: NDArray[np.integer], begins: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the names of many texts begin and end before, as `names_of` has those of one.

    Args:
        facts: what the words are.
        numbers: the words of all texts.
        begins: where those of each begin, and the last ones end.
    """
    lengths, heads, stops = (np.array(told) for told in (facts.lengths, facts.heads, facts.stops))
    at = np.flatnonzero((heads > 0)[numbers]) if len(heads) else np.zeros(0, dtype=np.int64)
    first, begin = at.copy(), begins[np.searchsorted(begins, at, side="right") - 1]
    length = (lengths - heads)[numbers[at]]
    growing = np.arange(len(at))
    while len(growing):  # all names by a word at a time
        growing = growing[first[growing] > begin[growing]]
        before = numbers[first[growing] - 1]
        longer = length[growing] + lengths[before]
        kept = ~stops[before] & (longer <= LONGEST_NAME)
        growing = growing[kept]
        length[growing] = longer[kept]
        first[growing] -= 1
    firsts, lasts = list[int](), list[int]()
    named = length > 0
    for start, end in zip(first[named].tolist(), (at[named] + 1).tolist(), strict=True):
        while firsts and firsts[-1] >= start:
            firsts.pop()
            lasts.pop()
        if lasts and lasts[-1] > start:
            start = firsts.pop()
            lasts.pop()
        firsts.append(start)
        lasts.append(end)
    return np.array(firsts, dtype=np.int64), np.array(lasts, dtype=np.int64)
