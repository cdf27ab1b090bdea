"""One region's policies against the others': words, instruments, reforms and problems."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.inference import Z, benjamini_hochberg
from govtext.keyness import compare as keyness
from govtext.policies.gaps import difference, fisher

PRIOR_WORDS = 500.0
LEAST_COUNT = 5
WORDS_KEPT = 40


@dataclass
class RegionCounts:
    """What the clauses of a region say: number of clauses, clauses per instrument, problem and reform, and words."""

    clauses: int = 0
    kinds: dict[str, Counter[str]] = field(
        default_factory=lambda: {"instrument": Counter(), "problem": Counter(), "reform": Counter()}
    )
    words: Counter[str] = field(default_factory=Counter)

    def add(
        self, instrument: str | None, problems: Iterable[str], reforms: Iterable[str], words: Iterable[str]
    ) -> None:
        """Count a clause."""
        self.clauses += 1
        if instrument:
            self.kinds["instrument"][instrument] += 1
        self.kinds["problem"].update(problems)
        self.kinds["reform"].update(reforms)
        self.words.update(words)

    def merge(self, other: RegionCounts) -> None:
        """Add another region's counts, those of words apart."""
        self.clauses += other.clauses
        for kind, counts in other.kinds.items():
            self.kinds[kind].update(counts)

    def without(self, other: RegionCounts) -> RegionCounts:
        """Return these counts less those of a region that is among them, those of words apart."""
        kinds = {kind: counts.copy() for kind, counts in self.kinds.items()}
        made = RegionCounts(self.clauses - other.clauses, kinds)
        for kind, counts in other.kinds.items():
            kinds[kind].subtract(counts)
        return made


def compare(counts: dict[str, RegionCounts], reference: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield the rows of table `region_comparison`.

    Shares of clauses: effect is Cohen's h, the interval Newcombe's for the difference, p Fisher's exact test. Words:
    effect is the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008), p from its z.
    p is corrected within region and kind by Benjamini and Hochberg.

    Args:
        counts: per region.
        reference: the regions to compare with; empty takes all others.
    """
    together, among = RegionCounts(), {name for name in counts if not reference or name in reference}
    words = sorted(set().union(*(own.words for own in counts.values())))
    columns = {word: column for column, word in enumerate(words)}
    said = np.zeros(len(words), dtype=np.int64)
    for name in sorted(among):
        together.merge(counts[name])
        said += _counted(counts[name].words, columns)
    for region in sorted(counts):
        if among <= {region}:
            continue
        rest = together.without(counts[region]) if region in among else together
        label = "、".join(reference) if reference else "rest"
        for kind in ("instrument", "problem", "reform"):
            yield from _shares(region, label, kind, counts[region], rest)
        own = _counted(counts[region].words, columns)
        yield from _words(region, label, words, own, said - own if region in among else said)


def _shares(region: str, label: str, kind: str, own: RegionCounts, rest: RegionCounts) -> list[dict[str, Any]]:
    rows, tests = [], []
    for item in sorted(set(own.kinds[kind]) | set(rest.kinds[kind])):
        count, other = own.kinds[kind][item], rest.kinds[kind][item]
        _, low, high = difference(count, own.clauses, other, rest.clauses)
        share, rest_share = count / max(own.clauses, 1), other / max(rest.clauses, 1)
        tests.append(fisher(count, own.clauses, other, rest.clauses))
        effect = 2 * math.asin(math.sqrt(share)) - 2 * math.asin(math.sqrt(rest_share))
        rows.append(_row(region, label, kind, item, count, own.clauses, other, rest.clauses, effect, low, high))
    for row, p in zip(rows, benjamini_hochberg(tests).tolist(), strict=True):
        row["p_adjusted"] = round(p, 6)
    return rows


def _counted(words: Mapping[str, int], columns: Mapping[str, int]) -> NDArray[np.int64]:
    found = np.zeros(len(columns), dtype=np.int64)
    found[[columns[word] for word in words]] = list(words.values())
    return found


def _words(
    region: str, label: str, words: Sequence[str], own: NDArray[np.int64], rest: NDArray[np.int64]
) -> list[dict[str, Any]]:
    """Return the rows of the words, in order, of which a region has so many and the others so many."""
    kept = np.flatnonzero((own > 0) & (own + rest >= LEAST_COUNT))
    if not len(kept):
        return []
    # The last entries are all other words: they make up the totals.
    size_a, size_b = int(own.sum()), int(rest.sum())
    a, b = own[kept], rest[kept]
    found = keyness(
        np.append(a, size_a - a.sum()), np.append(b, size_b - b.sum()), PRIOR_WORDS, np.arange(len(kept))
    )
    odds, z, p = found.log_odds, found.z, benjamini_hochberg(found.p)
    error = np.divide(odds, z, out=np.zeros_like(z), where=z != 0)
    # Words are in order: of those that are as far apart, to six places, the first come first.
    least = np.partition(z, -WORDS_KEPT)[-WORDS_KEPT] if len(z) > WORDS_KEPT else z.min()
    first: list[int] = np.flatnonzero(z >= least - 1e-5).tolist()
    best = sorted(first, key=lambda i: (-round(float(z[i]), 6), i))[:WORDS_KEPT]
    return [
        _row(
            region, label, "word", words[kept[i]], int(a[i]), size_a, int(b[i]), size_b,
            float(odds[i]), float(odds[i] - Z * error[i]), float(odds[i] + Z * error[i]),
        )
        | {"p_adjusted": round(float(p[i]), 6)}
        for i in best
        if z[i] > 0
    ]


def _row(
    region: str, label: str, kind: str, item: str, count: int, total: int, rest: int, rest_total: int,
    effect: float, low: float, high: float,
) -> dict[str, Any]:
    return {
        "region": region, "reference": label, "kind": kind, "item": item, "count": count, "total": total,
        "share": round(count / total, 6) if total else 0.0, "rest_count": rest, "rest_total": rest_total,
        "rest_share": round(rest / rest_total, 6) if rest_total else 0.0,
        "effect": round(effect, 6), "low": round(low, 6), "high": round(high, 6),
    }
