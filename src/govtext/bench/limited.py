"""A study of 500,000 texts under 2 GiB: which stages pass where their process can have no more."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govtext.bench import studies
from govtext.bench.apart import apart
from govtext.build.addresses import FRUGAL
from govtext.errors import GovtextError

SIZES = (500_000,)
LIMIT_MIB = 2_048


def benchmark(sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """Return for the largest size which stages pass with 2 GiB of addresses (`ulimit -v`), and their peaks.

    The texts are those of `scaling`. Every stage runs alone; one that does not pass is run again without a limit, so
    that the next can be measured: `mib` then says what it takes.

    Raises:
        GovtextError: the system knows no such limit (Windows), or a stage fails without one.
    """
    if sys.platform == "win32":
        raise GovtextError("Windows has no limit of a process' memory to test with", hint="run it on Linux")
    texts = max(sizes)
    passes: dict[str, bool] = {}
    mib: dict[str, float] = {}
    with studies.study(demo=True) as (source, what), tempfile.TemporaryDirectory(prefix="govtext-bench-") as held:
        folder = str(Path(held) / "study")
        apart("govtext.bench.studies:run", folder=str(source), stages=["documents"])
        names = apart("govtext.bench.studies:write_larger", source=str(source), folder=folder, texts=texts).result
        for name in names:
            try:
                ran = apart(
                    "govtext.bench.limited:run", environment=FRUGAL, folder=folder, stages=[name], limit_mib=LIMIT_MIB
                )
                passes[name] = True
            except GovtextError:
                passes[name] = False
                ran = apart("govtext.bench.studies:run", environment=FRUGAL, folder=folder, stages=[name])
            mib[name] = ran.mib
    return {
        "texts": f"{texts:,}, resampled and perturbed: {what}", "limit_mib": LIMIT_MIB, "passes": passes, "mib": mib,
    }


def run(folder: str, stages: list[str], limit_mib: int) -> dict[str, Any]:
    """Run stages in a process that can have no more than so much address space (called apart)."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (limit_mib << 20, limit_mib << 20))
    return studies.run(folder, stages)
