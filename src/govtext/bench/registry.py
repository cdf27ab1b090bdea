"""The benchmarks by name, and what they are measured on."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from govtext.errors import GovtextError, nearest

# name → (module:function, what it compares, runs of which the median counts). Each function returns a
# flat dict of figures; what it is measured on it finds itself.
BENCHMARKS: Mapping[str, tuple[str, str, int]] = {
    "reading": ("govtext.bench.peers:reading", "a workbook read, against pandas with openpyxl", 3),
    "documents": ("govtext.bench.documents:benchmark", "up to 1,000,000 rows of csv and Parquet read and cleaned", 1),
    "segmentation": ("govtext.bench.segmentation:benchmark", "speed against jieba's, the same words", 3),
    "keywords": ("govtext.bench.keywords:benchmark", "keywords per text against jieba.analyse", 3),
    "topics": ("govtext.bench.peers:topics", "the topics stage against a grid of gensim's LdaMulticore", 3),
    "million-texts": ("govtext.bench.topics:benchmark", "topics of a million short texts: time, memory, assigning", 1),
    "clustering": ("govtext.bench.peers:clustering", "the issues stage against k-means and DBSCAN on TF-IDF", 3),
    "issues": ("govtext.bench.issues:benchmark", "clustering 20,000 and 100,000 resampled messages", 1),
    "coding": ("govtext.bench.coding:benchmark", "complaints coded a second on one core, after segmentation", 3),
    "privacy": ("govtext.bench.privacy:benchmark", "masking on generated mentions and look-alikes", 1),
    "policies": ("govtext.bench.policies:benchmark", "a national collection of laws: the policies stage", 3),
    "whole-way": ("govtext.bench.peers:whole_way", "the whole run against a careful user's script, which does less", 3),
    "scaling": ("govtext.bench.scaling:benchmark", "time and memory of each stage over 1e3, 1e4, 1e5 texts", 1),
    "memory": ("govtext.bench.limited:benchmark", "which stages take 500,000 texts through in 2 GiB", 1),
}
# Benchmarks that are told how many texts.
TAKE_SIZES = ("scaling", "issues", "memory")


def run_benchmark(
    name: str, runs: int | None = None, sizes: Sequence[int] = (), told: Callable[[str], None] = lambda line: None
) -> dict[str, Any]:
    """Run a benchmark, each run in a process of its own; return the medians of its figures.

    Args:
        name: of the benchmark.
        runs: how often; None takes what the benchmark needs (three, where it measures speed).
        sizes: numbers of texts, for those of `TAKE_SIZES`.
        told: called with a line before each run.

    Returns:
        The figures, with `runs`, `peak_mebibytes` of the largest run and the machine's description.

    Raises:
        GovtextError: there is no such benchmark (the message names the nearest), or it failed.
    """
    from govtext.bench.apart import apart
    from govtext.bench.peers import machine
    from govtext.parallel import worker_count

    if name not in BENCHMARKS:
        raise GovtextError(f"there is no benchmark {name}", hint=nearest(name, list(BENCHMARKS)))
    function, _, usual = BENCHMARKS[name]
    arguments: dict[str, Any] = {"sizes": list(sizes)} if sizes else {}
    if sizes and name not in TAKE_SIZES:
        raise GovtextError(f"benchmark {name} takes no sizes", hint=f"only {', '.join(TAKE_SIZES)} do")
    times, found, peak = runs or usual, [], 0.0
    if name == "scaling":  # it repeats what is small itself
        times, arguments["thrice"] = 1, runs is None or runs >= 3
    for number in range(1, times + 1):
        told(f"{name}: run {number} of {times}")
        measured = apart(function, worker_count(0), **arguments)
        found.append(measured.result)
        peak = max(peak, measured.mib)
    return {
        "benchmark": name, **medians(found), "runs": len(found), "peak_mebibytes": peak, "machine": machine(),
    }


def medians(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return each figure's median over the runs; what is no number is taken from the first run."""
    merged: dict[str, Any] = {}
    for name, first in runs[0].items():
        if isinstance(first, (int, float)) and not isinstance(first, bool) and len(runs) > 1:
            value = statistics.median(run[name] for run in runs if run.get(name) is not None)
            merged[name] = round(value, 3) if isinstance(value, float) else value
        else:
            merged[name] = first
    return merged


def complaint_texts() -> tuple[list[str], str]:
    """Return texts to measure on, and what they are.

    The folder named by GOVTEXT_REAL_DATA where there is one, else the demo study, else GovtextError.
    """
    folder = os.environ.get("GOVTEXT_REAL_DATA", "")
    if folder and (Path(folder) / "complaints").is_dir():
        texts = [text for path in sorted((Path(folder) / "complaints").glob("*.xlsx")) for text in _texts(path)]
        if texts:
            return texts, f"{len(texts)} real complaints"
    demo = Path("data") / "raw"
    texts = [text for path in sorted(demo.glob("*.xlsx")) for text in _texts(path)] if demo.is_dir() else []
    if not texts:
        raise GovtextError(
            "there are no texts to measure on",
            hint="set GOVTEXT_REAL_DATA to a folder with complaints/*.xlsx, or go to the repository's folder",
        )
    return texts, f"{len(texts)} complaints of the demo study (too few for a firm figure)"


def _texts(path: Path) -> list[str]:
    import pandas as pd

    frame = pd.read_excel(path, engine="calamine")
    for column in ("留言详情", "诉求内容"):
        if column in frame.columns:
            return [str(text) for text in frame[column].dropna()]
    return []
