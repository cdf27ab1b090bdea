"""Which clauses speak to an issue: the odds of a logistic regression over what words and matters tell.

Words, subjects and the faults of service that an issue tells each say something, none says all: how much each counts is
learnt from matters that readers judged (`python -m govtext.build.link_ranking`) and kept as data with the matters. So
is how far each matter is to be trusted: clauses on taxes seldom answer who names them, those on estates mostly do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from govtext.errors import GovtextError
from govtext.parallel import batched
from govtext.policies.aspects import SettledAspects
from govtext.policies.linking import ClauseIndex, Link, WeightedWords
from govtext.policies.matters import KINDS, MATTERS, Met, SpokenMatters

FEATURES = (
    "covered", "covered_relative", "subject", "subjects", "subject_relative", "service", "services",
    "service_beside_subject", "handled", "beside", "narrow", "met", "business", "share",
    "asked",
)
# Sums of strengths beyond this say no more; neither do more matters met.
SUM_MOST, MET_MOST = 3.0, 5
# What the best clause is measured against at least, so that a weak best is no full match.
RELATIVE_LEAST = 0.3
# One word in common is no link, unless the clause speaks to a matter that the issue raises; by words alone it must
# cover so much more than the threshold.
WORDS_LEAST, WORDS_ALONE = 2, 2.5
# So many clauses that cover most are compared too, whatever their matters: the regression tells what that is worth.
WORDS_COMPARED = 10
# A clause follows the best one while it reaches this share of the threshold.
FOLLOWS = 0.4
# Issues that are compared together, and issues x clauses of these: bounds the memory.
_TOGETHER, _CELLS = 256, 1_000_000
# Where a study's own matters hold no table [ranking]: a subject in the title that a core wording answers is a link.
PLAIN = {"covered": 4.0, "subject": 4.0, "service": 4.0, "handled": 6.0, "subject_relative": 1.0}
PLAIN_INTERCEPT = -3.5


@dataclass(frozen=True)
class Matters:
    """Which matters that an issue raises a clause speaks to: clauses x matters, ones; and the matters' names."""

    table: sparse.csr_matrix
    names: Sequence[str]


@dataclass(frozen=True)
class Weights:
    """Weights of the features, the intercept, and what each matter that a clause speaks to adds (0 where not named)."""

    of: Mapping[str, float]
    intercept: float
    trust: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, content: Mapping[str, Any], shown_as: str = f"pipeline/lexicons/{MATTERS}") -> Weights:
        """Return the weights in table [ranking] of matters.toml, plain ones where there is none.

        Raises:
            GovtextError: the table names what is no feature, or a weight is no number.
        """
        table = content.get("ranking")
        if table is None:
            return cls(PLAIN, PLAIN_INTERCEPT)
        trust = table.get("trust", {})
        if not isinstance(trust, Mapping):
            raise GovtextError("[ranking] trust is no table", file=shown_as, hint="write [ranking.trust]")
        of = {name: value for name, value in table.items() if name != "trust"}
        for name in of:
            if name != "intercept" and name not in FEATURES:
                known = ", ".join(FEATURES)
                raise GovtextError(f'"{name}" in [ranking] is no feature', file=shown_as, hint=f"features: {known}")
        for name, value in (*of.items(), *trust.items()):
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise GovtextError(f'"{name}" in [ranking] is no number', file=shown_as, hint="write a number")
        intercept = float(of.pop("intercept", 0.0))
        return cls({name: float(value) for name, value in of.items()}, intercept, dict(trust))

    def scores(self, features: np.ndarray, met: Matters) -> np.ndarray:
        """Return the odds turned into 0 to 1, one per row of rows x FEATURES and of what these meet."""
        weights = np.array([self.of.get(name, 0.0) for name in FEATURES])
        odds = features @ weights + self.intercept
        if self.trust:
            odds = odds + met.table @ np.array([self.trust.get(name, 0.0) for name in met.names])
        return np.asarray(np.round(1 / (1 + np.exp(-odds)), 6))


@dataclass(frozen=True)
class Compared:
    """Clauses compared with an issue: rows of the index, their features (rows x FEATURES), the query's columns.

    `met` tells the matters that each meets. `bare` tells the clauses that are linked by words alone: they speak to no
    matter the issue raises, but cover much.
    """

    rows: np.ndarray
    features: np.ndarray
    columns: dict[int, float]
    bare: np.ndarray
    met: Matters


@dataclass(frozen=True)
class Asked:
    """What an issue asks of the clauses.

    Attributes:
        query: its weighted words.
        raised: the matters that it raises, weighted.
        subject: words that tell its subject.
        aspects: how much it asks about each aspect; may be empty.
    """

    query: Mapping[str, float]
    raised: Mapping[str, float]
    subject: set[str]
    aspects: Sequence[float] = ()


class Best(NamedTuple):
    """The best clauses for many messages: of each the message, the clause's row in the index, score and rank from 1."""

    owner: np.ndarray
    row: np.ndarray
    score: np.ndarray
    rank: np.ndarray


@dataclass(frozen=True)
class _Told:
    """Pairs of an owner (issue or message) and a clause: what matters tell of each, by feature."""

    owner: np.ndarray
    row: np.ndarray
    by: dict[str, np.ndarray]
    met: Matters


class LinkRanker:
    """Ranks clauses for issues and single messages.

    Args:
        index: the clauses' words.
        spoken: the clauses' matters.
        business: per clause, whether it serves businesses alone.
        settled: what the clauses settle of a matter.
        weights: of the features.
    """

    def __init__(
        self, index: ClauseIndex, spoken: SpokenMatters, business: list[bool], settled: SettledAspects, weights: Weights
    ) -> None:
        self._index, self._spoken, self._settled = index, spoken, settled
        self._business = np.asarray(business, dtype=np.float64)
        self._weights = weights

    def compare(
        self, query: Mapping[str, float], raised: Mapping[str, float], subject: set[str], least: float,
        asked: Sequence[float] = (),
    ) -> Compared:
        """Return the clauses that may speak to an issue and what tells it.

        A clause may speak to it that speaks to a matter the issue raises, that is among those that cover most by words,
        or that covers much by words and holds a word of its subject.

        Args:
            query: the issue's weighted words.
            raised: the matters that it raises, weighted.
            subject: words that tell its subject.
            least: the threshold.
            asked: how much it asks about each aspect.
        """
        told, features, bare, columns = self._compare([Asked(query, raised, subject, asked)], least)
        return Compared(told.row, features, columns[0], bare, told.met)

    def _compare(
        self, asked: Sequence[Asked], least: float
    ) -> tuple[_Told, np.ndarray, np.ndarray, list[dict[int, float]]]:
        """Return the pairs of issue and clause, their features, which are bare, and the columns of each query."""
        index = self._index
        share = self._spoken.shares([one.raised for one in asked])
        covered, columns = index.scores_each([one.query for one in asked])
        covered = np.round(covered.astype(np.float64), 6)
        by_words = covered * share[:, None]
        alone = np.zeros(covered.shape, dtype=bool)
        for owner in np.flatnonzero((by_words >= WORDS_ALONE * least).any(axis=1)).tolist():
            subject = asked[owner].subject
            alone[owner] = index.alone(by_words[owner], columns[owner], subject, WORDS_LEAST, WORDS_ALONE * least)
        met = self._spoken.met([one.raised for one in asked])
        told = self._tell(met, len(asked), np.flatnonzero(alone | _covering_most(covered)))
        of_owner = [one.aspects for one in asked]
        features = self._features(told, share, covered[told.owner, told.row], covered.max(axis=1), of_owner)
        pairs = told.owner * index.size + told.row
        bare = alone.ravel()[pairs] & ~np.isin(pairs, met.owner * index.size + met.row)
        return told, features, bare, columns

    def best(
        self, query: Mapping[str, float], raised: Mapping[str, float], subject: set[str], count: int, least: float,
        asked: Sequence[float] = (),
    ) -> list[Link]:
        """Return the best clauses for an issue, at most `count`, or none where none reaches `least`; as for compare."""
        return next(self.best_of_all([Asked(query, raised, subject, asked)], count, least))

    def best_of_all(self, asked: Iterable[Asked], count: int, least: float) -> Iterator[list[Link]]:
        """Yield the best clauses for each of many issues, as `best` does; many at once cost a third of one by one."""
        index = self._index
        for some in batched(asked, max(1, min(_TOGETHER, _CELLS // max(index.size, 1)))):
            if not index.size:
                yield from ([] for _ in some)
                continue
            told, features, bare, columns = self._compare(some, least)
            scores = _scores(features, bare, told.met, self._weights)
            ends = np.searchsorted(told.owner, np.arange(len(some) + 1)).tolist()
            for at, (first, last) in enumerate(pairwise(ends)):
                rows, own = told.row[first:last], scores[first:last]
                best = [(int(rows[place]), float(own[place])) for place in _best(own, rows, count, least)]
                yield [Link(row, score, index.shared(row, columns[at])) for row, score in best]

    def best_each(
        self, queries: WeightedWords, raised: Sequence[Mapping[str, float]], count: int, least: float,
        asked: Sequence[Sequence[float]] | None = None,
    ) -> Best:
        """Return the best clauses for each of many messages: as `best` does, of those that speak to a matter.

        What is most covered is taken over these clauses, so that the cost follows their number.
        """
        told = self._tell(self._spoken.met(raised), len(raised), np.zeros(0, dtype=np.intp))
        if not len(told.row):
            return Best(told.owner, told.row, np.zeros(0), told.row)
        share = self._spoken.shares(raised)
        covered = np.round(self._index.covered(queries, told.owner, told.row), 6)
        most = _most(covered, told.owner, len(raised))
        features = self._features(told, share, covered, most, asked or [()] * len(raised))
        scores = self._weights.scores(features, told.met)
        reaches = _most(scores, told.owner, len(raised)) >= least
        kept = np.flatnonzero(reaches[told.owner] & (scores >= FOLLOWS * least))
        kept = kept[np.lexsort((told.row[kept], -scores[kept], told.owner[kept]))]
        owner = told.owner[kept]
        rank = np.arange(len(kept)) - np.searchsorted(owner, owner)
        first = rank < count
        kept = kept[first]
        return Best(told.owner[kept], told.row[kept], scores[kept], rank[first] + 1)

    def _tell(self, met: Met, owners: int, further: np.ndarray) -> _Told:
        """Return the pairs that matters tell of, by owner and row, with further ones: owner times clauses plus row."""
        none = np.zeros(len(further))
        pair = np.concatenate([met.owner * self._index.size + met.row, further])
        kind = np.concatenate([met.kind, none.astype(np.intp) - 1])
        strength = np.concatenate([met.weight * met.strength, none])
        narrow = np.concatenate([met.weight * met.strength / np.log(2 + met.settled), none])
        order = np.argsort(pair, kind="stable")
        first = np.flatnonzero(np.concatenate([[True], np.diff(pair[order]) > 0])) if len(pair) else order
        by: dict[str, np.ndarray] = {}
        if len(pair):
            for number, name in enumerate(KINDS):
                own = np.where(kind == number, strength, 0.0)[order]
                by[name], by[f"{name}s"] = np.maximum.reduceat(own, first), np.add.reduceat(own, first)
            by["narrow"] = np.maximum.reduceat(narrow[order], first)
            by["met"] = np.add.reduceat((kind >= 0).astype(np.float64)[order], first)
        leading = _most(np.where(met.kind == KINDS.index("subject"), met.weight, 0.0), met.owner, owners)
        found = pair[order][first]
        by["leading"] = leading[found // self._index.size]
        own = order < len(met.row)
        at = np.searchsorted(first, np.flatnonzero(own), side="right") - 1
        entries = (np.ones(len(at)), (at, met.matter[order[own]]))
        names = self._spoken.names
        matters = Matters(sparse.csr_matrix(entries, shape=(len(first), len(names))), names)
        return _Told(found // self._index.size, found % self._index.size, by, matters)

    def _features(
        self, told: _Told, share: np.ndarray, covered: np.ndarray, most: np.ndarray, asked: Sequence[Sequence[float]]
    ) -> np.ndarray:
        """Return pairs x FEATURES; share, the most that a clause covers and what is asked are by owner."""
        if not len(told.row):
            return np.zeros((0, len(FEATURES)))
        by, owner = told.by, told.owner
        shares = share[owner]
        subjects = _most(by["subject"], owner, len(share))[owner]
        told_by = {
            "covered": covered, "covered_relative": covered / np.maximum(most[owner], 1e-9),
            "subject": shares * by["subject"], "subjects": shares * np.minimum(by["subjects"], SUM_MOST),
            "subject_relative": by["subject"] / np.maximum(subjects, RELATIVE_LEAST),
            "service": by["service"], "services": np.minimum(by["services"], SUM_MOST),
            "service_beside_subject": by["leading"] * by["service"],
            "handled": by["handled"], "beside": by["beside"], "narrow": by["narrow"],
            "met": np.minimum(by["met"], MET_MOST) / MET_MOST,
            "business": self._business[told.row], "share": shares,
            "asked": self._settled.likeness(asked, owner, told.row),
        }
        return np.stack([told_by[name] for name in FEATURES], axis=1)


def best_of(compared: Compared, weights: Weights, count: int, least: float) -> list[tuple[int, float]]:
    """Return place among the compared and score of the best, at most `count`; none where none reaches `least`."""
    scores = _scores(compared.features, compared.bare, compared.met, weights)
    return [(at, float(scores[at])) for at in _best(scores, compared.rows, count, least)]


def _scores(features: np.ndarray, bare: np.ndarray, met: Matters, weights: Weights) -> np.ndarray:
    # By words alone a clause is scored by the share covered.
    words = features[:, FEATURES.index("covered")] * features[:, FEATURES.index("share")]
    return np.where(bare, np.round(words, 6), weights.scores(features, met))


def _covering_most(covered: np.ndarray) -> np.ndarray:
    """Tell of queries x clauses which cover most of their query, of the same share the earlier ones."""
    most = np.zeros(covered.shape, dtype=bool)
    # Query by query: few clauses cover anything, and to look through these is faster than through all at once.
    for shares, own in zip(covered, most, strict=True):
        rows = np.flatnonzero(shares > 0)
        if len(rows) > WORDS_COMPARED:
            values = shares[rows]
            rows = rows[values >= np.partition(values, -WORDS_COMPARED)[-WORDS_COMPARED]]
        own[rows[np.argsort(-shares[rows], kind="stable")[:WORDS_COMPARED]]] = True
    return most


def _most(values: np.ndarray, owner: np.ndarray, owners: int) -> np.ndarray:
    """Return the greatest value of each owner, 0 where it has none."""
    found = np.zeros(owners)
    np.maximum.at(found, owner, values)
    return found


def _best(scores: np.ndarray, rows: np.ndarray, count: int, least: float) -> list[int]:
    """Return the places of the best scores, at most `count`; none where none reaches `least`."""
    if not len(scores) or float(scores.max()) < least:
        return []
    kept = np.flatnonzero(scores >= FOLLOWS * least)
    return sorted(map(int, kept), key=lambda at: (-scores[at], rows[at]))[:count]
