"""Time and memory of every stage over more and more texts, and how they grow."""

from __future__ import annotations

import math
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from govtext.bench.apart import Measured, apart
from govtext.bench.studies import study

SIZES = (1_000, 10_000, 100_000)
# Larger runs take long and vary little: they are made once.
MEASURED_THRICE = 10_000

# For each size the runs made of it; of a run: stage → its figures (`seconds`, `cpu`, `mib`).
Runs = Mapping[int, Sequence[Mapping[str, Mapping[str, float]]]]


def benchmark(sizes: Sequence[int] = SIZES, thrice: bool = True) -> dict[str, Any]:
    """Return seconds, processor seconds and MiB of each stage over larger and larger studies, and how they grow.

    The studies are the real complaints of GOVTEXT_REAL_DATA, else the demo's where the command is run in its
    folder, resampled and perturbed, with their policies (`resampled`); else complaints made up by rule. Every stage
    runs in a process of its own and with no other, so that its peak is its own.

    Args:
        sizes: numbers of texts, growing.
        thrice: False measures every size once.
    """
    runs: dict[int, list[dict[str, dict[str, float]]]] = {}
    with study(demo=True) as (source, what):
        apart("govtext.bench.studies:run", folder=str(source), stages=["documents"])
        for size in sizes:
            times = 3 if thrice and size <= MEASURED_THRICE else 1
            runs[size] = [_run(source, size) for _ in range(times)]
    return {"texts": f"resampled and perturbed: {what}", "processes": 1, **grown(runs)}


def _run(source: Path, size: int) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory(prefix="govtext-bench-") as held:
        folder = str(Path(held) / "study")
        names = apart("govtext.bench.studies:write_larger", source=str(source), folder=folder, texts=size).result
        return {name: figures(apart("govtext.bench.studies:run", folder=folder, stages=[name]), name) for name in names}


def figures(measured: Measured, name: str) -> dict[str, float]:
    """Return what a stage took that ran alone in a process: with the start and the imports, as a person waits."""
    return {
        "seconds": measured.seconds, "mib": measured.mib,
        "cpu": measured.result[name]["cpu"] if measured.cpu is None else measured.cpu,
    }


def grown(runs: Runs) -> dict[str, Any]:
    """Return the medians and the growth of runs.

    `seconds`, `cpu` and `mib` hold a list per stage, one figure per size; `all` sums the times and takes the largest
    memory. The exponent is the slope of ln(processor seconds) over ln(texts): over all sizes, and (`exponent_last`)
    between the two largest, where the start weighs least; 1 is linear. `kib_a_text` and `ms_a_text` are what a further
    text costs between the two largest.
    """
    sizes = sorted(runs)
    found: dict[str, Any] = {"sizes": sizes, "seconds": {}, "cpu": {}, "mib": {}}
    for size in sizes:
        for name in runs[size][0]:
            for what in ("seconds", "cpu", "mib"):
                value = statistics.median(run[name][what] for run in runs[size])
                found[what].setdefault(name, []).append(round(value, 2))
    for what, total in (("seconds", sum), ("cpu", sum), ("mib", max)):
        found[what]["all"] = [round(total(column), 2) for column in zip(*found[what].values(), strict=True)]
    found["exponent"] = {name: slope(sizes, took) for name, took in found["cpu"].items()}
    if len(sizes) > 1:
        more = sizes[-1] - sizes[-2]
        found["exponent_last"] = {name: slope(sizes[-2:], took[-2:]) for name, took in found["cpu"].items()}
        found["ms_a_text"] = {n: round(1000 * (took[-1] - took[-2]) / more, 3) for n, took in found["cpu"].items()}
        found["kib_a_text"] = {n: round(1024 * (took[-1] - took[-2]) / more, 2) for n, took in found["mib"].items()}
    return found


def slope(sizes: Sequence[int], values: Sequence[float]) -> float | None:
    """Return the least-squares slope of ln(value) over ln(size); None for fewer than two sizes."""
    if len(sizes) < 2:
        return None
    x = [math.log(size) for size in sizes]
    y = [math.log(max(value, 0.01)) for value in values]
    mean_x, mean_y = statistics.fmean(x), statistics.fmean(y)
    spread = sum((a - mean_x) ** 2 for a in x)
    return round(sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread, 3)
