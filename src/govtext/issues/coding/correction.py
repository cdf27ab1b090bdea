"""What the machine's counts are worth: a code's share in all texts, corrected for the machine's errors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_DRAWS = 20_000
_LEVEL = 0.95


def corrected_prevalence(
    machine_positive: int, machine_total: int, pairs: Sequence[tuple[bool, bool]]
) -> dict[str, float]:
    """Return the prevalence corrected for the machine's errors, by double sampling (Tenenbein 1970).

    The machine coded ``machine_total`` texts and gave the code to ``machine_positive``; ``pairs`` are (machine,
    human) for a random subsample, and for that alone: texts that were looked for because the machine scored them high
    flatter it. p = q PPV + (1 - q)(1 - NPV), with q the machine's share and the predictive values from the subsample.
    Returns raw (q), corrected, low, high and coded (pairs). The interval holds 95 per cent of the p that follow where
    q and both predictive values are drawn from Jeffreys' intervals (Brown, Cai and DasGupta 2001), so that ten texts
    without an error are no proof that there is none. Without pairs on one side of the machine, that side counts as
    right, and the interval says that nothing is known of it.
    """
    q = machine_positive / machine_total if machine_total else float("nan")
    positive = [human for machine, human in pairs if machine]
    negative = [human for machine, human in pairs if not machine]
    hit = sum(positive) / len(positive) if positive else 1.0
    miss = sum(negative) / len(negative) if negative else 0.0
    corrected = q * hit + (1 - q) * miss
    generator = np.random.default_rng(0)
    share, right, missed = (
        generator.beta(there + 0.5, of - there + 0.5, _DRAWS)
        for there, of in (
            (machine_positive, machine_total), (sum(positive), len(positive)), (sum(negative), len(negative))
        )
    )
    drawn = share * right + (1 - share) * missed
    low, high = np.quantile(drawn, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2]).tolist()
    return {
        "raw": q, "corrected": corrected, "low": min(low, corrected), "high": max(high, corrected),
        "coded": float(len(pairs)),
    }
