"""What states each character can be in, for jieba.posseg's model: lists of unequal length as flat arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Places of states: after the end of a word (E, S) one begins (B, S), within a word (B, M) it goes on (E, M).
PLACES = ("ES", "BS", "EM")
# Four places times 64 parts of speech.
STATES = 256


class Alphabet:
    """States that each character can be in, as lists one after the other, in descending order.

    Only characters that were met are held. A list of a group (states whose places are "ES", say)
    is given by the place of each of its states within the character's whole list.

    Attributes:
        states: numbers of the states of all characters.
        emitted: log probability of the character in each of them.
        started: log probability of beginning a row with it in each of them.
        begin, count: character → where its list begins, and how long it is.
        member, member_begin, member_count: the same for each group.
        place: characters × states: where a state stands in the character's list, -1 where it does not.
    """

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self._new: list[dict[str, NDArray[Any]]] = []
        self.states = np.zeros(0, dtype=np.int32)
        self.emitted = self.started = np.zeros(0)
        self.begin = self.count = np.zeros(0, dtype=np.int64)
        self.member = dict.fromkeys(PLACES, np.zeros(0, dtype=np.int32))
        self.member_begin = dict.fromkeys(PLACES, np.zeros(0, dtype=np.int64))
        self.member_count = dict.fromkeys(PLACES, np.zeros(0, dtype=np.int64))
        self.place = np.zeros((0, STATES), dtype=np.int16)

    def add(self, character: str, lists: dict[str, NDArray[Any]]) -> None:
        """Add a character; `lists` holds "states", "emitted", "started" and the groups by their places."""
        self.number[character] = len(self.number)
        self._new.append(lists)

    def settle(self) -> None:
        """Put the characters added since into the arrays."""
        if not self._new:
            return
        new = {name: [lists[name] for lists in self._new] for name in self._new[0]}
        self.states = np.concatenate([self.states, *new["states"]])
        self.emitted = np.concatenate([self.emitted, *new["emitted"]])
        self.started = np.concatenate([self.started, *new["started"]])
        self.begin, self.count = _extended(self.count, new["states"])
        for group in PLACES:
            self.member[group] = np.concatenate([self.member[group], *new[group]])
            self.member_begin[group], self.member_count[group] = _extended(self.member_count[group], new[group])
        places = np.full((len(self._new), STATES), -1, dtype=np.int16)
        for row, states in enumerate(new["states"]):
            places[row, states] = np.arange(len(states))
        self.place = np.concatenate([self.place, places])
        self._new = []


def _extended(
    counts: NDArray[np.int64], lists: Sequence[NDArray[Any]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each list begins in the arrays, and how long it is, for those held and some more."""
    counts = np.concatenate([counts, np.array([len(values) for values in lists], dtype=np.int64)])
    return np.cumsum(counts) - counts, counts
