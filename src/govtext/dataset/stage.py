"""The data set: complaints, issues, clauses and their relations, in the formats that people open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from govtext.dataset import variables
from govtext.dataset.assemble import ComplaintRows, kind_export
from govtext.dataset.database import write_database
from govtext.dataset.describe import data_package, write_codebook
from govtext.dataset.exports import Export, held, write_parquet
from govtext.dataset.keys import write_keys
from govtext.dataset.labels import Labels, labelled, labels_of
from govtext.dataset.partitions import FOLDER as PARTITIONS
from govtext.dataset.partitions import check_partitions, write_partitions
from govtext.dataset.reread import read_once
from govtext.dataset.serving import site_description
from govtext.dataset.sharing import ShareSafe
from govtext.dataset.spreadsheets import write_csv, write_xlsx
from govtext.dataset.statistics_packages import write_dta, write_sav
from govtext.growth import MOST_GROWTH_AT_END, limit_growth
from govtext.lexicons import CodeLabel, Lexicons, code_labels
from govtext.parallel import Work
from govtext.settings import DatasetSettings
from govtext.store import Artifact, Inputs

TOOLS = "policy_instruments.toml"

# Complaints from which on what was found of them is gathered once for all processes.
GATHERED_ONCE = 65_536

# In the workbook of all tables the whole texts are left to complaints.xlsx.
LONG_TEXTS = {"text", "reply"}
LEFT_TO_COMPLAINTS = "complaints: text, reply → complaints.xlsx"


def run(inputs: Inputs, settings: DatasetSettings, lexicons: Lexicons, work: Work) -> Iterator[Artifact]:
    """Yield the files of the data set.

    Reads documents and everything that was found in them; see `variables.complaints` for the columns.
    """
    language, most = settings.language, settings.workbook_rows
    frame = lexicons.table("service_problems.toml")
    codes, types = code_labels(frame), code_labels(frame, "types")
    kinds = [one.code for one in types]
    kinds = [*kinds, *({"other"} - set(kinds))]  # what a codebook without types gives
    topics = {row["topic_id"]: row["label"] or f"T{row['topic_id']}"
              for row in inputs["topics"].read(["topic_id", "label"]).to_pylist()}
    # An older stage table hands no instruments over: they keep their codes.
    tools = lexicons.table(TOOLS) if TOOLS in lexicons.files else {}
    labels = labels_of(codes, types, tools.get("instrument", []), topics)
    definition = labelled(variables.complaints(codes, kinds), labels)
    rows = ComplaintRows(inputs, definition, settings.keywords_per_text)
    complaints = rows.export()
    check_partitions(complaints, settings.partition_by)  # told before anything is written
    described = read_once([
        complaints, *(_copied(inputs, name, labels) for name in variables.ENTITIES),
        kind_export(inputs, labelled(variables.policies(), labels), "policy"), _codes(codes),
        *(_copied(inputs, name, labels) for name in variables.RELATIONS if name in inputs.tables),
    ])
    complaints, entities = described[0], described[: 1 + len(variables.ENTITIES)]
    search = complaints.count <= settings.search_texts
    if not search:
        work.notice(f"govtext.sqlite has no full-text index: {complaints.count:,} complaints are more than "
                    f"dataset.search_texts = {settings.search_texts:,}")
    files = _Files(language, most, topics)
    definitions = [export.definition for export in described]
    site = site_description(definitions, language, search)
    others = [
        *files.workbooks(entities[1:]), *files.plain(described[1:]),
        Artifact("datapackage.json", partial(_write_text, content=data_package(definitions))),
        Artifact("datasette.json", partial(_write_text, content=site)),
    ]
    gathered = complaints.count >= GATHERED_ONCE and work.workers > 1 and work.engine is None
    # Those that take longest first: they are written by several processes where there are several, and the short ones
    # at the end fill up what is left of the last of the long ones.
    whole = [_apart("govtext.sqlite", write_database, exports=described, search=search),
             *files.described(described, search), *files.statistics(described[:1] if gathered else described),
             *(files.workbooks([complaints]) if complaints.count <= most else ()), *files.plain([complaints])]
    if settings.partition_by and complaints.count:
        whole.append(_apart(PARTITIONS, write_partitions, export=complaints, names=settings.partition_by))
    if gathered:
        # Each process would take ten seconds a million for every file to gather what was found of the complaints: it is
        # done once, here, while others write what needs none of it.
        yield from (*files.statistics(described[1:]), *others)
        rows.gather()
        yield from whole
    else:
        yield from (*whole, *others)
    yield Artifact("keys.json", partial(write_keys, inputs=inputs, codes=codes, kinds=types))
    yield from ShareSafe(complaints, inputs, codes, settings.share_min_rows).artifacts()


@dataclass(frozen=True)
class _Files:
    """Files of tables, to be written by whichever process: texts and labels in a language, so many rows of a sheet."""

    language: str
    most: int
    topics: dict[int, str]

    def described(self, exports: list[Export], search: bool) -> Iterator[Artifact]:
        """Yield the workbook of all tables, and the codebook; with them that of the complaints if it is a part."""
        complaints = exports[0]
        book = _apart(
            "govtext.xlsx", write_xlsx, exports=[complaints.without(LONG_TEXTS), *exports[1:]],
            language=self.language, most=self.most, notes=[LEFT_TO_COMPLAINTS],
        )
        codebook = _apart("CODEBOOK.md", write_codebook, exports=exports, search=search)
        # All say how many values are missing; who writes the first has counted them for the others. What a sheet has
        # no room for is not read where they are counted.
        parted = complaints.count > self.most
        for artifact in [codebook, book, *self.workbooks([complaints])] if parted else [book, codebook]:
            yield replace(artifact, together="codebook")

    def statistics(self, exports: list[Export]) -> Iterator[Artifact]:
        """Yield the files for statistics packages."""
        for export in exports:
            name = export.definition.name
            if name not in variables.LEFT_TO_TEXT:
                for ending, write in (("sav", write_sav), ("dta", write_dta)):
                    made = _apart(f"{name}.{ending}", write, export=export, language=self.language, topics=self.topics)
                    yield replace(made, together="statistics")  # they take pandas

    def workbooks(self, exports: list[Export]) -> Iterator[Artifact]:
        """Yield a workbook for each table."""
        for export in exports:
            name = f"{export.definition.name}.xlsx"
            yield _apart(name, write_xlsx, exports=[export], language=self.language, most=self.most)

    def plain(self, exports: list[Export]) -> Iterator[Artifact]:
        """Yield CSV and Parquet of each table."""
        for export in exports:
            yield _apart(f"{export.definition.name}.csv", write_csv, export=export)
            yield _apart(f"{export.definition.name}.parquet", write_parquet, export=export)


def _copied(inputs: Inputs, name: str, labels: Labels) -> Export:
    source = inputs[name]
    return Export(variables.copied(name, labels), source.batches, source.count())


def _apart(name: str, write: Callable[..., None], **what: Any) -> Artifact:
    return Artifact(name, partial(_write_apart, write=write, **what), apart=True)


def _write_apart(path: Path, write: Callable[..., None], **what: Any) -> None:
    limit_growth(MOST_GROWTH_AT_END)
    write(path, **what)


def _codes(codes: list[CodeLabel]) -> Export:
    return held(variables.CODES, [
        {"code": code.code, "label_zh": code.zh, "label_en": code.en, "definition": code.definition} for code in codes
    ])


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
