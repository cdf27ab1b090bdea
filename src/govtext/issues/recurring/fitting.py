"""Fits the regression on pairs and grows the trees that judge them again, from messages that readers put into issues.

The figures that a fit is worth come from cross-validation by issue: the messages of a fifth of the
issues are clustered by judgements that were fitted without any pair that touches them, the regression
(`fitting_pairs.py`) as well as the trees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.imports import one_by_one
from govtext.issues.recurring.clustering import joined, searched, with_context
from govtext.issues.recurring.context import CONTEXT, Context
from govtext.issues.recurring.corpus import Floats, MessageCorpus
from govtext.issues.recurring.evidence import Evidence, gather
from govtext.issues.recurring.features import FEATURES, SENSE_FEATURES, cities_apart, pair_features
from govtext.issues.recurring.fitting_pairs import PairRegressions, fit_pairs
from govtext.issues.recurring.judgement import (
    CONSIDERED,
    OTHER_CITY,
    Judged,
    context_columns,
)
from govtext.issues.recurring.judgements import FOLDS, UNREAD, Agreement, Judgements, agreement
from govtext.issues.recurring.linkage import clipped
from govtext.settings import RecurringSettings

Integers = NDArray[np.int64]
COLUMNS = (*FEATURES, *SENSE_FEATURES, *CONTEXT)
# Gradient boosting (Friedman 2001). On issues left out, few or many trees are worth the same; of the issues that were
# read, many keep more whole and pure. (Left to itself, scikit-learn sets a tenth of many pairs aside, unlearnt, to tell
# when to stop.)
BOOSTING = {
    "max_iter": 350,
    "learning_rate": 0.08,
    "max_leaf_nodes": 24,
    "max_depth": 10,
    "max_features": 0.2,
    "min_samples_leaf": 8,
    "l2_regularization": 1.0,
    "early_stopping": False,
    "random_state": 0,
}
# What a pair of a message and its copy under another place's name counts.
COPY_WEIGHT = 0.4
# What a pair counts for the trees that several readers judged alike: one reader alone is stricter or laxer than others.
AGREED_WEIGHT = 3.0
# What readers could not tell to be one matter counts as apart: an issue is to be one beyond dispute. By so much, where
# one reader was in doubt; in full, where several, who judged a few messages side by side, did not agree that it is one.
DOUBTED_WEIGHT = 0.3


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs of a corpus as the trees see them."""

    left: Integers
    right: Integers
    columns: Floats
    apart: Floats

    @classmethod
    def of(cls, evidence: Evidence, judged: Judged, context: Context) -> Pairs:
        """Return the pairs × `COLUMNS`, and how plainly each is about two cities."""
        told = context_columns(evidence, judged, context, slice(None))
        columns = np.column_stack([told[name] for name in COLUMNS]).astype(np.float32)
        return cls(judged.left, judged.right, columns, cities_apart(evidence, judged.left, judged.right))


@dataclass(frozen=True)
class Fitted:
    """What was fitted.

    Attributes:
        trees: rows of pair_trees.csv.
        pair_weights: of the terms of pairs and the intercept.
        held_out: agreement of each part of the issues with clusters that were judged without it.
        fitted_on: agreement of what was fitted on all, with all.
    """

    trees: list[tuple[Any, ...]]
    pair_weights: dict[str, float]
    held_out: list[Agreement]
    fitted_on: Agreement


def fit(
    corpus: MessageCorpus,
    read: Judgements,
    settings: RecurringSettings,
    copies: tuple[MessageCorpus, Integers, Integers] | None = None,
    threads: int = 1,
) -> Fitted:
    """Return trees and weights fitted on a corpus of which readers put messages into issues.

    Args:
        corpus: the messages.
        read: what readers judged.
        settings: of the clustering.
        copies: a corpus with copies of messages under another place's name, and pairs of its messages
            that are not of one issue though they share nearly all words (`copies.py`).
        threads: that search and judge.
    """
    evidence = gather(corpus, settings.common_share, settings.seed)
    found = searched(corpus, evidence.words, evidence.grams, settings, threads)
    copied = _Copied.of(*copies, settings) if copies else None
    regressions = fit_pairs(evidence, found.left, found.right, read, copied.features if copied else None)
    judged, context = with_context(corpus, evidence, settings, threads, found, regressions.unseen)
    pairs = Pairs.of(evidence, judged, context)
    apart = copied.columns(settings, threads, regressions) if copied else np.zeros((0, len(COLUMNS)), np.float32)
    fold = read.folds()
    touched = [(fold[pairs.left] == part) | (fold[pairs.right] == part) for part in range(FOLDS)]
    models = [_grown(pairs, read, ~held, apart) for held in touched]
    everything = _grown(pairs, read, np.ones(len(pairs.left), dtype=bool), apart)
    odds = _odds(everything, pairs)
    unseen = odds.copy()
    for model, held in zip(models, touched, strict=True):
        unseen[held] = _odds(model, pairs)[held]
    held_out = [agreement(read, _clusters(corpus.size, pairs, unseen, settings), fold == part) for part in range(FOLDS)]
    whole = agreement(read, _clusters(corpus.size, pairs, odds, settings), fold >= 0)
    return Fitted(_as_rows(everything), regressions.table(), held_out, whole)


def _grown(pairs: Pairs, read: Judgements, chosen: NDArray[np.bool_], apart: Floats) -> Any:
    with one_by_one:
        from sklearn.ensemble import HistGradientBoostingClassifier

    use = chosen & read.judged(pairs.left, pairs.right)
    left, right = pairs.left[use], pairs.right[use]
    same = np.concatenate([read.issue[left] == read.issue[right], np.zeros(len(apart), dtype=bool)])
    counts = read.weights(left, right) * np.where(read.agreed_on(left, right), AGREED_WEIGHT, 1.0)
    doubted = read.doubtful(read.issue[left], read.issue[right]) & ~read.side_by_side(left, right)
    counts *= np.where(doubted, DOUBTED_WEIGHT, 1.0)
    weights = np.concatenate([counts, np.full(len(apart), COPY_WEIGHT)])
    model = HistGradientBoostingClassifier(**BOOSTING)
    return model.fit(np.vstack([pairs.columns[use], apart]), same, sample_weight=weights)


def _odds(model: Any, pairs: Pairs) -> NDArray[np.float32]:
    made = model.decision_function(pairs.columns) - OTHER_CITY * pairs.apart
    return np.asarray(clipped(made.round(4)), dtype=np.float32)


@dataclass(frozen=True)
class _Copied:
    """Pairs of messages and their copies under another place's name, which are not of one issue."""

    corpus: MessageCorpus
    evidence: Evidence
    left: Integers
    right: Integers
    features: Floats

    @classmethod
    def of(cls, corpus: MessageCorpus, left: Integers, right: Integers, settings: RecurringSettings) -> _Copied:
        """Return the pairs of a corpus with copies."""
        evidence = gather(corpus, settings.common_share, settings.seed)
        return cls(corpus, evidence, left, right, pair_features(evidence, left, right))

    def columns(self, settings: RecurringSettings, threads: int, regressions: PairRegressions) -> Floats:
        """Return rows of `COLUMNS` of those that the regression considers."""
        fold = np.append(regressions.fold, np.full(self.corpus.size - len(regressions.fold), UNREAD))
        own = replace(regressions, fold=fold)
        _, context = with_context(self.corpus, self.evidence, settings, threads, None, own.unseen)
        odds = own.unseen(self.features, self.left, self.right)
        good = odds > CONSIDERED
        judged = Judged(self.left[good], self.right[good], odds[good], (self.features[good],))
        return Pairs.of(self.evidence, judged, context).columns


def _clusters(size: int, pairs: Pairs, odds: NDArray[np.float32], settings: RecurringSettings) -> Integers:
    """Return the cluster of each message, -1 where it is alone."""
    owner = joined(size, (pairs.left, pairs.right), odds, settings, settings.threshold)
    return np.where(np.bincount(owner)[owner] >= 2, owner, -1)


def _as_rows(model: Any) -> list[tuple[Any, ...]]:
    """Return tree, node, feature, least, yes, no, value for every node; tree -1 is the start."""
    rows: list[tuple[Any, ...]] = [(-1, 0, "", "", "", "", f"{float(model._baseline_prediction.ravel()[0]):.6g}")]
    for tree, (grown,) in enumerate(model._predictors):
        for at, node in enumerate(grown.nodes):
            if node["is_leaf"]:
                rows.append((tree, at, "", "", "", "", f"{node['value']:.6g}"))
            else:
                name = COLUMNS[node["feature_idx"]]
                rows.append((tree, at, name, _not_above(node["num_threshold"]), node["left"], node["right"], ""))
    return rows


def _not_above(value: float) -> str:
    """Return the greatest float32 that is not above: the same questions are asked of numbers half as long."""
    short = np.float32(value)
    if float(short) > value:
        short = np.nextafter(short, np.float32(-np.inf))
    return f"{float(short):.9g}"


def mean_agreement(parts: Iterable[Agreement]) -> Agreement:
    """Return the mean of agreements, field by field."""
    rows = [(p.precision, p.recall, p.pieces, p.alone, p.one_matter) for p in parts]
    return Agreement(*(float(np.mean(column)) for column in zip(*rows, strict=True)))
