"""Words that set a group of texts apart from the rest.

Two measures side by side: the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi
and Quinn 2008, "Fightin' Words", Political Analysis 16, eq. 15, 16, 19 and 22), which orders the
words, and the log-likelihood ratio (Dunning 1993, Computational Linguistics 19) with the binary
logarithm of the ratio of relative frequencies as its effect size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy
from scipy.stats import norm

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Keyness:
    """One value per word: `log_odds`, its `z` and two-sided `p`; `log_likelihood` (G²) and `log_ratio` (base 2)."""

    log_odds: Array
    z: Array
    p: Array
    log_likelihood: Array
    log_ratio: Array


def compare(counts: NDArray[Any], rest: NDArray[Any], prior_words: float = 500.0) -> Keyness:
    """Compare the words of a group with those of the other groups.

    Args:
        counts: occurrences of each word in the group.
        rest: occurrences of each word in the other groups.
        prior_words: size of the prior, in words; it is spread over the words as they occur in group
            and rest together, so that rare words are drawn towards no difference.
    """
    inside, outside = np.asarray(counts, dtype=np.float64), np.asarray(rest, dtype=np.float64)
    both = inside + outside
    total = both.sum()
    prior = prior_words * both / total if total else both
    a, b = inside + prior, outside + prior
    a_rest = np.maximum(inside.sum() + prior_words - a, 1e-12)
    b_rest = np.maximum(outside.sum() + prior_words - b, 1e-12)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_odds = np.nan_to_num(np.log(a / a_rest) - np.log(b / b_rest), nan=0.0, posinf=0.0, neginf=0.0)
        z = np.nan_to_num(log_odds / np.sqrt(1.0 / a + 1.0 / b))
    return Keyness(log_odds, z, 2.0 * norm.sf(np.abs(z)), log_likelihood(inside, outside), log_ratio(inside, outside))


def log_likelihood(inside: Array, outside: Array) -> Array:
    """Return Dunning's G² of each word's two-by-two table (word or other word, group or rest)."""
    n_in, n_out = inside.sum(), outside.sum()
    total = n_in + n_out
    if not total:
        return np.zeros_like(inside)
    word = inside + outside
    cells = xlogy(inside, inside) + xlogy(outside, outside)
    cells += xlogy(n_in - inside, n_in - inside) + xlogy(n_out - outside, n_out - outside)
    margins = xlogy(word, word) + xlogy(total - word, total - word) + xlogy(n_in, n_in) + xlogy(n_out, n_out)
    result: Array = np.maximum(2.0 * (cells - margins + xlogy(total, total)), 0.0)
    return result


def log_ratio(inside: Array, outside: Array) -> Array:
    """Return log2 of the ratio of relative frequencies; half an occurrence stands in for none (Hardie 2014)."""
    n_in, n_out = max(inside.sum(), 1.0), max(outside.sum(), 1.0)
    result: Array = np.log2(np.maximum(inside, 0.5) / n_in) - np.log2(np.maximum(outside, 0.5) / n_out)
    return result


def adjust(p: Array) -> Array:
    """Return p-values adjusted for many comparisons (Benjamini and Hochberg 1995, step-up)."""
    if not len(p):
        return p
    order = np.argsort(-p, kind="stable")
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.minimum.accumulate(p[order] * len(p) / ranks), 1.0)
    return adjusted
