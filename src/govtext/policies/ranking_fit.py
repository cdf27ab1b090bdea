"""Fits the weights that clauses are ranked by to matters that readers judged, and tells how they do on others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from govtext.errors import GovtextError
from govtext.imports import one_by_one
from govtext.policies.ranking import FEATURES, Compared, Weights, best_of

# Inverse strength of the penalty: matters are few and the features tell much alike.
C = 0.005
# A matter's own trust hangs on few issues: its column, of ones, is stretched only so far and thus held back the more.
TRUST_SCALE = 4.0
FOLDS = 10
# Scores (log odds) that the cut is sought among.
CUTS = tuple(round(-3.0 + step / 20, 2) for step in range(61))
# Of the issues on which no clause speaks at least so many are to get none. Of issues that no wording was mended on
# fewer do. What 0.85 wins among these costs more of the clauses that are right elsewhere.
SILENT = 0.8
# What a reader looks at.
FIRST = 5


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


@dataclass(frozen=True)
class Reached:
    """How links do on a set of judged issues.

    Attributes:
        recall: of the right clauses (at most five an issue) those among the first five, mean over issues that have any.
        reciprocal: mean reciprocal rank of the first right clause over the same.
        none: how many of the issues on which no clause speaks get none.
        silent: how many of these there are.
    """

    recall: float
    reciprocal: float
    none: int
    silent: int


def reached(judged: Sequence[Judged], weights: Weights, count: int, least: float) -> Reached:
    """Return how the links do that these weights give the issues, at most `count` each and cut at `least`."""
    recall, reciprocal, none, silent = [], [], 0, 0
    for one in judged:
        found = [bool(one.right[at]) for at, _ in best_of(one.compared, weights, count, least)]
        if one.clauses:
            recall.append(sum(found[:FIRST]) / min(FIRST, one.clauses))
            reciprocal.append(1 / (1 + found.index(True)) if any(found) else 0.0)
        else:
            none, silent = none + (not found), silent + 1
    return Reached(float(np.mean(recall or [0.0])), float(np.mean(reciprocal or [0.0])), none, silent)


def held_out(sets: Mapping[str, Sequence[Judged]], count: int, least: float) -> dict[str, Reached]:
    """Return for each set of issues how links do on it with weights fitted to the others alone.

    Raises:
        GovtextError: the others are too few to fit anything to, as for `fit_weights`.
    """
    found = {}
    for name, own in sets.items():
        others = [one for other, rest in sets.items() if other != name for one in rest]
        found[name] = reached(own, fit_weights(others, least), count, least)
    return found


def fit_weights(judged: Sequence[Judged], least: float) -> Weights:
    """Return the weights, with an intercept that puts the cut at `least`.

    A logistic regression over standardised features and the matters met, penalised, so that a matter seldom judged is
    trusted as the others are (partial pooling; Gelman & Hill 2007). The cut is the lowest by which, with each issue
    scored by weights fitted without its fold, enough of the issues on which no clause speaks get none.

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
        model = _regression([one for one, at in zip(judged, folds, strict=True) if at != fold])
        for at in np.flatnonzero(folds == fold):
            held[int(at)] = model.odds(judged[int(at)].compared)
    silent = [found for one, found in zip(judged, held, strict=True) if not one.clauses]
    cut = next((cut for cut in CUTS if _none(silent, cut) >= SILENT * len(silent)), CUTS[-1])
    model = _regression(judged)
    shift = math.log(least / (1 - least)) - cut
    of = {name: round(float(value), 3) for name, value in zip(FEATURES, model.features, strict=True)}
    names = judged[0].compared.met.names
    trust = {name: round(float(value), 3) for name, value in zip(names, model.trust, strict=True) if abs(value) >= 5e-4}
    return Weights(of, round(float(model.intercept + shift), 3), trust)


@dataclass(frozen=True)
class _Model:
    """Weights of the features as they are and of the matters met, and the intercept."""

    features: np.ndarray
    trust: np.ndarray
    intercept: float

    def odds(self, compared: Compared) -> np.ndarray:
        return np.asarray(compared.features @ self.features + compared.met.table @ self.trust + self.intercept)


def _regression(judged: Sequence[Judged]) -> _Model:
    with one_by_one:
        from sklearn.linear_model import LogisticRegression

    features = np.vstack([one.compared.features[~one.compared.bare] for one in judged])
    met = np.vstack([one.compared.met.table[~one.compared.bare].toarray() for one in judged])
    right = np.concatenate([one.right[~one.compared.bare] for one in judged])
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    told = np.hstack([(features - mean) / spread, TRUST_SCALE * met])
    model = LogisticRegression(C=C, max_iter=5000).fit(told, right)
    weights, trust = np.split(model.coef_[0], [len(mean)])
    return _Model(weights / spread, TRUST_SCALE * trust, float(model.intercept_[0] - weights / spread @ mean))


def _none(scores: Sequence[np.ndarray], cut: float) -> int:
    """Return how many issues get no clause."""
    return sum(not len(found) or float(found.max()) < cut for found in scores)
