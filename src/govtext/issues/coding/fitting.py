"""How the shipped layer is made: from the authored examples, and from a table of coded messages for the last weights.

For each code a logistic regression over the pieces of clauses learns from the authored examples and the coded messages
(evidence says which clauses carry a code). A second one joins, on the coded messages only, the rules' score and the
clause that speaks most; chances of the first are out of fold there. Authored texts give the pieces: none comes from the
coded messages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from govtext.issues.coding.assess import assess
from govtext.issues.coding.clauses import ClauseEntry, ClauseModel, clause_spans, pieces
from govtext.issues.coding.coder import Coder
from govtext.issues.coding.examples import Clause, Message
from govtext.issues.coding.layer import CodeModel, LayerEntry, log_odds

_PIECE = re.compile("[一-鿿]{1,3}|[一-鿿]{0,2}？")
_FEWEST = 3
_MOST_PIECES = 4000
_LEAST = 6.0
_PENALTY = 1.0
_FOLDS, _INNER, _REPEATS = 10, 5, 3
# How far a code's weights may leave those that all codes share (a prior's width against theirs).
_LOOSE = 0.2
_SMALLEST = 0.01
# Log odds of a code that no example carries.
_UNSEEN = -6.0
_USUAL, _PULL = 0.45, 0.25
_GRID = np.round(np.arange(0.10, 0.80, 0.02), 2)


class _Lines(NamedTuple):
    """Clauses as training rows: their text, the message that each stands in (-1: a clause of its own)."""

    texts: list[str]
    message: np.ndarray
    labels: np.ndarray
    weights: np.ndarray


def fit_layer(
    messages: Sequence[Message], clauses: Sequence[Clause], gold: Sequence[Message], coder: Coder, seed: int = 0
) -> LayerEntry:
    """Return the layer learnt from authored ``messages`` and ``clauses`` and from coded messages (``gold``).

    ``coder`` is one without layers; its codebook's examples are learnt from too. The same input gives the same numbers.
    """
    codes = [entry.code for entry in coder.codebook.codes]
    clauses = [
        *clauses, *(Clause(code.code, one.coded, one.text) for code in coder.codebook.codes for one in code.examples)
    ]
    lines = _lines(messages, clauses, gold, codes)
    words = _vocabulary(messages, clauses)
    entry = _clause_model(lines, words, codes, np.ones(len(lines.texts), dtype=bool))
    kept = _strongest(entry, words)
    entry = _clause_model(lines, kept, codes, np.ones(len(lines.texts), dtype=bool))
    # What speaks for each code in each message: its rules, the best clause, the best clause of the title.
    signs = np.zeros((3, len(gold), len(codes)))
    for train, test in _folds(len(gold), _INNER, seed):
        inside = np.isin(lines.message, train) | (lines.message < 0)
        spoken = ClauseModel(_clause_model(lines, kept, codes, inside)).speak_each([gold[n].text for n in test])
        signs[1, test], signs[2, test] = [one.best for one in spoken], [one.title for one in spoken]
    signs[0] = [[log_odds(score) for score in assess(row.text, coder).scores.values()] for row in gold]
    return LayerEntry(codebook=coder.codebook.entry.name, codes=_joined(gold, codes, signs, seed), clauses=entry)


def _lines(
    messages: Sequence[Message], clauses: Sequence[Clause], gold: Sequence[Message], codes: list[str]
) -> _Lines:
    """Label every clause of every message, code by code: 1 carries it, 0 does not, -1 can't be said."""
    texts: list[str] = []
    message: list[int] = []
    labels: list[list[int]] = []
    numbered = [(-1, row) for row in messages] + list(enumerate(gold))
    for number, row in numbered:
        spans = clause_spans(row.text)
        texts += [row.text[start:end] for start, end in spans]
        message += [number] * len(spans)
        labels += np.array([_carries(row, code, spans) for code in codes]).reshape(len(codes), -1).T.tolist()
    for clause in clauses:
        texts.append(clause.text)
        message.append(-1)
        labels.append([int(clause.applies and clause.code == code) for code in codes])
    weights = np.ones((len(texts), len(codes)))
    for at, clause in enumerate(clauses, start=len(texts) - len(clauses)):
        # A clause of another code was not read for this one: it says less. One that carries the code is a pure case.
        weights[at] = [(2.0 if clause.applies else 1.0) if clause.code == code else 0.5 for code in codes]
    return _Lines([text.replace("?", "？") for text in texts], np.array(message), np.array(labels), weights)


def _carries(row: Message, code: str, spans: list[tuple[int, int]]) -> list[int]:
    if code in row.unsure:
        return [-1] * len(spans)
    if code not in row.codes:
        return [0] * len(spans)
    found = [match.span() for span in row.evidence.get(code, ()) for match in re.finditer(re.escape(span), row.text)]
    # Evidence is the shortest span: clauses around it may say the same, and are left out.
    return [
        1 if any(min(b, end) - max(a, start) >= 0.5 * min(b - a, end - start) for a, b in found) else -1
        for start, end in spans
    ]


def _vocabulary(messages: Sequence[Message], clauses: Sequence[Clause]) -> list[str]:
    """Return the pieces that stand in three authored clauses or more, and are no names, figures or foreign words."""
    counts: Counter[str] = Counter()
    for row in messages:
        for start, end in clause_spans(row.text):
            counts.update(pieces(row.text[start:end].replace("?", "？")))
    for clause in clauses:
        counts.update(pieces(clause.text))
    return sorted(piece for piece, count in counts.items() if count >= _FEWEST and _PIECE.fullmatch(piece))


def _clause_model(lines: _Lines, words: list[str], codes: list[str], inside: np.ndarray) -> ClauseEntry:
    """Fit a regression per code on the lines ``inside``; the numbers are rounded as they are written."""
    from sklearn.linear_model import LogisticRegression

    matrix, idf = _matrix(lines.texts, words)
    table = np.zeros((len(words), len(codes)))
    intercepts = []
    for at in range(len(codes)):
        rows = np.flatnonzero(inside & (lines.labels[:, at] >= 0))
        truth = lines.labels[rows, at]
        if len(set(truth.tolist())) < 2:
            intercepts.append(_UNSEEN)
            continue
        weights = lines.weights[rows, at] * np.where(truth == 1, _balance(truth), 1.0)
        model = LogisticRegression(C=_PENALTY, solver="liblinear", max_iter=300)
        model.fit(matrix[rows], truth, sample_weight=weights)
        table[:, at] = model.coef_[0]
        intercepts.append(round(float(model.intercept_[0]), 3))
    return ClauseEntry(
        columns=["idf", *codes], intercepts=intercepts, least=_LEAST,
        weights={word: [idf[n], *np.round(table[n], 2).tolist()] for n, word in enumerate(words)},
    )


def _balance(truth: np.ndarray) -> float:
    """Clauses that carry a code are few: the square root of the odds evens that out half way."""
    return float(min(20.0, np.sqrt((truth == 0).sum() / max(int((truth == 1).sum()), 1))))


def _matrix(texts: list[str], words: list[str]) -> tuple[Any, list[float]]:
    """Return the clauses' vectors as :class:`.clauses.ClauseModel` makes them, and idf."""
    column = {word: n for n, word in enumerate(words)}
    rows = [sorted(column[piece] for piece in pieces(text) if piece in column) for text in texts]
    lengths = np.array([len(row) for row in rows])
    flat = np.array([n for row in rows for n in row], dtype=int)
    idf = np.round(np.log((1 + len(texts)) / (1 + np.bincount(flat, minlength=len(words)))) + 1, 2)
    held = sparse.csr_matrix(
        (idf[flat], flat, np.concatenate([[0], np.cumsum(lengths)])), shape=(len(texts), len(words))
    )
    norms = np.sqrt(np.asarray(held.multiply(held).sum(axis=1)).ravel())
    return sparse.diags(1.0 / np.maximum(norms, _LEAST)) @ held, idf.tolist()


def _strongest(entry: ClauseEntry, words: list[str]) -> list[str]:
    """Return the pieces that move a code most, in order; the rest would fill the file and say little."""
    moves = {word: max(abs(value) for value in entry.weights[word][1:]) * entry.weights[word][0] for word in words}
    ranked = sorted(words, key=lambda word: (-moves[word], word))[:_MOST_PIECES]
    return sorted(word for word in ranked if moves[word] > _SMALLEST)


def _folds(count: int, folds: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    from sklearn.model_selection import KFold

    return list(KFold(folds, shuffle=True, random_state=seed).split(np.arange(count)))


def _joined(
    gold: Sequence[Message], codes: list[str], signs: np.ndarray, seed: int
) -> dict[str, CodeModel]:
    """Join the rules' score, the best clause and the title's, all codes in one regression.

    A code has an intercept of its own; its three weights may leave those of all codes a little (few messages carry a rare
    code: weights of its own would be chance). Thresholds are the best of repeated cross-validation, smoothed.
    """
    from sklearn.linear_model import LogisticRegression

    known = [np.array([code not in row.unsure for row in gold]) for code in codes]
    truth = [np.array([code in row.codes for row in gold]) for code in codes]
    # A code with hardly any message can't be judged: its rules stand alone.
    usable = [
        at for at in range(len(codes)) if min((truth[at] & known[at]).sum(), (~truth[at] & known[at]).sum()) >= _INNER
    ]
    designs = {at: _design(signs[:, :, at], at, len(codes)) for at in usable}

    def fitted(rows: np.ndarray) -> Any:
        parts = [(at, rows[known[at][rows]]) for at in usable]
        features = np.vstack([designs[at][sure] for at, sure in parts])
        return LogisticRegression(C=1.0, max_iter=1000).fit(
            features, np.concatenate([truth[at][sure] for at, sure in parts])
        )

    if not usable:
        return {}
    chances = np.zeros((len(codes), len(gold)))
    for repeat in range(_REPEATS):
        for train, test in _folds(len(gold), _FOLDS, seed + repeat):
            model = fitted(train)
            for at in usable:
                chances[at, test] += model.predict_proba(designs[at][test])[:, 1] / _REPEATS
    model = fitted(np.arange(len(gold)))
    own = model.coef_[0][len(signs) :].reshape(1 + len(signs), -1)
    weights = model.coef_[0][: len(signs), None] + _LOOSE * own[1:]
    return {
        codes[at]: CodeModel(
            intercept=round(float(model.intercept_[0] + own[0, at]), 3), alone=True,
            rules=round(float(weights[0, at]), 3),
            clauses=round(float(weights[1, at]), 3),
            title=round(float(weights[2, at]), 3),
            threshold=_threshold(truth[at][known[at]], chances[at][known[at]]),
        )
        for at in usable
    }


def _design(signs: np.ndarray, at: int, count: int) -> np.ndarray:
    """Return columns: each sign (all codes), then per code intercept and each sign; ``signs`` is signs x messages."""
    own = np.zeros((signs.shape[1], 1 + len(signs), count))
    own[:, 0, at] = 1.0
    own[:, 1:, at] = _LOOSE * signs.T
    return np.column_stack([*signs, own.reshape(len(own), -1)])


def _threshold(truth: np.ndarray, chances: np.ndarray) -> float:
    """Return the threshold of the best F1, smoothed; one far from the usual must gain more, or chance would choose."""
    scores = np.array([_f1(truth, chances >= threshold) for threshold in _GRID])
    gains = np.convolve(scores, [0.25, 0.5, 0.25], "valid") - _PULL * np.abs(_GRID[1:-1] - _USUAL)
    return float(_GRID[1 + int(gains.argmax())])


def _f1(truth: np.ndarray, guessed: np.ndarray) -> float:
    right = float((truth & guessed).sum())
    return 2 * right / max(float(truth.sum() + guessed.sum()), 1.0)
