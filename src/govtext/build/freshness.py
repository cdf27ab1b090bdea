"""Is a stage fresh? Every reason why not, typed, and followed up the chain."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from govtext.build.fingerprint import fingerprint
from govtext.build.stage_table import Stage
from govtext.build.study import Study
from govtext.settings import differences

RECORD = "stage.json"
# A value of a setting in a message; a whole list of words would hide what the message says.
SHOWN_CHARACTERS = 60

ReasonKind = Literal["never run", "input", "setting", "lexicon", "code", "output", "upstream"]
State = Literal["fresh", "stale", "never run", "failed"]


@dataclass(frozen=True)
class Reason:
    """Why a stage is to run again."""

    kind: ReasonKind
    what: str

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True)
class Status:
    """A stage's state with the reasons for it, the nearest first."""

    stage: Stage
    state: State
    reasons: tuple[Reason, ...]


def read_record(study: Study, stage: Stage) -> dict[str, Any] | None:
    """Return what the stage's last good run wrote down of itself, or None."""
    try:
        record = json.loads((study.processed / stage.folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


def own_reasons(study: Study, stage: Stage) -> list[Reason]:
    """Return why the stage's outputs do not answer to what lies on disk now; empty when they do."""
    record = read_record(study, stage)
    if record is None:
        return [Reason("never run", "it has never run")]
    now = fingerprint(study, stage).as_record()
    reasons = _changed_files("input", "reads", record.get("inputs", {}), now["inputs"])
    reasons += [
        Reason("setting", f"setting {stage.name}.{name} changed from {_shown(old)} to {_shown(new)}")
        for name, old, new in differences(record.get("settings", {}), now["settings"])
    ]
    reasons += _changed_files("lexicon", "lexicon", record.get("lexicons", {}), now["lexicons"])
    reasons += _changed_files("code", "code", record.get("code", {}), now["code"])
    return reasons + _changed_outputs(study, stage, record.get("outputs", {}))


def statuses(study: Study) -> list[Status]:
    """Return the status of every stage in running order.

    A stage below one that is not fresh is stale, and its first reason names that stage's own first reason.
    """
    found: dict[str, Status] = {}
    for stage in study.stages:
        reasons = own_reasons(study, stage)
        for other in study.stages.upstream(stage):
            above = found[other.name]
            if above.state != "fresh":
                reasons.append(Reason("upstream", f"{other.name} is {above.state}: {above.reasons[0]}"))
        failure = read_failure(study, stage)
        state: State = "fresh"
        if failure is not None:
            state, reasons = "failed", [Reason("output", f"the last run failed: {failure}"), *reasons]
        elif reasons and reasons[0].kind == "never run":
            state = "never run"
        elif reasons:
            state = "stale"
        found[stage.name] = Status(stage, state, tuple(reasons))
    study.hashes.save()
    return list(found.values())


def failure_file(study: Study, stage: Stage) -> Path:
    """Return where a failed run of the stage is noted."""
    return study.state / "failed" / f"{stage.name}.txt"


def read_failure(study: Study, stage: Stage) -> str | None:
    """Return the error line of the stage's last run, if that run failed."""
    try:
        return failure_file(study, stage).read_text(encoding="utf-8").strip()
    except OSError:
        return None


def _changed_files(kind: ReasonKind, word: str, before: dict[str, str], now: dict[str, str]) -> list[Reason]:
    reasons = []
    for name in sorted(before.keys() | now.keys()):
        if name not in before:
            reasons.append(Reason(kind, f"{word} {name}, which is new"))
        elif name not in now:
            reasons.append(Reason(kind, f"{word} {name}, which is gone"))
        elif before[name] != now[name]:
            reasons.append(Reason(kind, f"{word} {name}, which {'changed' if now[name] else 'is missing'}"))
    return reasons


def _changed_outputs(study: Study, stage: Stage, recorded: dict[str, str]) -> list[Reason]:
    folder = study.processed / stage.folder
    reasons = []
    for name, digest in sorted(recorded.items()):
        now = study.hashes.of(folder / name)
        if now != digest:
            done = "was changed by hand" if now else "is missing"
            reasons.append(Reason("output", f"its output {stage.folder}/{name} {done}"))
    return reasons


def _shown(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= SHOWN_CHARACTERS else f"{shown[: SHOWN_CHARACTERS - 1]}…"
