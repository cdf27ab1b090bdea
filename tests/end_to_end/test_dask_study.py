"""A study on a Dask cluster: workers killed in every stage, the scheduler lost, and the bytes of one process."""

import os
import shutil
import subprocess
import sys

import pytest

pytest.importorskip("distributed")

from tests.dask_cluster import DaskCluster, wait_for

from govtext.bench.generated import write_partitions
from govtext.store import file_hash

TEXTS = 2100  # more than one batch for everything that is spread


def govtext(study, *arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "govtext.cli", "--study", str(study), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "GOVTEXT_WORKERS": "1"},
    )


def run(study, expected=0):
    process = govtext(study, "run", "dataset")  # the report spreads nothing and takes long
    out, errors = process.communicate(timeout=300)
    assert process.returncode == expected, errors
    return out, errors


def set_engine(study, engine, scheduler=""):
    path = study / "pipeline" / "params.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    for at, line in enumerate(lines):
        if line.startswith("engine = ") and "dask" in line:
            lines[at] = f'engine = "{engine}"  # or "dask"'
        elif line.startswith("scheduler = "):
            lines[at] = f'scheduler = "{scheduler}"'
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def hashes(study):
    processed = study / "data" / "processed"
    return {
        path.relative_to(processed).as_posix(): file_hash(path)
        for path in processed.glob("0*/**/*") if path.is_file()
    }


@pytest.fixture
def studies(tmp_path, root):
    """Two equal studies: generated complaints and 40 short policies."""
    made = [tmp_path / "one process", tmp_path / "cluster"]
    first = made[0]
    subprocess.run([sys.executable, "-m", "govtext.cli", "new", str(first)], check=True, capture_output=True)
    write_partitions(first / "data" / "raw" / "complaints", TEXTS, per_file=500)
    policies = first / "data" / "raw" / "policies"
    policies.mkdir(parents=True)
    source = (root / "data" / "raw" / "policies" / "沅宁省网上留言办理办法(2022-03-16).md").read_text(encoding="utf-8")
    for number in range(40):
        (policies / f"办法{number}.md").write_text(f"{source}\n\n附则：本办法为第{number}号。\n", encoding="utf-8")
    path = first / "pipeline" / "params.toml"
    content = path.read_text(encoding="utf-8")
    for old, new in (
        ("k_grid = [5, 6, 8, 10, 12, 16, 20, 25]", "k_grid = [4, 5]"), ("refits = 20", "refits = 3"),
        ("screening = 5", "screening = 3"), ("chance_refits = 3", "chance_refits = 2"),
        ('compare = ["lda_cvb"]', "compare = []"), ("bootstrap = 500", "bootstrap = 50"),
        ("refit_texts = 3000", "refit_texts = 200"),
    ):
        assert old in content
        content = content.replace(old, new)
    path.write_text(content, encoding="utf-8")
    shutil.copytree(first, made[1])
    return made


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_workers_killed_in_every_stage_and_a_lost_scheduler_change_no_byte(studies, root, tmp_path):
    alone, spread = studies
    run(alone)
    deaths = tmp_path / "deaths"
    deaths.mkdir()
    environment = {"GOVTEXT_TEST_DEATHS": str(deaths)}
    preload = root / "tests" / "dying_worker.py"
    dask = DaskCluster(root, environment, nanny=True, preload=preload)
    try:
        dask.wait()
        set_engine(spread, "dask", dask.address)
        process = govtext(spread, "run", "dataset")
        wait_for(lambda: (deaths / "cut_documents").exists())
        dask.scheduler.kill()  # while the words stage is under way
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 1
        assert errors.splitlines()[-1] == (
            f"error: the Dask scheduler {dask.address} was lost; start it again, then run again: finished stages are whole"
        )
        assert "Traceback" not in errors
        assert (spread / "data" / "processed" / "01_documents" / "documents.parquet").is_file()
    finally:
        dask.close()
    (deaths / "cut_documents").unlink()
    dask = DaskCluster(root, environment, nanny=True, preload=preload, port=dask.port)
    try:
        dask.wait()
        out, _ = run(spread)
        assert not out.startswith("documents")  # it goes on where it was lost
    finally:
        dask.close()
    # a kind of batch for each stage that spreads work: documents, words and keywords (two each), topics, issues,
    # policies, robustness
    died = {path.name for path in deaths.iterdir()}
    assert {"prepared", "cut_documents", "surroundings", "count_words", "count_pairs", "refit", "coded_batches", "cut_tables", "make"} <= died
    assert hashes(spread) == hashes(alone)
