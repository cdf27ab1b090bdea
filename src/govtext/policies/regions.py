"""One region's policies against the others': words, instruments, reforms and problems."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

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
        """Add another region's counts."""
        self.clauses += other.clauses
        self.words.update(other.words)
        for kind, counts in other.kinds.items():
            self.kinds[kind].update(counts)

    def without(self, other: RegionCounts) -> RegionCounts:
        """Return these counts less those of a region that is among them."""
        kinds = {kind: counts.copy() for kind, counts in self.kinds.items()}
        made = RegionCounts(self.clauses - other.clauses, kinds, self.words.copy())
        made.words.subtract(other.words)
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
    for name in sorted(among):
        together.merge(counts[name])
    for region in sorted(counts):
        if among <= {region}:
            continue
        rest = together.without(counts[region]) if region in among else together
        label = "、".join(reference) if reference else "rest"
        for kind in ("instrument", "problem", "reform"):
            yield from _shares(region, label, kind, counts[region], rest)
        yield from _words(region, label, counts[region], rest)


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


def _words(region: str, label: str, own: RegionCounts, rest: RegionCounts) -> list[dict[str, Any]]:
    words = sorted(word for word in own.words if own.words[word] + rest.words[word] >= LEAST_COUNT)
    if not words:
        return []
    # The last entries are all other words: they make up the totals.
    size_a, size_b = own.words.total(), rest.words.total()
    a, b = [own.words[word] for word in words], [rest.words[word] for word in words]
    found = keyness(
        np.array([*a, size_a - sum(a)]), np.array([*b, size_b - sum(b)]), PRIOR_WORDS, np.arange(len(words))
    )
    odds, z, p = found.log_odds, found.z, benjamini_hochberg(found.p)
    error = np.divide(odds, z, out=np.zeros_like(z), where=z != 0)
    best = sorted(range(len(words)), key=lambda i: (-round(float(z[i]), 6), words[i]))[:WORDS_KEPT]
    return [
        _row(
            region, label, "word", words[i], a[i], size_a, b[i], size_b,
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
