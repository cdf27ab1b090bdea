"""What the processes of a run have in common is loaded before they part, where that is worth while and safe."""

import importlib
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
import pytest
from toy_study import make_toy_study

from govtext.build import shared_start as module
from govtext.build.progress import Screen
from govtext.build.run import run_stages
from govtext.build.shared_start import LATER, shared_start
from govtext.build.study import Study
from govtext.store import file_hash

PROGRAM = """
import sys
from pathlib import Path
from govtext.build import shared_start
shared_start.WORTH_WORKERS = 1
from govtext import cli, pools, stem
started, start = [], pools.start_stem
pools.start_stem = lambda load: started.append(start(load)) or started[-1]
pools._loky_pool = None
{then}
try:
    cli.main()
finally:
    assert started[0] is not None
    Path("stem").write_text(str(started[0].pid), encoding="utf-8")
"""


@pytest.fixture
def study(tmp_path):
    return make_toy_study(tmp_path / "study")


def loaded_for(study, monkeypatch, workers=2, worth=1, forced=()):
    """Return what is loaded for a run of all stages: None where no process is to be forked."""
    monkeypatch.setattr(module, "WORTH_WORKERS", worth)
    called = []

    @contextmanager
    def forking(load):
        called.append(load)
        yield

    monkeypatch.setattr(module, "forking", forking)
    monkeypatch.setattr(module, "_import", lambda stages: called.append([stage.name for stage in stages]))
    study = Study(study.folder)
    with shared_start(study, list(study.stages), workers, forced):
        assert module.NO_THREAD[0] not in os.environ
    return called[0] if called else None


def test_only_for_several_processes_with_enough_to_do(study, monkeypatch):
    assert loaded_for(study, monkeypatch) == ["documents", "words", "keywords"]
    assert loaded_for(study, monkeypatch, workers=1) is None
    assert loaded_for(study, monkeypatch, worth=2**20) is None


def test_only_for_stages_that_will_run(study, monkeypatch):
    run_stages(Study(study.folder), [], Screen(live=False))
    assert loaded_for(study, monkeypatch) is None
    assert loaded_for(study, monkeypatch, forced=["words"]) == ["words", "keywords"]


def test_all_that_is_named_to_be_loaded_is_there():
    for names in LATER.values():
        for name in names:
            found = importlib.import_module(name.partition(":")[0])
            if ":" in name:
                assert getattr(found, name.partition(":")[2])()


def run_forked(folder, then="", **options):
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(then=then), "--study", str(folder), "run"], cwd=folder.parent,
        env={**os.environ, "GOVTEXT_WORKERS": "2"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", **options,
    )  # fmt: skip


def demo(folder, root):
    subprocess.run([sys.executable, "-m", "govtext.cli", "new", str(folder)], check=True, capture_output=True)
    shutil.copytree(root / "data" / "raw", folder / "data" / "raw", dirs_exist_ok=True)
    return folder


def outputs(folder):
    processed = folder / "data" / "processed"
    return {
        path.relative_to(processed).as_posix(): file_hash(path)
        for path in processed.glob("0*/**/*") if path.is_file()
    }


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
def test_forked_workers_make_the_same_bytes_and_end_with_the_run(demo_study, root, tmp_path):
    folder = demo(tmp_path / "study", root)
    running = run_forked(folder)
    _, told = running.communicate(timeout=600)
    assert running.returncode == 0, told
    assert not psutil.pid_exists(int((tmp_path / "stem").read_text(encoding="utf-8")))
    assert outputs(folder) == outputs(demo_study)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
def test_an_interrupt_ends_forked_workers_too(root, tmp_path):
    folder = demo(tmp_path / "study", root)
    running = run_forked(folder, start_new_session=True)
    deadline = time.monotonic() + 100
    while len(children := psutil.Process(running.pid).children(recursive=True)) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(children) == 3
    os.killpg(running.pid, signal.SIGINT)  # as Ctrl-C does, to all of them
    _, told = running.communicate(timeout=10)
    assert told.splitlines()[-1] == "interrupted: finished stages are whole; run again to go on"
    assert running.returncode == 1
    _, left = psutil.wait_procs(children, timeout=2)
    assert not left
