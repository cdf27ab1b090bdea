"""Temporary folders: gone with their context, and those of a killed run with the next."""

import os
import subprocess
import sys
import tempfile
import time

import pytest

from govtext.aside import folder_aside, new_folder

HOLDS = """
import time
from govtext.aside import folder_aside

with folder_aside() as folder:
    (folder / "part").write_bytes(bytes(1000))
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("TEMP", str(tmp_path))
    return tmp_path


def test_a_folder_goes_with_its_context_whatever_happens_in_it(temporary):
    def lose(folder):
        (folder / "part").write_bytes(b"1")
        assert folder.parent == temporary
        raise ValueError("lost")

    with pytest.raises(ValueError, match="lost"), folder_aside() as folder:
        lose(folder)
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_is_cleared_and_what_one_at_work_holds_is_not(temporary):
    run = subprocess.Popen([sys.executable, "-c", HOLDS], stdout=subprocess.PIPE, text=True, env=os.environ.copy())
    try:
        left = run.stdout.readline().strip()
        (temporary / "others").mkdir()
        (temporary / "govtext-elsewhere-1-x").mkdir()
        with folder_aside():
            assert os.path.exists(left)
        run.kill()
        run.wait()
        assert os.path.exists(left)
        with folder_aside():
            assert not os.path.exists(left)
    finally:
        run.kill()
        run.stdout.close()
    assert sorted(one.name for one in temporary.iterdir()) == ["govtext-elsewhere-1-x", "others"]


def test_a_folder_made_before_the_process_of_its_number_began_is_cleared(temporary):
    old = new_folder()
    day = time.time() - 86_400
    os.utime(old, (day, day))
    new = new_folder()
    assert not old.exists()
    assert new.exists()
