"""Keeps what hand coding measured where the report reads it: pipeline/lexicons/coding_agreement.toml.

`govtext coding agreement` adds how well the coders agree, `govtext coding train` what the training came to.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.store import write_text

FILE = "coding_agreement.toml"
HEAD = (
    "# How well the study's coders agree, and what training on their codes came to: written by `govtext coding\n"
    "# agreement` and `govtext coding train`, told in the report's methods.\n"
)
TRAINING = ("code", "texts", "chosen", "trusted", "rules_f1", "layer_f1", "raw", "corrected", "low", "high", "coded")
COLUMNS = ("variable", "units", "per_cent", "kappa", "alpha", "low", "high", "verdict",
           "random_units", "random_kappa", "random_alpha", "random_low", "random_high")


def keep_agreement(study: Study, of: str, coders: int, table: Sequence[Mapping[str, Any]]) -> None:
    """Write the agreement of "complaints" or "clauses"; that of the other stays. No coder's name is kept.

    Raises:
        GovtextError: the file is no TOML.
    """
    _keep(study, of, coders, [{name: row.get(name) for name in COLUMNS} for row in table])


def keep_training(study: Study, coders: int, report: Sequence[Mapping[str, Any]]) -> None:
    """Write what training came to, code by code: the share as the machine counts it, and as corrected.

    Raises:
        GovtextError: the file is no TOML.
    """
    _keep(study, "training", coders, [{name: row.get(name) for name in TRAINING} for row in report])


def _keep(study: Study, name: str, coders: int, variables: list[dict[str, Any]]) -> None:
    path = study.folder / "pipeline" / "lexicons" / FILE
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8-sig")) if path.is_file() else {}
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GovtextError(
            "is no valid TOML", file=f"pipeline/lexicons/{FILE}", hint="delete it, then measure again"
        ) from error
    held[name] = {"coders": coders, "variables": variables}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, HEAD + "".join(_section(one, held[one]) for one in sorted(held)))


def _section(name: str, content: Mapping[str, Any]) -> str:
    lines = [f"\n[{name}]", f"coders = {content['coders']}"]
    for row in content["variables"]:
        lines += ["", f"[[{name}.variables]]"]
        lines += [f"{key} = {shown}" for key, value in row.items() if (shown := _value(value)) is not None]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str | None:
    """Return a value as TOML; None for what has none."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"{round(float(value), 6)}" if isinstance(value, float) else str(int(value))
