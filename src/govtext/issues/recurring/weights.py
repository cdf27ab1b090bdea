"""Coefficients of the regression on pairs in `judgement.py`, read from pair_weights.csv.

The column "weight" is for a corpus of some 7,600 messages, fitted by `fitting_pairs.py`; "small" for corpora of 250.
"""

from __future__ import annotations

import csv
from importlib import resources


def _column(name: str) -> tuple[float, dict[str, float]]:
    content = resources.files("govtext.issues.recurring").joinpath("pair_weights.csv").read_text(encoding="utf-8")
    weights = {row["term"]: float(row[name]) for row in csv.DictReader(content.splitlines())}
    return weights.pop("intercept"), weights


BIAS, WEIGHTS = _column("weight")
SMALL_BIAS, SMALL_WEIGHTS = _column("small")
