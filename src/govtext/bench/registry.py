"""The benchmarks by name, and what they are measured on."""

from __future__ import annotations

import importlib
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from govtext.errors import GovtextError, nearest

# name → (module:function, what it compares). Each function takes no argument that matters to a user
# and returns a flat dict of figures.
BENCHMARKS: Mapping[str, tuple[str, str]] = {
    "segmentation": ("govtext.bench.segmentation:benchmark", "speed against jieba's, the same words"),
    "keywords": ("govtext.bench.keywords:benchmark", "keywords per text against jieba.analyse"),
    "privacy": ("govtext.bench.privacy:benchmark", "masking on generated mentions and look-alikes"),
    "policies": ("govtext.bench.policies:benchmark", "a national collection of laws: the policies stage"),
    "issues": ("govtext.bench.issues:benchmark", "clustering 100,000 resampled messages"),
}


def run_benchmark(name: str) -> dict[str, Any]:
    """Run a benchmark and return its figures with the machine's description.

    Raises:
        GovtextError: there is no such benchmark; the message names the nearest.
    """
    if name not in BENCHMARKS:
        raise GovtextError(f"there is no benchmark {name}", hint=nearest(name, list(BENCHMARKS)))
    module, _, function = BENCHMARKS[name][0].partition(":")
    figures = getattr(importlib.import_module(module), function)()
    return {"benchmark": name, **figures, "machine": machine()}


def machine() -> str:
    """Return a description of this machine for a table of results."""
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} processors, Python {platform.python_version()}"


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
