"""A limit of addresses (`ulimit -v`), as batch systems and shared servers set it: what is reserved without being used.

Such a limit counts addresses, not memory. Arrow's own pool, the C library's arenas and the stacks of idle threads
reserve a gigabyte and more that they never touch.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress

# Below such a limit, in bytes, what is reserved in vain is worth a little more time.
TIGHT = 8 * 2**30
# Arrow takes its memory from the C library; this has one arena, and gives blocks of 128 KiB and more back to the system
# when they are freed (with blocks up to 1 MiB, reading messages left holes of 100 MiB); no threads of reading or of
# linear algebra stand idle.
FRUGAL = {
    "ARROW_DEFAULT_MEMORY_POOL": "system", "ARROW_IO_THREADS": "1", "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "131072", "OPENBLAS_NUM_THREADS": "1",
}
# The numbers of two of them for a C library that has been loaded already (mallopt, malloc.h of GNU).
_MALLOC = {"MALLOC_ARENA_MAX": -8, "MALLOC_MMAP_THRESHOLD_": -3}


def reserve_little() -> bool:
    """Where the system limits this process' addresses, reserve few, here and in processes started from now on.

    To be called before NumPy and Arrow are loaded. What the environment says already is kept.

    Returns:
        Whether there is such a limit, below 8 GiB.
    """
    limit = address_limit()
    if limit is None or limit >= TIGHT:
        return False
    for name, value in FRUGAL.items():
        os.environ.setdefault(name, value)
    if sys.platform == "linux":
        with suppress(OSError, AttributeError, ValueError):  # a C library that is not GNU's, a value that is none
            mallopt = ctypes.CDLL(None).mallopt
            for name, number in _MALLOC.items():
                mallopt(number, int(os.environ[name]))
    return True


def address_limit() -> int | None:
    """Return the bytes of addresses that this process may have; None where the system sets no limit."""
    try:
        import resource
    except ImportError:  # Windows knows no such limits
        return None
    limits = (resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA))
    return min((limit for limit in limits if limit != resource.RLIM_INFINITY), default=None)
