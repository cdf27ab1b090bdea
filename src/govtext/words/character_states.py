"""What states each character can be in, for jieba.posseg's model: lists of unequal length as flat arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

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
        self.states = np.zeros(0, dtype=np.int32)
        self.emitted = self.started = np.zeros(0)
        self.begin = self.count = np.zeros(0, dtype=np.int64)
        self.member = dict.fromkeys(PLACES, np.zeros(0, dtype=np.int32))
        self.member_begin = dict.fromkeys(PLACES, np.zeros(0, dtype=np.int64))
        self.member_count = dict.fromkeys(PLACES, np.zeros(0, dtype=np.int64))
        self.place = np.zeros((0, STATES), dtype=np.int16)

    def add(
        self, characters: Sequence[str], lists: Sequence[Sequence[int]], emitted: NDArray[np.float64],
        started: NDArray[np.float64], members: Mapping[str, NDArray[np.bool_]],
    ) -> None:
        """Add characters.

        Args:
            characters: new ones.
            lists: for each the numbers of its states, in descending order.
            emitted: log probability of the character in each of its states, one list after the other.
            started: log probability of beginning a row, by the number of the state.
            members: group → whether a state is of it, by its number.
        """
        first = len(self.number)
        self.number.update(zip(characters, range(first, first + len(characters)), strict=True))
        counts = np.array([len(states) for states in lists], dtype=np.int64)
        states = np.fromiter(chain.from_iterable(lists), np.int32, int(counts.sum()))
        self.states = np.concatenate([self.states, states])
        self.emitted = np.concatenate([self.emitted, emitted])
        self.started = np.concatenate([self.started, started[states] + emitted])
        self.begin, self.count = _extended(self.count, counts)
        character = np.repeat(np.arange(len(counts)), counts)
        place = np.arange(len(states)) - np.repeat(np.cumsum(counts) - counts, counts)
        for group in PLACES:
            inside = members[group][states]
            self.member[group] = np.concatenate([self.member[group], place[inside].astype(np.int32)])
            of_group = np.bincount(character[inside], minlength=len(counts)).astype(np.int64)
            self.member_begin[group], self.member_count[group] = _extended(self.member_count[group], of_group)
        places = np.full((len(counts), STATES), -1, dtype=np.int16)
        places[character, states] = place
        self.place = np.concatenate([self.place, places])


def _extended(
    counts: NDArray[np.int64], new: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each list begins in the arrays, and how long it is, for those held and some more."""
    counts = np.concatenate([counts, new])
    return np.cumsum(counts) - counts, counts
