"""How common pairs of one matter are in a corpus, told from its own pairs.

The judgement of small corpora grants that a message has as many companions in them as in a large one. Where a corpus
does not bear that out (one message each of many matters), the odds fall by as much as pairs of one matter are rarer
than was granted: the prior is estimated anew by maximum likelihood from the pairs' own odds (Saerens, Latinne and
Decaestecker 2002, whose fixed point is the same).
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from govtext.imports import one_by_one
from govtext.issues.recurring.judgement import FITTED_ON, FITTED_SMALL, smallness

# Share of the pairs of the corpus fitted on that are of one matter, by the sum of their chances.
SHARE_FITTED_ON = 2.1e-4
# How much rarer than granted, as a logarithm, counts nothing: corpora differ by that much. Twice that counts in full.
TOLERATED = log(2)
# Odds beyond which a pair is no surer.
SUREST = 8.0


def not_borne_out(odds: NDArray[np.float32], texts: int, judged_alone: bool) -> float:
    """Return what is to be added to all log-odds of a corpus: 0, or less where fewer pairs are alike than was granted.

    Args:
        odds: log-odds of its pairs, hopeless ones left out.
        texts: messages of the corpus; nothing is granted from `FITTED_ON` messages on.
        judged_alone: whether all odds are the regression's, or a mean with those of trees, which grant nothing.
    """
    small = smallness(texts)
    if not small:
        return 0.0
    pairs = texts * (texts - 1) / 2
    granted = SHARE_FITTED_ON * (FITTED_ON / FITTED_SMALL) ** (small if judged_alone else small * small)
    # As if one pair were sure to be of one matter: a share of none would forbid all.
    share = max(share_of_one_matter(odds, pairs, granted), 1 / pairs)
    rarer = log(share / granted)
    return min(0.0, round(max(rarer, 2 * (rarer + TOLERATED)), 4))


def share_of_one_matter(odds: NDArray[np.float32], pairs: float, granted: float) -> float:
    """Return the likeliest share of a corpus' pairs that are of one matter.

    Args:
        odds: log-odds of the pairs that are not hopeless, under the granted share.
        pairs: all pairs of the corpus.
        granted: the share.
    """
    likelier = np.exp(np.minimum(odds, SUREST).astype(np.float64)) / granted

    def slope(share: float) -> float:
        """Slope of the log-likelihood; a hopeless pair's likelihood ratio is 0."""
        hopeless = (pairs - len(likelier)) / (1 - share)
        return float(((likelier - 1) / (1 - share + share * likelier)).sum() - hopeless)

    with one_by_one:
        from scipy.optimize import brentq  # here: to load it takes long, and processes that read messages don't need it

    most = 0.5
    if slope(0.0) <= 0:
        return 0.0
    return most if slope(most) >= 0 else float(brentq(slope, 0.0, most, xtol=1e-12))
