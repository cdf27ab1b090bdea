"""Models fitted again on draws of the texts, each done once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.parallel import Work
from govtext.topics.fitting import READS_ALL, fit_each, one_thread
from govtext.topics.models import Model
from govtext.topics.quality import top_words, topic_exclusivity

# Texts left out of a draw that the model is tried on: more say the same.
HELD_OUT = 5000


@dataclass(frozen=True)
class Refit:
    """One fitted model.

    Attributes:
        k: number of topics.
        seed: random seed of its start and of its subsample.
        whole: whether it was fitted on all texts (else on a random part of them).
        tops: topics × top words.
        exclusivity: one per topic.
        heldout: fit on texts left out; None where none were.
    """

    k: int
    seed: int
    whole: bool
    tops: NDArray[np.int64]
    exclusivity: NDArray[np.float64]
    heldout: float | None

    def as_values(self) -> dict[str, Any]:
        """Return it as plain JSON values; floats keep every digit."""
        return {"tops": self.tops.tolist(), "exclusivity": self.exclusivity.tolist(), "heldout": self.heldout}


@dataclass
class Fits:
    """Fits models of one method on one table of counts, as often as asked; what was fitted before is taken from there.

    Attributes:
        method: the model.
        counts: texts × words.
        words: the vocabulary.
        seed: seed of the fit on all texts; subsamples take the following ones.
        share: share of the texts in a subsample.
        most: texts in a subsample at the most.
        top: top words of a topic that are compared.
        work: runs the fits and keeps them.
        what: named in the progress.
        apart: send each draw by itself even where the texts are few, see `drawn_apart`.
    """

    method: str
    counts: sparse.csr_matrix
    words: list[str]
    seed: int
    share: float
    most: int
    top: int
    work: Work
    what: str = "topic models"
    apart: bool = False
    _done: dict[tuple[int, int], Refit] = field(default_factory=dict, init=False)

    def of(self, ks: list[int], refits: int) -> list[Refit]:
        """Return for every K the fit on all texts and `refits` fits on subsamples, in the order of ks and seeds."""
        seeds = range(self.seed, self.seed + refits + 1)
        missing = self._recall(ks, list(seeds))
        tasks = [(seed, seed == self.seed, tuple(missing[seed])) for seed in seeds if missing[seed]]
        if self.drawn_apart:
            made_by = self.work.map(
                partial(refit_drawn, method=self.method, top=self.top), self._draws(tasks), self.what
            )
        else:
            made_by = self.work.map(
                partial(refit, method=self.method, counts=self.counts, share=self.share, most=self.most, top=self.top),
                tasks, self.what, len(tasks),
            )
        for made in made_by:
            for one in made:
                self._done[one.k, one.seed] = one
                self.work.kept.put(self._key(one.k, one.seed), one.as_values())
        return [self._done[k, seed] for k in ks for seed in seeds]

    @property
    def drawn_apart(self) -> bool:
        """Whether each draw is sent by itself and is a corpus of its own: the texts are more than draws may hold.

        The words then get the weights (IDF) that they have in the draw, and a process holds a draw
        and never all texts.
        """
        return bool(self.apart or self.share * self.counts.shape[0] > self.most)

    def _draws(self, tasks: list[tuple[int, bool, tuple[int, ...]]]) -> Iterator[Drawn]:
        """Yield the draws; the fit on all texts of a method that reads all is done here, at its turn."""
        for seed, whole, ks in tasks:
            inside, outside = draw(self.counts.shape[0], seed, whole, self.method, self.share, self.most)
            if len(inside) == self.counts.shape[0]:
                for one in refit((seed, whole, ks), self.method, self.counts, self.share, self.most, self.top):
                    self._done[one.k, one.seed] = one
                    self.work.kept.put(self._key(one.k, one.seed), one.as_values())
            else:
                yield Drawn(seed, whole, ks, self.counts[inside], self.counts[outside])

    def _recall(self, ks: list[int], seeds: list[int]) -> dict[int, list[int]]:
        """Take over what was kept, and return seed → the numbers of topics still to fit."""
        missing: dict[int, list[int]] = {seed: [] for seed in seeds}
        for k in ks:
            for seed in seeds:
                if (k, seed) in self._done:
                    continue
                kept = self.work.kept.get(self._key(k, seed))
                if kept is None:
                    missing[seed].append(k)
                else:
                    self._done[k, seed] = Refit(
                        k, seed, seed == self.seed, np.array(kept["tops"], dtype=np.int64),
                        np.array(kept["exclusivity"], dtype=np.float64), kept["heldout"],
                    )
        return missing

    def _key(self, k: int, seed: int) -> dict[str, Any]:
        return {**self._identity, "k": k, "seed": seed, "whole": seed == self.seed}

    @cached_property
    def _identity(self) -> dict[str, Any]:
        digest = hashlib.blake2b("\n".join(self.words).encode("utf-8"), digest_size=20)
        for part in (self.counts.indptr, self.counts.indices, self.counts.data):
            digest.update(np.ascontiguousarray(part).data)
        return {
            "what": "topic model", "texts": digest.hexdigest(), "method": self.method,
            "share": self.share, "most": self.most, "top": self.top, **({"apart": True} if self.drawn_apart else {}),
        }


@dataclass(frozen=True)
class Drawn:
    """A draw by itself: the counts that models are fitted on and those that they are tried on."""

    seed: int
    whole: bool
    ks: tuple[int, ...]
    inside: sparse.csr_matrix
    outside: sparse.csr_matrix


def draw(
    texts: int, seed: int, whole: bool, method: str, share: float, most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (texts that a model is fitted on, texts that it is tried on), both in order.

    "All texts" are at most `most` for the methods whose time grows fast with their number.
    """
    size = texts if whole else max(round(share * texts), 1)
    if not whole or method not in READS_ALL:
        size = min(size, most)
    drawn = np.random.default_rng([seed, texts]).permutation(texts)
    return np.sort(drawn[:size]), np.sort(drawn[size : size + HELD_OUT])


def refit(
    task: tuple[int, bool, tuple[int, ...]], method: str, counts: sparse.csr_matrix, share: float, most: int, top: int
) -> list[Refit]:
    """Fit one draw's models; `task` is (seed, whole, numbers of topics)."""
    seed, whole, ks = task
    inside, outside = draw(counts.shape[0], seed, whole, method, share, most)
    with one_thread():
        models = fit_each(method, counts, inside, list(ks), seed)
        return _looked_at(models, ks, seed, whole, counts[outside], top)


def refit_drawn(drawn: Drawn, method: str, top: int) -> list[Refit]:
    """Fit the models of a draw that is a corpus of its own."""
    with one_thread():
        models = fit_each(method, drawn.inside, np.arange(drawn.inside.shape[0]), list(drawn.ks), drawn.seed)
        return _looked_at(models, drawn.ks, drawn.seed, drawn.whole, drawn.outside, top)


def _looked_at(
    models: Iterator[Model], ks: tuple[int, ...], seed: int, whole: bool, outside: sparse.csr_matrix, top: int
) -> list[Refit]:
    found: list[Refit] = []
    weighed, idf = None, None
    for k, model in zip(ks, models, strict=True):
        if weighed is None or model.idf is not idf:
            weighed, idf = model.weighed(outside), model.idf
        heldout = model.heldout(weighed)
        tops = top_words(model.shown, top)
        found.append(Refit(k, seed, whole, tops, topic_exclusivity(model.topic_words, tops), heldout))
    return found
