"""Parts of speech of rows that the dictionary does not cover: jieba.posseg's model, on arrays.

A state is a place in a word (B, M, E, S) together with a part of speech; every character has a
list of states that it can be in. Rows are treated together, step by step, each distinct row once
in a process. Sums are formed of posseg's numbers in posseg's order, and of equal sums the later
state wins, as there. Rows with a character that the model does not know are left to posseg.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.words.dictionary import import_jieba

# Rows held: about 100 MB at most.
_MEMO_ROWS = 400_000
# Rows per block of arrays: rows times states times states must stay within the processor's cache.
_ROWS_PER_BLOCK = 96
_WIDE_ROWS_PER_BLOCK = 4


@lru_cache(maxsize=8)
def _posseg(module: str) -> Any:
    """Return a module of jieba.posseg (the package hides its module viterbi behind the function)."""
    import_jieba()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*invalid escape sequence.*")
        warnings.filterwarnings("ignore", category=ResourceWarning)
        return import_module(f"jieba.posseg.{module}")


@dataclass(frozen=True)
class _Candidates:
    """States that a character can be in, by the places that the states have, in descending order.

    Attributes:
        states: places → numbers of states.
        emitted: places → log probabilities of the character in these states.
        started: log probabilities of beginning a row with it, for all its states.
    """

    states: dict[str, NDArray[np.intp]]
    emitted: dict[str, NDArray[np.float64]]
    started: NDArray[np.float64]


class RowTagger:
    """Tags rows of Han characters.

    Attributes:
        tags: names of the parts of speech, in the order of their numbers.
    """

    def __init__(self) -> None:
        self._start, self._emit = _posseg("prob_start").P, _posseg("prob_emit").P
        self._transitions, self._allowed = _posseg("prob_trans").P, _posseg("char_state_tab").P
        self._states = sorted(self._transitions)
        self._number = {state: number for number, state in enumerate(self._states)}
        self.tags = sorted({tag for _, tag in self._states})
        tag_number = {tag: number for number, tag in enumerate(self.tags)}
        self._tag_of = np.array([tag_number[tag] for _, tag in self._states], dtype=np.uint8)
        self._ends = np.array([place in "ES" for place, _ in self._states])
        count = len(self._states)
        # One state more stands for "none": it pads lists of unequal length.
        self._matrix = np.full((count + 1, count + 1), -np.inf)
        for before, after in self._transitions.items():
            for state, value in after.items():
                self._matrix[self._number[before], self._number[state]] = value
        self._candidates: dict[str, _Candidates] = {}
        self._memo: dict[str, bytes] = {}

    def tag(self, rows: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Return, for all characters of all rows, the number of the tag and whether a word of posseg's begins."""
        if len(self._memo) > _MEMO_ROWS:
            self._memo.clear()
        new = sorted({row for row in rows if row not in self._memo}, key=lambda row: (-len(row), row))
        # A character that the model does not know can be in any state: such rows make wide arrays.
        wide = [row for row in new if not all(character in self._allowed for character in row)]
        narrow = sorted(set(new) - set(wide), key=lambda row: (-len(row), row))
        for group, size in ((narrow, _ROWS_PER_BLOCK), (wide, _WIDE_ROWS_PER_BLOCK)):
            for at in range(0, len(group), size):
                self._tag_block(group[at : at + size])
        states = np.frombuffer(b"".join([self._memo[row] for row in rows]), dtype=np.uint8)
        sizes = np.array([len(row) for row in rows])
        firsts = np.cumsum(sizes) - sizes
        begins = np.zeros(len(states), dtype=np.bool_)
        begins[1:] = self._ends[states[:-1]]
        begins[firsts] = True
        return self._finished(states, begins, firsts, sizes), begins

    def _finished(
        self, states: NDArray[np.uint8], begins: NDArray[np.bool_], firsts: NDArray[np.int64], sizes: NDArray[np.int64]
    ) -> NDArray[np.uint8]:
        tags = self._tag_of[states]
        # A row may stop within a word: posseg gives the rest the tag of its first character.
        for last in (firsts + sizes - 1)[~self._ends[states[firsts + sizes - 1]]].tolist():
            begin = last
            while not begins[begin]:
                begin -= 1
            tags[begin : last + 1] = tags[begin]
        return tags

    def _tag_with_posseg(self, row: str) -> bytes:
        viterbi = _posseg("viterbi").viterbi
        _, path = viterbi(row, self._allowed, self._start, self._transitions, self._emit)
        return bytes(self._number[state] for state in path)

    def _of_character(self, character: str) -> _Candidates:
        if character not in self._candidates:
            # Descending, so that of equal sums the first found is the later state.
            states = sorted(self._allowed.get(character, self._states), reverse=True)
            floor = _posseg("viterbi").MIN_FLOAT
            emitted = {state: self._emit[state].get(character, floor) for state in states}
            groups = {
                places: [state for state in states if state[0] in places] for places in ("ES", "BM", "BS", "EM", "BEMS")
            }
            self._candidates[character] = _Candidates(
                {places: np.array([self._number[s] for s in group], dtype=np.intp) for places, group in groups.items()},
                {places: np.array([emitted[s] for s in group]) for places, group in groups.items()},
                np.array([self._start[state] + emitted[state] for state in states]),
            )
        return self._candidates[character]

    def _tag_block(self, rows: Sequence[str]) -> None:
        """Tag rows, longest first."""
        none = len(self._states)
        scores = np.full((len(rows), none + 1), -np.inf)
        for number, row in enumerate(rows):
            first = self._of_character(row[0])
            scores[number, first.states["BEMS"]] = first.started
        final, dead = scores.copy(), np.zeros(len(rows), dtype=np.bool_)
        back: list[NDArray[np.intp]] = []
        for step in range(1, len(rows[0])):
            pairs = [(row[step - 1], row[step]) for row in rows if len(row) > step]
            scores, came_from = self._advance(scores[: len(pairs)], pairs)
            final[: len(pairs)] = scores
            # No allowed state can follow: posseg has a rule for that.
            dead[: len(pairs)] |= scores.max(axis=1) == -np.inf
            back.append(came_from)
        paths = self._walk_back(rows, final, back)
        for number, row in enumerate(rows):
            self._memo[row] = self._tag_with_posseg(row) if dead[number] else bytes(paths[number, : len(row)])

    def _advance(
        self, scores: NDArray[np.float64], pairs: Sequence[tuple[str, str]]
    ) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        none = len(self._states)
        after = np.full(scores.shape, -np.inf)
        came_from = np.full(scores.shape, none, dtype=np.intp)
        before = [self._of_character(one) for one, _ in pairs]
        now = [self._of_character(other) for _, other in pairs]
        # After the end of a word one begins, within a word it goes on: no other transitions exist.
        for places, following in (("ES", "BS"), ("BM", "EM")):
            old = _padded([candidates.states[places] for candidates in before], none)
            new = _padded([candidates.states[following] for candidates in now], none)
            emitted = _padded([candidates.emitted[following] for candidates in now], 0.0)
            # (row, state now, state before), in posseg's order of adding.
            sums = self._matrix[old[:, None, :], new[:, :, None]]
            sums += np.take_along_axis(scores, old, axis=1)[:, None, :]
            sums += emitted[:, :, None]
            best = sums.argmax(axis=2)
            row = np.arange(len(pairs))[:, None]
            after[row, new] = np.take_along_axis(sums, best[:, :, None], axis=2)[:, :, 0]
            came_from[row, new] = np.take_along_axis(old, best, axis=1)
        after[:, none] = -np.inf
        return after, came_from

    def _walk_back(
        self, rows: Sequence[str], final: NDArray[np.float64], back: Sequence[NDArray[np.intp]]
    ) -> NDArray[np.uint8]:
        count = len(self._states)
        state = count - 1 - final[:, count - 1 :: -1].argmax(axis=1)
        paths = np.zeros((len(rows), len(rows[0])), dtype=np.uint8)
        sizes = np.array([len(row) for row in rows])
        for step in range(len(rows[0]) - 1, -1, -1):
            going = sizes > step
            paths[going, step] = state[going]
            if step:
                held = np.arange(len(back[step - 1]))
                previous = back[step - 1][held, state[: len(held)]]
                state[: len(held)] = np.minimum(previous, count - 1)
        return paths


def _padded(lists: Sequence[NDArray[Any]], filler: float) -> NDArray[Any]:
    sizes = np.array([len(values) for values in lists])
    out = np.full((len(lists), max(1, int(sizes.max()))), filler, dtype=lists[0].dtype)
    out[np.arange(out.shape[1]) < sizes[:, None]] = np.concatenate(lists)
    return out
