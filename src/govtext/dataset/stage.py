"""The data set: complaints, issues, clauses and their relations, in the formats that people open."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from govtext.dataset import variables
from govtext.dataset.assemble import complaint_rows
from govtext.dataset.database import write_database
from govtext.dataset.describe import codebook, data_package
from govtext.dataset.spreadsheets import write_csv, write_xlsx
from govtext.dataset.statistics_packages import write_dta, write_sav
from govtext.lexicons import Lexicons, code_labels
from govtext.parallel import Work
from govtext.settings import DatasetSettings
from govtext.store import Artifact, Inputs
from govtext.tables import Table


def run(inputs: Inputs, settings: DatasetSettings, lexicons: Lexicons, work: Work) -> Iterator[Artifact]:
    """Yield the files of the data set.

    Reads documents and everything that was found in them; see `variables.complaints` for the columns.
    """
    codes = code_labels(lexicons.table("service_problems.toml"))
    definition = variables.complaints(codes)
    complaints = complaint_rows(inputs, definition, settings.keywords_per_text)
    exported: list[tuple[Table, pa.Table]] = [(definition, complaints)]
    exported += [(variables.copied(name), inputs[name].read()) for name in variables.ENTITIES]
    related = [(variables.copied(name), inputs[name].read()) for name in variables.RELATIONS]
    described = exported + related

    for table, content in exported:
        work.progress("files", 1, None)
        yield Artifact(f"{table.name}.parquet", partial(_write_parquet, content=content))
        yield Artifact(f"{table.name}.xlsx", partial(_write_book, table=table, content=content, language=settings.language))
    for table, content in described:
        yield Artifact(f"{table.name}.csv", partial(write_csv, content=content))
    yield Artifact("govtext.sqlite", partial(write_database, tables=described))
    yield Artifact("complaints.sav", partial(_write_sav, table=definition, content=complaints, language=settings.language))
    yield Artifact("complaints.dta", partial(_write_dta, table=definition, content=complaints, language=settings.language))
    yield Artifact("datapackage.json", partial(_write_text, content=data_package(described)))
    yield Artifact("CODEBOOK.md", partial(_write_text, content=codebook(described)))


def _write_parquet(path: Path, content: pa.Table) -> None:
    pq.write_table(content.combine_chunks(), path, compression="zstd", compression_level=3)


def _write_book(path: Path, table: Table, content: pa.Table, language: str) -> None:
    write_xlsx(path, [(table.name, table, content)], language)


def _write_sav(path: Path, table: Table, content: pa.Table, language: str) -> None:
    write_sav(path, table, content, language)


def _write_dta(path: Path, table: Table, content: pa.Table, language: str) -> None:
    write_dta(path, table, content, language)


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
