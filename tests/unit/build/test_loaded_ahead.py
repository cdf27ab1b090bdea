"""What later stages need is loaded while the first one waits."""

import sys
import time

from toy_study import make_toy_study

from govtext.build import loaded_ahead
from govtext.build.loaded_ahead import LoadedAhead
from govtext.build.stage_table import Stage
from govtext.build.study import Study

MODULE = """
def run():
    pass

def ready(settings, lexicons):
    return list(lexicons.lines("stopwords.txt"))[:1].append
"""


def stages(*names, lexicons=()):
    return [Stage(name, "", f"{name}:run", (), (), "", lexicons) for name in names]


def wait_until(there):
    deadline = time.monotonic() + 10
    while not there() and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_stage_that_can_not_be_loaded_keeps_none_of_the_others(tmp_path, monkeypatch):
    (tmp_path / "stage_loaded_ahead.py").write_text("def run():\n    pass\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    ahead = LoadedAhead(make_toy_study(tmp_path / "study"), stages("stage_that_is_not_there", "stage_loaded_ahead"), 2)
    ahead.load()
    wait_until(lambda: hasattr(sys.modules.get("stage_loaded_ahead"), "run"))
    assert hasattr(sys.modules.pop("stage_loaded_ahead"), "run")


def test_processes_are_given_once_what_makes_them_ready(tmp_path, monkeypatch):
    (tmp_path / "stage_with_ready.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "stage_without.py").write_text("def run():\n    pass\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    given = []
    monkeypatch.setattr(loaded_ahead, "prepare", lambda workers, function: given.append((workers, function.__name__)))
    wanted = ("stage_that_is_not_there", "stage_without", "stage_with_ready")
    ahead = LoadedAhead(Study(tmp_path), stages(*wanted, lexicons=("stopwords.txt",)), 2)
    for _ in range(2):
        ahead.prepare()
    wait_until(lambda: given)
    time.sleep(0.1)
    assert given == [(2, "append")]
    for name in wanted[1:]:
        sys.modules.pop(name)
