"""The statistical layer: trained on hand-coded rows of the study, on top of the rules.

Features are the rules that hit, the rule scores of all codes and, where tokens are given, words. What is learned is
used for a code only where cross-validation says that it beats the rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from govtext.errors import GovtextError
from govtext.issues.coding.coder import Coder, by_code, noisy_or, text_of

_FOLDS = 5
_FEWEST = 2 * _FOLDS
_TRUSTED = 0.7
_GAIN = 0.02
# Words are many and each says little: a smaller scale lets the penalty hold them back.
_WORD_SCALE = 0.3
_SCORE_SCALE = 3.0
_Z = 1.959963984540054


@dataclass(frozen=True)
class Layer:
    """A logistic regression per code: weights of named features, intercept, threshold; plain numbers (JSON)."""

    weights: Mapping[str, Mapping[str, float]]
    intercepts: Mapping[str, float]
    thresholds: Mapping[str, float]

    def probability(self, code: str, features: Mapping[str, float]) -> float:
        """Return the chance that the code applies."""
        weights = self.weights[code]
        logit = self.intercepts[code] + sum(weights.get(name, 0.0) * value for name, value in features.items())
        return float(1.0 / (1.0 + np.exp(-logit)))


def features_of(row: Mapping[str, Any], coder: Coder) -> dict[str, float]:
    """Return the features of a text: ``rule:``, ``score:`` and, if the row has ``words``, ``word:``."""
    hits = coder.hits(text_of(row))
    features = {f"rule:{hit.rule.name}": 1.0 for hit in hits if hit.rule.section == "codes"}
    features |= {f"score:{code}": _SCORE_SCALE * noisy_or(found) for code, found in by_code(hits, "codes").items()}
    words = {word for word in row.get("words") or () if len(word) > 1}
    return features | {f"word:{word}": _WORD_SCALE for word in sorted(words)}


def train(rows: Sequence[Mapping[str, Any]], coder: Coder, seed: int = 0) -> tuple[Layer, list[dict[str, Any]]]:
    """Fit the layer on hand-coded rows and return it with a report, one row per code.

    ``rows`` have doc_id, title, text, ``codes`` (set), optionally ``ambiguous`` and ``words``. A report row has code,
    texts, rules_f1, layer_f1 (out of fold), chosen (rules or layer), sensitivity, specificity (out of fold, of what
    was chosen), trusted (F1 of at least 0.7) and remark. The layer holds only codes for which it was chosen.

    Raises:
        GovtextError: fewer rows than folds allow.
    """
    if len(rows) < _FEWEST:
        raise GovtextError(f"{len(rows)} coded texts are too few to train on", hint=f"code at least {_FEWEST}")
    features = [features_of(row, coder) for row in rows]
    weights: dict[str, dict[str, float]] = {}
    intercepts: dict[str, float] = {}
    thresholds: dict[str, float] = {}
    report = []
    for code in coder.codebook.codes:
        known = [n for n, row in enumerate(rows) if code.code not in (row.get("ambiguous") or ())]
        truth = np.array([code.code in rows[n]["codes"] for n in known])
        rules = np.array([features[n].get(f"score:{code.code}", 0.0) >= _SCORE_SCALE * code.threshold for n in known])
        rules_f1 = _f1(truth, rules)
        entry: dict[str, Any] = {
            "code": code.code, "texts": int(truth.sum()), "rules_f1": rules_f1, "layer_f1": None,
        }
        guessed, chosen, remark = rules, "rules", ""
        if truth.sum() < _FOLDS or (~truth).sum() < _FOLDS:
            remark = f"fewer than {_FOLDS} texts with and without the code: rules only"
        else:
            learned = _learn([features[n] for n in known], truth, code.code, seed)
            entry["layer_f1"] = _f1(truth, learned.out_of_fold)
            if entry["layer_f1"] > rules_f1 + _GAIN:
                guessed, chosen = learned.out_of_fold, "layer"
                weights[code.code], intercepts[code.code] = learned.weights, learned.intercept
                thresholds[code.code] = learned.threshold
        sensitivity, specificity = rates(truth, guessed)
        reached = _f1(truth, guessed)
        report.append({
            **entry, "chosen": chosen, "sensitivity": sensitivity, "specificity": specificity,
            "trusted": reached >= _TRUSTED, "remark": remark,
        })
    return Layer(weights, intercepts, thresholds), report


@dataclass(frozen=True)
class _Learned:
    out_of_fold: np.ndarray
    weights: dict[str, float]
    intercept: float
    threshold: float


def _learn(features: Sequence[Mapping[str, float]], truth: np.ndarray, code: str, seed: int) -> _Learned:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold

    # A feature must stand in three texts, unless it is a rule of the code: a rare word must not decide.
    counts: dict[str, int] = {}
    for each in features:
        for name in each:
            counts[name] = counts.get(name, 0) + 1
    kept = [{name: value for name, value in each.items() if counts[name] > 2 or code in name} for each in features]
    vectorizer = DictVectorizer(sort=True)
    matrix = vectorizer.fit_transform(kept)
    model = LogisticRegression(C=1.0, max_iter=2000)
    out_of_fold = np.zeros(len(truth), dtype=bool)
    for train_rows, test_rows in StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(matrix, truth):
        threshold = _threshold(model, matrix[train_rows], truth[train_rows], seed)
        model.fit(matrix[train_rows], truth[train_rows])
        out_of_fold[test_rows] = model.predict_proba(matrix[test_rows])[:, 1] >= threshold
    threshold = _threshold(model, matrix, truth, seed)
    model.fit(matrix, truth)
    weights = dict(zip(vectorizer.get_feature_names_out(), (round(float(w), 6) for w in model.coef_[0]), strict=True))
    kept_weights = {name: weight for name, weight in weights.items() if weight}
    return _Learned(out_of_fold, kept_weights, round(float(model.intercept_[0]), 6), threshold)


def _threshold(model: Any, matrix: Any, truth: np.ndarray, seed: int) -> float:
    """Choose the threshold on chances that were predicted out of fold: those of the fit itself flatter."""
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(min(3, int(truth.sum()), int((~truth).sum())), shuffle=True, random_state=seed)
    return _best_threshold(cross_val_predict(model, matrix, truth, cv=folds, method="predict_proba")[:, 1], truth)


def _best_threshold(chances: np.ndarray, truth: np.ndarray) -> float:
    grid = np.round(np.arange(0.1, 0.61, 0.05), 2)
    return float(max(grid, key=lambda threshold: (_f1(truth, chances >= threshold), -abs(threshold - 0.5))))


def _f1(truth: np.ndarray, guessed: np.ndarray) -> float:
    right = float((truth & guessed).sum())
    wrong = float((truth ^ guessed).sum())
    return 2 * right / (2 * right + wrong) if right else 0.0


def rates(truth: np.ndarray, guessed: np.ndarray) -> tuple[float, float]:
    """Return sensitivity and specificity (nan where they are not defined)."""
    with_code, without = truth.sum(), (~truth).sum()
    sensitivity = float((truth & guessed).sum() / with_code) if with_code else float("nan")
    specificity = float((~truth & ~guessed).sum() / without) if without else float("nan")
    return sensitivity, specificity


def corrected_prevalence(
    machine_positive: int, machine_total: int, pairs: Sequence[tuple[bool, bool]]
) -> dict[str, float]:
    """Return the prevalence corrected for the machine's errors, by double sampling (Tenenbein 1970).

    The machine coded ``machine_total`` texts and gave the code to ``machine_positive``; ``pairs`` are (machine,
    human) for a random subsample. p = q PPV + (1 - q)(1 - NPV), with q the machine's share and the predictive
    values from the subsample; the variance adds those of the three. Returns raw (q), corrected, low, high (95 per
    cent, cut to 0 to 1) and coded (pairs). Without pairs on one side of the machine, that side counts as right.
    """
    q = machine_positive / machine_total if machine_total else float("nan")
    positive = [human for machine, human in pairs if machine]
    negative = [human for machine, human in pairs if not machine]
    hit = sum(positive) / len(positive) if positive else 1.0
    miss = sum(negative) / len(negative) if negative else 0.0
    corrected = q * hit + (1 - q) * miss
    variance = (
        (q**2 * hit * (1 - hit) / len(positive) if positive else 0.0)
        + ((1 - q) ** 2 * miss * (1 - miss) / len(negative) if negative else 0.0)
        + ((hit - miss) ** 2 * q * (1 - q) / machine_total if machine_total else 0.0)
    )
    margin = _Z * variance**0.5
    return {
        "raw": q, "corrected": corrected, "low": max(corrected - margin, 0.0), "high": min(corrected + margin, 1.0),
        "coded": float(len(pairs)),
    }


def rogan_gladen(q: float, sensitivity: float, specificity: float) -> float:
    """Return the true prevalence for a test with known error rates (Rogan and Gladen 1978), cut to 0 to 1.

    p = (q + specificity - 1) / (sensitivity + specificity - 1); nan for a test that is no better than chance.
    """
    power = sensitivity + specificity - 1
    return float(np.clip((q + specificity - 1) / power, 0.0, 1.0)) if power > 0 else float("nan")
