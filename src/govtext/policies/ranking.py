"""Which clauses speak to an issue: the odds of a logistic regression over what words and matters tell.

Words, subjects and the faults of service that an issue tells each say something, none says all: how much each counts is
learnt from matters that readers judged (`python -m govtext.build.link_ranking`) and kept as data with the matters.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from govtext.errors import GovtextError
from govtext.policies.linking import ClauseIndex, Link
from govtext.policies.matters import MATTERS, SpokenMatters

FEATURES = (
    "covered", "covered_relative", "subject", "subjects", "subject_relative", "service", "services",
    "service_beside_subject", "handled", "beside", "narrow", "met", "business", "share",
)
# Sums of strengths beyond this say no more; neither do more matters met.
SUM_MOST, MET_MOST = 3.0, 5
# What the best clause is measured against at least, so that a weak best is no full match.
RELATIVE_LEAST = 0.3
# A matter is narrow by how few clauses speak to it at least so strongly.
STRONG = 0.6
# One word in common is no link, unless the clause speaks to a matter that the issue raises; by words alone it must
# cover so much more than the threshold.
WORDS_LEAST, WORDS_ALONE = 2, 2.5
# A clause follows the best one while it reaches this share of the threshold.
FOLLOWS = 0.5
# Where a study's own matters hold no table [ranking]: a subject in the title that a core wording answers is a link.
PLAIN = {"covered": 4.0, "subject": 4.0, "service": 4.0, "handled": 6.0, "subject_relative": 1.0}
PLAIN_INTERCEPT = -3.5


@dataclass(frozen=True)
class Weights:
    """Weights of the features and the intercept; `threshold` is the score that they were fitted to be cut at."""

    of: Mapping[str, float]
    intercept: float

    @classmethod
    def read(cls, content: Mapping[str, Any], shown_as: str = f"pipeline/lexicons/{MATTERS}") -> Weights:
        """Return the weights in table [ranking] of matters.toml, plain ones where there is none.

        Raises:
            GovtextError: the table names what is no feature, or a weight is no number.
        """
        table = content.get("ranking")
        if table is None:
            return cls(PLAIN, PLAIN_INTERCEPT)
        for name, value in table.items():
            if name != "intercept" and name not in FEATURES:
                known = ", ".join(FEATURES)
                raise GovtextError(f'"{name}" in [ranking] is no feature', file=shown_as, hint=f"features: {known}")
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise GovtextError(f'"{name}" in [ranking] is no number', file=shown_as, hint="write a number")
        of = {name: float(value) for name, value in table.items() if name != "intercept"}
        return cls(of, float(table.get("intercept", 0.0)))


@dataclass(frozen=True)
class Compared:
    """Clauses compared with an issue: rows of the index, their features (rows x FEATURES), the query's columns.

    `bare` tells the clauses that speak to no matter the issue raises.
    """

    rows: np.ndarray
    features: np.ndarray
    columns: dict[int, float]
    bare: np.ndarray


class LinkRanker:
    """Ranks clauses for an issue.

    Args:
        index: the clauses' words.
        spoken: the clauses' matters.
        business: per clause, whether it serves businesses alone.
        weights: of the features.
    """

    def __init__(self, index: ClauseIndex, spoken: SpokenMatters, business: list[bool], weights: Weights) -> None:
        self._index, self._spoken = index, spoken
        self._business = np.asarray(business, dtype=np.float64)
        self._weights = np.array([weights.of.get(name, 0.0) for name in FEATURES])
        self._intercept = weights.intercept

    def compare(
        self, query: Mapping[str, float], raised: Mapping[str, float], subject: set[str], least: float
    ) -> Compared:
        """Return the clauses that may speak to an issue and what tells it.

        A clause may speak to it that speaks to a matter the issue raises, or that covers much by words and holds a word
        of its subject.

        Args:
            query: the issue's weighted words.
            raised: the matters that it raises, weighted.
            subject: words that tell its subject.
            least: the threshold.
        """
        index, spoken = self._index, self._spoken
        share, _ = spoken.ruled(raised)
        covered, columns = index.scores(query)
        covered = np.round(np.asarray(covered, dtype=np.float64), 6)
        met = spoken.met(raised)
        told = np.zeros(index.size, dtype=bool)
        for entry in met:
            told[entry.rows] = True
        alone = index.alone(covered * share, columns, subject, WORDS_LEAST, WORDS_ALONE * least) & ~told
        rows = np.flatnonzero(told | alone)
        at = np.full(index.size, -1)
        at[rows] = np.arange(len(rows))
        most = {kind: np.zeros(len(rows)) for kind in ("subject", "service", "handled", "beside", "narrow")}
        sums = {kind: np.zeros(len(rows)) for kind in ("subject", "service", "met")}
        leading = 0.0
        for entry in met:
            here, strength = at[entry.rows], entry.weight * entry.strengths
            most[entry.kind][here] = np.maximum(most[entry.kind][here], strength)
            narrow = strength / math.log(2 + int((entry.strengths > STRONG).sum()))
            most["narrow"][here] = np.maximum(most["narrow"][here], narrow)
            sums["met"][here] += 1
            if entry.kind in sums:
                sums[entry.kind][here] += strength
            if entry.kind == "subject":
                leading = max(leading, entry.weight)
        subjects = most["subject"]
        best = max(float(covered.max()), 1e-9) if index.size else 1.0
        told_by = {
            "covered": covered[rows], "covered_relative": covered[rows] / best,
            "subject": share * subjects, "subjects": share * np.minimum(sums["subject"], SUM_MOST),
            "subject_relative": subjects / max(float(subjects.max(initial=0.0)), RELATIVE_LEAST),
            "service": most["service"], "services": np.minimum(sums["service"], SUM_MOST),
            "service_beside_subject": leading * most["service"],
            "handled": most["handled"], "beside": most["beside"], "narrow": most["narrow"],
            "met": np.minimum(sums["met"], MET_MOST) / MET_MOST,
            "business": self._business[rows], "share": np.full(len(rows), share),
        }
        return Compared(rows, np.stack([told_by[name] for name in FEATURES], axis=1), columns, ~told[rows])

    def best(
        self, query: Mapping[str, float], raised: Mapping[str, float], subject: set[str], count: int, least: float
    ) -> list[Link]:
        """Return the best clauses for an issue, at most `count`, or none where none reaches `least`; as for compare."""
        if not self._index.size or not (query or raised):
            return []
        compared = self.compare(query, raised, subject, least)
        if not len(compared.rows):
            return []
        scores = 1 / (1 + np.exp(-(compared.features @ self._weights + self._intercept)))
        # By words alone a clause is scored by the share covered.
        words = compared.features[:, FEATURES.index("covered")] * compared.features[:, FEATURES.index("share")]
        scores = np.round(np.where(compared.bare, words, scores), 6)
        if float(scores.max()) < least:
            return []
        kept = np.flatnonzero(scores >= FOLLOWS * least)
        order = sorted(kept, key=lambda at: (-scores[at], compared.rows[at]))[:count]
        rows = [int(compared.rows[at]) for at in order]
        return [
            Link(row, float(scores[at]), self._index.shared(row, compared.columns))
            for row, at in zip(rows, order, strict=True)
        ]
