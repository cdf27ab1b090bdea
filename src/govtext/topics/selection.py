"""How many topics: a grid of models over seeds and subsamples, and the rule that picks one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.topics.coherence import CV_WINDOW, NPMI_WINDOW, WindowCounts, count_windows, topic_cv, topic_npmi
from govtext.topics.corpus import Corpus
from govtext.topics.quality import matched_jaccard
from govtext.topics.refits import Fits, Refit

# Scores that reach this share of the best count as equal.
EQUAL = 0.95
# Refits on subsamples after which a K that is far behind gets no more, and texts from which on: on fewer the scores of
# two refits jump, and a fit takes little time.
FIRST_REFITS, LEAST_TEXTS = 2, 2_000
# Share of the best score that the next best reach after screening to be looked at closely too, in such a race.
NEAR = 0.8


@dataclass(frozen=True)
class Tried:
    """What the grid says of one number of topics; one figure per refit, and per topic of the refit on all texts.

    `behind` tells a K that was far behind after the first refits and got no more.
    """

    k: int
    refits: list[Refit]
    npmi: list[float]
    cv: list[float]
    stability: list[float]
    topic_stability: NDArray[np.float64]
    behind: bool = False

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


def run_grid(
    corpus: Corpus, fits: Fits, grid: list[int], screening: int, refits: int, contenders: int, left_behind: float = 0.0
) -> list[Tried]:
    """Fit every K on all texts and on `screening` subsamples, and those that may win on `refits` subsamples.

    Of a large corpus a K that is far behind after the first two of these gets no more, as in a race of models (Maron
    and Moore 1994): its figures stand on those, and its remark says so. Nor do the next best that are not near the best
    after screening. What is chosen always rests on `refits` refits: where another K wins by the new figures, it and the
    next best are fitted again in their turn.

    Args:
        corpus: for the windows of coherence.
        fits: fits the models.
        grid: numbers of topics.
        screening: refits on subsamples that every K gets that is not far behind.
        refits: refits on subsamples that the contenders get.
        contenders: how many K are looked at closely.
        left_behind: share of the best score below which a K is far behind; 0 for no race.
    """
    known, screening = Coherence(corpus), min(screening, refits)
    counts, behind, least = dict.fromkeys(grid, screening), frozenset[int](), 0.0
    if left_behind and screening > FIRST_REFITS and fits.counts.shape[0] >= LEAST_TEXTS:
        least = NEAR
        behind = far_behind(_tried(fits, dict.fromkeys(grid, FIRST_REFITS), known), left_behind)
        counts |= dict.fromkeys(behind, FIRST_REFITS)
    while True:
        tried = [replace(item, behind=item.k in behind) for item in _tried(fits, counts, known)]
        winner, others = choose(tried, contenders - 1)
        if counts[winner.k] == refits:
            return tried
        near = [item.k for item in others if item.score >= least * winner.score]
        counts |= dict.fromkeys([winner.k, *near], refits)


def far_behind(tried: list[Tried], share: float) -> frozenset[int]:
    """Return the K whose scores are below that share of the best; none where no topics are coherent."""
    least = share * max(item.score for item in tried)
    return frozenset(item.k for item in tried if item.score < least)


def _tried(fits: Fits, counts: dict[int, int], known: Coherence) -> list[Tried]:
    """Return what each K says on its number of refits."""
    done = [one for number in sorted(set(counts.values())) for one in fits.of(_with(counts, number), number)]
    known.add(done)
    return [summary(k, [model for model in done if model.k == k], known) for k in counts]


def _with(counts: dict[int, int], number: int) -> list[int]:
    return [k for k, refits in counts.items() if refits == number]


def windows_for(corpus: Corpus, tops: list[NDArray[np.int64]]) -> tuple[WindowCounts, WindowCounts]:
    """Return the window counts for c_npmi and c_v of all the given top words, in the corpus' sample."""
    chosen = np.unique(np.concatenate([part.ravel() for part in tops]))
    tokens, offsets = corpus.sample
    npmi, cv = (count_windows(tokens, offsets, chosen, len(corpus.words), width) for width in (NPMI_WINDOW, CV_WINDOW))
    return npmi, cv


class Coherence:
    """The mean c_npmi and c_v of the topics of models, each measured once."""

    def __init__(self, corpus: Corpus, models: Sequence[Refit] = ()) -> None:
        self._corpus = corpus
        self._of: dict[tuple[int, int], tuple[float, float]] = {}
        self.add(models)

    def add(self, models: Sequence[Refit]) -> None:
        """Measure those models that were not yet."""
        new = [model for model in models if (model.k, model.seed) not in self._of]
        if new:
            npmi, cv = windows_for(self._corpus, [model.tops for model in new])
            for model in new:
                self._of[model.k, model.seed] = (
                    float(topic_npmi(npmi, model.tops).mean()), float(topic_cv(cv, model.tops).mean())
                )

    def of(self, models: Sequence[Refit]) -> tuple[list[float], list[float]]:
        """Return the c_npmi and the c_v of the models."""
        found = [self._of[model.k, model.seed] for model in models]
        return [npmi for npmi, _ in found], [cv for _, cv in found]


def summary(k: int, refits: list[Refit], coherence: Coherence) -> Tried:
    """Return what the fits of one K say: the first on all texts, the others on subsamples."""
    whole, parts = refits[0], refits[1:]
    matched = np.array([matched_jaccard(whole.tops, part.tops) for part in parts]).reshape(len(parts), len(whole.tops))
    by_topic = matched.mean(axis=0) if len(parts) else np.zeros(len(whole.tops))
    npmi, cv = coherence.of(refits)
    return Tried(k, refits, npmi, cv, [float(by_topic.mean())] + [float(row.mean()) for row in matched], by_topic)


def choose(tried: list[Tried], near: int = 2) -> tuple[Tried, list[Tried]]:
    """Return the chosen K and the `near` ones that nearly won, best first.

    The rule: the smallest number of topics whose coherence (NPMI) times squared stability reaches
    95 % of the best; where no topics are coherent, the most stable number. A K that was left behind can't win.
    """
    running = [item for item in tried if not item.behind]
    best = max(item.score for item in running)
    if best > 0:
        winner = min((item for item in running if item.score >= EQUAL * best), key=lambda item: item.k)
    else:
        winner = min(running, key=lambda item: (-item.mean_stability, item.k))
    rest = [item for item in running if item is not winner]
    rest.sort(key=lambda item: (-item.score, -item.mean_stability, item.k))
    return winner, rest[:near]


def reason(chosen: Tried, others: list[Tried]) -> str:
    """Return in words why the chosen K won and what nearly did."""
    parts = [f"K={chosen.k}: smallest number of topics whose NPMI x stability squared reaches {EQUAL:.0%} of the best"]
    parts += [
        f"{name} K={item.k}: NPMI {item.coherence:.3f}, stability {item.mean_stability:.3f}, product {item.score:.3f}"
        for name, item in [("here", chosen), *(("next", other) for other in others)]
    ]
    return "; ".join(parts)


def remarks(tried: list[Tried]) -> Iterator[tuple[int, str]]:
    """Yield (k, remark) for the chosen K, those that nearly won, and those that were left behind."""
    chosen, others = choose(tried)
    yield chosen.k, reason(chosen, others)
    for other in others:
        yield other.k, "nearly chosen"
    for item in tried:
        if item.behind:
            yield item.k, f"far behind after {len(item.refits) - 1} refits (topics.left_behind): no more were made"


def selection_rows(tried: list[Tried], chosen: Tried, method: str, share: float) -> list[dict[str, Any]]:
    """Return the rows of model_selection for the grid; the chosen K and those that nearly won say why."""
    notes = dict(remarks(tried))
    return [row for item in tried for row in _rows(item, method, share, item.k == chosen.k, notes.get(item.k))]


def reference_rows(references: list[tuple[str, Tried]], share: float) -> list[dict[str, Any]]:
    """Return the rows of model_selection for what the chosen model is seen beside."""
    return [row for method, item in references for row in _rows(item, method, share, False, "to compare")]


def _rows(item: Tried, method: str, share: float, chosen: bool, note: str | None) -> list[dict[str, Any]]:
    return [
        {
            "method": method, "k": item.k, "seed": one.seed,
            "coherence_npmi": round(npmi, 6), "coherence_cv": round(cv, 6),
            "exclusivity": round(float(one.exclusivity.mean()), 6), "stability": round(stability, 6),
            "heldout": None if one.heldout is None else round(one.heldout, 6),
            "chosen": one.whole and chosen, "subsample": 1.0 if one.whole else share,
            "remark": note if one.whole else None,
        }
        for one, npmi, cv, stability in zip(item.refits, item.npmi, item.cv, item.stability, strict=True)
    ]
