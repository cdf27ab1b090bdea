"""Which of many matters and aspects the title of a message names and which what stands behind it, for many messages.

Most of what is sought are words: where they stand is told already (see `sieve`). Only the rest is tried, one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from govtext.policies.patterns import sides
from govtext.policies.sieve import ANYWHERE, UNSURE, Candidates

# What of a message is read for its title, how long that is, what for the rest, and where this begins; as for `sides`.
Read = tuple[str, int, str, int]


class NamedSides:
    """What is named in messages, an entry for each message and owner (matter or aspect) that may be.

    Args:
        found: where patterns may match, what lies behind `limit` left out.
        owner: of each of these, the owner of the pattern; rising with the patterns.
        border: the length of the message's title.
        begin: where the rest begins that is read apart from the title; the title's end where they are read as one.
        limit: the end of what is read.

    Attributes:
        texts, owners: of each entry.
        in_title, behind: whether a pattern of the owner matches there, as far as that has been sought.
    """

    def __init__(
        self, found: Candidates, owner: NDArray[np.int64], border: NDArray[np.int64], begin: NDArray[np.int64],
        limit: NDArray[np.int64],
    ) -> None:
        text, self._numbers, self._places, ends = found
        new = np.append(True, (np.diff(text) != 0) | (np.diff(owner) != 0))[: len(text)]
        self._entry, first = np.cumsum(new) - 1, np.flatnonzero(new)
        self.texts, self.owners = text[first], owner[first]
        self.in_title, self.behind = np.zeros((2, len(first)), dtype=bool)
        anywhere, in_title = self._places == ANYWHERE, self._places < border
        sure = (ends != UNSURE) & (ends <= np.where(in_title & (begin > border), border, limit))
        sure &= in_title | (self._places >= begin)
        self.in_title[self._entry[sure & in_title]] = True
        self.behind[self._entry[sure & ~in_title]] = True
        title, behind = self.in_title[self._entry], self.behind[self._entry]
        # What is known for the side on which a pattern may match needs no trial.
        known = np.where(anywhere, title & behind, np.where(in_title, title, behind))
        self._left = np.flatnonzero(~known)

    def seek(
        self, wanted: NDArray[np.bool_], patterns: Sequence[re.Pattern[str]], read: Callable[[int, int], Read]
    ) -> None:
        """Try, for the wanted entries, what is not known yet.

        Args:
            wanted: of each entry.
            patterns: by number.
            read: given message and owner, what is read for them.
        """
        left = self._left[wanted[self._entry[self._left]]]
        numbers, places, entries = (column[left].tolist() for column in (self._numbers, self._places, self._entry))
        tries = [(patterns[number], place) for number, place in zip(numbers, places, strict=True)]
        begins = [at for at, entry in enumerate(entries) if not at or entry != entries[at - 1]]
        for first, last in pairwise([*begins, len(tries)]):
            entry = entries[first]
            own = sides(tries[first:last], *read(int(self.texts[entry]), int(self.owners[entry])))
            self.in_title[entry] |= own[0]
            self.behind[entry] |= own[1]
