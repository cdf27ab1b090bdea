"""Time and memory of every stage over more and more texts, and how they grow."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Any

from govtext.bench.apart import apart
from govtext.bench.studies import study

SIZES = (1_000, 10_000, 100_000)
# Larger runs take long and vary little: they are made once.
MEASURED_THRICE = 10_000


def benchmark(sizes: Sequence[int] = SIZES, thrice: bool = True) -> dict[str, Any]:
    """Return processor seconds and MiB of each stage over generated complaints, and the exponents of growth.

    One process does all the work, and its processor time counts: other programs on the machine don't.
    A stage's memory includes what the process keeps of earlier stages.

    `seconds` and `mib` hold a list per stage, one figure per size (the median of three runs up to
    10,000 texts, one run beyond). The exponent is the slope of ln(seconds) over ln(texts): over all
    sizes, and (`last`) between the two largest, where start-up weighs least. 1 is linear.

    Args:
        sizes: numbers of texts, growing.
        thrice: False measures every size once.
    """
    seconds: dict[str, list[float]] = {}
    mib: dict[str, list[float]] = {}
    for size in sizes:
        runs = [_run(size) for _ in range(3 if thrice and size <= MEASURED_THRICE else 1)]
        for name in runs[0]:
            seconds.setdefault(name, []).append(round(statistics.median(run[name]["cpu"] for run in runs), 2))
            mib.setdefault(name, []).append(round(statistics.median(run[name]["mib"] for run in runs)))
    return {
        "sizes": list(sizes), "processes": 1, "seconds": seconds, "mib": mib,
        "exponent": {name: slope(sizes, took) for name, took in seconds.items()},
        "exponent_last": {name: slope(sizes[-2:], took[-2:]) for name, took in seconds.items()},
    }


def _run(size: int) -> dict[str, Any]:
    with study(size) as (folder, _):
        ran = apart("govtext.bench.studies:run", folder=str(folder))
    whole = {"cpu": sum(one["cpu"] for one in ran.result.values()), "mib": ran.mib}
    return {**ran.result, "all": whole}


def slope(sizes: Sequence[int], values: list[float]) -> float | None:
    """Return the least-squares slope of ln(value) over ln(size); None for fewer than two sizes."""
    if len(sizes) < 2:
        return None
    x = [math.log(size) for size in sizes]
    y = [math.log(max(value, 0.01)) for value in values]
    mean_x, mean_y = statistics.fmean(x), statistics.fmean(y)
    spread = sum((a - mean_x) ** 2 for a in x)
    return round(sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread, 3)
