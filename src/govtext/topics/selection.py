"""How many topics: a grid of models over seeds and subsamples, and the rule that picks one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.parallel import Work
from govtext.topics.coherence import CV_WINDOW, NPMI_WINDOW, WindowCounts, count_windows, topic_cv, topic_npmi
from govtext.topics.corpus import Corpus
from govtext.topics.fitting import fit_each, one_thread
from govtext.topics.quality import matched_jaccard, top_words, topic_exclusivity

# Scores that reach this share of the best count as equal.
EQUAL = 0.95


@dataclass(frozen=True)
class Refit:
    """One model of the grid.

    Attributes:
        k: number of topics.
        seed: random seed of its start and of its subsample.
        whole: whether it was fitted on all texts (else on a random part of them).
        tops: topics × top words.
        exclusivity: one per topic.
        heldout: fit on the texts left out; None where none were.
    """

    k: int
    seed: int
    whole: bool
    tops: NDArray[np.int64]
    exclusivity: NDArray[np.float64]
    heldout: float | None


@dataclass(frozen=True)
class Tried:
    """What the grid says of one number of topics; one figure per refit, and per topic of the refit on all texts."""

    k: int
    refits: list[Refit]
    npmi: list[float]
    cv: list[float]
    stability: list[float]
    topic_stability: NDArray[np.float64]

    @property
    def mean_stability(self) -> float:
        """Return the stability of this K: the mean over the refits on subsamples."""
        return round(float(self.topic_stability.mean()), 6)

    @property
    def coherence(self) -> float:
        """Return the mean NPMI over all refits of this K."""
        return round(float(np.mean(self.npmi)), 6)

    @property
    def score(self) -> float:
        """Return coherence times squared stability: topics that don't come back are not made good by coherence."""
        return round(max(self.coherence, 0.0) * self.mean_stability**2, 6)


def refit(
    task: tuple[int, bool, tuple[int, ...]], method: str, counts: sparse.csr_matrix, share: float, top: int
) -> list[Refit]:
    """Fit the grid's models on one draw of the texts; `task` is (seed, whole, numbers of topics)."""
    seed, whole, ks = task
    texts = counts.shape[0]
    inside = np.ones(texts, dtype=bool)
    if not whole:
        drawn = np.random.default_rng([seed, texts]).permutation(texts)[: max(round(share * texts), 1)]
        inside[:] = False
        inside[drawn] = True
    found = []
    for k, model in zip(ks, fit_each(method, counts[inside], list(ks), seed), strict=True):
        with one_thread():
            heldout = None if inside.all() else model.heldout(counts[~inside])
        tops = top_words(model.shown, top)
        found.append(Refit(k, seed, whole, tops, topic_exclusivity(model.topic_words, tops), heldout))
    return found


def run_grid(
    corpus: Corpus, counts: sparse.csr_matrix, method: str, grid: list[int], seed: int, refits: int, share: float,
    top: int, work: Work,
) -> list[Tried]:
    """Fit every K once on all texts and `refits` times on subsamples, each with a seed of its own.

    Args:
        corpus: for the windows of coherence.
        counts: texts × words that the models are fitted on.
        method: model.
        grid: numbers of topics.
        seed: seed of the fits on all texts; the refits take the following ones.
        refits: refits on subsamples per K.
        share: share of the texts in a subsample.
        top: top words of a topic that are compared.
        work: runs the fits.
    """
    tasks = [(seed + number, number == 0, tuple(grid)) for number in range(refits + 1)]
    function = partial(refit, method=method, counts=counts, share=share, top=top)
    done = [model for models in work.map(function, tasks, what="topic models", total=len(tasks)) for model in models]
    windows = windows_for(corpus, [model.tops for model in done])
    return [_summary(k, [model for model in done if model.k == k], windows) for k in grid]


def windows_for(corpus: Corpus, tops: list[NDArray[np.int64]]) -> tuple[WindowCounts, WindowCounts]:
    """Return the window counts for c_npmi and c_v of all the given top words."""
    chosen = np.unique(np.concatenate([part.ravel() for part in tops]))
    size = len(corpus.words)
    return (
        count_windows(corpus.tokens, corpus.offsets, chosen, size, NPMI_WINDOW),
        count_windows(corpus.tokens, corpus.offsets, chosen, size, CV_WINDOW),
    )


def _summary(k: int, refits: list[Refit], windows: tuple[WindowCounts, WindowCounts]) -> Tried:
    whole, parts = refits[0], refits[1:]
    matched = np.array([matched_jaccard(whole.tops, part.tops) for part in parts]).reshape(len(parts), len(whole.tops))
    by_topic = matched.mean(axis=0) if len(parts) else np.zeros(len(whole.tops))
    return Tried(
        k, refits,
        [float(np.mean([topic_npmi(windows[0], words) for words in model.tops])) for model in refits],
        [float(np.mean([topic_cv(windows[1], words) for words in model.tops])) for model in refits],
        [float(by_topic.mean())] + [float(row.mean()) for row in matched],
        by_topic,
    )


def choose(tried: list[Tried]) -> tuple[Tried, list[Tried]]:
    """Return the chosen K and those that nearly won, best first.

    The rule: the smallest number of topics whose coherence (NPMI) times squared stability reaches
    95 % of the best; where no topics are coherent, the most stable number.
    """
    best = max(item.score for item in tried)
    if best > 0:
        winner = min((item for item in tried if item.score >= EQUAL * best), key=lambda item: item.k)
    else:
        winner = min(tried, key=lambda item: (-item.mean_stability, item.k))
    rest = [item for item in tried if item is not winner]
    rest.sort(key=lambda item: (-item.score, -item.mean_stability, item.k))
    return winner, rest[:2]


def reason(chosen: Tried, others: list[Tried]) -> str:
    """Return in words why the chosen K won and what nearly did."""
    parts = [f"K={chosen.k}: smallest number of topics whose NPMI x stability squared reaches {EQUAL:.0%} of the best"]
    parts += [
        f"{name} K={item.k}: NPMI {item.coherence:.3f}, stability {item.mean_stability:.3f}, product {item.score:.3f}"
        for name, item in [("here", chosen), *(("next", other) for other in others)]
    ]
    return "; ".join(parts)


def remarks(tried: list[Tried]) -> Iterator[tuple[int, str]]:
    """Yield (k, remark) for the chosen K and those that nearly won."""
    chosen, others = choose(tried)
    yield chosen.k, reason(chosen, others)
    for other in others:
        yield other.k, "nearly chosen"
