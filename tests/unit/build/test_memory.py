"""What a stage held is given back to the system."""

import gc
import os
import subprocess
import sys
import time
import weakref
from functools import lru_cache

import psutil
import pytest

from govtext.build import memory
from govtext.build.memory import (
    MAIN,
    PER_BYTE,
    PER_PLAIN_BYTE,
    WORKER,
    PeakMemory,
    forget,
    free_memory,
    give_back,
    main_process,
    processes_that_fit,
)
from govtext.remembered import remembered


@pytest.mark.skipif(sys.platform != "linux" or "glibc" not in os.confstr("CS_GNU_LIBC_VERSION"), reason="GNU's C library only")
def test_freed_memory_goes_back_though_something_above_it_stays():
    process = psutil.Process()
    held = [bytes(8_000) for _ in range(20_000)]
    last = bytes(8_000)  # without trimming it would keep all below it
    full = process.memory_info().rss
    held.clear()
    give_back()
    assert full - process.memory_info().rss > 100 * 2**20
    assert len(last) == 8_000


def test_it_is_harmless_without_arrow(monkeypatch):
    monkeypatch.delitem(sys.modules, "pyarrow", raising=False)
    give_back()
    assert "pyarrow" not in sys.modules


def test_the_peak_counts_child_processes():
    own = psutil.Process().memory_info().rss / 2**20
    with subprocess.Popen([sys.executable, "-c", "import sys; held = b'1' * 2**27; sys.stdin.read()"], stdin=subprocess.PIPE) as child:
        try:
            deadline = time.monotonic() + 10
            while psutil.Process(child.pid).memory_info().rss < 2**27 and time.monotonic() < deadline:
                time.sleep(0.02)
            with PeakMemory() as peak:
                pass
        finally:
            child.kill()
    assert peak.mib > own + 100


def test_stages_at_the_same_time_look_once(monkeypatch):
    looked = []
    monkeypatch.setattr(memory, "_resident", memory._Resident())
    monkeypatch.setattr(memory._Resident, "_look", lambda self, listed: looked.append(listed) or setattr(self, "_at", time.monotonic()))
    one, other = PeakMemory(), PeakMemory()
    one._sample(60.0)
    other._sample(60.0)
    assert looked == [False]
    one._sample(0)
    other._sample(0)
    assert looked == [False, True, True]


def groups_at(folder, monkeypatch, lines, limits):
    (folder / "cgroup").write_text(lines)
    for name, limit in limits.items():
        path = folder / "fs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{limit}\n")
    monkeypatch.setattr(memory, "GROUPS", folder / "cgroup")
    monkeypatch.setattr(memory, "LIMITS", folder / "fs")


@pytest.mark.parametrize(
    ("lines", "limits", "free"),
    [
        ("0::/a/b\n", {"a/b/memory.max": "max", "a/memory.max": 5000}, 5000),  # the group of the group counts too
        ("0::/a/b\n", {"a/b/memory.max": 4000, "a/memory.max": 5000}, 4000),
        ("0::/elsewhere\n", {"memory.max": 3000}, 3000),  # a container sees its own group as the root
        ("3:cpu,memory:/job\n0::/\n", {"memory/job/memory.limit_in_bytes": 2000}, 2000),
        ("3:cpu:/job\n", {"memory/job/memory.limit_in_bytes": 2000, "job/memory.max": 1000}, None),
        ("0::/a\n", {"a/memory.max": "max"}, None),
    ],
)
def test_free_memory_lies_within_the_control_groups(tmp_path, monkeypatch, lines, limits, free):
    groups_at(tmp_path, monkeypatch, lines, limits)
    assert free_memory() == free if free else free_memory() > 2**20


def test_free_memory_is_the_machines_where_there_are_no_control_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "GROUPS", tmp_path / "none")
    assert free_memory() > 2**20


@pytest.mark.parametrize(
    ("free", "processes"), [(0, 1), (2 * 2**30, 1), (MAIN + 2 * WORKER, 2), (MAIN + 4 * WORKER - 1, 3), (2**40, 4)]
)
def test_as_many_processes_as_fit_into_memory_and_one_at_least(monkeypatch, free, processes):
    monkeypatch.setattr(memory, "free_memory", lambda: free)
    assert processes_that_fit(4) == processes


def test_large_files_leave_room_for_fewer_processes(monkeypatch, tmp_path):
    packed, plain = tmp_path / "a.parquet", tmp_path / "b.CSV"
    for path in (packed, plain):
        path.write_bytes(b"0" * 1000)
    assert main_process([]) == MAIN
    assert main_process([packed, plain, tmp_path / "gone.csv"]) == MAIN + 1000 * (PER_BYTE + PER_PLAIN_BYTE)
    monkeypatch.setattr(memory, "free_memory", lambda: MAIN + 3 * WORKER)
    assert processes_that_fit(4) == 3
    assert processes_that_fit(4, MAIN + WORKER) == 2
    assert processes_that_fit(4, MAIN + 9 * WORKER) == 1


def test_what_functions_keep_is_let_go_after_a_stage(monkeypatch):
    made = []

    @lru_cache(maxsize=1)
    def dictionary():
        made.append(1)

    monkeypatch.setattr(memory, "dictionary", dictionary, raising=False)
    dictionary()
    dictionary()
    assert len(made) == 1
    forget()
    dictionary()
    assert len(made) == 2


class Knot:
    def __init__(self):
        self.self = self


def test_what_lives_after_a_stage_is_not_searched_again_until_all_is_let_go():
    knot = Knot()
    seen = weakref.ref(knot)
    gone = weakref.ref(Knot())
    give_back()
    assert gone() is None
    del knot
    give_back()
    assert seen() is not None
    forget()
    give_back()
    assert seen() is None
    gc.unfreeze()


def test_tables_that_a_process_remembers_are_emptied_after_a_stage():
    table, rows = remembered({"word": 1}), remembered(["word"])
    forget()
    assert (table, rows) == ({}, [])

