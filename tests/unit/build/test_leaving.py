"""The end of a command's process."""

import os
import subprocess
import sys

import pytest
from toy_study import govtext, make_toy_study

# Stands for what a library does at the end, and tells whether objects were freed one by one.
SCRIPT = """
import atexit, sys
from govtext.build import leaving
sys.modules["__main__"].__spec__ = type("Spec", (), {"name": NAME})()
leaving.leave_at_once_when_done()
atexit.register(lambda: print("the library's end"))
class Held:
    def __del__(self):
        print("freed")
held = Held()
leaving.note_end(CODE)
sys.exit(CODE)
"""


def run(name, code):
    script = SCRIPT.replace("NAME", repr(name)).replace("CODE", repr(code))
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60, env=dict(os.environ)
    )
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("govtext.__main__", 0, ["the library's end"]),
        ("govtext.cli", None, ["the library's end"]),
        ("govtext.cli", 1, ["the library's end", "freed"]),
        ("govtext_of_others", 0, ["the library's end", "freed"]),
        ("my_study", 0, ["the library's end", "freed"]),
    ],
)
def test_a_command_that_ended_well_leaves_at_once_and_last(name, code, told):
    assert run(name, code) == (code or 0, told)


def test_commands_tell_all_and_keep_their_codes(tmp_path):
    study = make_toy_study(tmp_path)
    assert "Done: 3 stages" in govtext(study.folder, "run").stdout
    assert "up to date (3 stages)" in govtext(study.folder, "run").stdout
    assert govtext(study.folder, "run", "nothing").returncode == 1
    assert govtext(study.folder, "run", "--nothing").returncode == 2
