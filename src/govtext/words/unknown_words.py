"""Words that the dictionary lacks: jieba's hidden Markov model (`finalseg`), on arrays.

Where the best route leaves single characters in a row, jieba lets a model with the states begin,
middle, end and single (B, M, E, S) cut the row. As in `best_route`, all rows of a batch advance
together, and every sum is formed of the same numbers in the same order as jieba's, with the same
choice among equals (the later letter of the alphabet).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from govtext.jieba_dictionary import import_jieba
from govtext.words.batch import FIRST_HAN, LAST_HAN

_STATES = "BEMS"
# Each state's possible predecessors (jieba's PrevStatus) in ascending order: of equal sums the later wins.
_BEFORE = {"B": "ES", "E": "BM", "M": "BM", "S": "ES"}


@dataclass(frozen=True)
class Model:
    """The model's log probabilities.

    Attributes:
        start: per state (B, E, M, S).
        transition: from state, to state.
        emission: per character from U+4E00 to U+9FD5 and state.
    """

    start: NDArray[np.float64]
    transition: NDArray[np.float64]
    emission: NDArray[np.float64]


@lru_cache(maxsize=1)
def model() -> Model:
    """Return jieba's model."""
    finalseg = import_jieba().finalseg
    floor = finalseg.MIN_FLOAT
    start = np.array([finalseg.start_P[state] for state in _STATES])
    transition = np.array([[finalseg.trans_P[a].get(b, floor) for b in _STATES] for a in _STATES])
    emission = np.full((LAST_HAN - FIRST_HAN + 1, len(_STATES)), floor)
    for number, state in enumerate(_STATES):
        known = {ord(c): value for c, value in finalseg.emit_P[state].items() if FIRST_HAN <= ord(c) <= LAST_HAN}
        emission[np.fromiter(known, np.int64) - FIRST_HAN, number] = list(known.values())
    return Model(start, transition, emission)


def cut_rows(
    characters: NDArray[np.uint32], starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Cut rows of Han characters into words.

    Args:
        characters: code points of the batch.
        starts: first character of every row.
        lengths: characters of every row, at least 1; only U+4E00 to U+9FD5.

    Returns:
        The first character of every word, unsorted.
    """
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    steps = int(lengths[0])
    reach = len(lengths) - np.searchsorted(lengths[::-1], np.arange(1, steps + 1), side="left")
    known = model()
    scores = np.ascontiguousarray(
        (known.start + known.emission[characters[starts].astype(np.int64) - FIRST_HAN]).T
    )
    came_from: list[NDArray[np.int8]] = []
    final = np.empty((4, len(starts)))
    final[:] = scores
    for step in range(1, steps):
        count = reach[step]
        emitted = known.emission[characters[starts[:count] + step].astype(np.int64) - FIRST_HAN].T
        scores, back = _advance(scores[:, :count], emitted, known.transition)
        came_from.append(back)
        final[:, :count] = scores
    return _word_starts(final, came_from, starts, lengths, reach)


def _advance(
    scores: NDArray[np.float64], emitted: NDArray[np.float64], transition: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    after = np.empty_like(emitted, order="C")
    back = np.empty(emitted.shape, dtype=np.int8)
    for state, name in enumerate(_STATES):
        one, other = (_STATES.index(letter) for letter in _BEFORE[name])
        low = scores[one] + transition[one, state] + emitted[state]
        high = scores[other] + transition[other, state] + emitted[state]
        later = high >= low
        np.maximum(low, high, out=after[state])
        back[state] = np.where(later, other, one)
    return after, back


def _word_starts(
    final: NDArray[np.float64],
    came_from: list[NDArray[np.int8]],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
    reach: NDArray[np.int64],
) -> NDArray[np.int64]:
    end, single = _STATES.index("E"), _STATES.index("S")
    state = np.where(final[single] >= final[end], single, end)
    found = [starts]
    # Backwards: a word begins after every character in state E or S.
    for step in range(len(came_from), 0, -1):
        count = reach[step]
        state[:count] = came_from[step - 1][state[:count], np.arange(count)]
        previous = state[:count]
        found.append(starts[:count][(previous == end) | (previous == single)] + step)
    return np.concatenate(found)
