"""Checks the results: files against their recorded hashes, columns, keys, and counts that must add up."""

from __future__ import annotations

from collections.abc import Iterator

from govtext.build.freshness import read_record
from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.store import Source, conform, file_hash
from govtext.tables import TABLES


def problems_found(study: Study) -> list[str]:
    """Return one line for each thing that is wrong with the results; an empty list when all is well."""
    found: list[str] = []
    for stage in study.stages:
        record = read_record(study, stage)
        if record is None:
            found.append(f"{stage.name}: has never run")
            continue
        for name, digest in sorted(record.get("outputs", {}).items()):
            path = study.processed / stage.folder / name
            if not path.is_file():
                found.append(f"{stage.folder}/{name}: is missing")
            elif file_hash(path) != digest:
                found.append(f"{stage.folder}/{name}: was changed after the run")
        for name in stage.writes:
            found += _table_problems(study, name, record.get("rows", {}).get(name))
    if not found:
        found += _references(study)
    return found


def _source(study: Study, name: str) -> Source:
    return Source(name, study.processed / TABLES[name].path)


def _table_problems(study: Study, name: str, rows: int | None) -> Iterator[str]:
    definition = TABLES[name]
    try:
        source = _source(study, name)
        keys: set[tuple[object, ...]] = set()
        count = 0
        for batch in source.batches():
            conform(name, batch)
            columns = [batch.column(key).to_pylist() for key in definition.key]
            keys.update(zip(*columns, strict=True))
            count += batch.num_rows
    except GovtextError as error:
        yield str(error)
        return
    if rows is not None and count != rows:
        yield f"{definition.path}: has {count} rows, the manifest says {rows}"
    if name != "rejected" and len(keys) != count:
        yield f"{definition.path}: {count - len(keys)} rows repeat a key ({', '.join(definition.key)})"


def _references(study: Study) -> Iterator[str]:
    """Yield a line for each table that speaks of texts, issues or clauses that are not there."""
    pairs = [
        (name, column.name, target)
        for name, definition in TABLES.items()
        for column in definition.columns
        for target, key in (("documents", "doc_id"), ("issues", "issue_id"), ("clauses", "clause_id"))
        if column.name == key and name != target
    ]
    known: dict[str, set[object]] = {}
    written = {table for stage in study.stages for table in stage.writes}
    for name, column, target in pairs:
        if name not in written or target not in written:
            continue
        if target not in known:
            key = TABLES[target].key[0]
            known[target] = set(_source(study, target).read([key]).column(key).to_pylist())
        used = {value for batch in _source(study, name).batches([column]) for value in batch.column(column).to_pylist()}
        lost = sorted(str(value) for value in used - known[target] if value is not None)
        if lost:
            yield f"{TABLES[name].path}: {len(lost)} {column} are not in {target} (first: {lost[0]})"
    words, documents = _source(study, "words").count(), _source(study, "documents").count()
    if words != documents:
        yield f"02_words/words.parquet: has {words} rows, but there are {documents} documents"
