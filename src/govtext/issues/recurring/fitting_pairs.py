"""Fits the regression on pairs of messages, once for all and once without each part of the issues.

A pair that helped to fit the regression looks surer by it than a new pair does. What is fitted on the regression's
log-odds (the trees, what is told of neighbours) is therefore fitted on log-odds that no pair helped to fit (stacked
generalisation, Wolpert 1992).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govtext.imports import one_by_one
from govtext.issues.recurring.corpus import Floats
from govtext.issues.recurring.evidence import Evidence
from govtext.issues.recurring.features import pair_features
from govtext.issues.recurring.judgement import INTERCEPT, design, terms
from govtext.issues.recurring.judgements import FOLDS, Judgements

Integers = NDArray[np.int64]
# Strength of the penalty (1 / C), and what a pair of a message and its copy under another name counts.
PENALTY, COPY_WEIGHT = 33.0, 2.0


@dataclass(frozen=True)
class PairRegressions:
    """Regressions on pairs.

    Attributes:
        weights: models × terms, the last model of all issues, each other without one part.
        constants: of the models.
        fold: part of each message's issue.
    """

    weights: NDArray[np.float64]
    constants: NDArray[np.float64]
    fold: Integers

    def unseen(self, features: Floats, left: Integers, right: Integers) -> NDArray[np.float32]:
        """Return log-odds of pairs, each by a model that was fitted without the issue of a message of the pair."""
        part = np.where(self.fold[left] >= 0, self.fold[left], self.fold[right])
        made = design(features).astype(np.float64) @ self.weights.T + self.constants
        chosen = made[np.arange(len(part)), np.where(part >= 0, part, FOLDS)]
        return np.asarray(chosen.round(4), dtype=np.float32)

    def table(self) -> dict[str, float]:
        """Return the terms' weights and the constant of the model of all issues."""
        return {INTERCEPT: float(self.constants[-1]), **dict(zip(terms(), self.weights[-1].tolist(), strict=True))}


def fit_pairs(
    evidence: Evidence, left: Integers, right: Integers, read: Judgements, copied: Floats | None = None
) -> PairRegressions:
    """Return the regressions.

    Args:
        evidence: of the messages.
        left, right: candidate pairs.
        read: what readers judged.
        copied: features of pairs of messages and their copies under another place's name, which are not of one issue.
    """
    known = read.known(left, right)
    left, right = left[known], right[known]
    features = pair_features(evidence, left, right)
    same = read.issue[left] == read.issue[right]
    counts = read.weights(left, right)
    fold = read.folds()
    touched = [(fold[left] == part) | (fold[right] == part) for part in range(FOLDS)]
    chosen = [~held for held in touched] + [np.ones(len(left), dtype=bool)]
    more = np.zeros((0, features.shape[1]), np.float32) if copied is None else copied
    rows = design(np.vstack([features, more]))
    answers = np.concatenate([same, np.zeros(len(more), dtype=bool)])
    counts = np.concatenate([counts, np.full(len(more), COPY_WEIGHT)])
    models = [_fitted(rows, answers, counts, np.append(use, np.ones(len(more), dtype=bool))) for use in chosen]
    return PairRegressions(np.array([m[0] for m in models]), np.array([m[1] for m in models]), fold)


def _fitted(
    rows: Floats, same: NDArray[np.bool_], counts: NDArray[np.float64], use: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], float]:
    with one_by_one:
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(rows[use])
    model = LogisticRegression(C=1 / PENALTY, max_iter=500).fit(
        scaler.transform(rows[use]), same[use], sample_weight=counts[use]
    )
    slopes = model.coef_[0] / scaler.scale_
    return slopes, float(model.intercept_[0] - (slopes * scaler.mean_).sum())
