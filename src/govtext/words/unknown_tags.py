"""Parts of speech of rows that the dictionary does not cover: jieba.posseg's model, on arrays.

A state is a place in a word (B, M, E, S) together with a part of speech; every character has a
list of states that it can be in. Rows are treated together, step by step, each distinct row once
in a process. Sums are formed of posseg's numbers in posseg's order, and of equal sums the later
state wins, as there. Rows with a character that the model does not know are left to posseg.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from govtext.jieba_dictionary import import_jieba
from govtext.words.character_states import PLACES, STATES, Alphabet

# Rows held: about 100 MB at most.
_MEMO_ROWS = 400_000
# Rows per block of arrays: rows times states times states must stay within the processor's cache.
# A character that the model does not know can be in any state: such rows make wide arrays.
_ROWS_PER_BLOCK = 4096
_WIDE_ROWS_PER_BLOCK = 8


@lru_cache(maxsize=8)
def _posseg(module: str) -> Any:
    """Return a module of jieba.posseg, without the package: to import that reads the whole dictionary once more."""
    jieba = import_jieba()
    file = Path(jieba.__file__).parent / "posseg" / f"{module}.py"
    spec = spec_from_file_location(f"jieba.posseg.{module}", file)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*invalid escape sequence.*")
        warnings.filterwarnings("ignore", category=ResourceWarning)
        if spec is None or spec.loader is None or not file.is_file():
            return import_module(f"jieba.posseg.{module}")
        made = module_from_spec(spec)
        spec.loader.exec_module(made)
        return made


@lru_cache(maxsize=1)
def row_tagger() -> RowTagger:
    """Return this process' tagger: it knows no dictionary, so that those of several share what it has tagged."""
    return RowTagger()


class _Step(NamedTuple):
    """The beginnings of some rows up to a character, each once: the nodes of a tree.

    Attributes:
        rows: those that reach the character.
        nodes: the node of each.
        characters: the last character of every node.
        begins: where the states of each begin.
        scores, came_from: of all states of all nodes.
        dead: nodes that no states lead to.
    """

    rows: NDArray[np.int64]
    nodes: NDArray[np.int64]
    characters: NDArray[np.int64]
    begins: NDArray[np.int64]
    scores: NDArray[np.float64]
    came_from: NDArray[np.int32]
    dead: NDArray[np.bool_]


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
        self._group = {group: np.array([place in group for place, _ in self._states]) for group in PLACES}
        self._started = np.array([self._start[state] for state in self._states])
        count = len(self._states)
        matrix = np.full((count, count), -np.inf)
        for before, after in self._transitions.items():
            for state, value in after.items():
                matrix[self._number[before], self._number[state]] = value
        self._matrix = matrix.ravel()
        # Within a word the part of speech stays, so few states lead to a state in E or M: their numbers, -1 for none.
        inside = {
            self._number[state]: [
                self._number[other] for other in reversed(self._states) if state in self._transitions[other]
            ]
            for state in self._states if state[0] in "EM"
        }
        self._before = np.full((max(map(len, inside.values())), count), -1, dtype=np.int64)
        for state, others in inside.items():
            self._before[: len(others), state] = others
        self._alphabet = Alphabet()
        self._memo: dict[str, bytes] = {}

    def tag(self, rows: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Return, for all characters of all rows, the number of the tag and whether a word of posseg's begins."""
        if len(self._memo) > _MEMO_ROWS:
            self._memo.clear()
        held = list(map(self._memo.get, rows))
        if None in held:
            self._tag_new({row for row, states in zip(rows, held, strict=True) if states is None})
            held = list(map(self._memo.get, rows))
        states = np.frombuffer(b"".join(held), dtype=np.uint8)  # type: ignore[arg-type]
        sizes = np.fromiter(map(len, rows), np.int64, len(rows))
        firsts = np.cumsum(sizes) - sizes
        begins = np.zeros(len(states), dtype=np.bool_)
        begins[1:] = self._ends[states[:-1]]
        begins[firsts] = True
        return self._finished(states, begins, firsts, sizes), begins

    def _tag_new(self, rows: set[str]) -> None:
        new = sorted(rows)
        self._meet(set("".join(new)))
        strange = set("".join(new)).difference(self._allowed)
        wide = [row for row in new if not strange.isdisjoint(row)] if strange else []
        narrow = [row for row in new if strange.isdisjoint(row)] if strange else new
        for group, size in ((narrow, _ROWS_PER_BLOCK), (wide, _WIDE_ROWS_PER_BLOCK)):
            for at in range(0, len(group), size):
                self._tag_block(group[at : at + size])

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

    def _meet(self, characters: set[str]) -> None:
        """Make sure that the alphabet holds the characters."""
        new = sorted(characters - self._alphabet.number.keys())
        if not new:
            return
        # Descending, so that of equal sums the first found is the later state.
        lists = [sorted(self._numbers_of(character), reverse=True) for character in new]
        floor, emit = _posseg("viterbi").MIN_FLOAT, [self._emit[state] for state in self._states]
        emitted = [emit[n].get(character, floor) for character, of in zip(new, lists, strict=True) for n in of]
        self._alphabet.add(new, lists, np.array(emitted), self._started, self._group)

    def _numbers_of(self, character: str) -> Iterable[int]:
        states = self._allowed.get(character)
        return range(len(self._states)) if states is None else map(self._number.__getitem__, states)

    def _tag_block(self, rows: Sequence[str]) -> None:
        """Tag rows in the order of their characters: what several begin with is treated once."""
        known = self._alphabet
        sizes = np.fromiter(map(len, rows), np.int64, len(rows))
        codes = np.zeros((len(rows), int(sizes.max())), dtype=np.int64)
        filled = np.arange(codes.shape[1]) < sizes[:, None]
        codes[filled] = np.fromiter(
            map(known.number.__getitem__, "".join(rows)), np.int64, int(sizes.sum())
        )
        steps: list[_Step] = []
        node = np.zeros(len(rows), dtype=np.int64)
        for at in range(codes.shape[1]):
            going = np.flatnonzero(sizes > at)
            above, characters = node[going], codes[going, at]
            new = np.append(True, (above[1:] != above[:-1]) | (characters[1:] != characters[:-1]))
            node[going] = np.cumsum(new) - 1
            above, characters = above[new], characters[new]
            counts = known.count[characters]
            begins = np.cumsum(counts) - counts
            if steps:
                last = steps[-1]
                scores, came_from = self._advance(
                    last.scores, last.begins[above], last.characters[above], characters
                )
                # No allowed state can follow: posseg has a rule for that.
                dead = last.dead[above] | (np.maximum.reduceat(scores, begins) == -np.inf)
            else:
                scores, came_from = known.started[_ranges(known.begin[characters], counts)], np.zeros(0, dtype=np.int32)
                dead = np.zeros(len(characters), dtype=np.bool_)
            steps.append(_Step(going, node[going], characters, begins, scores, came_from, dead))
        paths = self._walk_back(sizes, steps)
        dead_rows = np.zeros(len(rows), dtype=np.bool_)
        for step in steps:  # the last step of a row tells of all before it
            dead_rows[step.rows] = step.dead[step.nodes]
        states, ends = paths[filled].tobytes(), np.cumsum(sizes).tolist()
        self._memo.update(zip(rows, (states[a:b] for a, b in zip([0, *ends], ends, strict=False)), strict=True))
        for number in np.flatnonzero(dead_rows).tolist():
            self._memo[rows[number]] = self._tag_with_posseg(rows[number])

    def _advance(
        self,
        scores: NDArray[np.float64],
        old_begin: NDArray[np.int64],
        before: NDArray[np.int64],
        now: NDArray[np.int64],
    ) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Return the scores of all states of the characters `now`, row after row, and the state each came from.

        States are told by their place in the list of their character.

        Args:
            scores: of the states before.
            old_begin: where those of each row begin.
            before: the characters that the rows have before `now`.
            now: the next characters.
        """
        known = self._alphabet
        counts = known.count[now]
        new_begin = np.cumsum(counts) - counts
        after = np.full(int(counts.sum()), -np.inf)
        came_from = np.zeros(len(after), dtype=np.int32)
        self._begin_words(scores, before, now, old_begin, new_begin, after, came_from)
        # A state in E or M is led to by two states at most: look at one after the other.
        members = known.member_count["EM"][now]
        rows, place = self._members("EM", now, members)
        at = np.repeat(known.begin[now], members) + place
        state = known.states[at].astype(np.int64)
        lists = np.repeat(before * STATES, members)
        best, origin = np.full(len(rows), -np.inf), np.zeros(len(rows), dtype=np.int32)
        for others in self._before:  # in descending order, so that of equal sums the later state stays
            other = others[state]
            # Few are in the list of the character before.
            led = np.flatnonzero((known.place.ravel()[lists + other] >= 0) & (other >= 0))
            other, row = other[led], rows[led]
            old = known.place.ravel()[lists[led] + other].astype(np.int64)
            value = scores[old_begin[row] + old] + self._matrix[other * STATES + state[led]] + known.emitted[at[led]]
            better = value > best[led]
            best[led[better]], origin[led[better]] = value[better], old[better]
        target = new_begin[rows] + place
        after[target], came_from[target] = best, origin
        return after, came_from

    def _members(
        self, group: str, characters: NDArray[np.int64], counts: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return (row, place in its character's list) of the states in a group, for every row, `counts` of them."""
        rows = np.repeat(np.arange(len(characters)), counts)
        return rows, self._alphabet.member[group][_ranges(self._alphabet.member_begin[group][characters], counts)]

    def _begin_words(
        self,
        scores: NDArray[np.float64],
        before: NDArray[np.int64],
        now: NDArray[np.int64],
        old_begin: NDArray[np.int64],
        new_begin: NDArray[np.int64],
        after: NDArray[np.float64],
        came_from: NDArray[np.int32],
    ) -> None:
        """Set the scores of states in B and S: all states in E and S may lead to them."""
        known = self._alphabet
        olds = known.member_count["ES"][before]
        # A segment is a state now of a row, an element a state before that may lead to it.
        rows, place = self._members("BS", now, np.where(olds > 0, known.member_count["BS"][now], 0))
        if not len(rows):
            return
        at = known.begin[now][rows] + place
        sizes = olds[rows]
        old_rows, old = self._members("ES", before, olds)
        old_scores = scores[old_begin[old_rows] + old]
        old_keys = known.states[known.begin[before][old_rows] + old].astype(np.int64) * STATES
        element = _ranges((np.cumsum(olds) - olds)[rows], sizes)
        # In posseg's order of adding.
        sums = old_scores[element]
        sums += self._matrix[old_keys[element] + np.repeat(known.states[at], sizes)]
        sums += np.repeat(known.emitted[at], sizes)
        best = np.maximum.reduceat(sums, np.cumsum(sizes) - sizes)
        where = np.flatnonzero(sums == np.repeat(best, sizes))[::-1]
        first = np.zeros(len(rows), dtype=np.int64)
        # of several the last assigned stays: the first of the list
        first[np.repeat(np.arange(len(rows)), sizes)[where]] = where
        target = new_begin[rows] + place
        after[target] = best
        came_from[target] = old[element[first]]

    def _walk_back(self, sizes: NDArray[np.int64], steps: Sequence[_Step]) -> NDArray[np.uint8]:
        """Return the numbers of the states on the best paths, a row of the array for each row."""
        known = self._alphabet
        paths = np.zeros((len(sizes), len(steps)), dtype=np.uint8)
        place = np.zeros(len(sizes), dtype=np.int64)
        for at in range(len(steps) - 1, -1, -1):
            step = steps[at]
            ending = np.flatnonzero(sizes[step.rows] == at + 1)
            if len(ending):
                counts = known.count[step.characters]
                best = np.maximum.reduceat(step.scores, step.begins)
                where = np.flatnonzero(step.scores == np.repeat(best, counts))[::-1]
                node = np.repeat(np.arange(len(counts)), counts)[where]
                first = np.zeros(len(counts), dtype=np.int64)
                first[node] = where - step.begins[node]
                place[step.rows[ending]] = first[step.nodes[ending]]
            reached = place[step.rows]
            paths[step.rows, at] = known.states[known.begin[step.characters][step.nodes] + reached]
            if at:
                place[step.rows] = step.came_from[step.begins[step.nodes] + reached]
        return paths


def _ranges(begins: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return begin, begin + 1, ... of every range, one range after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(begins - (ends - counts), counts), dtype=np.int64)
