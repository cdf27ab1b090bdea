"""Results of benchmarks as a picture: ratios to the peers, and growth over the number of texts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govtext.errors import GovtextError

FORMATS = (".svg", ".png", ".pdf")


def check_format(path: Path) -> None:
    """Refuse a file that can't be drawn, before anything is measured.

    Raises:
        GovtextError: its name ends in no known format, or its folder is missing.
    """
    if path.suffix.lower() not in FORMATS:
        raise GovtextError(f"{path.name} is no picture", hint=f"name it with one of {', '.join(FORMATS)}")
    if not path.absolute().parent.is_dir():
        raise GovtextError(f"there is no folder {path.parent}", hint="make it first")


def draw(results: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw the results into one file.

    Raises:
        GovtextError: the file is of no known format, or nothing among the results can be drawn.
    """
    check_format(path)
    from matplotlib.figure import Figure

    growth = [one for one in results if "sizes" in one]
    ratios = _ratios(results)
    if not growth and not ratios:
        raise GovtextError("there is nothing to draw", hint="benchmarks with ratios or sizes can be drawn")
    rows = bool(ratios) + len(growth)
    figure = Figure(figsize=(10, 0.9 + 0.34 * len(ratios) + 4.2 * len(growth)), layout="constrained")
    parts = figure.subfigures(rows, 1, squeeze=False, height_ratios=[
        *([0.9 + 0.34 * len(ratios)] if ratios else []), *([4.2] * len(growth)),
    ])[:, 0]
    if ratios:
        _draw_ratios(parts[0], ratios)
    for part, one in zip(parts[bool(ratios) :], growth, strict=True):
        _draw_growth(part, one)
    figure.savefig(path, dpi=160)


def _ratios(results: Sequence[dict[str, Any]]) -> list[tuple[str, float]]:
    return [
        (f"{one['benchmark']}: {name.removeprefix('ratio_').replace('_', ' ')}", float(value))
        for one in results for name, value in one.items()
        if name.startswith("ratio_") and isinstance(value, (int, float)) and value > 0
    ]


def _draw_ratios(part: Any, ratios: list[tuple[str, float]]) -> None:
    axes = part.subplots()
    names, values = [name for name, _ in ratios][::-1], [value for _, value in ratios][::-1]
    bars = axes.barh(names, values, color="#3b6ea5")
    axes.bar_label(bars, labels=[f" {value:.1f}" for value in values])
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_xscale("log")
    axes.set_xlabel("times as fast as the peer")
    axes.spines[["top", "right"]].set_visible(False)


def _draw_growth(part: Any, one: dict[str, Any]) -> None:
    time, memory = part.subplots(1, 2)
    last = one.get("exponent_last", {})
    for axes, what, unit in ((time, "cpu", "processor seconds"), (memory, "mib", "peak memory, MiB")):
        for name, values in one[what].items():
            label = f"{name} ({last[name]:.2f})" if what == "cpu" and last.get(name) is not None else name
            # A stage has no point where it was not measured.
            points = [(size, value) for size, value in zip(one["sizes"], values, strict=True) if value is not None]
            x, y = zip(*points, strict=True) if points else ((), ())
            axes.plot(x, y, marker="o", markersize=3, label=label, linewidth=2 if name == "all" else 1)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("texts")
        axes.set_ylabel(unit)
        axes.grid(alpha=0.3)
    time.legend(title="stage (exponent, last step)", fontsize=7, title_fontsize=7)
