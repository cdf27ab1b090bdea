"""The parties that a batch of texts names, and whom its matches fault.

What :meth:`.frame.Frame.side_at` says of one match is read off tables for all matches at once.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from itertools import chain, compress, repeat

import numpy as np

from govtext.issues.coding.scan import Begins, Texts

# How many clauses before it a party is looked for; behind which characters a party is spoken to or of.
LOOK_BACK = 6
# How many clauses before it the party of staff (a clerk, the manager) is looked for.
STAFF_LOOK_BACK = 4
OBJECT = frozenset("对向给为被与和跟找让把将替管查")
# The sides of parties, in the order that ranks mentions of equal span.
SIDES = ("private", "public", "roles")
PRIVATE, PUBLIC, ROLES, UNKNOWN = range(4)
DEFAULT = -1


class Parties:
    """The parties named in the clauses of some texts. Places count as in :class:`.scan.Texts`."""

    def __init__(
        self, texts: Texts, clauses: Begins, title_ends: np.ndarray, places: np.ndarray, lasts: np.ndarray,
        sides: np.ndarray, matches: Sequence[Callable[..., re.Match[str] | None]],
    ) -> None:
        """Match parties where they may stand.

        Args:
            texts: the texts.
            clauses: where their clauses begin.
            title_ends: the place behind the title of each text.
            places: where parties may begin, in order.
            lasts: up to which place each may reach.
            sides: of each, by its position in ``SIDES``.
            matches: of each, the ``match`` of its pattern.
        """
        self._texts, self._clauses, self._title_ends = texts, clauses, title_ends
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
        at = at[in_turn(clause[at], places[at], ends)]
        self._places, self._side, self._clause = places[at], sides[at], clause[at]
        self._of_clause = np.append(0, np.cumsum(np.bincount(self._clause, minlength=clauses.many)))
        # Of each text: its first mention, the first behind its title, the first of the next text.
        self._first = np.searchsorted(self._places, texts.starts)
        self._untitled = np.searchsorted(self._places, title_ends)
        self._last = np.append(self._first[1:], len(at))
        self._told = self._resolved()
        self._public = np.append(0, np.cumsum(self._told == PUBLIC))
        spoken_to = np.isin(texts.codes[np.maximum(self._places - 1, 0)], [ord(char) for char in OBJECT])
        spoken_to &= self._places > texts.starts[texts.text_at[self._places]]
        numbers = np.arange(len(at))
        self._doing = np.append(-1, np.maximum.accumulate(np.where(spoken_to, -1, numbers)))

    def sides(
        self, starts: np.ndarray, ends: np.ndarray, asks: Callable[[np.ndarray], np.ndarray],
        private: Callable[[np.ndarray], np.ndarray],
    ) -> np.ndarray:
        """Return the side that each match faults, by its position in ``SIDES``, or ``UNKNOWN``.

        Args:
            starts, ends: places of the matches.
            asks: tells of clauses, given their numbers, whether they only ask.
            private: tells of texts whether their matter is one between private parties.
        """
        clause, last = self._clauses.number(starts), self._clauses.number(np.maximum(starts, ends - 1))
        low, high = self._of_clause[clause], self._of_clause[last + 1]
        begin, behind = np.searchsorted(self._places, starts), np.searchsorted(self._places, ends)
        found = np.select(
            [behind > begin, begin > low, high > begin],
            [self._joint(begin, behind), self._subject(low, begin), self._joint(begin, high)], DEFAULT,
        )
        left = np.flatnonzero(found == DEFAULT)
        found[left] = self._earlier(clause[left], asks)
        left = np.flatnonzero(found == DEFAULT)
        text = self._texts.text_at[starts[left]]
        own = np.zeros(len(self._texts.texts), dtype=bool)
        own[text] = True
        own_texts = np.flatnonzero(own)
        side = np.zeros(len(own), dtype=np.int64)
        side[own_texts] = self._by_text(own_texts, private)
        found[left] = side[text]
        return found

    def _resolved(self) -> np.ndarray:
        """Return the side of each mention; staff belong to the party named last before them in the clauses near.

        If there is none, to a firm if the title, else the majority, says so.
        """
        sides: np.ndarray = self._side
        named = sides != ROLES
        if named.all():
            return sides
        last = np.append(-1, np.maximum.accumulate(np.where(named, np.arange(len(named)), -1)))[:-1]
        texts = self._texts.text_at[self._places]
        near = (last >= 0) & (self._clause[last] >= self._clause - STAFF_LOOK_BACK) & (texts[last] == texts)
        counts = {side: np.append(0, np.cumsum(self._side == side)) for side in (PRIVATE, PUBLIC)}
        private, public = (counts[side][self._last] - counts[side][self._first] for side in (PRIVATE, PUBLIC))
        titled = {side: counts[side][self._untitled] > counts[side][self._first] for side in (PRIVATE, PUBLIC)}
        firms = ~titled[PUBLIC] & ((private > 2 * public) | titled[PRIVATE] & (private > public))
        return np.where(named, sides, np.where(near, sides[last], np.where(firms, PRIVATE, PUBLIC)[texts]))

    def _joint(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Return the side of several mentions: public if one is, private if all are."""
        return np.where(self._public[last] > self._public[first], PUBLIC, PRIVATE)

    def _subject(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Return the side of the last mention that is no object, else of the last."""
        doing = self._doing[last]
        chosen = np.where(doing >= first, doing, last - 1)
        told: np.ndarray = np.append(self._told, UNKNOWN)[chosen]
        return told

    def _earlier(self, clause: np.ndarray, asks: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        """Return the side of the subject of the last clause before that names a party and doesn't only ask."""
        found = np.full(len(clause), DEFAULT)
        first, _ = self._clauses.bounds(clause)
        text = self._texts.text_at[np.minimum(first, len(self._texts.codes) - 1)]
        title_ends = self._title_ends[text]
        at, low = np.arange(len(clause)), self._of_clause[clause]
        while len(at):
            last = np.append(self._clause, -1)[low - 1]
            begin, end = self._clauses.bounds(last)
            near = (low > 0) & (last >= clause[at] - LOOK_BACK) & (self._texts.text_at[begin] == text[at])
            near &= ~((end <= title_ends[at] + 1) & (first[at] > title_ends[at]))
            at, low, last = at[near], low[near], last[near]
            asking = asks(last)
            told = ~asking
            found[at[told]] = self._subject(self._of_clause[last[told]], low[told])
            at, low = at[asking], self._of_clause[last[asking]]
        return found

    def _by_text(self, text: np.ndarray, private: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        """Return the side that the title of each text names, else the side of its matter, else unknown."""
        first, untitled, last = self._first[text], self._untitled[text], self._last[text]
        sides = np.where(untitled > first, self._joint(first, untitled), UNKNOWN)
        left = np.flatnonzero(untitled == first)
        firms = np.append(0, np.cumsum(self._side == PRIVATE))
        bodies = np.append(0, np.cumsum(self._side == PUBLIC))
        of, to = first[left], last[left]
        public = (firms[to] == firms[of]) & (bodies[to] > bodies[of])
        sides[left] = np.where(private(text[left]), PRIVATE, np.where(public, PUBLIC, UNKNOWN))
        return sides


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
