"""What of a matter a message asks and a clause settles: a time limit, papers, money, who is in charge.

Clauses on one subject differ in what they lay down of it, messages in what they want to know: of the clauses on
transfers of insurance the one with the papers answers who asks for papers. A frame kept as data (`[[aspect]]` in
`matters.toml`) holds how messages and rules word each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

from govtext.errors import GovtextError
from govtext.policies.patterns import PatternSet, Scan, compiled, sides
from govtext.policies.sieve import ANYWHERE

# How much an aspect counts that a title names, and one that the beginning of the text does.
TITLE, BEGINNING = 2.0, 1.0
BEGINNING_LENGTH = 300  # no more than `matters.HANDLED_LENGTH`
# In longer clauses a wording says less of what the clause settles.
LONG = 150


def rows_of(content: Mapping[str, Any], kind: str, shown_as: str) -> list[dict[str, Any]]:
    """Return the rows of a kind ("aspect", "matter") of matters.toml, each with a name of its own, said and rules.

    Raises:
        GovtextError: a row lacks one of these, or a name stands twice.
    """
    rows: list[dict[str, Any]] = content.get(kind, [])
    article = "an" if kind[0] in "aeiou" else "a"
    for row in rows:
        for name in ("name", "said", "rules"):
            if name not in row:
                raise GovtextError(f"{article} {kind} lacks {name}", file=shown_as, hint="see the first one")
    names = [str(row["name"]) for row in rows]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise GovtextError(f'the {kind} "{twice}" stands twice', file=shown_as, hint="bring the two together")
    return rows


class AspectFrame:
    """Tells which aspects a message asks about and how much a clause says on each.

    Args:
        content: the content of matters.toml; without `[[aspect]]` there are none.
        shown_as: how messages name the file.

    Attributes:
        names: the aspects in the order of the file.
        patterns: those of messages, aspect by aspect.
        aspect: of each pattern the place of its aspect.

    Raises:
        GovtextError: an aspect lacks a key, or stands twice.
    """

    def __init__(self, content: Mapping[str, Any], shown_as: str) -> None:
        rows = rows_of(content, "aspect", shown_as)
        self.names = [str(row["name"]) for row in rows]
        said = [(at, one) for at, row in enumerate(rows) for one in compiled(row["said"], f"{shown_as} {row['name']}")]
        self.aspect, self.patterns = [at for at, _ in said], [one for _, one in said]
        self._rules = PatternSet([(row["name"], [], row["rules"]) for row in rows], shown_as)

    def asked(self, title: str, text: str) -> list[float]:
        """Return how much a message asks about each aspect: 2 where its title does, 1 where its beginning does."""
        found, begins = [0.0] * len(self.names), text[:BEGINNING_LENGTH]
        tries = zip(self.aspect, ((pattern, ANYWHERE) for pattern in self.patterns), strict=True)
        for aspect, own in groupby(tries, itemgetter(0)):
            in_title, in_beginning = sides((one for _, one in own), title, len(title), begins, len(title))
            found[aspect] = TITLE * in_title + BEGINNING * in_beginning
        return found

    def scans(self, texts: Sequence[str]) -> list[Scan]:
        """Return where the wordings of rules stand in each text, to be asked clause by clause."""
        return self._rules.scans(texts)

    def settled(self, scan: Scan, start: int, end: int) -> list[float]:
        """Return how much a clause says on each aspect, below 1: more with more wordings, less the longer it is.

        Args:
            scan: of the text.
            start: of the clause.
            end: of the clause, exclusive.
        """
        held = scan.within(start, end)
        counts = [sum(one.times for one in held[name][1]) if name in held else 0 for name in self.names]
        long = max(1.0, (end - start) / LONG)
        return [count / (count + long) for count in counts]


def weighed(in_title: np.ndarray, in_beginning: np.ndarray) -> np.ndarray:
    """Return how much is asked by what is named in the title and in the beginning, of many."""
    return np.asarray(TITLE * in_title + BEGINNING * in_beginning)


class SettledAspects:
    """What clauses settle, ready to be compared with what is asked.

    Args:
        settled: per clause how much it says on each aspect.
    """

    def __init__(self, settled: Sequence[Sequence[float]]) -> None:
        width = len(settled[0]) if settled else 0
        table = np.array(settled, dtype=np.float64).reshape(len(settled), width)
        # An aspect that most clauses speak on tells little.
        self._rarity = np.log((1 + len(table)) / (1 + np.count_nonzero(table, axis=0)))
        self._rows = _of_unit_length(table * self._rarity).astype(np.float32)

    def likeness(self, asked: Sequence[Sequence[float]], owner: np.ndarray, row: np.ndarray) -> np.ndarray:
        """Return the cosine, 0 to 1, of what an owner asks and what a clause settles, for pairs of both.

        Args:
            asked: per owner (issue or message) how much it asks about each aspect; one that asks nothing may be empty.
            owner: of each pair.
            row: the clause of each pair.
        """
        width = len(self._rarity)
        table = np.array([one if len(one) else [0.0] * width for one in asked]).reshape(len(asked), width)
        return np.asarray(np.einsum("ij,ij->i", _of_unit_length(table * self._rarity)[owner], self._rows[row]))


def _of_unit_length(table: np.ndarray) -> np.ndarray:
    return np.asarray(table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9))
