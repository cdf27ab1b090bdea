"""What the chosen model is to be seen beside: words dealt out by chance, and other models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from govtext.topics.corpus import Corpus
from govtext.topics.refits import Fits
from govtext.topics.selection import Coherence, Tried, summary
from govtext.vocabulary import count_table

# Texts that chance is measured on: on more texts it makes even less.
MOST_TEXTS = 20_000
SHUFFLED = "shuffled words"
# Standard deviations above the mean stability of chance topics that a stable topic stands.
DEVIATIONS = 3.0


def shuffled(counts: sparse.csr_matrix, seed: int) -> sparse.csr_matrix:
    """Return the same words dealt out to the texts at random, each text as long as it was."""
    times = counts.data.astype(np.int64)
    words = np.repeat(counts.indices, times)
    rows = np.repeat(np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr)), times)
    np.random.default_rng([seed, counts.shape[0]]).shuffle(words)
    return count_table(rows, words, counts.shape)


def chance(corpus: Corpus, fits: Fits, k: int, refits: int) -> Tried:
    """Return how coherent and stable K topics of shuffled words are."""
    part = fits.counts[:MOST_TEXTS]
    made = replace(fits, counts=shuffled(part, fits.seed), what="models of shuffled words", apart=fits.drawn_apart)
    done = made.of([k], refits)
    return summary(k, done, Coherence(corpus, done))


def chance_level(found: Tried) -> float:
    """Return the stability above which a topic is no work of chance: mean and three deviations of chance topics."""
    return float(found.topic_stability.mean() + DEVIATIONS * found.topic_stability.std())


def compared(corpus: Corpus, fits: Fits, methods: Sequence[str], k: int, refits: int) -> list[tuple[str, Tried]]:
    """Return what other methods make of the same K."""
    found = []
    for method in methods:
        done = replace(fits, method=method, what=f"{method}, to compare").of([k], refits)
        found.append((method, summary(k, done, Coherence(corpus, done))))
    return found
