"""What the machine's counts are worth: error rates on hand-coded texts and prevalence corrected for them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_Z = 1.959963984540054


def rates(truth: np.ndarray, guessed: np.ndarray) -> tuple[float, float]:
    """Return sensitivity and specificity (nan where they are not defined)."""
    with_code, without = truth.sum(), (~truth).sum()
    sensitivity = float((truth & guessed).sum() / with_code) if with_code else float("nan")
    specificity = float((~truth & ~guessed).sum() / without) if without else float("nan")
    return sensitivity, specificity


def corrected_prevalence(
    machine_positive: int, machine_total: int, pairs: Sequence[tuple[bool, bool]]
) -> dict[str, float]:
    """Return the prevalence corrected for the machine's errors, by double sampling (Tenenbein 1970).

    The machine coded ``machine_total`` texts and gave the code to ``machine_positive``; ``pairs`` are (machine,
    human) for a random subsample. p = q PPV + (1 - q)(1 - NPV), with q the machine's share and the predictive
    values from the subsample; the variance adds those of the three. Returns raw (q), corrected, low, high (95 per
    cent, cut to 0 to 1) and coded (pairs). Without pairs on one side of the machine, that side counts as right.
    """
    q = machine_positive / machine_total if machine_total else float("nan")
    positive = [human for machine, human in pairs if machine]
    negative = [human for machine, human in pairs if not machine]
    hit = sum(positive) / len(positive) if positive else 1.0
    miss = sum(negative) / len(negative) if negative else 0.0
    corrected = q * hit + (1 - q) * miss
    variance = (
        (q**2 * hit * (1 - hit) / len(positive) if positive else 0.0)
        + ((1 - q) ** 2 * miss * (1 - miss) / len(negative) if negative else 0.0)
        + ((hit - miss) ** 2 * q * (1 - q) / machine_total if machine_total else 0.0)
    )
    margin = _Z * variance**0.5
    return {
        "raw": q, "corrected": corrected, "low": max(corrected - margin, 0.0), "high": min(corrected + margin, 1.0),
        "coded": float(len(pairs)),
    }


def rogan_gladen(q: float, sensitivity: float, specificity: float) -> float:
    """Return the true prevalence for a test with known error rates (Rogan and Gladen 1978), cut to 0 to 1.

    p = (q + specificity - 1) / (sensitivity + specificity - 1); nan for a test that is no better than chance.
    """
    power = sensitivity + specificity - 1
    return float(np.clip((q + specificity - 1) / power, 0.0, 1.0)) if power > 0 else float("nan")
