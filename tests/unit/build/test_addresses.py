"""Under a limit of addresses little is reserved in vain; without one nothing is changed."""

import json
import os
import subprocess
import sys

import pytest

resource = pytest.importorskip("resource", reason="Windows knows no such limits")

from govtext.build.addresses import FRUGAL, TIGHT  # noqa: E402

ASKS = """
import json, os, sys
from govtext.build.addresses import FRUGAL, reserve_little
early = sorted(set(sys.modules) & {"numpy", "pyarrow"})
tight = reserve_little()
import numpy, pyarrow
pyarrow.array([str(i) for i in range(1000)])
numpy.ones((200, 200)) @ numpy.ones((200, 200))
size = [int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmPeak")] or [0]
print(json.dumps({
    "early": early, "tight": tight, "size": size[0] >> 10, "pool": pyarrow.default_memory_pool().backend_name,
    "environment": {name: os.environ.get(name) for name in FRUGAL},
}))
"""


def asked(limit=None, **environment):
    def limited():
        if limit:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    clean = {name: value for name, value in os.environ.items() if name not in FRUGAL}
    done = subprocess.run(
        [sys.executable, "-c", ASKS], env=clean | environment, preexec_fn=limited, capture_output=True, text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds to the limit, and tells what is reserved")
def test_under_a_limit_little_is_reserved():
    told = asked(2 << 30)
    assert told["tight"]
    assert told["early"] == []
    assert told["environment"] == FRUGAL
    assert told["pool"] == "system"
    assert told["size"] < 600  # MiB; 1,000 and more otherwise


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds to the limit")
def test_what_the_user_has_set_is_kept():
    told = asked(2 << 30, ARROW_DEFAULT_MEMORY_POOL="mimalloc")
    assert told["environment"] == FRUGAL | {"ARROW_DEFAULT_MEMORY_POOL": "mimalloc"}


def test_without_a_limit_nothing_is_changed():
    told = asked()
    assert not told["tight"]
    assert set(told["environment"].values()) == {None}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds to the limit")
def test_a_wide_limit_is_none():
    assert not asked(4 * TIGHT)["tight"]
