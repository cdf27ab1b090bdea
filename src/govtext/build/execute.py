"""One stage, run: its outputs are made in a staging folder and moved into place when whole."""

from __future__ import annotations

import errno
import importlib
import json
import os
import platform
import shutil
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from govtext.build.arrivals import Early, NotReached
from govtext.build.fingerprint import fingerprint, input_hashes, section_of
from govtext.build.freshness import RECORD, failure_file, read_record
from govtext.build.hashes import text_hash
from govtext.build.memory import PeakMemory, forget, give_back
from govtext.build.stage_table import RAW, Stage
from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.imports import one_by_one
from govtext.kept import Kept
from govtext.lexicons import Lexicons
from govtext.parallel import Work, in_threads
from govtext.store import Inputs, Source, file_hash, import_arrow, write_outputs, write_text
from govtext.tables import TABLES

# Those whose release can change a number in the results.
VERSIONED = (
    "govtext", "jieba", "rjieba", "scikit-learn", "gensim", "pandas", "numpy", "scipy", "pyarrow", "matplotlib",
)


@dataclass(frozen=True)
class Outcome:
    """What one run of a stage took: rows per table, seconds, peak memory in MiB."""

    stage: Stage
    rows: dict[str, int]
    seconds: float
    peak_mib: float


def execute(
    study: Study, stage: Stage, work: Work, early: Early | None = None, more: Callable[[], bool] = lambda: True
) -> Outcome:
    """Run a stage and put its outputs in place.

    Args:
        study: the study.
        stage: the stage.
        work: how it runs.
        early: where it begins before all that it reads is there.
        more: says at its end whether memory is given back, for stages that are still to begin.

    The last good outputs stay whole until the new ones are: a killed run leaves only a staging
    folder, which the next run clears.

    Raises:
        GovtextError: what failed, in one line; also for a full disk or a read-only folder. It is
            noted for `status`.
        NotReached: the stage began early, and one that it waited for has failed.
    """
    began = time.perf_counter()
    try:
        import_arrow()
        failure_file(study, stage).unlink(missing_ok=True)
        with PeakMemory() as peak:
            rows = _make(study, stage, work, early)
    except NotReached:
        _clear(study, stage)
        raise
    except GovtextError as error:
        _note_failure(study, stage, str(error))
        raise
    except (OSError, MemoryError) as error:
        told = _told(stage, error)
        _note_failure(study, stage, str(told), traceback.format_exc())
        raise told from error
    except Exception as error:
        _note_failure(study, stage, f"{type(error).__name__}: {error}", traceback.format_exc())
        raise GovtextError(
            f"stage {stage.name} failed by a defect of govtext ({type(error).__name__}: {error})",
            hint="please report it with data/processed/.govtext/traceback.txt",
        ) from error
    finally:
        if work.workers == 1 and work.engine is None:
            forget()
        if more():
            give_back()
    seconds = time.perf_counter() - began - (early.waited if early else 0.0)
    return Outcome(stage, rows, seconds, peak.mib)


def _make(study: Study, stage: Stage, work: Work, early: Early | None) -> dict[str, int]:
    before = fingerprint(study, stage)
    staging = study.state / "staging" / stage.name
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    kept = Kept(study.state / "kept" / stage.name, text_hash(json.dumps([before.code, versions()], sort_keys=True)))
    inputs, lexicons = _inputs(study, stage, early), Lexicons(study.lexicon_files(stage))
    produced = function_of(stage)(inputs, section_of(study, stage), lexicons, replace(work, kept=kept))
    rows = write_outputs(produced, stage.writes, staging, work)
    kept.tidy()
    if early:
        early.wait()
        before = replace(before, inputs=input_hashes(study, stage))
    made = [path for path in sorted(staging.rglob("*")) if path.is_file()]
    digests = in_threads(file_hash, made, work.workers)  # hashing lets other threads run
    outputs = {path.relative_to(staging).as_posix(): digest for path, digest in zip(made, digests, strict=True)}
    record = {
        "stage": stage.name,
        **before.as_record(),
        "outputs": outputs,
        "rows": rows,
        "versions": versions(),
    }
    write_text(staging / RECORD, json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    if RAW in stage.reads and input_hashes(study, stage) != before.inputs:
        raise GovtextError(
            "a file under data/raw changed while it was read", hint="run again when nothing writes there"
        )
    place = study.processed / stage.folder
    put_in_place(staging, place, _backup(study, stage))
    for name, digest in outputs.items():
        study.hashes.note(place / name, digest)
    return rows


def function_of(stage: Stage) -> Callable[..., Any]:
    """Return the stage's function, loaded.

    Raises:
        GovtextError: it can't be loaded.
    """
    module, _, name = stage.function.partition(":")
    try:
        with one_by_one:
            return getattr(importlib.import_module(module), name)  # type: ignore[no-any-return]
    except (ImportError, AttributeError) as error:
        raise GovtextError(
            f"stage {stage.name}: function {stage.function} can't be loaded ({error})",
            hint="check pipeline/stages.py and the installation (govtext doctor)",
        ) from error


def _last(study: Study, stage: Stage) -> dict[str, Source]:
    """Return the stage's own tables of its last run, whatever has become stale since."""
    paths = {name: study.processed / TABLES[name].path for name in stage.writes if name in TABLES}
    return {name: Source(name, path) for name, path in paths.items() if path.is_file()}


def _inputs(study: Study, stage: Stage, early: Early | None = None) -> Inputs:
    reads_raw = RAW in stage.reads
    raw = study.raw_files() if reads_raw else ()
    if reads_raw and not raw:
        raise GovtextError("data/raw is empty", hint="put your texts there, then run again")
    there = study.stages.needed_to_begin(stage, early.light) if early else study.stages.upstream(stage)
    known = study.stages.needed_for([other.name for other in there])
    others = [other for other in study.stages if other.name != stage.name]
    records = {other.name: _known_of(study, other, other in known) for other in others}
    tables = {name: Source(name, study.processed / TABLES[name].path) for name in stage.reads if name != RAW}
    return Inputs(
        tables={**tables, **(early.sources() if early else {})},
        raw=raw,
        secret=study.secret() if reads_raw else b"",
        records={name: record for name, record in records.items() if record},
        last=_last(study, stage),
    )


def _known_of(study: Study, other: Stage, there: bool) -> dict[str, Any]:
    """Return the record of a stage that a stage rests on and that is there; of any other its settings."""
    if there:
        return read_record(study, other) or {}
    section = section_of(study, other)
    return {"settings": section.model_dump(mode="json") if section is not None else {}, "versions": versions()}


def put_in_place(staging: Path, place: Path, backup: Path) -> None:
    """Swap a finished staging folder into its place.

    Between the two renames the old outputs stand in `backup`, from where `recover` brings them back.
    """
    shutil.rmtree(backup, ignore_errors=True)
    if place.exists():
        backup.parent.mkdir(parents=True, exist_ok=True)
        os.replace(place, backup)
    try:
        os.replace(staging, place)
    except OSError:
        if backup.exists():
            os.replace(backup, place)
        raise
    shutil.rmtree(backup, ignore_errors=True)


def recover(study: Study) -> None:
    """Bring back what a run killed between two renames left in backup, and clear staging folders."""
    for stage in study.stages:
        backup, place = _backup(study, stage), study.processed / stage.folder
        if backup.is_dir():
            if place.exists():
                shutil.rmtree(backup, ignore_errors=True)
            else:
                os.replace(backup, place)
    shutil.rmtree(study.state / "staging", ignore_errors=True)


def _backup(study: Study, stage: Stage) -> Path:
    return study.state / "backup" / stage.name


def _clear(study: Study, stage: Stage) -> None:
    shutil.rmtree(study.state / "staging" / stage.name, ignore_errors=True)


def _note_failure(study: Study, stage: Stage, line: str, trace: str | None = None) -> None:
    _clear(study, stage)
    try:
        write_text(failure_file(study, stage), line + "\n")
        if trace:
            write_text(study.state / "traceback.txt", trace)
    except OSError:
        pass  # on a full disk the error itself still reaches the user


def _told(stage: Stage, error: OSError | MemoryError) -> GovtextError:
    if isinstance(error, MemoryError) or error.errno == errno.ENOMEM:
        return GovtextError(
            f"stage {stage.name} needs more memory than there is",
            hint="set run.workers to 1, close other programs, or take a larger machine (docs/scale.md has sizes)",
        )
    name = Path(error.filename).name if error.filename else None
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return GovtextError(
            "the disk is full", file=name, hint="make room and run again; the last good outputs are whole"
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return GovtextError(
            "can't be written or read", file=name,
            hint="close it in other programs (Excel) and check the folder's permissions, then run again",
        )
    return GovtextError(f"{error.strerror or error}", file=name, hint="mend it and run again")


@lru_cache(maxsize=1)
def versions() -> Mapping[str, str]:
    """Return the releases that the results may depend on; asked several times by every stage."""
    found = {"python": platform.python_version()}
    for name in VERSIONED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
