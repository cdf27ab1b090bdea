"""Fits the weights that clauses are ranked by to matters that readers judged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from govtext.errors import GovtextError
from govtext.policies.ranking import FEATURES, Compared, Weights

# Inverse strength of the penalty: matters are few and the features tell much alike.
C = 0.005
FOLDS = 10
# Scores (log odds) that the cut is sought among.
CUTS = tuple(round(-3.0 + step / 10, 1) for step in range(31))
# Of the issues on which no clause speaks at least so many are to get none. Of issues that no wording was mended on
# fewer do: with 0.88 three in five of them.
SILENT = 0.9


@dataclass(frozen=True)
class Judged:
    """An issue that readers judged.

    Attributes:
        compared: the clauses that may speak to it.
        right: which of them do, one a row of `compared`.
        clauses: how many do in all, those not compared included.
    """

    compared: Compared
    right: np.ndarray
    clauses: int


def fit_weights(judged: Sequence[Judged], least: float) -> Weights:
    """Return the weights, with an intercept that puts the cut at `least`.

    A logistic regression over standardised features, penalised. The cut is the lowest by which, with each issue scored
    by weights fitted without its fold, enough of the issues on which no clause speaks get none.

    Args:
        judged: the issues.
        least: the score that clauses are cut at when links are made.

    Raises:
        GovtextError: there are fewer issues than folds, or the clauses compared are all right or all wrong.
    """
    told = np.concatenate([one.right[~one.compared.bare] for one in judged]) if judged else np.zeros(0, dtype=bool)
    if len(judged) < FOLDS or not told.any() or told.all():
        raise GovtextError(f"{len(judged)} judged issues are too few", hint=f"judge {FOLDS}, some of them with clauses")
    folds = np.arange(len(judged)) % FOLDS
    held: list[np.ndarray] = [np.zeros(0)] * len(judged)
    for fold in range(FOLDS):
        weights, intercept = _regression([one for one, at in zip(judged, folds, strict=True) if at != fold])
        for at in np.flatnonzero(folds == fold):
            held[int(at)] = judged[int(at)].compared.features @ weights + intercept
    silent = [found for one, found in zip(judged, held, strict=True) if not one.clauses]
    cut = next((cut for cut in CUTS if _none(silent, cut) >= SILENT * len(silent)), CUTS[-1])
    weights, intercept = _regression(judged)
    shift = math.log(least / (1 - least)) - cut
    of = {name: round(float(value), 3) for name, value in zip(FEATURES, weights, strict=True)}
    return Weights(of, round(float(intercept + shift), 3))


def _regression(judged: Sequence[Judged]) -> tuple[np.ndarray, float]:
    """Return the weights of the features as they are, and the intercept."""
    from sklearn.linear_model import LogisticRegression

    features = np.vstack([one.compared.features[~one.compared.bare] for one in judged])
    right = np.concatenate([one.right[~one.compared.bare] for one in judged])
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    model = LogisticRegression(C=C, max_iter=5000).fit((features - mean) / spread, right)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def _none(scores: Sequence[np.ndarray], cut: float) -> int:
    """Return how many issues get no clause."""
    return sum(not len(found) or float(found.max()) < cut for found in scores)
