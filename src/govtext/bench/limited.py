"""A study of 500,000 texts under 2 GiB: which stages pass where their process can have no more."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govtext.bench import studies
from govtext.bench.apart import apart
from govtext.build.addresses import reserve_little
from govtext.errors import GovtextError

SIZES = (500_000,)
LIMIT_MIB = 2_048


def benchmark(sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Return for the largest size which stages pass with 2 GiB of addresses (`ulimit -v`), and their peaks.

    The texts are those of `scaling`. Every stage runs alone in one process; one that does not pass is run again
    without a limit, so that the next can be measured: `mib`, its resident memory, then says what it takes.
    `addresses_mib` is the most that was reserved under the limit (on Linux), `seconds` are those of the clock.

    Raises:
        GovtextError: the system knows no such limit (Windows), or a stage fails without one.
    """
    if sys.platform == "win32":
        raise GovtextError("Windows has no limit of a process' memory to test with", hint="run it on Linux")
    texts = max(sizes)
    passes: dict[str, bool] = {}
    mib: dict[str, float] = {}
    addresses: dict[str, int | None] = {}
    seconds: dict[str, float] = {}
    with studies.study(demo=True) as (source, what), tempfile.TemporaryDirectory(prefix="govtext-bench-") as held:
        folder = str(Path(held) / "study")
        apart("govtext.bench.studies:run", folder=str(source), stages=["documents"])
        names = apart("govtext.bench.studies:write_larger", source=str(source), folder=folder, texts=texts).result
        for name in names:
            try:
                ran = apart("govtext.bench.limited:run", folder=folder, stages=[name], limit_mib=LIMIT_MIB)
                passes[name], addresses[name] = True, ran.result["addresses_mib"]
            except GovtextError:
                passes[name] = False
                ran = apart("govtext.bench.studies:run", folder=folder, stages=[name])
            mib[name], seconds[name] = ran.mib, ran.seconds
    return {
        "texts": f"{texts:,}, resampled and perturbed: {what}", "limit_mib": LIMIT_MIB, "passes": passes, "mib": mib,
        "addresses_mib": addresses, "seconds": seconds,
    }


def run(folder: str, stages: list[str], limit_mib: int) -> dict[str, Any]:
    """Run stages in a process that can have no more than so much address space (called apart).

    Returns:
        stages: what `studies.run` returns; addresses_mib: the most that was reserved, None where the system does not
        tell.
    """
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (limit_mib << 20, limit_mib << 20))
    reserve_little()
    return {"stages": studies.run(folder, stages), "addresses_mib": _reserved()}


def _reserved() -> int | None:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    found = [line for line in lines if line.startswith("VmPeak:")]
    return int(found[0].split()[1]) >> 10 if found else None
