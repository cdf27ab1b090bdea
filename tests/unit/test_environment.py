"""What worker processes find in their environment."""

import sys

import pytest

from govtext import parallel
from govtext.environment import ONE_THREAD, worker_environment
from govtext.parallel import Work


def seen(_):
    import os

    return os.environ.get("GLIBC_TUNABLES"), os.environ["OPENBLAS_NUM_THREADS"]


@pytest.mark.skipif(sys.platform != "linux", reason="a setting of Linux's C library")
@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("", "glibc.malloc.hugetlb=1"),
        ("glibc.malloc.arena_max=2", "glibc.malloc.arena_max=2:glibc.malloc.hugetlb=1"),
        ("glibc.malloc.hugetlb=0", "glibc.malloc.hugetlb=0"),
    ],
)
def test_workers_take_large_pages_unless_the_user_said_otherwise(monkeypatch, given, found) -> None:
    monkeypatch.setenv("GLIBC_TUNABLES", given)
    parallel.pool(2).shutdown(wait=True)
    assert set(Work(2).map(seen, [[1], [2], [3]])) == {(found, "1")}


def test_elsewhere_only_the_threads_are_set(monkeypatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert worker_environment() == ONE_THREAD
