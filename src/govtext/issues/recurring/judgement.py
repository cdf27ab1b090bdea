"""How likely two messages are about the same matter: logistic regressions on their evidence, then trees on context.

The coefficients are constants (`weights.py`), so that a study needs no training data; `terms` names them. They are
fitted (L2) on some 62,000 pairs of two platforms of one province, 5,000 of them of one matter by reading (some 660
messages by two readers, 5,800 by one, 1,360 of them by two more beside those of their issue), with 800 copies of
messages under another place's name as pairs that must stay apart. Those for small corpora (250 messages) were fitted
earlier, on 72 samples of 250 to 900 of these messages, by scripts that are not part of the project, and stand as they
were.

What is not hopeless by the regression is judged again by boosted trees (`pair_trees.csv`) with what the
other messages tell (`context.py`). All but the coefficients for small corpora are fitted by `fitting.py` on messages
that readers put into issues: `python -m govtext.build.shipped_judgement`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from govtext.issues.recurring.context import Context
from govtext.issues.recurring.corpus import Floats
from govtext.issues.recurring.evidence import Evidence
from govtext.issues.recurring.features import (
    FEATURES,
    PAIRS_AT_ONCE,
    cities_apart,
    names_apart,
    pair_features,
    sense_features,
)
from govtext.issues.recurring.trees import Trees, read_trees
from govtext.issues.recurring.weights import BIAS, SMALL_BIAS, SMALL_WEIGHTS, WEIGHTS
from govtext.parallel import in_threads

# Messages of the corpora that the two sets of coefficients are for; between them they are a mean.
FITTED_ON, FITTED_SMALL = 7637, 250
# Log-odds that two messages lose when they name different cities.
OTHER_CITY = 4.0
# The same for two different names in a corpus of `FITTED_SMALL` messages.
OTHER_NAME = 8.0
# Pairs whose terms are made at once: so few that these stay in the processor's cache.
TERMS_AT_ONCE = 2_000
# Name of a regression's constant in its table.
INTERCEPT = "intercept"
# Log-odds by the regression from which a pair is judged again in context.
CONSIDERED = -6.0
# Evidence of place and of matter that must come together: neither a shared estate nor a shared
# trouble makes two messages one issue.
CROSSED = (
    ("place", "matter"),
    ("place", "latent_best"),
    ("rare_gram", "matter"),
    ("rare_word", "matter"),
    ("rare_gram", "latent_best"),
    ("rare_word", "latent_best"),
    ("same_author", "matter"),
    ("same_author", "place"),
    ("place_cover_high", "matter_cover_high"),
    ("place_cover_low", "matter_cover_high"),
    ("place_cover_high", "matter_cover_low"),
    ("place_cover_low", "matter_cover_low"),
    ("place_cover_low", "latent_best"),
    ("place_cover_high", "latent_best"),
    ("matter", "latent_best"),
    ("gap", "place"),
    ("gap", "matter"),
    ("rare_title", "matter"),
    ("rare_title", "latent_best"),
    ("rare_title", "place"),
    ("rare_title", "gram_cover_high"),
    ("place", "gram_cover_high"),
    ("place", "text_grams"),
    ("rare_gram", "text_grams"),
    ("place_conflict", "matter"),
    ("place_conflict", "latent_best"),
    ("place_conflict", "rare_title"),
    ("place_conflict", "words"),
    ("kinds_titles", "place"),
    ("kinds_conflict", "place"),
    ("kinds", "place"),
    ("kinds_title_high", "place"),
    ("kinds_conflict", "matter"),
    ("kinds_titles", "matter"),
    ("kinds", "rare_title"),
    ("kinds_conflict", "gram all high"),
    ("runs", "place_conflict"),
    ("runs", "place"),
    ("numbers_conflict", "place"),
    ("numbers_conflict", "matter"),
    ("gram all high", "place"),
    ("gram all high", "matter"),
    ("word rare mass", "matter"),
    ("word rare mass", "kinds"),
    ("gram rare mass", "kinds"),
    ("title_in_text_high", "kinds"),
    ("title_in_text_high", "place"),
    ("titles_contain", "place"),
    ("titles_contain", "matter"),
    ("titles_alike", "gap"),
    ("areas_differ", "place"),
    ("areas_differ", "matter"),
)


def terms() -> tuple[str, ...]:
    """Return the names of the regression's terms, in order."""
    roots = tuple(f"root {name}" for name in FEATURES)
    return FEATURES + roots + tuple(f"{a} x {b}" for a, b in CROSSED) + ("root place x matter",)


def design(features: Floats) -> Floats:
    """Return pairs × terms for pairs × FEATURES."""
    return np.ascontiguousarray(_by_term(features).T, dtype=np.float32)


def _by_term(features: Floats) -> NDArray[np.float64]:
    """Return terms × pairs, numbers of 32 bits: a term is made in one go where its pairs lie beside each other."""
    by_name = np.ascontiguousarray(features.T)
    named = dict(zip(FEATURES, by_name, strict=True))
    named["place"] = np.maximum(named["place_words"], named["place_grams"])
    named["matter"] = np.maximum(named["matter_words"], named["matter_cover_high"])
    named["latent_best"] = np.maximum(named["latent"], named["latent_title"])
    both = np.maximum(named["place"] * named["matter"], 0)
    made = np.empty((2 * len(FEATURES) + len(CROSSED) + 1, len(features)))
    made[: len(FEATURES)] = by_name
    made[len(FEATURES) : 2 * len(FEATURES)] = np.sqrt(np.maximum(by_name, 0))
    for at, (a, b) in enumerate(CROSSED, start=2 * len(FEATURES)):
        made[at] = named[a] * named[b]
    made[-1] = np.sqrt(both)
    return made


def log_odds(features: Floats, texts: int = FITTED_ON) -> NDArray[np.float32]:
    """Return the logarithm of the odds that a pair is about one matter, one per row of pairs × FEATURES.

    Args:
        features: of the pairs.
        texts: messages of the corpus: the fewer, the likelier any two are about one matter.
    """
    weights, bias, prior = _weights(texts)
    place, kinds = (features[:, FEATURES.index(name)] for name in ("place_conflict", "kinds_conflict"))
    # Nothing of the prior for two messages that name different places, or matters of different kinds.
    granted = prior * (1 - np.maximum(np.minimum(place, 1), np.minimum(kinds, 1)))
    made = np.empty(len(features), dtype=np.float32)
    for start in range(0, len(features), TERMS_AT_ONCE):
        part = slice(start, start + TERMS_AT_ONCE)
        made[part] = weights @ _by_term(features[part]) + bias + granted[part]
    # Rounded so that sums of floats in another order decide nothing.
    return made.round(4)


def smallness(texts: int) -> float:
    """Return 0 for a corpus as large as the judgement was fitted on, 1 for one of `FITTED_SMALL` messages."""
    return float(np.clip(np.log(FITTED_ON / max(texts, 1)) / np.log(FITTED_ON / FITTED_SMALL), 0, 1))


def _weights(texts: int) -> tuple[NDArray[np.float64], float, float]:
    """Return coefficients, intercept and the logarithm of how much likelier a pair is than in the corpus fitted on.

    Between the two sizes that were fitted they are a mean. The prior odds that two messages chosen at
    random are about one matter fall as 1 / texts, for a message has as many companions in a large
    corpus as in a small one; the pairs that the regression was fitted on were not chosen at random.
    """
    small = smallness(texts)
    large, little = (np.array([fitted[name] for name in terms()]) for fitted in (WEIGHTS, SMALL_WEIGHTS))
    prior = small * log(FITTED_ON / FITTED_SMALL)
    return (1 - small) * large + small * little, (1 - small) * BIAS + small * SMALL_BIAS, prior


@dataclass(frozen=True)
class Judged:
    """Pairs of messages that the regression does not call hopeless.

    Attributes:
        left, right: the pairs.
        odds: their log-odds.
        features: pairs × FEATURES, some of the pairs after others: they are by far the most, and never held twice.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    odds: NDArray[np.float32]
    features: tuple[Floats, ...]

    def with_more(self, more: Judged) -> Judged:
        """Return both."""
        left, right, odds = (
            np.concatenate([getattr(self, name), getattr(more, name)]) for name in ("left", "right", "odds")
        )
        return Judged(left, right, odds, self.features + more.features)

    def features_of(self, part: slice) -> Floats:
        """Return some of the pairs × FEATURES."""
        first, last, _ = part.indices(len(self.odds))
        found = [np.zeros((0, len(FEATURES)), dtype=np.float32)]
        for some in self.features:
            found.append(some[max(first, 0) : max(last, 0)])
            first, last = first - len(some), last - len(some)
        return np.concatenate([some.T for some in found], axis=1).T


# Log-odds of pairs (features, left, right).
Regression = Callable[[Floats, NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]


def judged(
    evidence: Evidence,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    threads: int = 1,
    regression: Regression | None = None,
) -> Judged:
    """Return the pairs above `CONSIDERED`, less what different cities and, in small corpora, different names tell.

    The messages that the regression was fitted on are of one city, so it could not learn the first; and
    in a small corpus the little that two copies of a complaint differ in is the name.

    Args:
        evidence: of the messages.
        left, right: the pairs.
        threads: that judge.
        regression: that judges; None takes the shipped one.
    """

    small = np.float32(smallness(evidence.texts))

    def part(start: int) -> tuple[NDArray[np.bool_], NDArray[np.float32], Floats]:
        one, other = left[start : start + PAIRS_AT_ONCE], right[start : start + PAIRS_AT_ONCE]
        features = pair_features(evidence, one, other)
        odds = regression(features, one, other) if regression else log_odds(features, evidence.texts)
        odds = odds - OTHER_CITY * cities_apart(evidence, one, other)
        if small:
            odds -= OTHER_NAME * small * names_apart(evidence, one, other)
        good = odds > CONSIDERED
        return good, odds[good].astype(np.float32), np.compress(good, features.T, axis=1).T

    kept = list(in_threads(part, range(0, len(left), PAIRS_AT_ONCE), threads))
    if not kept:
        return Judged(left, right, np.zeros(0, np.float32), ())
    good, odds = (np.concatenate([found[at] for found in kept]) for at in (0, 1))
    return Judged(left[good], right[good], odds, tuple(features for _, _, features in kept))


def in_context(
    evidence: Evidence, pairs: Judged, context: Context, threads: int = 1, trees: Trees | None = None
) -> NDArray[np.float32]:
    """Return the log-odds of pairs once more, with what the other messages tell of them.

    The trees were grown in a corpus of `FITTED_ON` messages; the smaller a corpus is, the less they count. What
    different cities and, in small corpora, different names tell is taken off their judgement as it is in `judged`.

    Args:
        evidence: of the messages.
        pairs: from `judged`.
        context: of the messages.
        threads: that judge.
        trees: that judge; None takes the shipped ones.
    """
    small = np.float32(smallness(evidence.texts))
    trees = trees or read_trees("pair_trees.csv")

    def told(start: int) -> Floats:
        part = slice(start, start + PAIRS_AT_ONCE)
        left, right, odds = pairs.left[part], pairs.right[part], pairs.odds[part]
        grown = trees.of(context_columns(evidence, pairs, context, part))
        grown -= OTHER_CITY * cities_apart(evidence, left, right)
        if small:
            grown -= OTHER_NAME * small * names_apart(evidence, left, right)
        return np.asarray((1 - small) * grown + small * odds, dtype=np.float32)

    parts = in_threads(told, range(0, len(pairs.odds), PAIRS_AT_ONCE), threads)
    return np.concatenate([np.zeros(0, np.float32), *parts]).round(4)


def context_columns(evidence: Evidence, pairs: Judged, context: Context, part: slice) -> dict[str, Floats]:
    """Return name in `FEATURES`, `SENSE_FEATURES` or `CONTEXT` → value for a part of the pairs."""
    left, right, odds = pairs.left[part], pairs.right[part], pairs.odds[part]
    columns = dict(zip(FEATURES, np.ascontiguousarray(pairs.features_of(part).T), strict=True))
    return columns | sense_features(evidence, left, right) | context.features(left, right, odds)
