"""The demo study killed in every stage: nothing half written is taken for done, and the end is the same."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from govtext.store import file_hash

STAGES = ["documents", "words", "keywords", "topics", "issues", "policies", "robustness", "dataset", "report"]


def hashes(study):
    processed = study / "data" / "processed"
    return {
        path.relative_to(processed).as_posix(): file_hash(path)
        for path in processed.glob("0*/**/*") if path.is_file()
    }


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_killed_in_every_stage_it_goes_on_to_the_same_bytes(demo_study, tmp_path, root):
    study = tmp_path / "study"
    command = [sys.executable, "-m", "govtext.cli"]
    subprocess.run([*command, "new", str(study)], check=True, capture_output=True)
    shutil.copytree(root / "data" / "raw", study / "data" / "raw", dirs_exist_ok=True)
    staging = study / "data" / "processed" / ".govtext" / "staging"
    for stage in STAGES:
        before = hashes(study)
        run = subprocess.Popen(
            [*command, "--study", str(study), "run"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, env={**os.environ, "GOVTEXT_WORKERS": "1"},
        )
        deadline = time.monotonic() + 120
        while not (staging / stage).exists():
            assert run.poll() is None, f"the run ended before {stage}"
            assert time.monotonic() < deadline
            time.sleep(0.001)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        after = hashes(study)
        assert all(after[name] == digest for name, digest in before.items()), f"killed in {stage}"
        status = subprocess.run(
            [*command, "--study", str(study), "status"], capture_output=True, text=True, encoding="utf-8", check=True
        ).stdout
        states = {line.split()[0]: line.split()[1] for line in status.splitlines()}
        assert states[stage] != "fresh"
        assert all(states[earlier] == "fresh" for earlier in STAGES[: STAGES.index(stage)])
    finished = subprocess.run([*command, "--study", str(study), "run"], capture_output=True, check=False)
    assert finished.returncode == 0
    assert hashes(study) == hashes(demo_study)
