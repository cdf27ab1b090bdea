"""How the shipped layer is made: from the authored examples, and from a table of coded messages for the last weights.

For each code a logistic regression over the pieces and concepts of clauses, alone and as they follow each other, learns
from the authored examples (evidence says which clauses carry a code), another one over the same pieces of whole
messages, and one of these for request types. A last one (:mod:`.joining`) joins, on the coded messages only, the rules'
score, what the stretches say together, the best of the title and the whole: a handful of numbers per code. The coded
messages teach nothing else. Clauses learnt from them as well are no better on other messages, and what is measured on
these would promise too much.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from govtext.imports import one_by_one
from govtext.issues.coding.assess import assess
from govtext.issues.coding.clauses import (
    KIND,
    WHOLE,
    WHOLE_TO_CLAUSE,
    ClauseEntry,
    ClauseModel,
    clause_spans,
    pieces,
    stretches,
)
from govtext.issues.coding.coder import Coder
from govtext.issues.coding.concepts import pairs_of
from govtext.issues.coding.examples import Clause, Message
from govtext.issues.coding.joining import joined
from govtext.issues.coding.layer import LayerEntry, log_odds
from govtext.issues.coding.scan import Texts

_PIECE = re.compile("[一-鿿]{1,3}|[一-鿿]{0,2}？")
_FEWEST = 3
# Pieces kept: those that move a code most in a clause, and those that do in a whole message.
_MOST_PIECES, _MOST_OF_WHOLE = 7_800, 8_000
_LEAST = 6.0
_SPAN = 3
# A concept counts so much less than a piece before weights are fitted: it is met far more often.
_CONCEPT, _SLIGHT = 0.25, 0.01
_PENALTY = 1.0
# A stretch of a message counts less than a clause that was written as a case of its code or against it.
_STRETCH = 0.3
# Messages that retell real ones are like those to come; what whole messages say is learnt from them above all. (Of
# 1,736 authored freely and 1,736 real ones, each learnt from alone, the average precision on 698 others is 0.43, 0.59.)
_STRETCH_RETOLD, _WHOLE_AUTHORED = 1.0, 0.1
# Whole messages are fewer than their stretches, and their vectors shorter.
_WHOLE_PENALTY = 3.0
_SMALLEST = 0.01
# What the whole text says of a request type weighs little beside the rules' points: from 0.3 to 0.5 five samples of
# other messages (2,619) gain alike, .02 to .08 of macro-F1 (another city's 137 more, the more it weighs), and those
# that the rules were worded on .05.
_KIND_PENALTY, _KIND_WEIGHT = 1.0, 0.4
# Below this score of its rules none speaks more against a code. Rules were worded with the coded messages in view, so
# that hardly a fault escapes them there; on four samples of others (1,128 messages) macro-F1 moves by -.001 to .03.
_FLOOR = 0.05
# Log odds of a code that no example carries.
_UNSEEN = -6.0


class _Lines(NamedTuple):
    """Stretches of clauses as training rows."""

    clauses: list[list[str]]
    labels: np.ndarray
    weights: np.ndarray


class _Told(NamedTuple):
    """Whole messages, authored freely and retold, and the request types."""

    authored: list[Message]
    retold: list[Message]
    kinds: list[str]


class _Seen(NamedTuple):
    """What a regression sees of the stretches: a column per piece, then per concept and pair of concepts."""

    words: list[str]
    idf: list[float]
    concepts: dict[str, list[str]]
    matrix: Any


def fit_layer(
    messages: Sequence[Message], clauses: Sequence[Clause], gold: Sequence[Message], coder: Coder,
    concepts: Mapping[str, list[str]] | None = None, retold: Sequence[Message] = (), seed: int = 0,
) -> LayerEntry:
    """Return the layer learnt from authored ``messages`` and ``clauses`` and from coded messages (``gold``).

    ``coder`` is one without layers; its codebook's examples are learnt from too. ``concepts`` is name → words;
    ``retold`` are authored messages that tell the matters of real ones. The same input gives the same numbers.
    """
    codes = [entry.code for entry in coder.codebook.codes]
    clauses = [
        *clauses, *(Clause(code.code, one.coded, one.text) for code in coder.codebook.codes for one in code.examples)
    ]
    lines = _lines(messages, retold, clauses, codes)
    named = _named(lines, concepts or {})
    told = _Told(list(messages), list(retold), [kind.code for kind in coder.codebook.entry.types])
    words = _vocabulary([*messages, *retold], clauses)
    first = _with_whole(_clause_model(lines, _seen(lines, words, concepts or {}, named), codes), told)
    seen = _seen(lines, _strongest(first), concepts or {}, named)
    entry = _with_whole(_clause_model(lines, seen, codes), told)
    # What speaks for each code in each message: its rules, its stretches, the title's best, the whole message.
    texts = [row.text for row in gold]
    rules = [[log_odds(score, _FLOOR) for score in assess(text, coder).scores.values()] for text in texts]
    spoken = ClauseModel(entry).speak_all(Texts(texts))
    signs = np.array([rules, spoken.joint, spoken.title, spoken.whole])
    return LayerEntry(
        codebook=coder.codebook.entry.name, floor=_FLOOR, codes=joined(gold, codes, signs, seed), clauses=entry
    )


def _lines(
    messages: Sequence[Message], retold: Sequence[Message], clauses: Sequence[Clause], codes: list[str]
) -> _Lines:
    """Label every stretch of every message, code by code: 1 carries it, 0 does not, -1 can't be said."""
    texts: list[list[str]] = []
    labels: list[list[int]] = []
    said: list[float] = []
    for row, weight in (*((row, _STRETCH) for row in messages), *((row, _STRETCH_RETOLD) for row in retold)):
        own = stretches(row.text, 1) + [one for one in stretches(row.text, _SPAN) if len(one) > 1]
        spans = [(one[0][0], one[-1][1]) for one in own]
        texts += [[row.text[start:end] for start, end in one] for one in own]
        labels += np.array([_carries(row, code, spans) for code in codes]).reshape(len(codes), -1).T.tolist()
        said += [weight] * len(own)
    for clause in clauses:
        texts.append([clause.text[start:end] for start, end in clause_spans(clause.text)])
        labels.append([int(clause.applies and clause.code == code) for code in codes])
    weights = np.repeat(np.array([*said, *[0.0] * len(clauses)])[:, None], len(codes), axis=1)
    for at, clause in enumerate(clauses, start=len(said)):
        # A clause of another code was not read for this one: it says less. One that carries the code is a pure case.
        weights[at] = [(2.0 if clause.applies else 1.0) if clause.code == code else 0.5 for code in codes]
    texts = [[clause.replace("?", "？") for clause in one] for one in texts]
    return _Lines(texts, np.array(labels), weights)


def _named(lines: _Lines, concepts: Mapping[str, list[str]]) -> Any:
    """Return the concepts of each stretch and their pairs as columns (first x concepts + last), a sparse matrix."""
    held = [re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))) for words in concepts.values()]
    size = len(held)
    rows: list[int] = []
    columns: list[int] = []
    for number, clauses in enumerate(lines.clauses):
        found = [at for at, words in enumerate(held) if any(map(words.search, clauses))]
        pairs = [first * size + last for first, last in pairs_of(found)]
        rows += [number] * len(pairs)
        columns += pairs
    return sparse.csr_matrix((np.full(len(rows), _CONCEPT), (rows, columns)), shape=(len(lines.clauses), size * size))


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


def _seen(lines: _Lines, words: list[str], concepts: Mapping[str, list[str]], named: Any) -> _Seen:
    held, idf = _matrix(lines.clauses, words)
    return _Seen(words, idf, dict(concepts), sparse.hstack([held, named]).tocsr())


def _clause_model(lines: _Lines, seen: _Seen, codes: list[str]) -> ClauseEntry:
    """Fit a regression per code on the lines; the numbers are rounded as they are written."""
    with one_by_one:
        from sklearn.linear_model import LogisticRegression

    matrix = seen.matrix
    table = np.zeros((matrix.shape[1], len(codes)))
    intercepts = []
    for at in range(len(codes)):
        rows = np.flatnonzero(lines.labels[:, at] >= 0)
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
        columns=["idf", *codes], intercepts=intercepts, least=_LEAST, span=_SPAN,
        weights={word: [seen.idf[n], *np.round(table[n], 2).tolist()] for n, word in enumerate(seen.words)},
        concepts=seen.concepts, together=_together(list(seen.concepts), table[len(seen.words) :] * _CONCEPT),
    )


def _with_whole(entry: ClauseEntry, told: _Told) -> ClauseEntry:
    """Return the tables with what a piece says of each code and request type where it stands in the message at all."""
    with one_by_one:
        from sklearn.linear_model import LogisticRegression

    words, messages, kinds = list(entry.weights), [*told.retold, *told.authored], told.kinds
    if not messages or not words:
        return entry
    share = np.array([1.0] * len(told.retold) + [_WHOLE_AUTHORED if told.retold else 1.0] * len(told.authored))
    texts = [[row.text[start:end].replace("?", "？") for start, end in clause_spans(row.text)] for row in messages]
    # A piece counts once in a message.
    idf = [entry.weights[word][0] for word in words]
    held, _ = _matrix([["\n".join(clauses)] for clauses in texts], words, WHOLE_TO_CLAUSE * _LEAST, idf)
    table = np.zeros((len(words), len(entry.codes) + len(kinds)))
    for at, code in enumerate(entry.codes):
        rows = np.array([n for n, row in enumerate(messages) if code not in row.unsure], dtype=int)
        truth = np.array([code in messages[n].codes for n in rows], dtype=int)
        if len(set(truth.tolist())) == 2:
            model = LogisticRegression(C=_WHOLE_PENALTY, class_weight="balanced", solver="liblinear", max_iter=300)
            table[:, at] = model.fit(held[rows], truth, sample_weight=share[rows]).coef_[0]
    typed = np.array([n for n, row in enumerate(messages) if row.request_type], dtype=int)
    types = [messages[n].request_type for n in typed]
    # With two types a regression has one row of weights, for the second.
    if len(set(types)) > 2:
        # How often a type is written says nothing of how often it is met: no intercept.
        model = LogisticRegression(C=_KIND_PENALTY, fit_intercept=False, max_iter=500).fit(held[typed], types)
        for kind, weights in zip(model.classes_.tolist(), model.coef_, strict=True):
            table[:, len(entry.codes) + kinds.index(kind)] = _KIND_WEIGHT * weights
    weights = {word: [*entry.weights[word], *np.round(table[n], 2).tolist()] for n, word in enumerate(words)}
    columns = [*entry.columns, *(WHOLE + code for code in entry.codes), *(KIND + kind for kind in kinds)]
    return entry.model_copy(update={"columns": columns, "weights": weights})


def _together(names: list[str], table: np.ndarray) -> dict[str, list[float]]:
    """Return the numbers of concepts and pairs that move some code."""
    keys = [name if name == other else f"{name} {other}" for name in names for other in names]
    return {
        key: np.round(row, 3).tolist() for key, row in zip(keys, table, strict=True) if np.abs(row).max() > _SLIGHT
    }


def _balance(truth: np.ndarray) -> float:
    """Clauses that carry a code are few: the square root of the odds evens that out half way."""
    return float(min(20.0, np.sqrt((truth == 0).sum() / max(int((truth == 1).sum()), 1))))


def _matrix(
    stretches: list[list[str]], words: list[str], least: float = _LEAST, idf_of: list[float] | None = None
) -> tuple[Any, list[float]]:
    """Return the vectors of the stretches as :class:`.clauses.ClauseModel` makes them, and idf (or ``idf_of``)."""
    column = {word: n for n, word in enumerate(words)}
    rows = [
        sorted(column[piece] for clause in clauses for piece in pieces(clause) if piece in column)
        for clauses in stretches
    ]
    flat = np.array([n for row in rows for n in row], dtype=int)
    at = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    met = np.bincount([n for row in rows for n in set(row)], minlength=len(words))
    idf = np.round(np.log((1 + len(rows)) / (1 + met)) + 1, 2) if idf_of is None else np.array(idf_of)
    norms = np.sqrt(np.bincount(at, weights=idf[flat] ** 2, minlength=len(rows)))
    held = sparse.csr_matrix((idf[flat], (at, flat)), shape=(len(rows), len(words)))
    return sparse.diags(1.0 / np.maximum(norms, least)) @ held, idf.tolist()


def _strongest(entry: ClauseEntry) -> list[str]:
    """Return the pieces that move a code most, in order; the rest would fill the file and say little."""
    codes = len(entry.codes)
    kept: set[str] = set()
    for first, most in ((1, _MOST_PIECES), (1 + codes, _MOST_OF_WHOLE)):
        moves = {
            word: max(map(abs, row[first : first + codes]), default=0.0) * row[0] for word, row in entry.weights.items()
        }
        ranked = sorted(moves, key=lambda word: (-moves[word], word))[:most]
        kept.update(word for word in ranked if moves[word] > _SMALLEST)
    return sorted(kept)
