"""Workers whose run is gone end themselves."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from govtext import orphaned

LONG_RESULT = '''
import os, time

def long_result(folder):
    open(os.path.join(folder, f"{os.getpid()}.worker"), "w").close()
    time.sleep(1)
    return bytes(1 << 24)  # more than a pipe holds: to send it someone must read
'''
RUN = '''
import sys
from govtext.parallel import Work
from held import long_result

for _ in Work(workers=2).map(long_result, [sys.argv[1]] * 1000):
    pass
'''


def workers_of(folder: Path) -> list[int]:
    return [int(path.stem) for path in folder.glob("*.worker")]


def test_workers_of_a_run_that_was_killed_end_even_with_a_result_that_nobody_reads(tmp_path):
    (tmp_path / "held.py").write_text(LONG_RESULT, encoding="utf-8")
    paths = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    run = subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path)], env={**os.environ, "PYTHONPATH": paths})
    try:
        until = time.monotonic() + 60
        while len(workers_of(tmp_path)) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        workers = [psutil.Process(pid) for pid in workers_of(tmp_path)]
    finally:
        run.kill()
        run.wait(10)
    assert len(workers) == 2
    assert psutil.wait_procs(workers, timeout=30)[1] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells no other parent")
def test_a_process_stays_while_its_parent_is_there(monkeypatch):
    ended, looks = [], iter([True, True, False])
    monkeypatch.setattr(orphaned, "_EVERY", 0.0)
    monkeypatch.setattr(os, "_exit", ended.append)
    orphaned._watch(lambda: ended.append("looked") or next(looks))
    assert ended == ["looked", "looked", "looked", 1]
    assert orphaned._is_there(os.getppid())()
    assert not orphaned._is_there(os.getpid())()
