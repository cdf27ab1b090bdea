"""What a study's own coders teach the machine: a layer on top of the rules and of the shipped layer.

For each code a logistic regression is fitted on the log odds of the chance so far and on words. It is used only where
cross-validation says that it beats what stands below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from govtext.errors import GovtextError
from govtext.imports import one_by_one
from govtext.issues.coding.assess import assess
from govtext.issues.coding.coder import Coder, text_of
from govtext.issues.coding.layer import CodeModel, LayerEntry, log_odds

_FOLDS = 5
_FEWEST = 2 * _FOLDS
_TRUSTED = 0.7
_GAIN = 0.02
_FEWEST_TEXTS = 3
# Words are many and each says little: a small scale lets the penalty hold them back.
_SCALE = 1.5
_DECIMALS = 4


def train(rows: Sequence[Mapping[str, Any]], coder: Coder, seed: int = 0) -> tuple[LayerEntry, list[dict[str, Any]]]:
    """Fit the study's layer on hand-coded rows and return it with a report, one row per code.

    ``rows`` have doc_id, title, text, ``codes`` (set), optionally ``ambiguous`` and ``words`` (without them, pairs of
    characters serve). ``coder`` is one without the study's layer. A report row has code, texts, rules_f1 (of what
    stands so far), layer_f1 (out of fold), chosen (rules or layer), pairs (machine, human; of the random part of the
    sample alone, as rows whose ``sample`` is "enriched" were drawn by the machine's own scores), trusted (F1 of at
    least 0.7) and remark. The layer holds only codes for which it was chosen.

    Raises:
        GovtextError: fewer rows than folds allow.
    """
    if len(rows) < _FEWEST:
        raise GovtextError(f"{len(rows)} coded texts are too few to train on", hint=f"code at least {_FEWEST}")
    texts = [text_of(row) for row in rows]
    seen = [assess(text, coder) for text in texts]
    words, idf, matrix = _word_matrix(rows, texts)
    models: dict[str, CodeModel] = {}
    columns: dict[str, np.ndarray] = {}
    report = []
    for code in coder.codebook.codes:
        known = [n for n, row in enumerate(rows) if code.code not in (row.get("ambiguous") or ())]
        truth = np.array([code.code in rows[n]["codes"] for n in known], dtype=bool)
        before = np.array([code.code in seen[n].given for n in known], dtype=bool)
        entry: dict[str, Any] = {
            "code": code.code, "texts": int(truth.sum()), "rules_f1": f1_score(truth, before), "layer_f1": None,
        }
        guessed, chosen, remark = before, "rules", ""
        if truth.sum() < _FOLDS or (~truth).sum() < _FOLDS:
            remark = f"fewer than {_FOLDS} texts with and without the code: rules only"
        else:
            odds = np.array([[log_odds(seen[n].chances[code.code])] for n in known])
            features = np.hstack([matrix[known], odds])
            out_of_fold, threshold, model = _learn(features, truth, seed)
            entry["layer_f1"] = f1_score(truth, out_of_fold)
            if entry["layer_f1"] > entry["rules_f1"] + _GAIN:
                guessed, chosen = out_of_fold, "layer"
                columns[code.code] = model.coef_[0][:-1]
                models[code.code] = CodeModel(
                    intercept=round(float(model.intercept_[0]), _DECIMALS), threshold=threshold, alone=True,
                    rules=round(float(model.coef_[0][-1]), _DECIMALS),
                )
        report.append({
            **entry, "chosen": chosen,
            "pairs": [
                (bool(machine), bool(human))
                for n, machine, human in zip(known, guessed, truth, strict=True)
                if rows[n].get("sample") != "enriched"
            ],
            "trusted": f1_score(truth, guessed) >= _TRUSTED, "remark": remark,
        })
    return _entry(coder, models, columns, words, idf), report


def _word_matrix(rows: Sequence[Mapping[str, Any]], texts: list[str]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the words that stand in three texts or more, their idf, and the texts' vectors as the layer makes them."""
    counts: dict[str, int] = {}
    for row, text in zip(rows, texts, strict=True):
        tokens = row.get("words") or [text[n : n + 2] for n in range(len(text) - 1)]
        for word in {token for token in tokens if len(token) > 1 and token.strip() == token and token.isalpha()}:
            counts[word] = counts.get(word, 0) + 1
    words = sorted(word for word, count in counts.items() if count >= _FEWEST_TEXTS)
    held = np.array([[word in text for word in words] for text in texts], dtype=float).reshape(len(texts), len(words))
    idf = np.round(np.log((1 + len(texts)) / (1 + held.sum(axis=0))) + 1, _DECIMALS)
    vectors = held * idf
    least = LayerEntry.model_fields["least"].default
    length = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), least) if words else 1.0
    return words, idf, _SCALE * vectors / length


def _entry(
    coder: Coder, models: dict[str, CodeModel], columns: dict[str, np.ndarray], words: list[str], idf: np.ndarray
) -> LayerEntry:
    weights = {
        word: [float(idf[n]), *(round(float(column[n]), _DECIMALS) for column in columns.values())]
        for n, word in enumerate(words)
    }
    kept = {word: row for word, row in weights.items() if any(row[1:])}
    return LayerEntry.model_validate({
        "codebook": coder.codebook.entry.name, "scale": _SCALE, "codes": models,
        "words": {"columns": ["idf", *columns], "weights": kept},
    })


def _learn(matrix: np.ndarray, truth: np.ndarray, seed: int) -> tuple[np.ndarray, float, Any]:
    """Return what is given out of fold, the threshold, and the fitted model."""
    with one_by_one:
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import StratifiedKFold

    model = LogisticRegression(C=1.0, max_iter=2000)
    out_of_fold = np.zeros(len(truth), dtype=bool)
    for train_rows, test_rows in StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(matrix, truth):
        threshold = _threshold(model, matrix[train_rows], truth[train_rows], seed)
        model.fit(matrix[train_rows], truth[train_rows])
        out_of_fold[test_rows] = model.predict_proba(matrix[test_rows])[:, 1] >= threshold
    threshold = _threshold(model, matrix, truth, seed)
    return out_of_fold, threshold, model.fit(matrix, truth)


def _threshold(model: Any, matrix: np.ndarray, truth: np.ndarray, seed: int) -> float:
    """Choose the threshold on chances that were predicted out of fold: those of the fit itself flatter."""
    with one_by_one:
        from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(min(3, int(truth.sum()), int((~truth).sum())), shuffle=True, random_state=seed)
    return _best_threshold(cross_val_predict(model, matrix, truth, cv=folds, method="predict_proba")[:, 1], truth)


def _best_threshold(chances: np.ndarray, truth: np.ndarray) -> float:
    grid = np.round(np.arange(0.1, 0.61, 0.05), 2)
    return float(max(grid, key=lambda threshold: (f1_score(truth, chances >= threshold), -abs(threshold - 0.5))))


def f1_score(truth: np.ndarray, guessed: np.ndarray) -> float:
    """Return the F1 of two vectors of booleans."""
    right = float((truth & guessed).sum())
    wrong = float((truth ^ guessed).sum())
    return 2 * right / (2 * right + wrong) if right else 0.0
