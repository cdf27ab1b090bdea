"""From a number to a sentence that cites it, and to the rows, settings and hashes behind it."""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from govtext.dataset.points import find_number
from govtext.dataset.rows_behind import TracedRow, rows_behind
from govtext.errors import GovtextError
from govtext.store import Source
from govtext.tables import TABLES

HASH_CHARACTERS = 12
PERCENT = {"0 to 1", "difference of shares"}  # units of what is read in per cent
Keys = Mapping[str, Mapping[str, Any]]
Records = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Trace:
    """All that is behind a number.

    Attributes:
        key, value, shown, what: the number, how a reader sees it, and what it is in words.
        table, row, column, stage: the cell it stands in; `row` is empty where it was counted.
        settings: the section of params.toml that the stage ran with.
        hashes: name → SHA-256 of the raw files together, of the settings, lexicons and code, and of
            every table on the way from the documents to the number.
        versions: releases of the programs.
        rows: the first of the rows.
        texts: number of different texts among all rows behind it.
    """

    key: str
    value: Any
    shown: str
    what: str
    table: str
    row: Mapping[str, Any]
    column: str
    stage: str
    settings: Mapping[str, Any]
    hashes: Mapping[str, str]
    versions: Mapping[str, str]
    rows: list[TracedRow]
    texts: int


def read_keys(content: str) -> Keys:
    """Return the keys of a keys.json.

    Raises:
        GovtextError: it is damaged.
    """
    try:
        keys = json.loads(content)["keys"]
    except (ValueError, KeyError, TypeError) as error:
        raise GovtextError("keys.json is damaged", hint="run: govtext run dataset") from error
    return dict(keys)


def keys_in(typed: str, keys: Keys, sources: Mapping[str, Source]) -> list[str]:
    """Return the keys of what was typed: one, or several with blanks between as a cell of a table has them.

    A key may hold blanks itself: as few words as make a key are taken together. (The whole may read as one, too: as a
    count of the rows whose value is all the rest.)

    Raises:
        GovtextError: a part is no key.
    """
    if typed in keys:
        return [typed]
    words, found = typed.split() or [""], list[str]()
    while words:
        for end in range(1, len(words) + 1):
            if _known(" ".join(words[:end]), keys, sources):
                break
        else:
            _entry(" ".join(words), keys, sources)  # raises: it is none
        found.append(" ".join(words[:end]))
        words = words[end:]
    return found


def cite(
    key: str, keys: Keys, records: Records, language: str = "zh", sources: Mapping[str, Source] | None = None
) -> str:
    """Return a sentence that cites a number: what it is, its value, the table, the hashes and the version.

    Args:
        key: such as problems.slow_response.share.
        keys: from `read_keys`.
        records: stage → its stage.json.
        language: "zh" or "en".
        sources: the study's tables, for keys of cells (see `cells`).

    Raises:
        GovtextError: there is no such key, or the tables are newer than the keys.
    """
    entry = _entry(key, keys, sources or {})
    _check_age(entry, records)
    hashes = _own_hashes(entry, records)
    release = records.get(entry["stage"], {}).get("versions", {}).get("govtext", "?")
    value = shown_value(entry, language)
    where = ", ".join(f"{name} = {cell}" for name, cell in entry["row"].items())
    if language == "zh":
        cell = f"（{where}）" if where else ""
        return (f"{entry['zh']}：{value}（govtext {release}；键 {key}；表 {entry['table']}{cell}，"
                f"列 {entry['column']}，阶段 {entry['stage']}；原始数据 {hashes['data/raw']}，"
                f"设置 {hashes['settings']}，结果表 {hashes['table']}，均为 SHA-256 前 {HASH_CHARACTERS} 位）。")
    cell = f" ({where})" if where else ""
    return (f"{entry['en'][:1].upper()}{entry['en'][1:]}: {value} (govtext {release}; key {key}; table "
            f"{entry['table']}{cell}, column {entry['column']}, stage {entry['stage']}; raw data {hashes['data/raw']}, "
            f"settings {hashes['settings']}, table {hashes['table']}, first {HASH_CHARACTERS} digits of SHA-256).")


def trace(
    key: str, keys: Keys, records: Records, sources: Mapping[str, Source], most: int = 20, language: str = "zh"
) -> Trace:
    """Return what is behind a number: its rows with their evidence, the settings and the hashes.

    Args:
        key, keys, records, language: as for `cite`.
        sources: the study's tables.
        most: rows at the most; `Trace.texts` counts all.

    Raises:
        GovtextError: there is no such key, the tables are newer than the keys, or one is missing.
    """
    entry = _entry(key, keys, sources)
    _check_age(entry, records)
    rows, texts = rows_behind(entry["rows"], sources, most)
    stage = records.get(entry["stage"], {})
    return Trace(
        key, entry["value"], shown_value(entry, language), entry[language], entry["table"], entry["row"],
        entry["column"], entry["stage"], stage.get("settings", {}), _all_hashes(entry, records),
        stage.get("versions", {}), rows, texts,
    )


def trace_lines(traced: Trace, language: str = "zh") -> list[str]:
    """Return a trace as lines for a terminal; a text from the corpus can't steer it."""
    zh = language == "zh"
    where = ", ".join(f"{name} = {cell}" for name, cell in traced.row.items()) or "–"
    lines = [
        f"{traced.key} = {traced.shown}", traced.what, "",
        f"{'表' if zh else 'table'}: {traced.table} ({where}), {traced.column}",
        f"{'阶段' if zh else 'stage'}: {traced.stage}",
        f"{'设置' if zh else 'settings'} [{traced.stage}]: "
        + ", ".join(f"{name} = {value}" for name, value in traced.settings.items()),
        f"{'版本' if zh else 'versions'}: " + ", ".join(f"{name} {one}" for name, one in traced.versions.items()),
        "SHA-256:", *(f"  {value}  {name}" for name, value in traced.hashes.items()), "",
        f"{'所依据的文本' if zh else 'texts behind it'}: {traced.texts:,}",
    ]
    for row in traced.rows:
        place = row.source_file if row.source_row is None else f"{row.source_file}:{row.source_row}"
        why = ", ".join(f"{name} {value}" for name, value in row.why.items() if value is not None)
        lines.append(f"  {row.doc_id}  {place}  {row.title}" + (f"  [{why}]" if why else ""))
    if traced.texts > len(traced.rows):
        lines.append("  …")
    return [_printable(line) for line in lines]


def shown_value(entry: Mapping[str, Any], language: str = "zh") -> str:
    """Return a value as a reader sees it, by its unit: a share in per cent with count and total, a p as p, and others
    with at least the digits of the page.
    """
    value, parts = entry["value"], entry.get("parts")
    if isinstance(value, bool):
        return ("✓ 是" if value else "✗ 否") if language == "zh" else "✓ yes" if value else "✗ no"
    if parts:
        counted = f"（{parts[0]:,}/{parts[1]:,}）" if language == "zh" else f" ({parts[0]:,} of {parts[1]:,})"
        return f"{value:.2%}{counted}"
    if entry["unit"] in PERCENT:
        return f"{value:.2%}"
    if isinstance(value, int):
        return f"{value:,}"
    if entry["unit"] == "p":
        return "<0.001" if value < 0.001 else f"{value:.3f}"
    return _decimals(value)


def _decimals(value: float) -> str:
    """Return a number with three decimals, a small one with three digits after the zeros."""
    digits = min(12, max(3, 2 - math.floor(math.log10(abs(value))))) if value else 3
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".")


def _printable(line: str) -> str:
    return "".join(one for one in line if unicodedata.category(one)[0] != "C")


def _known(key: str, keys: Keys, sources: Mapping[str, Source]) -> bool:
    return key in keys or find_number(key, sources) is not None


def _entry(key: str, keys: Keys, sources: Mapping[str, Source]) -> Mapping[str, Any]:
    if key in keys:
        return keys[key]
    found = find_number(key, sources)
    if found is not None:
        return found
    close = get_close_matches(key, list(keys), n=3, cutoff=0.5)
    help_text = "see 07_dataset/keys.json, or name a cell: TABLE.KEY.COLUMN"
    hint = f"did you mean {', '.join(close)}?" if close else help_text
    raise GovtextError(f"there is no key {key}", hint=hint)


def _check_age(entry: Mapping[str, Any], records: Records) -> None:
    """Raise where the table was made anew after the keys: the value would not be the table's."""
    read = records.get("dataset", {}).get("inputs", {})
    table = entry["table"]
    made = records.get(entry["stage"], {}).get("outputs", {}).get(f"{table}.parquet")
    if table in read and made is not None and read[table] != made:
        raise GovtextError(f"table {table} is newer than the keys", hint="run: govtext run dataset")


def _own_hashes(entry: Mapping[str, Any], records: Records) -> dict[str, str]:
    stage = records.get(entry["stage"], {})
    table = stage.get("outputs", {}).get(f"{entry['table']}.parquet", "")
    found = {"data/raw": _raw_hash(records), "settings": _hash_of(stage.get("settings", {})), "table": table}
    return {name: value[:HASH_CHARACTERS] or "?" for name, value in found.items()}


def _all_hashes(entry: Mapping[str, Any], records: Records) -> dict[str, str]:
    stage = records.get(entry["stage"], {})
    found = {
        "data/raw": _raw_hash(records),
        f"settings of {entry['stage']}": _hash_of(stage.get("settings", {})),
        f"lexicons of {entry['stage']}": _hash_of(stage.get("lexicons", {})),
        f"code of {entry['stage']}": _hash_of(stage.get("code", {})),
    }
    waiting = [entry["table"], *(condition["table"] for condition in entry["rows"])]
    seen: set[str] = set()
    while waiting:
        table = waiting.pop(0)
        if table in seen or table not in TABLES:
            continue
        seen.add(table)
        record = records.get(TABLES[table].folder.split("_", 1)[1], {})
        found[TABLES[table].path] = record.get("outputs", {}).get(f"{table}.parquet", "")
        waiting += sorted(record.get("inputs", {}))
    return {name: value or "?" for name, value in found.items()}


def _raw_hash(records: Records) -> str:
    raw = {name: value for name, value in records.get("documents", {}).get("inputs", {}).items()
           if name.startswith("data/raw/")}
    return _hash_of(raw) if raw else ""


def _hash_of(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()
