"""What a stage held is given back to the system."""

import os
import subprocess
import sys
import time

import psutil
import pytest

from govtext.build.memory import PeakMemory, give_back


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
