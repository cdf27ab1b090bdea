"""Grows the trees that judge pairs, and fits the regression on clusters, from messages that readers put into issues.

The figures that a fit is worth come from cross-validation by issue: the messages of a fifth of the
issues are clustered by judgements that were fitted without any pair that touches them, from the regression on pairs
(`fitting_pairs.py`) to that on clusters. (One of the terms of clusters, "read", is by the regression that ships.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.issues.recurring.clustering import joined, read_whole, rejoined, searched, with_context
from govtext.issues.recurring.context import CONTEXT, Context
from govtext.issues.recurring.corpus import Floats, MessageCorpus
from govtext.issues.recurring.evidence import Evidence, gather
from govtext.issues.recurring.features import FEATURES, SENSE_FEATURES, cities_apart, pair_features
from govtext.issues.recurring.fitting_pairs import PairRegressions, fit_pairs
from govtext.issues.recurring.judgement import (
    CONSIDERED,
    INTERCEPT,
    OTHER_CITY,
    Judged,
    context_columns,
    whole_terms,
)
from govtext.issues.recurring.judgements import FOLDS, UNREAD, Agreement, Judgements, agreement
from govtext.issues.recurring.linkage import clipped
from govtext.issues.recurring.links import Links
from govtext.settings import RecurringSettings

Integers = NDArray[np.int64]
COLUMNS = (*FEATURES, *SENSE_FEATURES, *CONTEXT)
# Gradient boosting (Friedman 2001): sizes from which neither more nor larger trees gain in cross-validation.
BOOSTING = {
    "max_iter": 200,
    "learning_rate": 0.08,
    "max_leaf_nodes": 10,
    "max_depth": 6,
    "max_features": 0.2,
    "min_samples_leaf": 20,
    "l2_regularization": 5.0,
    "random_state": 0,
}
# What a pair of a message and its copy under another place's name counts.
COPY_WEIGHT = 0.4
# What a pair counts for the trees that several readers judged alike: one reader alone is stricter or laxer than others.
AGREED_WEIGHT = 3.0
# Thresholds at which messages are joined for clusters to be fitted on, and strength of the penalty (1 / C).
CUTS, PENALTY = (-0.5, 0.0, 0.5, 1.5, 3.0), 50.0


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
        weights: of the terms of clusters and the intercept.
        pair_weights: of the terms of pairs and the intercept.
        held_out: agreement of each part of the issues with clusters that were judged without it.
        fitted_on: agreement of what was fitted on all, with all.
    """

    trees: list[tuple[Any, ...]]
    weights: dict[str, float]
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
    rows = _Clusters(corpus, evidence, read, pairs, settings)
    table = rows.table(unseen, fold)
    weights = _regression(*table[:2])
    held_out = []
    for part in range(FOLDS):
        without = _regression(*(column[(table[2] != part).all(axis=1)] for column in table[:2]))
        held_out.append(agreement(read, rows.clusters(unseen, without), fold == part))
    whole = agreement(read, rows.clusters(odds, weights), fold >= 0)
    return Fitted(_as_rows(everything), weights, regressions.table(), held_out, whole)


def _grown(pairs: Pairs, read: Judgements, chosen: NDArray[np.bool_], apart: Floats) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    use = chosen & read.known(pairs.left, pairs.right)
    left, right = pairs.left[use], pairs.right[use]
    same = np.concatenate([read.issue[left] == read.issue[right], np.zeros(len(apart), dtype=bool)])
    counts = read.weights(left, right) * np.where(read.agreed_on(left, right), AGREED_WEIGHT, 1.0)
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
        judged = Judged(self.left[good], self.right[good], odds[good], self.features[good])
        return Pairs.of(self.evidence, judged, context).columns


@dataclass(frozen=True)
class _Clusters:
    """Clusters of the messages by given judgements of their pairs."""

    corpus: MessageCorpus
    evidence: Evidence
    read: Judgements
    pairs: Pairs
    settings: RecurringSettings

    def clusters(self, odds: Floats, weights: dict[str, float]) -> Integers:
        """Return the cluster of each message, -1 where it is alone."""
        pairs = self.pairs.left, self.pairs.right
        owner = joined(self.corpus.size, pairs, odds, self.settings, self.settings.threshold)
        for _ in range(self.settings.rounds):
            owner = rejoined(self.corpus, self.evidence, owner, pairs, odds, self.settings, weights)
        return np.where(np.bincount(owner)[owner] >= 2, owner, -1)

    def table(self, odds: Floats, fold: Integers) -> tuple[Floats, NDArray[np.bool_], Integers]:
        """Return links of clusters × `whole_terms`, whether each is of one issue, and the parts of its two issues."""
        pairs = self.pairs.left, self.pairs.right
        rows, same, parts = [], [], []
        for cut in CUTS:
            _, number = np.unique(joined(self.corpus.size, pairs, odds, self.settings, cut), return_inverse=True)
            links = Links.of(number, pairs, odds)
            table, _ = read_whole(self.corpus, self.evidence, number, links, pairs, odds, self.settings)
            usual = _usual_messages(self.read, number)
            one, other = (usual[:, side] for side in (links.left, links.right))
            both = (one >= 0) & (other >= 0)
            # The first file that both clusters have messages of tells.
            file = both.argmax(axis=0)
            at = np.arange(len(links.left))
            left, right = one[file, at], other[file, at]
            good = both.any(axis=0) & self.read.known(left, right)
            rows.append(table[good])
            same.append(self.read.issue[left[good]] == self.read.issue[right[good]])
            parts.append(np.column_stack([fold[left[good]], fold[right[good]]]))
        return np.concatenate(rows), np.concatenate(same), np.concatenate(parts)


def _usual_messages(read: Judgements, number: Integers) -> Integers:
    """Return files × clusters: a message of the cluster's most frequent issue in the file, -1 where none was read."""
    found = np.full((int(read.file.max()) + 1, int(number.max()) + 1), -1, dtype=np.int64)
    known = np.flatnonzero(read.issue >= 0)
    keys = np.column_stack([read.file[known], number[known], read.issue[known]])
    groups, first, held = np.unique(keys, axis=0, return_index=True, return_counts=True)
    for at in np.argsort(held, kind="stable").tolist():
        found[groups[at, 0], groups[at, 1]] = known[first[at]]
    return found


def _regression(rows: Floats, same: NDArray[np.bool_]) -> dict[str, float]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=1 / PENALTY, max_iter=500).fit(scaler.transform(rows), same)
    slopes = model.coef_[0] / scaler.scale_
    constant = float(model.intercept_[0] - (slopes * scaler.mean_).sum())
    return {INTERCEPT: constant, **dict(zip(whole_terms(), slopes.tolist(), strict=True))}


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
