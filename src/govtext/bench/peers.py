"""Reading, topics, recurring issues and the whole way, each against what people use for it, in the same run."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from govtext.bench import careful_script
from govtext.bench.apart import Measured, apart
from govtext.bench.generated import complaints
from govtext.bench.studies import dump, kinds, study
from govtext.parallel import worker_count

READ_ROWS = 50_000
# k-means and DBSCAN take minutes from here on.
CLUSTERED_TEXTS = 10_000


def reading(rows: int = READ_ROWS) -> dict[str, Any]:
    """Return how fast a workbook of generated complaints is read: every cell, with its row number."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="govtext-bench-") as folder:
        path = Path(folder) / "complaints.xlsx"
        _workbook(path, rows)
        ours = apart("govtext.bench.peers:read_ours", path=str(path))
        pandas = apart("govtext.bench.peers:read_with_openpyxl", path=str(path))
    assert ours.result == pandas.result == rows
    return {
        "rows": rows, "seconds": ours.seconds, "seconds_pandas_openpyxl": pandas.seconds, "peak_mib": ours.mib,
        "peak_mib_pandas_openpyxl": pandas.mib, **_times_faster(ours, pandas, "pandas_openpyxl"),
    }


def _times_faster(ours: Measured, peer: Measured, name: str) -> dict[str, Any]:
    """Return the ratios by the clock and by processor time (which other programs on the machine don't blur)."""
    cpu = round(peer.cpu / ours.cpu, 2) if peer.cpu and ours.cpu else None
    return {f"ratio_to_{name}": round(peer.seconds / ours.seconds, 2), f"cpu_ratio_to_{name}": cpu}


def _workbook(path: Path, rows: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet, at = book.add_worksheet(), 1
        for batch in complaints(rows):
            if at == 1:
                sheet.write_row(0, 0, batch.schema.names)
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                for place, cell in enumerate(row):
                    if cell is not None:
                        sheet.write_string(at, place, cell)
                at += 1


def read_ours(path: str) -> int:
    """Return the number of rows that the documents stage's reader gives."""
    from govtext.documents.readers.content import Limits
    from govtext.documents.readers.spreadsheets import read_workbook

    limits = Limits(4096 << 20, 1_000_000)
    return sum(1 for sheet in read_workbook(Path(path), limits) for number, _ in sheet.rows if number) - 1


def read_with_openpyxl(path: str) -> int:
    """Return the number of rows that pandas reads through openpyxl."""
    import pandas as pd

    return len(pd.read_excel(path, engine="openpyxl", dtype=str))


def topics() -> dict[str, Any]:
    """Return how long the topics stage takes (its grid of models, refits, stability) against a grid of LDA models."""
    workers = worker_count(0)
    with study() as (folder, what):
        apart("govtext.bench.studies:run", workers, folder=str(folder), stages=["words"])
        ours = apart("govtext.bench.studies:run", workers, folder=str(folder), stages=["topics"])
        words = folder / "words.json"
        dump(kinds(folder, "complaint"), words)
        gensim = apart("govtext.bench.peers:lda", workers, path=str(words))
    return {
        "texts": what, "processes": workers, "seconds": ours.seconds, "seconds_gensim": gensim.seconds,
        "peak_mib": ours.mib, "peak_mib_gensim": gensim.mib,
        "models_gensim": len(careful_script.NUMBERS_OF_TOPICS),
        **_times_faster(ours, gensim, "gensim_lda_multicore"),
    }


def lda(path: str) -> int:
    """Fit the grid of LDA models (called apart)."""
    return careful_script.lda_grid(_content_words(path))


def _content_words(path: str) -> list[list[str]]:
    texts = json.loads(Path(path).read_text(encoding="utf-8"))
    return [[word for word in text if len(word) >= careful_script.STOP_LENGTH] for text in texts]


def clustering(texts: int = CLUSTERED_TEXTS) -> dict[str, Any]:
    """Return how long recurring issues take (with heat, labels, replies, codes) against k-means and DBSCAN."""
    with study(texts) as (folder, what):
        apart("govtext.bench.studies:run", folder=str(folder), stages=["words"])
        ours = apart("govtext.bench.studies:run", folder=str(folder), stages=["issues"])
        words = folder / "words.json"
        dump(kinds(folder, "complaint"), words)
        found = _rows(folder / "data" / "processed" / "05_issues" / "issues.parquet")
        k_means = apart("govtext.bench.peers:cluster", path=str(words), how="k_means", clusters=max(2, found))
        dbscan = apart("govtext.bench.peers:cluster", path=str(words), how="dbscan", clusters=0)
    return {
        "texts": what, "issues": found, "seconds_stage": ours.seconds,
        "seconds_k_means": k_means.seconds, "seconds_dbscan": dbscan.seconds, "peak_mib": ours.mib,
        "peak_mib_k_means": k_means.mib, "peak_mib_dbscan": dbscan.mib,
        **_times_faster(ours, k_means, "k_means"), **_times_faster(ours, dbscan, "dbscan"),
    }


def _rows(path: Path) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def cluster(path: str, how: str, clusters: int) -> int:
    """Cluster by TF-IDF (called apart)."""
    words = _content_words(path)
    return careful_script.dbscan(words) if how == "dbscan" else careful_script.k_means(words, clusters)


def whole_way() -> dict[str, Any]:
    """Return how long the whole run takes against a careful user's script, which does less."""
    workers = worker_count(0)
    with study() as (folder, what):
        script = apart("govtext.bench.careful_script:whole_way", workers, raw=str(folder / "data" / "raw"))
        ours = apart("govtext.bench.studies:run", workers, folder=str(folder))
    return {
        "texts": what, "processes": workers, "seconds": ours.seconds, "seconds_script": script.seconds,
        "peak_mib": ours.mib, "peak_mib_script": script.mib,
        **{f"seconds_{name}": one["seconds"] for name, one in ours.result.items()},
        **_times_faster(ours, script, "script"),
    }


def machine() -> str:
    """Return a description of this machine for a table of results."""
    import platform

    import psutil

    memory = psutil.virtual_memory().total / 2**30
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} processors, {memory:.0f} GiB, Python {platform.python_version()}"
