"""One side of a comparison in a process of its own: its time and its peak memory, and nothing of the other's."""

from __future__ import annotations

import compileall
import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import govtext
from govtext.build.memory import PeakMemory
from govtext.errors import GovtextError

_MARK = "measured: "
# How Python begins the last line of an error whose message is meant for the user.
_OURS = f"{GovtextError.__module__}.{GovtextError.__qualname__}: "


@dataclass(frozen=True)
class Measured:
    """What a function took in a process of its own.

    Attributes:
        seconds: of the function with what it imports, without the start of Python.
        cpu: seconds of processor time with all processes that it started and their start; None on Windows.
        mib: peak resident memory with all processes that it started, in MiB.
        result: what it returned, plain JSON.
    """

    seconds: float
    cpu: float | None
    mib: float
    result: Any


def apart(
    function: str, workers: int = 1, environment: Mapping[str, str] | None = None, **arguments: Any
) -> Measured:
    """Run `module:function` with plain arguments in a fresh process, with variables added to its environment.

    Raises:
        GovtextError: it failed; the message ends with its last line.
    """
    _compiled()
    before = _cpu_of_children()
    ran = subprocess.run(
        [sys.executable, "-m", "govtext.bench.apart", function, json.dumps(arguments)],
        capture_output=True, text=True, encoding="utf-8", errors="replace", check=False,
        env={**os.environ, "GOVTEXT_WORKERS": str(workers), "PYTHONUTF8": "1", **(environment or {})},
    )
    told = [line for line in ran.stdout.splitlines() if line.startswith(_MARK)]
    if ran.returncode or not told:
        last = (ran.stderr.strip().splitlines() or ["no message"])[-1]
        if last.startswith(_OURS):
            raise GovtextError(last.removeprefix(_OURS))
        raise GovtextError(f"the benchmark's part {function} failed: {last}")
    after = _cpu_of_children()
    cpu = None if before is None or after is None else round(after - before, 3)
    return Measured(**json.loads(told[-1].removeprefix(_MARK)), cpu=cpu)


@lru_cache(maxsize=1)
def _compiled() -> None:
    """Compile govtext's modules, as pip does with those of the peers.

    In a checkout, and where Python is told to write no bytecode, every process would else compile them anew.
    """
    compileall.compile_dir(Path(govtext.__file__).parent, quiet=2)


def _cpu_of_children() -> float | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure the function that the command line names."""
    module, _, name = sys.argv[1].partition(":")
    function = getattr(importlib.import_module(module), name)
    with PeakMemory() as peak:
        began = time.perf_counter()
        result = function(**json.loads(sys.argv[2]))
        seconds = time.perf_counter() - began
    print(_MARK + json.dumps({"seconds": round(seconds, 3), "mib": round(peak.mib), "result": result}))


if __name__ == "__main__":
    main()
