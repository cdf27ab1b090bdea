"""The documents stage on 10,000, 100,000 and 1,000,000 rows of csv and Parquet: seconds a row, and peak memory.

Texts are put together from sentences of the complaints at hand; one row in ten is a near copy of an earlier one. Each
measurement runs in a process of its own, with one worker, and its tables are thrown away batch by batch, as the store
would have written them.
"""

from __future__ import annotations

import csv
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govtext.bench.registry import complaint_texts

SIZES = (10_000, 100_000, 1_000_000)
HEADINGS = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情")
_BATCH = 20_000


def benchmark(sizes: tuple[int, ...] = SIZES, formats: tuple[str, ...] = ("csv", "parquet")) -> dict[str, Any]:
    """Return, for each format and size, microseconds of processor time a row and peak memory in MiB.

    ``FORMAT_growth`` is the time a row of the largest size over that of the smallest; ``found_share`` the share of the
    planted near copies that were found, at the largest size.
    """
    texts, what = complaint_texts()
    figures: dict[str, Any] = {"texts": f"sentences of {what}"}
    with tempfile.TemporaryDirectory() as folder:
        for kind in formats:
            seconds: list[float] = []
            for size in sizes:
                path = Path(folder) / f"messages_{size}.{kind}"
                write_rows(path, rows(texts, size))
                measured = _in_own_process(path)
                path.unlink()
                seconds.append(measured["seconds"] / size)
                name = f"{kind}_{size}"
                figures |= {
                    f"{name}_microseconds_a_row": round(seconds[-1] * 1e6, 1),
                    f"{name}_peak_mib": measured["peak_mib"],
                    f"{name}_lost": size - measured["documents"] - measured["rejected"],
                }
                figures["found_share"] = round(measured["near"] / max(1, size // 10), 3)
            figures[f"{kind}_growth"] = round(seconds[-1] / seconds[0], 2)
    return figures


def rows(texts: list[str], count: int, seed: int = 2026) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield so many rows: number, user, subject, time and text; every tenth repeats one of the last hundred, but for
    eight characters.
    """
    rng = random.Random(seed)
    sentences = [s for text in texts for s in re.split(r"(?<=[。！？；])|\n", text) if s and 8 <= len(s) <= 120]
    usual = max(4, round(sum(map(len, texts)) / len(texts) / (sum(map(len, sentences)) / len(sentences))))
    recent: list[str] = []
    for number in range(count):
        if number % 10 == 9:
            text = rng.choice(recent)
            at = rng.randrange(len(text) - 8)
            text = text[:at] + text[at + 8 :]
        else:
            text = "".join(rng.choices(sentences, k=rng.randint(usual // 2, usual * 3 // 2)))
            if len(text) >= 150 or not recent:
                recent = [*recent[-99:], text]
        day = f"{2010 + number % 12}/{1 + number % 12}/{1 + number % 28} {number % 24}:{number % 60:02d}:00"
        yield f"{number + 1}", f"U{rng.randrange(count // 2 + 1):07d}", text[:30], day, text


def write_rows(path: Path, content: Iterator[tuple[str, ...]]) -> None:
    """Write rows under the headings of a complaint system, as csv or Parquet by the file's extension."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS)
            writer.writerows(content)
        return
    import itertools

    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(heading, pa.string()) for heading in HEADINGS])
    with pq.ParquetWriter(path, schema) as writer_:
        while batch := list(itertools.islice(content, _BATCH)):
            columns = [pa.array(column, pa.string()) for column in zip(*batch, strict=True)]
            writer_.write_table(pa.Table.from_arrays(columns, schema=schema))


def _in_own_process(path: Path) -> dict[str, Any]:
    code = f"from govtext.bench.documents import measure; measure({str(path)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure(path: str) -> None:
    """Run the documents stage on one file and print what it took as one line of JSON."""
    from govtext.build.study import default_pipeline
    from govtext.documents.names import is_name
    from govtext.documents.stage import run
    from govtext.lexicons import Lexicons
    from govtext.parallel import Work
    from govtext.settings import DocumentsSettings
    from govtext.store import Inputs, RawFile

    folder = default_pipeline() / "lexicons"
    lexicons = Lexicons({file.name: file for file in folder.iterdir()})
    inputs = Inputs(raw=(RawFile(Path(path).name, Path(path)),), secret=b"benchmark")
    counts = {"documents": 0, "rejected": 0, "near": 0}
    # loading the dictionary takes as long for ten rows as for a million
    is_name("王建国")
    started = time.process_time()
    for name, table in run(inputs, DocumentsSettings(), lexicons, Work(workers=1)):
        if name in counts:
            counts[name] += table.num_rows
        if name == "documents":
            counts["near"] += table["duplicate_rule"].to_pylist().count("near_text")
    seconds = time.process_time() - started
    sys.stdout.write(json.dumps({**counts, "seconds": seconds, "peak_mib": _peak()}) + "\n")


def _peak() -> int | None:
    try:
        import resource
    except ImportError:
        # Windows has no such figure in the standard library
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20) if sys.platform == "darwin" else peak / 1024)
