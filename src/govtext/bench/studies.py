"""Studies to measure on: the real one where GOVTEXT_REAL_DATA names it, else generated ones; run stage by stage."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from govtext.bench.generated import write_partitions

# Generated texts where there is no real study: as many as that one has.
TEXTS = 7_600


@contextmanager
def study(texts: int | None = None, demo: bool = False) -> Iterator[tuple[Path, str]]:
    """Give a fresh study in a temporary folder, and what it holds.

    Args:
        texts: so many generated complaints; None takes the real ones if there are any.
        demo: whether the demo study, where the command is run in its folder, stands in for real ones.
    """
    from govtext.build.new_study import make_study

    with tempfile.TemporaryDirectory(prefix="govtext-bench-") as held:
        folder = Path(held) / "study"
        make_study(folder)
        raw = folder / "data" / "raw"
        what = _copy_real(raw) if texts is None else ""
        if not what and texts is None and demo:
            what = _copy_demo(raw)
        if not what:
            write_partitions(raw / "complaints", texts or TEXTS)
            what = f"{texts or TEXTS} generated complaints"
        yield folder, what


def write_larger(source: str, folder: str, texts: int) -> list[str]:
    """Make a study of so many complaints, those of `source` resampled, with its policies (called apart).

    Args:
        source: a study whose documents stage has run.
        folder: where to make it.
        texts: how many.

    Returns:
        Its stages, in order.
    """
    from govtext.bench.resampled import read_originals, write_resampled
    from govtext.build.new_study import make_study
    from govtext.build.study import Study

    made, raw = Path(folder), Path(folder) / "data" / "raw"
    make_study(made)
    write_resampled(raw / "complaints", read_originals(Path(source)), texts)
    policies = Path(source) / "data" / "raw" / "policies"
    if policies.is_dir():
        shutil.copytree(policies, raw / "policies", copy_function=shutil.copyfile)
    return Study(made).stages.names()


def _copy_real(raw: Path) -> str:
    source = Path(os.environ.get("GOVTEXT_REAL_DATA", ""))
    if not os.environ.get("GOVTEXT_REAL_DATA") or not (source / "complaints").is_dir():
        return ""
    names = [path for path in sorted((source / "complaints").glob("*.xlsx")) if _holds_texts(path)]
    for path in names:
        shutil.copyfile(path, raw / path.name)
    policies = 0
    if (source / "policies").is_dir():
        shutil.copytree(source / "policies", raw / "policies", copy_function=shutil.copyfile)
        policies = sum(path.is_file() for path in (raw / "policies").rglob("*"))
    return f"the real study: {len(names)} workbooks of complaints, {policies} files of policies"


def _copy_demo(raw: Path) -> str:
    source = Path("data") / "raw"
    if not source.is_dir():
        return ""
    shutil.copytree(source, raw, dirs_exist_ok=True, copy_function=shutil.copyfile)
    return "the study of this folder"


def _holds_texts(path: Path) -> bool:
    import pandas as pd

    return bool({"留言详情", "诉求内容"} & set(pd.read_excel(path, engine="calamine", nrows=1).columns))


def run(folder: str, stages: list[str] | None = None) -> dict[str, Any]:
    """Run stages of a study (called apart).

    Returns:
        name → seconds by the clock, seconds of this process' processor time (all of the work where
        there is one process), peak memory in MiB and rows.
    """
    from govtext.build.run import run_stages
    from govtext.build.study import Study

    screen = _timing_screen()
    result = run_stages(Study(Path(folder)), stages or [], screen)
    return {
        one.stage.name: {
            "seconds": round(one.seconds, 3), "cpu": round(screen.cpu[one.stage.name], 3), "mib": round(one.peak_mib),
            "rows": sum(one.rows.values()),
        }
        for one in result.outcomes
    }


def _timing_screen() -> Any:
    from govtext.build.progress import Screen

    class Timing(Screen):
        def __init__(self) -> None:
            super().__init__(live=False)
            self.cpu: dict[str, float] = {}

        @contextmanager
        def stage(self, stage: Any, *arguments: Any, **named: Any) -> Iterator[Any]:
            began = time.process_time()
            with super().stage(stage, *arguments, **named) as work:
                yield work
            self.cpu[stage.name] = time.process_time() - began

        def notice(self, message: str) -> None:
            return

        def done(self, outcome: Any) -> None:
            return

    return Timing()


def kinds(folder: Path, kind: str) -> list[list[str]]:
    """Return the words of all texts of a kind, in order, from a study whose words stage has run."""
    import pyarrow.parquet as pq

    processed = folder / "data" / "processed"
    of_kind = pq.read_table(processed / "01_documents" / "documents.parquet", columns=["doc_id", "kind"])
    wanted = {i for i, k in zip(of_kind["doc_id"].to_pylist(), of_kind["kind"].to_pylist(), strict=True) if k == kind}
    words = pq.read_table(processed / "02_words" / "words.parquet", columns=["doc_id", "words"])
    return [
        found for i, found in zip(words["doc_id"].to_pylist(), words["words"].to_pylist(), strict=True) if i in wanted
    ]


def settings_changed(folder: Path, changes: dict[str, str]) -> None:
    """Replace lines of the study's params.toml: setting = value, each name standing once."""
    path = folder / "pipeline" / "params.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    for at, line in enumerate(lines):
        name = line.partition("=")[0].strip()
        if name in changes:
            lines[at] = f"{name} = {changes[name]}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def dump(content: Any, path: Path) -> None:
    """Write plain values as JSON."""
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
