"""How likely two messages are about the same matter: a logistic regression on their evidence.

The coefficients were fitted (L2, C = 0.03) on some 18,500 pairs of one city's platform, 2,700 of them
put together by two readers, with 160 copies of messages under another place's name as pairs that
must stay apart. They are constants here, so that a study needs no training data; `terms` names them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from govtext.issues.recurring.corpus import Floats
from govtext.issues.recurring.evidence import FEATURES, Evidence, cities_differ, pair_features
from govtext.issues.recurring.weights import BIAS, WEIGHTS

# Log-odds that two messages lose when they name different cities.
OTHER_CITY = 4.0
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
)


def terms() -> tuple[str, ...]:
    """Return the names of the regression's terms, in order."""
    roots = tuple(f"root {name}" for name in FEATURES)
    return FEATURES + roots + tuple(f"{a} x {b}" for a, b in CROSSED) + ("root place x matter",)


def design(features: Floats) -> Floats:
    """Return pairs × terms for pairs × FEATURES."""
    named = {name: features[:, at] for at, name in enumerate(FEATURES)}
    named["place"] = np.maximum(named["place_words"], named["place_grams"])
    named["matter"] = np.maximum(named["matter_words"], named["matter_cover_high"])
    named["latent_best"] = np.maximum(named["latent"], named["latent_title"])
    both = np.maximum(named["place"] * named["matter"], 0)
    crossed = [named[a] * named[b] for a, b in CROSSED]
    return np.column_stack([features, np.sqrt(np.maximum(features, 0)), *crossed, np.sqrt(both)]).astype(np.float32)


def log_odds(features: Floats) -> NDArray[np.float32]:
    """Return the logarithm of the odds that a pair is about one matter, one per row of pairs × FEATURES."""
    made = np.empty(len(features), dtype=np.float32)
    weights = np.array([WEIGHTS[name] for name in terms()], dtype=np.float64)
    for start in range(0, len(features), 200_000):
        part = slice(start, start + 200_000)
        made[part] = design(features[part]) @ weights + BIAS
    # Rounded so that sums of floats in another order decide nothing.
    return made.round(4)


def judged(evidence: Evidence, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the log-odds of pairs of messages, less what two different cities tell.

    The messages that the regression was fitted on are of one city, so it could not learn this.
    """
    return (log_odds(pair_features(evidence, left, right)) - OTHER_CITY * cities_differ(evidence, left, right)).astype(
        np.float32
    )
