"""Where complaints weigh much and rules little, and the reverse."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from govtext.imports import one_by_one
from govtext.inference import benjamini_hochberg, wilson

# Factorials of numbers below this are looked up.
TABULATED = 1 << 14


def difference(count_a: int, total_a: int, count_b: int, total_b: int) -> tuple[float, float, float]:
    """Return the difference of two shares, a minus b, and its interval (95 %) by Newcombe's hybrid score.

    Newcombe, R. G. (1998) Interval estimation for the difference between independent proportions, method 10.
    """
    share_a = count_a / total_a if total_a else 0.0
    share_b = count_b / total_b if total_b else 0.0
    low_a, high_a = wilson(count_a, total_a)
    low_b, high_b = wilson(count_b, total_b)
    gap = share_a - share_b
    low = gap - math.sqrt((share_a - low_a) ** 2 + (high_b - share_b) ** 2)
    high = gap + math.sqrt((high_a - share_a) ** 2 + (share_b - low_b) ** 2)
    return gap, low, high


def shuffled(count_a: int, total_a: int, count_b: int, total_b: int, upper: bool = False) -> float:
    """Return how often chance alone would part two shares so far: the permutation null, worked out exactly.

    The sides of all texts are shuffled: how many of those that count then fall to side a is hypergeometric. Two-sided
    by the difference of the shares; with `upper`, so many or more on side a. 1 where a side is empty.
    """
    if not total_a or not total_b:
        return 1.0
    both = count_a + count_b
    on_a, chances = falling(both, total_a, total_b)
    if upper:
        return min(1.0, float(chances[on_a >= count_a].sum()))
    apart = np.abs(on_a / total_a - (both - on_a) / total_b)
    reached = apart >= abs(count_a / total_a - count_b / total_b) - 1e-12
    return min(1.0, float(chances[reached].sum()))


def fisher(count_a: int, total_a: int, count_b: int, total_b: int) -> float:
    """Return the two-sided p-value of Fisher's exact test: what is as likely as this, or less, were the sides alike."""
    on_a, chances = falling(count_a + count_b, total_a, total_b)
    likely = chances[on_a == count_a] * (1 + 1e-7)
    return min(1.0, float(chances[chances <= likely].sum()))


def falling(both: int, total_a: int, total_b: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return how many of `both` that count may fall to side a by chance, and how likely each is (hypergeometric).

    SciPy's own (`scipy.stats.hypergeom`) gives the same figures, takes half a second to be there and a millisecond a
    call.
    """
    on_a = np.arange(max(0, both - total_b), min(both, total_a) + 1)
    log_factorials = _log_factorials if total_a + total_b >= TABULATED else _first_log_factorials().__getitem__

    def ways(total: int, taken: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(log_factorials(np.array(total)) - log_factorials(taken) - log_factorials(total - taken))

    logarithms = ways(total_a, on_a) + ways(total_b, both - on_a) - ways(total_a + total_b, np.array(both))
    return on_a, np.exp(logarithms)


def _log_factorials(numbers: NDArray[np.int64]) -> NDArray[np.float64]:
    # Here: the processes that cut clauses import this module and never ask.
    with one_by_one:
        from scipy.special import gammaln

    return np.asarray(gammaln(numbers + 1))


@lru_cache(maxsize=1)
def _first_log_factorials() -> NDArray[np.float64]:
    """Return the first of them: each is asked for a hundred times."""
    return _log_factorials(np.arange(TABULATED))


def with_null(rows: list[dict[str, object]], coded: int, speaking: int) -> list[dict[str, object]]:
    """Return gap rows with `p_adjusted`: how often chance would open so wide a gap, were the coded complaints and the
    clauses that speak to any problem shuffled; corrected for the number of problems."""
    open_rows = [row for row in rows if row["gap"] is not None]
    tests = [shuffled(cast(int, row["complaints"]), coded, cast(int, row["clauses"]), speaking) for row in open_rows]
    for row in rows:
        row["p_adjusted"] = None
    for row, p in zip(open_rows, benjamini_hochberg(tests).tolist(), strict=True):
        row["p_adjusted"] = round(p, 6)
    return rows


def gap_row(
    code: str, complaints: int, all_complaints: int, coded: int, clauses: int, speaking: int
) -> dict[str, object]:
    """Return a row of the gap table.

    Args:
        code: the problem.
        complaints: complaints with the code.
        all_complaints: all complaints.
        coded: complaints with any code.
        clauses: clauses that speak to the code.
        speaking: clauses that speak to any code.

    Returns:
        `share` is of all complaints, `weight` of those with any code, `coverage` of the clauses that speak to any;
        `gap` is weight minus coverage with its interval: above 0 the complaints weigh more than the rules.
    """
    low, high = wilson(complaints, all_complaints)
    cover_low, cover_high = wilson(clauses, speaking)
    gap, gap_low, gap_high = difference(complaints, coded, clauses, speaking)
    comparable = bool(coded and speaking)
    return {
        "code": code,
        "complaints": complaints,
        "share": round(complaints / all_complaints, 6) if all_complaints else 0.0,
        "clauses": clauses,
        "coverage": round(clauses / speaking, 6) if speaking else 0.0,
        "share_low": round(low, 6), "share_high": round(high, 6),
        "coverage_low": round(cover_low, 6), "coverage_high": round(cover_high, 6),
        "weight": round(complaints / coded, 6) if coded else 0.0,
        "gap": round(gap, 6) if comparable else None,
        "gap_low": round(gap_low, 6) if comparable else None,
        "gap_high": round(gap_high, 6) if comparable else None,
    }
