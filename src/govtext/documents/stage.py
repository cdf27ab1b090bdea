"""The documents stage: every text in data/raw once, dated, placed, clean, and safe to share."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from govtext.documents.batch_tables import with_columns
from govtext.documents.cleaning import CleaningRules
from govtext.documents.columns import Aliases, chosen_columns, kind_by_name, matches
from govtext.documents.discovery import format_of, ignored_because, leads_outside
from govtext.documents.divisions import Divisions
from govtext.documents.duplicates import Duplicates
from govtext.documents.identifiers import Identifiers
from govtext.documents.prepare import Preparation, PreparedBatch, prepare_batch
from govtext.documents.privacy import MaskingRules
from govtext.documents.readers.archives import members
from govtext.documents.readers.content import Limits, TableContent, Unreadable
from govtext.documents.readers.opening import read_file
from govtext.documents.rows import RawRow, Rejected, table_rows, text_row
from govtext.errors import GovtextError
from govtext.lexicons import Lexicons, like_shipped
from govtext.parallel import Work, keep_freed_memory, no_cycles
from govtext.store import Inputs, RawFile, table

if TYPE_CHECKING:  # the processes that prepare texts have no use for the settings' models
    from govtext.settings import DocumentsSettings

BATCH = 512
FILES_TOLD = 8  # files whose rows that are not taken are told one by one


def run(inputs: Inputs, settings: DocumentsSettings, lexicons: Lexicons, work: Work) -> Iterator[tuple[str, pa.Table]]:
    """Yield documents, originals and rejected: every row of every raw file is in documents or in rejected.

    Raises:
        GovtextError: a table's text column is not known, a file is locked or changes while it is read.
    """
    with like_shipped(lexicons.location("columns.toml")):
        aliases = Aliases.from_table(lexicons.table("columns.toml"), lexicons.location("columns.toml"))
    cleaning = CleaningRules.from_table(
        lexicons.table("cleaning.toml"), lexicons.location("cleaning.toml"), settings.to_simplified
    )
    with like_shipped(lexicons.location("divisions.toml")):
        divisions = Divisions.from_lexicons(
            lexicons.table("divisions.toml"), lexicons.lines("division_codes.txt"), lexicons.location("divisions.toml")
        )
    preparation = Preparation(
        cleaning, MaskingRules(frozenset(settings.keep_personal)), divisions, inputs.secret, settings.dates.on_error,
        near_duplicates=bool(settings.duplicates.similarity or settings.duplicates.author_days),
    )
    ids = Identifiers()
    duplicates = Duplicates(
        settings.duplicates.similarity, settings.duplicates.author_similarity, settings.duplicates.author_days
    )
    batches = _batches(read_rows(inputs.raw, settings, aliases, work))
    first: dict[str, Rejected] = {}
    counts: Counter[str] = Counter()
    for prepared in work.map(partial(_prepared, preparation=preparation), batches, "documents"):
        doc_ids = ids.of(prepared.names)
        repeats = duplicates.add(prepared.signs)
        given: dict[str, list[Any]] = {
            "doc_id": doc_ids, "duplicate_of": [found and ids[found[0]] for found in repeats],
            "duplicate_rule": [found and found[1] for found in repeats],
        }
        rejected = [
            {"source_file": item.file, "source_row": item.row, "reason": item.reason} for item in prepared.rejected
        ]
        if doc_ids:
            yield "documents", with_columns("documents", prepared.documents, given)
            yield "originals", with_columns("originals", prepared.originals, {"doc_id": doc_ids})
        if rejected:
            yield "rejected", table("rejected", rejected)
        for item in prepared.rejected:
            if not item.told and item.reason != "empty row":
                first.setdefault(item.file, item)
                counts[item.file] += 1
    for file, item in itertools.islice(first.items(), FILES_TOLD):
        work.notice(_not_taken(item, counts[file]))
    if len(first) > FILES_TOLD:
        work.notice(f"rows of {len(first) - FILES_TOLD:,} more files are not taken: see 01_documents/rejected.parquet")


def _not_taken(first: Rejected, count: int) -> str:
    """Return what is said of a file's rows that are not taken."""
    file = f"data/raw/{first.file}"
    if first.row is None:
        return f"{file}: not taken: {first.reason}"
    if count == 1:
        return f"{file}: row {first.row} is not taken: {first.reason}"
    return (
        f"{file}: {count:,} rows are not taken (01_documents/rejected.parquet has each with its reason), the first: "
        f"row {first.row}, {first.reason}"
    )


def read_rows(
    files: tuple[RawFile, ...], settings: DocumentsSettings, aliases: Aliases, work: Work
) -> Iterator[RawRow | Rejected]:
    """Yield the rows of all files in the order of their names.

    Raises:
        GovtextError: see ``run``.
    """
    limits = Limits(settings.max_file_mb << 20, settings.max_cell_characters)
    for found in sorted(files, key=lambda f: f.name):
        # a name that is no UTF-8 comes with lone surrogates, which no table can hold
        file = RawFile(found.name.encode("utf-8", "replace").decode("utf-8"), found.path)
        reason = ignored_because(file.name, settings.ignore)
        if reason:
            work.notice(f"data/raw/{file.name} is passed over: {reason}")
        elif leads_outside(file.name, file.path):
            yield _whole(file, "is a link that leads out of data/raw", work)
        else:
            yield from _rows_of_file(file, settings, aliases, limits, work)


def _rows_of_file(
    file: RawFile, settings: DocumentsSettings, aliases: Aliases, limits: Limits, work: Work, in_archive: bool = False
) -> Iterator[RawRow | Rejected]:
    last = None
    try:
        before = file.path.stat()
        found = format_of(file.path)
        if found == "zip" and in_archive:
            raise Unreadable("is an archive within an archive: unpack it")
        rows = _rows_of_archive if found == "zip" else _rows_of_content
        empty = True
        for row in rows(file, found, settings, aliases, limits, work):
            last = row.row if row.file == file.name else last
            empty = False
            yield row
        if empty:
            # a workbook of empty sheets, a header without rows, an archive of nothing
            yield _whole(file, "holds no rows", work)
        after = file.path.stat()
    except Unreadable as error:
        if last is None:
            yield _whole(file, str(error), work)
        else:
            work.notice(f"data/raw/{file.name} is read up to row {last}: it {error}")
            yield Rejected(file.name, last + 1, str(error), told=True)
        return
    except PermissionError as error:
        raise GovtextError(
            "cannot be opened", file=f"data/raw/{file.name}", hint="close it in other programs and allow it to be read"
        ) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise GovtextError("changed while it was read", file=f"data/raw/{file.name}", hint="run again when it is whole")


def _rows_of_content(
    file: RawFile, found: str, settings: DocumentsSettings, aliases: Aliases, limits: Limits, work: Work
) -> Iterator[RawRow | Rejected]:
    chosen = chosen_columns(file.name, settings.columns)
    encoding = next((e for p, e in settings.encodings.items() if matches(file.name, p)), None)
    kind = next((k for p, k in settings.kinds.items() if matches(file.name, p)), "")
    by_name = kind_by_name(file.name, aliases)
    for content in read_file(file.path, found, limits, encoding, file.name):
        for note in content.notes:
            if "could not be read" in note:
                work.notice(f"data/raw/{file.name}: {note}")
        known = len(content.notes)
        if isinstance(content, TableContent):
            yield from table_rows(content, file.name, (kind, by_name), aliases, chosen, limits.cell_characters)
            for note in content.notes[known:]:
                work.notice(f"data/raw/{file.name}: {note}")
        else:
            yield text_row(content, file.name, kind or by_name)


def _rows_of_archive(
    file: RawFile, found: str, settings: DocumentsSettings, aliases: Aliases, limits: Limits, work: Work
) -> Iterator[RawRow | Rejected]:
    for name, member in members(file.path, limits):
        inner = RawFile(f"{file.name}/{name}", member if isinstance(member, Path) else file.path)
        reason = ignored_because(name, settings.ignore)
        if isinstance(member, str):
            yield _whole(inner, member, work)
        elif reason:
            work.notice(f"data/raw/{inner.name} is passed over: {reason}")
        else:
            yield from _rows_of_file(inner, settings, aliases, limits, work, in_archive=True)


def _whole(file: RawFile, reason: str, work: Work) -> Rejected:
    work.notice(f"data/raw/{file.name} is not taken: it {reason}")
    return Rejected(file.name, None, reason, told=True)


def _batches(rows: Iterator[RawRow | Rejected]) -> Iterator[list[tuple[Any, ...] | Rejected]]:
    """Yield batches to be sent, the rows as plain tuples: these are written in half the time of named ones."""
    while batch := [
        row if isinstance(row, Rejected) else tuple(row) for row in itertools.islice(rows, BATCH)
    ]:
        yield batch


def _prepared(sent: list[tuple[Any, ...] | Rejected], preparation: Preparation) -> PreparedBatch:
    keep_freed_memory()
    with no_cycles():
        return prepare_batch([row if isinstance(row, Rejected) else RawRow(*row) for row in sent], preparation)
