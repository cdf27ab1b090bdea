"""The topics stage on a million short texts: time and memory, and whether the cost of a text stays the same."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from govtext.bench.apart import Measured, apart
from govtext.store import Inputs, Source, TableWriter
from govtext.tables import TABLES

SIZES = (10_000, 100_000, 1_000_000)
TOPICS, OWN, BACKGROUND, LENGTH = 40, 120, 4000, 14
# Of a hundred texts so many repeat another, and so many a person wrote who writes often.
REPEATS, FREQUENT = 2, 5
_FREQUENT_AUTHORS = 50
_BATCH = 50_000
# 2019-01-01, and the days over which the texts are dated.
_FIRST_DAY, _DAYS = 17_897, 1500
_NAMES = [chr(0x4E00 + n // 90) + chr(0x5B00 + n % 90) for n in range(BACKGROUND + TOPICS * OWN)]
_STAGE = "04_topics"


def benchmark(sizes: tuple[int, ...] = SIZES, workers: int = 2, seed: int = 2026) -> dict[str, Any]:
    """Return what the whole stage, and assigning texts to its model, take on so many texts.

    The texts are drawn from planted topics (70 % of 14 words each) and a Zipfian background; some
    repeat others and some are by people who write often. K is set: the choice among many K rests on
    draws of at most `most_texts` texts. Time is that of the processors, so that other load doesn't
    count; memory is that of the process with all that it started.

    Args:
        sizes: numbers of texts.
        workers: processes.
        seed: of the texts.

    Returns:
        Lists with one figure for each size. `topics_found` says how many planted topics have a topic
        that shares at least eight of its ten strongest words.
    """
    found: dict[str, list[Any]] = {}
    for texts in sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_texts(Path(folder), texts, seed)
            fitted = apart("govtext.bench.topics:fit_texts", workers, folder=folder, processes=workers)
            assigned = apart("govtext.bench.topics:assign_texts", 1, folder=folder)
        for name, value in _figures(texts, fitted, assigned).items():
            found.setdefault(name, []).append(value)
    return {"sizes": list(sizes), "workers": workers, **found}


def _figures(texts: int, fitted: Measured, assigned: Measured) -> dict[str, Any]:
    def per_text(measured: Measured) -> float:
        used = measured.seconds if measured.cpu is None else measured.cpu
        return round(used / texts * 1e6, 1)

    return {
        "seconds": fitted.seconds, "cpu_seconds": fitted.cpu, "peak_mib": fitted.mib,
        "microseconds_per_text": per_text(fitted), "topics_found": fitted.result["topics_found"],
        "rows_of_shares": fitted.result["shares"], "seconds_assigning": assigned.seconds,
        "peak_mib_assigning": assigned.mib, "microseconds_per_text_assigned": per_text(assigned),
        "texts_assigned": assigned.result,
    }


def fit_texts(folder: str, processes: int) -> dict[str, Any]:
    """Run the stage on the texts of a folder, its tables written there; return counts to check it by."""
    from govtext.lexicons import Lexicons
    from govtext.parallel import Work
    from govtext.settings import TopicsSettings
    from govtext.store import write_outputs
    from govtext.topics.stage import run

    here = Path(folder)
    (here / "stopwords.txt").write_text("", encoding="utf-8")
    inputs = Inputs({one: Source(one, here / f"{one}.parquet") for one in ("documents", "words", "entities")})
    lexicons = Lexicons({"stopwords.txt": here / "stopwords.txt"})
    work, names = Work(processes), tuple(name for name, one in TABLES.items() if one.folder == _STAGE)
    made = run(inputs, TopicsSettings(k=TOPICS, refits=5, compare=()), lexicons, work)
    rows = write_outputs(made, names, here / _STAGE, work)
    topics = Source("topics", here / _STAGE / "topics.parquet").read(["top_words"])
    tops = [set(words) for words in topics.column("top_words").to_pylist()]
    planted = [set(_NAMES[BACKGROUND + topic * OWN :][:10]) for topic in range(TOPICS)]
    return {
        "shares": rows["document_topics"],
        "topics_found": sum(max(len(own & top) for top in tops) >= 8 for own in planted),
    }


def assign_texts(folder: str) -> int:
    """Give all texts their shares under the kept model, as `govtext topics assign` does once they are cut."""
    from govtext.topics.kept_model import KeptModel

    here = Path(folder)
    model = KeptModel.read(
        {name: Source(name, here / _STAGE / f"{name}.parquet") for name in ("topic_model", "topic_vocabulary")}
    )
    words = Source("words", here / "words.parquet")
    return sum(
        int((model.shares(batch)[1].sum(axis=1) > 0).sum())
        for batch in words.batches(["doc_id", "words", "tags"], rows=_BATCH // 10)
    )


def write_texts(folder: Path, texts: int, seed: int) -> None:
    """Write the tables that the stage reads: documents, words, entities (none)."""
    generator = np.random.default_rng(seed)
    names = pa.array(_NAMES)
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
        drawn_for = generator.integers(0, 100, size)
        repeats = pa.array([f"c{0:012x}"] * size, mask=drawn_for >= REPEATS)
        writers = np.where(
            drawn_for >= 100 - FREQUENT, generator.integers(0, _FREQUENT_AUTHORS, size),
            np.arange(first, first + size) + _FREQUENT_AUTHORS,
        )
        documents.write(_columns("documents", size, {
            "doc_id": ids, "kind": pa.array(["complaint"] * size), "title": pa.array([""] * size),
            "source_file": pa.array(["texts.csv"] * size), "text": pa.array(["……"] * size), "region": regions,
            "duplicate_of": repeats, "author": pa.array([f"u{writer:012x}" for writer in writers.tolist()]),
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
