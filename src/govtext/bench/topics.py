"""The topics stage on a million short texts: seconds and memory, and whether the cost of a text stays the same."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from govtext.build.memory import PeakMemory
from govtext.store import Inputs, Source, TableWriter
from govtext.tables import TABLES

TEXTS = 1_000_000
TOPICS, OWN, BACKGROUND, LENGTH = 40, 120, 4000, 14
_BATCH = 50_000
# 2019-01-01, and the days over which the texts are dated.
_FIRST_DAY, _DAYS = 17_897, 1500


def benchmark(texts: int = TEXTS, workers: int = 2, seed: int = 2026) -> dict[str, Any]:
    """Return what fitting and assigning take on so many texts, and on a quarter of them.

    The texts are drawn from planted topics (70 %) and a Zipfian background, 14 words each. K is set:
    the choice among many K costs the same whatever the number of texts.

    Args:
        texts: number of texts.
        workers: processes.
        seed: of the texts.
    """
    quarter, whole = _measure(texts // 4, workers, seed), _measure(texts, workers, seed)
    return {
        "texts": texts, "workers": workers, "seconds": round(whole["seconds"], 1),
        "peak_mib": round(whole["peak_mib"]), "topics": whole["topics"], "texts_with_shares": whole["assigned"],
        "seconds_of_a_quarter": round(quarter["seconds"], 1), "peak_mib_of_a_quarter": round(quarter["peak_mib"]),
        "microseconds_per_further_text": round(
            (whole["seconds"] - quarter["seconds"]) / (texts - texts // 4) * 1e6, 1
        ),
        "microseconds_per_text_assigned": round(whole["assigning"] / texts * 1e6, 1),
        "microseconds_per_text_assigned_of_a_quarter": round(quarter["assigning"] / (texts // 4) * 1e6, 1),
    }


def _measure(texts: int, workers: int, seed: int) -> dict[str, Any]:
    from govtext.lexicons import Lexicons
    from govtext.parallel import Work
    from govtext.settings import TopicsSettings
    from govtext.store import conform
    from govtext.topics.kept_model import KeptModel
    from govtext.topics.stage import run

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, texts, seed)
        (folder / "stopwords.txt").write_text("", encoding="utf-8")
        inputs = Inputs({one: Source(one, folder / f"{one}.parquet") for one in ("documents", "words", "entities")})
        made: dict[str, Any] = {}
        shares = topics = 0
        begin = time.perf_counter()
        with PeakMemory() as peak:
            lexicons = Lexicons({"stopwords.txt": folder / "stopwords.txt"})
            for produced in run(inputs, TopicsSettings(k=TOPICS, refits=5, compare=()), lexicons, Work(workers)):
                assert isinstance(produced, tuple)
                table, rows = produced
                if table == "document_topics":
                    shares += len(rows.column("doc_id").unique())
                elif table in {"topic_model", "topic_vocabulary"}:
                    made[table] = Source(table, content=conform(table, rows))
                elif table == "topics":
                    topics = rows.num_rows
        seconds = time.perf_counter() - begin
        begin = time.perf_counter()
        assigned = _assign(KeptModel.read(made), inputs.tables)
    return {
        "seconds": seconds, "peak_mib": peak.mib, "topics": topics, "assigned": max(shares, assigned),
        "assigning": time.perf_counter() - begin,
    }


def _assign(model: Any, tables: Mapping[str, Source]) -> int:
    """Give all texts their shares under the kept model, as `govtext topics assign` does once they are cut."""
    return sum(
        int((model.shares(batch)[1].sum(axis=1) > 0).sum())
        for batch in tables["words"].batches(["doc_id", "words", "tags"], rows=_BATCH // 10)
    )


def _write(folder: Path, texts: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    names = pa.array([chr(0x4E00 + n // 90) + chr(0x5B00 + n % 90) for n in range(BACKGROUND + TOPICS * OWN)])
    weights, noise = 1 / np.arange(2, OWN + 2), 1 / np.arange(1, BACKGROUND + 1)
    documents, words, entities = (
        TableWriter(name, folder / f"{name}.parquet") for name in ("documents", "words", "entities")
    )
    for first in range(0, texts, _BATCH):
        size = min(_BATCH, texts - first)
        ids = pa.array([f"c{number:012x}" for number in range(first, first + size)])
        topic = np.repeat(generator.integers(0, TOPICS, size), LENGTH)
        own = BACKGROUND + topic * OWN + generator.choice(OWN, size * LENGTH, p=weights / weights.sum())
        other = generator.choice(BACKGROUND, size * LENGTH, p=noise / noise.sum())
        drawn = names.take(pa.array(np.where(generator.random(size * LENGTH) < 0.7, own, other)))
        offsets = pa.array(np.arange(0, (size + 1) * LENGTH, LENGTH, dtype=np.int32))
        words.write(_columns("words", size, {
            "doc_id": ids, "words": pa.ListArray.from_arrays(offsets, drawn),
            "tags": pa.ListArray.from_arrays(offsets, pa.array(["n"] * (size * LENGTH))),
        }))
        days = (_FIRST_DAY + generator.integers(0, _DAYS, size)) * 86_400_000
        regions = pa.array([f"第{number}区" for number in generator.integers(1, 30, size).tolist()])
        documents.write(_columns("documents", size, {
            "doc_id": ids, "kind": pa.array(["complaint"] * size), "title": pa.array([""] * size),
            "source_file": pa.array(["texts.csv"] * size), "text": pa.array(["……"] * size), "region": regions,
            "date": pa.array(days, pa.int64()).cast(pa.timestamp("ms")),
        }))
    for writer in (documents, words, entities):
        writer.close()


def _columns(name: str, size: int, given: dict[str, pa.Array]) -> pa.Table:
    """Return a table of the given columns; the others are null, or zero where they may not be."""
    from govtext.tables import schema

    definition, made = TABLES[name], {}
    for column in definition.columns:
        wanted = schema(name).field(column.name).type
        if column.name in given:
            made[column.name] = given[column.name].cast(wanted)
        elif column.required:
            made[column.name] = pa.array([0] * size).cast(wanted)
        else:
            made[column.name] = pa.nulls(size, wanted)
    return pa.table(made)
