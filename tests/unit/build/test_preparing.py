"""Worker processes that start and load before there is work for them."""

import sys
import time
from functools import partial

from govtext.build.preparing import prepare, start_processes
from govtext.parallel import Work


def squared(batch):
    return [number * number for number in batch]


def loaded(batch):
    return "wave" in sys.modules


def noted(folder):
    made = len(list(folder.iterdir()))
    time.sleep(0.5)  # longer than it takes the other process to ask for what it can do
    (folder / f"{made}-{time.monotonic_ns()}").touch()


def test_processes_started_early_do_the_work():
    start_processes(2, "wave")
    assert list(Work(2).map(squared, [[1, 2], [3], [4]])) == [[1, 4], [9], [16]]
    assert any(Work(2).map(loaded, [[1], [2], [3]]))


def test_what_can_not_be_loaded_is_in_nobodys_way():
    start_processes(2, "there_is_no_such_module")
    assert list(Work(2).map(squared, [[1], [2]])) == [[1], [4]]


def test_each_process_is_given_what_to_do(tmp_path):
    prepare(2, partial(noted, tmp_path))
    assert list(Work(2).map(squared, [[1], [2]])) == [[1], [4]]
    deadline = time.monotonic() + 10
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(list(tmp_path.iterdir())) == 2
