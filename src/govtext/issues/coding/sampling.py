"""Drawing texts to code by hand: a random half that prevalence is read off, and a half enriched for rare codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from govtext.errors import GovtextError


def draw_sample(
    rows: Sequence[Mapping[str, Any]], scores: Mapping[str, Mapping[str, float]], size: int,
    seed: int = 0, random_share: float = 0.5, stratum: str | None = None,
) -> list[dict[str, Any]]:
    """Return ``size`` rows to code, each with ``sample`` (random, enriched), ``probability`` and ``weight``.

    The random part is drawn without replacement, from every value of ``stratum`` (a key of the rows, such as
    region) in proportion to its size. The enriched part is drawn from what is left: each code in turn gives a text,
    drawn with a chance in proportion to the coder's score for it, until the size is reached. ``probability`` is the
    chance with which a text of the random part was drawn (null for the enriched part: it must not be weighted up),
    ``weight`` its inverse. ``scores[doc_id][code]`` is the coder's score, 0 to 1; absent scores are 0.

    Raises:
        GovtextError: the size is larger than the number of texts, or the share is outside 0 to 1.
    """
    if not 0 <= random_share <= 1:
        raise GovtextError(f"the random share of the sample is {random_share}", hint="give a number from 0 to 1")
    if size > len(rows):
        raise GovtextError(
            f"a sample of {size} was asked for, but there are {len(rows)} complaints", hint="ask for fewer"
        )
    generator = np.random.default_rng(seed)
    ordered = sorted(rows, key=lambda row: str(row["doc_id"]))
    chosen = _random_part(ordered, round(size * random_share), stratum, generator)
    taken = {row["doc_id"] for row in chosen}
    left = [row for row in ordered if row["doc_id"] not in taken]
    chosen += _enriched_part(left, scores, size - len(chosen), generator)
    order = generator.permutation(len(chosen))
    return [chosen[place] for place in order]


def _random_part(
    rows: Sequence[Mapping[str, Any]], size: int, stratum: str | None, generator: np.random.Generator
) -> list[dict[str, Any]]:
    strata: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        strata.setdefault(str(row.get(stratum) or "") if stratum else "", []).append(row)
    quota = _proportional({name: len(members) for name, members in strata.items()}, size)
    chosen = []
    for name in sorted(strata):
        members = strata[name]
        probability = quota[name] / len(members)
        for place in sorted(generator.choice(len(members), quota[name], replace=False)):
            weight = 1.0 / probability
            chosen.append({**members[place], "sample": "random", "probability": probability, "weight": weight})
    return chosen


def _proportional(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """Return shares of ``total`` by largest remainders (Hare quota); the sum is ``total``, none exceeds its size."""
    everything = sum(sizes.values())
    exact = {name: total * size / everything for name, size in sizes.items()} if everything else {}
    quota = {name: int(share) for name, share in exact.items()}
    by_remainder = sorted(exact, key=lambda name: (-(exact[name] - quota[name]), name))
    for name in by_remainder[: total - sum(quota.values())]:
        quota[name] += 1
    return quota


def _enriched_part(
    rows: Sequence[Mapping[str, Any]], scores: Mapping[str, Mapping[str, float]], size: int,
    generator: np.random.Generator,
) -> list[dict[str, Any]]:
    codes = sorted({code for given in scores.values() for code in given})
    left = list(rows)
    chosen: list[dict[str, Any]] = []
    turn = 0
    while len(chosen) < size:
        odds = np.ones(len(left))
        if codes:
            code = codes[turn % len(codes)]
            odds = np.array([scores.get(str(row["doc_id"]), {}).get(code, 0.0) for row in left]) + 1e-6
        row = left.pop(int(generator.choice(len(left), p=odds / odds.sum())))
        chosen.append({**row, "sample": "enriched", "probability": None, "weight": None})
        turn += 1
    return chosen
