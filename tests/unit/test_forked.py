"""Workers forked from a process that has loaded all: what they do, how they end, and what happens when they are killed.

A process with threads is not forked, and tests have some: each test starts a program of its own.
"""

import os
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from govtext.build.shared_start import NO_THREAD
from govtext.forked import Recent
from govtext.pools import ONE_THREAD

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")

BEGINNING = """
import os, signal, sys, threading, time
from functools import partial
import numpy as np
from govtext import forked, parallel, pools, stem
from govtext.errors import GovtextError
from govtext.parallel import Work, start_processes
from govtext.pools import forking

loaded = []

def load():
    loaded.append(os.getpid())

def where(number):
    return number, os.getpid(), tuple(loaded)
"""


def told(tmp_path, program, expected=0):
    """Run a program, a module that its workers can import from; return what it prints."""
    (tmp_path / "program.py").write_text(BEGINNING + textwrap.dedent(program), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "import program; program.main()"], cwd=tmp_path, capture_output=True, text=True, timeout=100,
        env={**os.environ, **ONE_THREAD, **dict([NO_THREAD])},
    )  # fmt: skip
    assert done.returncode == expected, done.stderr
    assert done.stderr == ""
    return done.stdout.split()


@linux_only
def test_what_is_loaded_is_loaded_once_for_all_workers_and_none_is_left(tmp_path):
    program = """
    def main():
        with forking(load):
            start_processes(2)
            found = list(Work(2).map(where, range(200)))
            assert [number for number, _, _ in found] == list(range(200))
            assert {held for _, _, held in found} == {(pools.stem_process(),)}
            print(pools.stem_process(), *{pid for _, pid, _ in found})
        assert not loaded
        assert pools.stem_process() is None
    """
    stem, *workers = map(int, told(tmp_path, program))
    assert 1 <= len(workers) <= 2
    assert not any(map(psutil.pid_exists, [stem, *workers]))


@linux_only
def test_where_there_are_threads_nothing_is_forked_and_the_work_is_done_all_the_same(tmp_path):
    program = """
    def main():
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        with forking(load):
            assert pools.stem_process() is None
            print(*(number for number, _, _ in Work(2).map(where, range(4))))
    """
    assert told(tmp_path, program) == ["0", "1", "2", "3"]


@linux_only
def test_killed_workers_cost_no_result_and_the_stem_lets_them_go(tmp_path):
    program = """
    def dying(number):
        marker = f"died{number}"
        if number % 10 == 7 and not os.path.exists(marker):
            open(marker, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    def main():
        import psutil
        with forking(load):
            assert list(Work(2).map(dying, range(40))) == list(range(40))
            deadline = time.monotonic() + 20
            while any(one.status() == "zombie" for one in psutil.Process().children(recursive=True)):
                assert time.monotonic() < deadline
                time.sleep(0.05)
        print(len([name for name in os.listdir() if name.startswith("died")]))
    """
    assert told(tmp_path, program) == ["4"]


@linux_only
def test_workers_killed_again_and_again_end_the_work_with_a_hint(tmp_path):
    program = """
    def dying(number):
        open(f"died{time.monotonic_ns()}", "w").close()
        os.kill(os.getpid(), signal.SIGKILL)

    def main():
        with forking(load):
            try:
                list(Work(2).map(dying, range(2)))
            except GovtextError as error:
                print(str(error).replace(" ", "_"))
    """
    assert told(tmp_path, program)[0].startswith("worker_processes_were_killed_again_and_again;_most_often_the_memory")
    assert 4 <= len(list(tmp_path.glob("died*"))) <= 8


@linux_only
def test_when_the_stem_is_killed_others_do_the_work(tmp_path):
    program = """
    def main():
        with forking(load):
            before = list(Work(2).map(where, range(10)))
            os.kill(pools.stem_process(), signal.SIGKILL)
            for pid in {pid for _, pid, _ in before}:
                os.kill(pid, signal.SIGKILL)
            after = list(Work(2).map(where, range(10)))
            assert [number for number, _, _ in after] == list(range(10))
            print(*{held for _, _, held in before}.pop(), after[0][2])
    """
    assert told(tmp_path, program)[1] == "()"


@linux_only
def test_workers_end_with_the_program_that_gave_them_work_however_that_ends(tmp_path):
    program = """
    def slow(number):
        time.sleep(0.5)
        return number, os.getpid()

    def main():
        with forking(load):
            found = list(Work(2).map(slow, range(2)))
            print(pools.stem_process(), *(pid for _, pid in found), flush=True)
            Work(2).map(slow, range(9))
            os.kill(os.getpid(), signal.SIGKILL)
    """
    pids = list(map(int, told(tmp_path, program, expected=-9)))
    deadline = time.monotonic() + 10
    while any(map(psutil.pid_exists, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(psutil.pid_exists, pids))


@linux_only
def test_errors_come_back_with_where_they_were_raised(tmp_path):
    program = """
    def bad(number):
        raise GovtextError("row is bad", file="a.csv", row=number) if number else ValueError("defect")

    class Knot:
        def __reduce__(self):
            raise TypeError("can't be sent")

    def unsendable(number):
        return Knot()

    def main():
        with forking(load):
            for function, items in ((bad, [0, 1]), (bad, [1, 0]), (unsendable, [1, 2]), (where, [Knot(), Knot()])):
                try:
                    list(Work(2).map(function, items))
                except Exception as error:
                    notes = "".join(getattr(error, "__notes__", []))
                    print(type(error).__name__, "in_bad" if "in bad" in notes else "-")
            print(len(list(Work(2).map(where, range(5)))))
    """
    assert told(tmp_path, program) == ["ValueError", "in_bad", "GovtextError", "-", "TypeError", "-", "TypeError", "-", "5"]


@linux_only
def test_a_function_is_sent_to_a_worker_once_and_again_when_the_worker_has_let_it_go(tmp_path):
    program = """
    def with_much(number, much):
        return number, len(much)

    def main():
        sizes, pack = [], forked.packed
        forked.packed = lambda message: sizes.append(len(message[0].payload)) or pack(message)
        functions = [partial(with_much, much="x" * (1000 * n + 1)) for n in range(6)]
        with forking(load):
            for n in (0, 0, 1, 0, 5, 4, 3, 2, 0, 1):
                pool = pools.pool(1)
                assert pool.submit(parallel.Carried.of(functions[n]), 9).result() == (9, 1000 * n + 1)
        print(*(int(size > 0) for size in sizes))
    """
    assert told(tmp_path, program) == ["1", "0", "1", "0", "1", "1", "1", "1", "1", "1"]


@linux_only
@pytest.mark.parametrize("limit", ["MOST_GROWTH = -1", "IDLE_SECONDS = 0.05"])
def test_a_worker_that_has_grown_or_has_nothing_to_do_makes_place_for_another(tmp_path, limit):
    program = f"""
    def main():
        stem.LOOK_SECONDS = 0.0
        stem.{limit}
        with forking(load):
            found = []
            for _ in range(3):
                found += Work(2).map(where, range(4))
                time.sleep(0.5)
            assert [number for number, _, _ in found] == [*range(4)] * 3
            print(len({{pid for _, pid, _ in found}}))
    """
    assert int(told(tmp_path, program)[0]) > 2


def test_functions_used_last_are_kept_and_large_ones_alone():
    recent = Recent(3, 100)
    for digest, size in (("a", 10), ("b", 10), ("c", 10), ("a", 10), ("d", 10)):
        if recent.use(digest) is None:
            recent.make_room(size)
            recent.put(digest, digest.upper(), size)
    assert list(recent) == ["c", "a", "d"]
    assert recent.use("b") is None
    recent.make_room(200)
    recent.put("large", 1, 200)
    assert list(recent) == ["large"]
    assert "large" in recent
