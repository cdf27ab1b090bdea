"""How well coders agree, and what may be concluded from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from govtext.inference import wilson

Rating = Hashable | None
_LEVEL = 0.95


def per_cent_agreement(first: Sequence[Rating], second: Sequence[Rating]) -> float:
    """Return the share of units that both rated alike, among those that both rated (nan without any)."""
    pairs = _pairs(first, second)
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else float("nan")


def cohens_kappa(first: Sequence[Rating], second: Sequence[Rating]) -> float:
    """Return Cohen's kappa (Cohen 1960) over the units that both rated.

    kappa = (p_o - p_e) / (1 - p_e), p_e from the coders' own marginals. It is nan without units, and where both gave
    one and the same value throughout: a code that nobody gave shows nothing of how well it would be recognised.
    """
    pairs = _pairs(first, second)
    if not pairs:
        return float("nan")
    total = len(pairs)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    observed = sum(a == b for a, b in pairs) / total
    expected = sum(left[value] * right[value] for value in left) / total**2
    return float("nan") if expected == 1.0 else (observed - expected) / (1.0 - expected)


def krippendorffs_alpha(ratings: Sequence[Sequence[Rating]]) -> float:
    """Return Krippendorff's alpha for nominal data (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability").

    ``ratings[c][u]`` is what coder c gave unit u, None where it is missing. Units with fewer than two ratings are
    left out. alpha = 1 - D_o / D_e from the coincidence matrix; nan without pairable values, and where all are alike:
    without variation nothing is seen of how reliably the values are told apart.
    """
    observed, expected = _disagreement(ratings)
    return float("nan") if expected == 0 else 1.0 - observed / expected


def _disagreement(ratings: Sequence[Sequence[Rating]]) -> tuple[float, float]:
    """Return the shares of the pairs of values that differ: those observed, and those expected by chance."""
    coincidences: Counter[tuple[Hashable, Hashable]] = Counter()
    for unit in zip(*ratings, strict=True):
        values = [value for value in unit if value is not None]
        if len(values) < 2:
            continue
        counts = Counter(values)
        for a, n in counts.items():
            for b, m in counts.items():
                coincidences[a, b] += n * (m - (a == b)) / (len(values) - 1)
    marginals: Counter[Hashable] = Counter()
    for (a, _), weight in coincidences.items():
        marginals[a] += weight
    total = sum(marginals.values())
    if total == 0:
        return 0.0, 0.0
    observed = sum(weight for (a, b), weight in coincidences.items() if a != b)
    expected = (total**2 - sum(n**2 for n in marginals.values())) / (total - 1)
    return observed / total, expected / total


def bootstrap_interval(
    ratings: Sequence[Sequence[Rating]], samples: int = 1000, seed: int = 0, level: float = _LEVEL
) -> tuple[float, float]:
    """Return the percentile interval of alpha over resampled units (nan, nan without any).

    Samples in which all values are alike have no alpha and are left out. Where the coders never disagree, every sample
    says 1 and none says how often they might: the lower end is then the alpha of as many disagreements as Wilson's
    upper limit allows of so many units, at least -1. So a code that was given once shows nothing.
    """
    units = len(ratings[0]) if ratings else 0
    if units == 0:
        return float("nan"), float("nan")
    observed, expected = _disagreement(ratings)
    if observed == 0 and expected > 0:
        rated = sum(sum(value is not None for value in unit) > 1 for unit in zip(*ratings, strict=True))
        return max(-1.0, 1.0 - wilson(0, rated)[1] / expected), 1.0
    generator = np.random.default_rng(seed)
    drawn = []
    for _ in range(samples):
        chosen = generator.integers(0, units, units)
        value = krippendorffs_alpha([[coder[unit] for unit in chosen] for coder in ratings])
        if not np.isnan(value):
            drawn.append(value)
    if not drawn:
        return float("nan"), float("nan")
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def verdict(alpha: float) -> str:
    """Return what Krippendorff's thresholds (2004, p. 241) allow: reliable, tentative, unreliable or undecided."""
    if np.isnan(alpha):
        return "undecided"
    return "reliable" if alpha >= 0.8 else "tentative" if alpha >= 0.667 else "unreliable"


def agreement_table(
    coders: Mapping[str, Mapping[str, Mapping[str, Any]]], codes: Sequence[str], samples: int = 1000, seed: int = 0
) -> list[dict[str, Any]]:
    """Return one row per code and one for the request type.

    ``coders[name][doc_id]`` holds ``codes`` (a set, or None where the coder left the text out) and ``request_type``
    (or None). A row has variable, units (rated by at least two), share (of ratings that give the code), per_cent,
    kappa (mean over pairs of coders), alpha, low, high, verdict.
    """
    names = sorted(coders)
    texts = sorted({doc_id for rows in coders.values() for doc_id in rows})
    table = [_row("request_type", _ratings(coders, names, texts, None), samples, seed)]
    for code in codes:
        table.append(_row(code, _ratings(coders, names, texts, code), samples, seed))
    return table


def beside_random_part(
    table: Sequence[Mapping[str, Any]], coders: Mapping[str, Mapping[str, Mapping[str, Any]]], codes: Sequence[str],
    sampled: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Return the table with what the texts that were drawn at random give alone.

    Texts drawn by the machine's scores hold rare codes more often than texts at large do, and agreement corrected for
    chance moves with how often a code is given.

    Args:
        table, coders, codes: as of `agreement_table`.
        sampled: doc_id → random or enriched; texts that it lacks count as random.

    Returns:
        Rows with random_units, random_kappa, random_alpha, random_low and random_high; as they were where no text was
        drawn by scores.
    """
    rated = {doc_id for rows in coders.values() for doc_id in rows}
    enriched = {doc_id for doc_id in rated if sampled.get(doc_id) == "enriched"}
    if not enriched:
        return [dict(row) for row in table]
    part = {name: {key: row for key, row in rows.items() if key not in enriched} for name, rows in coders.items()}
    told = ("units", "kappa", "alpha", "low", "high")
    alone = agreement_table(part, codes)
    return [{**row, **{f"random_{name}": of[name] for name in told}} for row, of in zip(table, alone, strict=True)]


def disagreements(
    coders: Mapping[str, Mapping[str, Mapping[str, Any]]], codes: Sequence[str]
) -> list[dict[str, Any]]:
    """Return what the coders should discuss: doc_id, variable, and each coder's rating (True/False or the type)."""
    names = sorted(coders)
    found = []
    for doc_id in sorted({doc_id for rows in coders.values() for doc_id in rows}):
        for variable in ("request_type", *codes):
            code = None if variable == "request_type" else variable
            given = {name: _rating(coders[name].get(doc_id), code) for name in names}
            if len({value for value in given.values() if value is not None}) > 1:
                found.append({"doc_id": doc_id, "variable": variable, **given})
    return found


def _pairs(first: Sequence[Rating], second: Sequence[Rating]) -> list[tuple[Hashable, Hashable]]:
    return [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]


def _rating(row: Mapping[str, Any] | None, code: str | None) -> Rating:
    if row is None:
        return None
    if code is None:
        return row.get("request_type") or None
    if row.get("codes") is None or code in (row.get("unclear") or ()):
        return None
    return code in row["codes"]


def _ratings(
    coders: Mapping[str, Mapping[str, Mapping[str, Any]]], names: Sequence[str], texts: Sequence[str], code: str | None
) -> list[list[Rating]]:
    return [[_rating(coders[name].get(doc_id), code) for doc_id in texts] for name in names]


def _row(variable: str, ratings: list[list[Rating]], samples: int, seed: int) -> dict[str, Any]:
    pairs = [(a, b) for i, a in enumerate(ratings) for b in ratings[i + 1 :]]
    shares = [per_cent_agreement(a, b) for a, b in pairs]
    kappas = [cohens_kappa(a, b) for a, b in pairs]
    given = [value for coder in ratings for value in coder if value is not None]
    alpha = krippendorffs_alpha(ratings)
    low, high = bootstrap_interval(ratings, samples, seed)
    return {
        "variable": variable,
        "units": sum(sum(value is not None for value in unit) > 1 for unit in zip(*ratings, strict=True)),
        "share": sum(value is True for value in given) / len(given) if given and variable != "request_type" else None,
        "per_cent": _mean(shares),
        "kappa": _mean(kappas),
        "alpha": alpha,
        "low": low,
        "high": high,
        "verdict": verdict(alpha),
    }


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return sum(known) / len(known) if known else float("nan")
