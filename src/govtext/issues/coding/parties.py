"""The parties that a batch of texts names, and whom its matches fault where that can be told from where they stand.

What :meth:`.frame.Frame.side_at` says of one match is read off tables for all matches at once. Left open is what needs
more than one look: staff, whose party is named elsewhere, clauses that may only ask, and texts that name nobody near.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain, compress, repeat

import numpy as np

from govtext.issues.coding.scan import Begins, Counted, Texts

# How many clauses before it a party is looked for; behind which characters a party is spoken to or of.
LOOK_BACK = 6
# How many clauses before it the party of staff (a clerk, the manager) is looked for.
STAFF_LOOK_BACK = 4
OBJECT = frozenset("对向给为被与和跟找让把将替管查")
# The sides of parties, in the order that ranks mentions of equal span.
SIDES = ("private", "public", "roles")
PRIVATE, PUBLIC, ROLES, UNKNOWN = range(4)
OPEN, DEFAULT = -1, -2


class Parties:
    """The parties named in the clauses of some texts. Places count as in :class:`.scan.Texts`."""

    def __init__(
        self, texts: Texts, clauses: Begins, places: np.ndarray, lasts: np.ndarray, sides: np.ndarray,
        matches: Sequence[Callable[..., re.Match[str] | None]],
    ) -> None:
        """Match parties where they may stand.

        Args:
            texts: the texts.
            clauses: where their clauses begin.
            places: where parties may begin, in order.
            lasts: up to which place each may reach.
            sides: of each, by its position in ``SIDES``.
            matches: of each, the ``match`` of its pattern.
        """
        self._texts, self._clauses = texts, clauses
        # Texts in which no party may stand at all.
        self._without = np.bincount(texts.text_at[places], minlength=len(texts.texts)) == 0
        clause = clauses.number(places)
        first, end = clauses.spans(places)
        new = np.flatnonzero(np.append(True, clause[1:] != clause[:-1])[: len(clause)])
        text = texts.text_at[first[new]]
        columns = text, first[new] - texts.starts[text], end[new] - texts.starts[text]
        cut = [texts.texts[own][a:b] for own, a, b in zip(*(column.tolist() for column in columns), strict=True)]
        times = np.diff(np.append(new, len(clause))).tolist()
        pieces = chain.from_iterable(map(repeat, cut, times))
        held = list(map(operator.call, matches, pieces, (places - first).tolist(), (lasts - first).tolist()))
        at = np.array(list(compress(range(len(held)), held)), dtype=np.int64)
        ends = first[at] + np.array(list(map(re.Match.end, filter(None, held))), dtype=np.int64)
        order = np.lexsort((sides[at], -ends, places[at]))
        at, ends = at[order], ends[order]
        kept = in_turn(clause[at], places[at], ends)
        at, self._ends = at[kept], ends[kept]
        self._places, self._side, self._clause = places[at], sides[at], clause[at]
        self._of_clause = np.append(0, np.cumsum(np.bincount(self._clause, minlength=clauses.many)))
        # Of each mention: the side of its party, OPEN for staff whose party isn't named near.
        self._told = self._resolved()
        self._before = {side: np.append(0, np.cumsum(self._told == side)) for side in (PUBLIC, OPEN)}
        spoken_to = np.isin(texts.codes[np.maximum(self._places - 1, 0)], [ord(char) for char in OBJECT])
        spoken_to &= self._places > texts.starts[texts.text_at[self._places]]
        numbers = np.arange(len(at))
        self._doing = np.append(-1, np.maximum.accumulate(np.where(spoken_to, -1, numbers)))

    def of(self, text: int) -> Callable[[int], list[tuple[int, int, str]]]:
        """Return what tells the parties named in each clause of a text: start, end, side."""
        rows, begins, firsts = self._rows
        first = firsts[text]
        return lambda clause: rows[begins[first + clause] : begins[first + clause + 1]]

    @cached_property
    def _rows(self) -> tuple[list[tuple[int, int, str]], list[int], list[int]]:
        """The mentions, the first of each clause, and the first clause of each text."""
        shift = self._texts.starts[self._texts.text_at[self._places]]
        sides = [SIDES[side] for side in self._side.tolist()]
        rows = list(zip((self._places - shift).tolist(), (self._ends - shift).tolist(), sides, strict=True))
        return rows, self._of_clause.tolist(), self._clauses.number(self._texts.starts).tolist()

    def sides(
        self, starts: np.ndarray, ends: np.ndarray, title_ends: np.ndarray, matters: np.ndarray, asking: Counted
    ) -> np.ndarray:
        """Return the side that each match faults, by its position in ``SIDES``, or ``UNKNOWN``.

        ``DEFAULT`` where nobody is named near it: that of the text; ``OPEN`` where it can't be told.

        Args:
            starts, ends: places of the matches.
            title_ends: places at which the titles of their texts end.
            matters: whether the matter of the text may tell who is faulted where it names nobody.
            asking: counts the cues of clauses that only ask.
        """
        clause = self._clauses.number(starts)
        first, _ = self._clauses.spans(starts)
        low, high = self._of_clause[clause], self._of_clause[clause + 1]
        begin, behind = np.searchsorted(self._places, starts), np.searchsorted(self._places, ends)
        found = np.select(
            [behind > begin, begin > low, high > begin],
            [self._joint(begin, behind), self._subject(low, begin), self._joint(begin, high)],
            self._earlier(clause, first, low, title_ends, asking),
        )
        single = self._clauses.number(np.maximum(starts, ends - 1)) == clause
        found = np.where(single, found, OPEN)
        return np.where(self._without[self._texts.text_at[starts]] & ~matters, UNKNOWN, found)

    def _resolved(self) -> np.ndarray:
        """Return the side of each mention; staff belong to the party named last before them in the clauses near."""
        named = self._side != ROLES
        last = np.append(-1, np.maximum.accumulate(np.where(named, np.arange(len(named)), -1)))[:-1]
        near = (last >= 0) & (self._clause[last] >= self._clause - STAFF_LOOK_BACK) if len(last) else named
        texts = self._texts.text_at[self._places]
        near = near & (texts[last] == texts) if len(last) else near
        return np.where(named, self._side, np.where(near, np.append(self._side, OPEN)[last], OPEN))

    def _joint(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Return the side of several mentions: public if one is, private if all are."""
        public, unsure = (self._before[side][last] > self._before[side][first] for side in (PUBLIC, OPEN))
        return np.where(public, PUBLIC, np.where(unsure, OPEN, PRIVATE))

    def _subject(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Return the side of the last mention that is no object, else of the last."""
        doing = self._doing[last]
        chosen = np.where(doing >= first, doing, last - 1)
        return np.append(self._told, OPEN)[chosen]

    def _earlier(
        self, clause: np.ndarray, first: np.ndarray, low: np.ndarray, title_ends: np.ndarray, asking: Counted
    ) -> np.ndarray:
        """Return the side of the subject of the last clause before that names a party."""
        last = np.append(self._clause, -1)[low - 1]
        near = (low > 0) & (last >= clause - LOOK_BACK)
        begin, end = self._clauses.bounds(last)
        near &= self._texts.text_at[begin] == self._texts.text_at[np.minimum(first, len(self._texts.codes) - 1)]
        near &= ~((end <= title_ends + 1) & (first > title_ends))
        found = np.where(asking.between(begin, end), OPEN, self._subject(self._of_clause[last], low))
        return np.where(near, found, DEFAULT)


def in_turn(groups: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return which spans remain of spans ordered by group and start, each behind the end of the one kept before."""
    kept = np.ones(len(groups), dtype=bool)
    clash = np.flatnonzero((starts[1:] < ends[:-1]) & (groups[1:] == groups[:-1]))
    if not len(clash):
        return kept
    # Groups in which no span reaches into the next stay as they are.
    held = np.flatnonzero(np.isin(groups, groups[clash]))
    reached, before = 0, -1
    rows = zip(held.tolist(), *(column[held].tolist() for column in (groups, starts, ends)), strict=True)
    for at, group, start, end in rows:
        if start < reached and before == group:
            kept[at] = False
        else:
            reached, before = end, group
    return kept
