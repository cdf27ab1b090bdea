"""manifest.json: what was run, with what, and what it took."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from govtext.build.execute import Outcome
from govtext.build.freshness import read_record
from govtext.build.study import Study
from govtext.store import write_text

MANIFEST = "manifest.json"


def read_manifest(study: Study) -> dict[str, Any]:
    """Return the run's manifest; an empty dict where there is none or it is damaged."""
    try:
        content = json.loads((study.processed / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_manifest(study: Study, outcomes: Iterable[Outcome]) -> None:
    """Write the manifest anew from the stages' records, with the time and memory of what ran just now."""
    earlier = read_manifest(study).get("stages", {})
    measured = {
        outcome.stage.name: {"seconds": round(outcome.seconds, 2), "peak_memory_mib": round(outcome.peak_mib)}
        for outcome in outcomes
    }
    stages: dict[str, Any] = {}
    rows: dict[str, int] = {}
    for stage in study.stages:
        record = read_record(study, stage)
        if record is None:
            continue
        rows |= record.get("rows", {})
        kept = {key: earlier.get(stage.name, {}).get(key) for key in ("seconds", "peak_memory_mib")}
        stages[stage.name] = {
            **record,
            "rows_in": {name: rows[name] for name in stage.reads if name in rows},
            **measured.get(stage.name, kept),
        }
    content = {"stages": stages}
    write_text(study.processed / MANIFEST, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
