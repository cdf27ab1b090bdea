"""Texts of a file held against the study's topics: read, masked and cut as in a run, then assigned, nothing fitted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from govtext.build.study import Study
from govtext.dataset.spreadsheets import neutral
from govtext.documents.stage import run as read_documents
from govtext.errors import GovtextError
from govtext.lexicons import Lexicons
from govtext.parallel import Work, batched
from govtext.store import Inputs, RawFile, Source
from govtext.tables import TABLES
from govtext.topics.kept_model import KeptModel
from govtext.words.cut_documents import cut_documents
from govtext.words.stage import configure

# Texts read, cut and assigned at a time: bounds the memory whatever the file.
_TEXTS = 2048


def assign_topics(study: Study, source: Path, target: Path, work: Work) -> tuple[int, int]:
    """Write the shares of each text of a file under the study's topics.

    Args:
        study: whose topics have been made.
        source: a file that the documents stage can read, or a text file of one text a line.
        target: a CSV file: source_row, source_id, topic_id, label, share (of the largest topic), then a
            column of shares for each topic.
        work: told of rows that are not taken.

    Returns:
        The texts, and those without a word that the model knows (their topic is empty).

    Raises:
        GovtextError: there are no topics yet, or a file can't be read or written.
    """
    sources = {name: Source(name, study.processed / TABLES[name].path) for name in _TABLES}
    model = KeptModel.read(sources)
    labels = {row["topic_id"]: row["label"] for row in sources["topics"].read(["topic_id", "label"]).to_pylist()}
    stage = study.stages.stage("words")
    configuration = replace(
        configure(study.settings.words, Lexicons(study.lexicon_files(stage)), work), new_words=False
    )
    texts = unknown = 0
    beside = target.with_name(f".{target.name}.part")
    try:
        with beside.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["source_row", "source_id", "topic_id", "label", "share", *(f"T{t}" for t in labels)])
            for rows in _documents(study, source, work):
                made = pa.RecordBatch.from_pylist(rows, schema=_CUT)
                words = cut_documents(configuration, made).words.combine_chunks().to_batches()
                _, shares = model.shares(words[0])
                for row, mine in zip(rows, shares.round(6), strict=True):
                    best = int(mine.argmax()) if mine.any() else None
                    writer.writerow(_line(row, best, labels, mine.tolist()))
                    unknown += best is None
                texts += len(rows)
        beside.replace(target)
    except OSError as error:
        raise GovtextError(f"can't be written ({error.strerror})", file=str(target)) from error
    finally:
        beside.unlink(missing_ok=True)
    return texts, unknown


_TABLES = ("topics", "topic_model", "topic_vocabulary")
_CUT = pa.schema([("doc_id", pa.string()), ("title", pa.string()), ("text", pa.string())])


def _line(row: dict[str, Any], best: int | None, labels: dict[int, str], shares: list[float]) -> list[Any]:
    named = ["", "", ""] if best is None else [best, neutral(labels[best]), shares[best]]
    return [row["source_row"], neutral(row["source_id"] or ""), *named, *shares]


def _documents(study: Study, source: Path, work: Work) -> Iterator[list[dict[str, Any]]]:
    """Yield the texts in batches, as the documents stage makes them."""
    if not source.is_file():
        raise GovtextError("there is no such file", file=str(source))
    if source.suffix.lower() == ".txt":
        yield from batched(_lines(source), _TEXTS)
        return
    stage = study.stages.stage("documents")
    inputs = Inputs(raw=(RawFile(source.name, source),), secret=study.secret())
    made = read_documents(inputs, study.settings.documents, Lexicons(study.lexicon_files(stage)), work)
    refused = []
    taken = 0
    for name, rows in made:
        if name == "documents":
            taken += rows.num_rows
            yield from batched(rows.to_pylist(), _TEXTS)
        elif name == "rejected":
            refused += rows.to_pylist()
    if refused:
        first = refused[0]
        told = f"{source.name}: {len(refused)} rows not taken, the first (row {first['source_row']}): {first['reason']}"
        if not taken:
            raise GovtextError(told, hint="see what a file may be in the README, or give a text a line in a .txt file")
        work.notice(told)


def _lines(source: Path) -> Iterator[dict[str, Any]]:
    try:
        with source.open(encoding="utf-8-sig", newline="\n") as file:
            for number, line in enumerate(file, start=1):
                text = line.rstrip("\r\n")
                yield {"doc_id": str(number), "title": "", "text": text, "source_row": number, "source_id": ""}
    except UnicodeDecodeError as error:
        raise GovtextError("is not UTF-8", file=str(source), hint="save it as UTF-8") from error
