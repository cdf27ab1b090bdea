"""The command `govtext bench`: speed and memory against named peers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Annotated, Any

import typer

from govtext.errors import GovtextError
from govtext.help_text import MEASURE


def add_bench_command(app: typer.Typer, folder: Callable[[], Path]) -> None:
    """Add `bench` to the commands; what it measures on lies in the folder that --study names, as with the others."""

    @app.command(rich_help_panel=MEASURE)
    def bench(
        name: Annotated[str | None, typer.Argument(help="Benchmark; all where none is named.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
        plot: Annotated[
            Path | None, typer.Option("--plot", help="Draw the results into this .svg, .png or .pdf.")
        ] = None,
        runs: Annotated[
            int, typer.Option("--runs", min=0, max=99, help="Runs of which the median counts; 0: three for speed.")
        ] = 0,
        sizes: Annotated[
            str, typer.Option("--sizes", help="For scaling, issues and memory: numbers of texts, as 1000,10000.")
        ] = "",
    ) -> None:
        """Measure speed and memory against named peers, in the same run.

        Medians of three.
        """
        import json

        from govtext.bench.registry import BENCHMARKS, run_benchmark

        wanted = _numbers(sizes)
        if plot is not None:
            from govtext.bench.plots import check_format

            check_format(plot)
        place = folder()
        if not place.is_dir():
            raise GovtextError(f"there is no folder {place}", hint="name the study: govtext --study DIR bench")
        with chdir(place):
            results = [
                run_benchmark(one, runs or None, wanted if name else (), lambda line: print(line, file=sys.stderr))
                for one in ([name] if name else BENCHMARKS)
            ]
        if as_json:
            print(json.dumps(results[0] if name else results, ensure_ascii=False, indent=1))
        else:
            for figures in results:
                _show(figures, BENCHMARKS[figures["benchmark"]][1])
        if plot is not None:
            from govtext.bench.plots import draw

            draw(results, plot)
            print(f"Drawn: {plot}", file=sys.stderr)


def _numbers(sizes: str) -> list[int]:
    found = []
    for part in filter(None, (part.strip() for part in sizes.split(","))):
        try:
            number = int(float(part))
        except (ValueError, OverflowError):
            number = 0
        if number < 1:
            raise GovtextError(f'"{part}" is no number of texts', hint="write: --sizes 1000,10000,100000")
        found.append(number)
    return sorted(set(found))


def _show(figures: dict[str, Any], what: str) -> None:
    print(f"{figures['benchmark']}: {what}")
    for key, value in figures.items():
        if isinstance(value, dict):
            for name, one in value.items():
                print(f"  {f'{key} {name}':<28} {_shown(one)}")
        elif key != "benchmark":
            print(f"  {key:<28} {_shown(value)}")


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "  ".join(_shown(one) for one in value)
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
