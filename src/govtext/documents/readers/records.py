"""Records with names: JSON, JSON lines and Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from govtext.documents.encoding import decode, detect
from govtext.documents.readers.content import BadRow, Limits, Row, TableContent, Unreadable

if TYPE_CHECKING:
    import pyarrow as pa

WHOLE_JSON_BYTES = 512 << 20
# How Hive names the folder of rows without a value.
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


def read_json(path: Path, limits: Limits, encoding: str | None = None) -> TableContent:
    """Return the records of a JSON file: the longest list of objects in it, or its one object.

    Raises:
        Unreadable: it is no JSON, holds no records, or is too large to be read at once.
    """
    if path.stat().st_size > min(WHOLE_JSON_BYTES, limits.file_bytes):
        raise Unreadable(f"is a JSON file of more than {WHOLE_JSON_BYTES >> 20} MB: save it as JSON lines")
    text, found = decode(path.read_bytes(), encoding)
    try:
        content = _parsed(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(f"is no valid JSON ({str(error)[:100]})") from error
    records = _records(content)
    if records is None:
        raise Unreadable("holds no list of records")
    return TableContent("", _rows(records), [f"encoding {found.name}"])


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a number of more digits than Python turns into one: all are kept as they are written
        return json.loads(text, parse_int=str)


def _records(content: Any, depth: int = 0) -> list[Any] | None:
    """The longest list of objects in a JSON value, at most four levels down."""
    if isinstance(content, list) and any(isinstance(item, dict) for item in content):
        return content
    if isinstance(content, dict) and depth < 4:
        inner = [found for value in content.values() if (found := _records(value, depth + 1))]
        if inner:
            return max(inner, key=len)
        return [content] if depth == 0 and content else None
    return None


def _rows(records: list[Any]) -> Iterator[Row]:
    names = list(dict.fromkeys(name for record in records if isinstance(record, dict) for name in record))
    yield 0, [_cell(name) for name in names]
    for number, record in enumerate(records, start=1):
        if isinstance(record, dict):
            yield number, [_cell(record.get(name)) for name in names]
        else:
            yield number, BadRow("is no object with names")


def read_json_lines(path: Path, limits: Limits, encoding: str | None = None) -> TableContent:
    """Return a file of one JSON object a line; it is read twice, and its memory does not grow with it."""
    name = encoding or detect(lambda: path.open("rb")).name
    records = (record for _, record in _lines(path, name, limits) if isinstance(record, dict))
    names = list(dict.fromkeys(key for record in records for key in record))
    if not names:
        raise Unreadable("holds no records")
    return TableContent("", _line_rows(path, name, names, limits), [f"encoding {name}"])


def _line_rows(path: Path, encoding: str, names: list[str], limits: Limits) -> Iterator[Row]:
    yield 0, [_cell(name) for name in names]
    for number, record in _lines(path, encoding, limits):
        if isinstance(record, dict):
            yield number, [_cell(record.get(name)) for name in names]
        else:
            yield number, record if isinstance(record, BadRow) else BadRow("is no object with names")


def _lines(path: Path, encoding: str, limits: Limits) -> Iterator[tuple[int, Any]]:
    longest = 64 * limits.cell_characters
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace") as stream:
        number = 0
        while line := stream.readline(longest):
            number += 1
            if len(line) >= longest and not line.endswith("\n"):
                raise Unreadable(f"has a line of more than {longest:,} characters (line {number})")
            if not line.strip():
                yield number, BadRow("empty row")
                continue
            try:
                yield number, _parsed(line)
            except (json.JSONDecodeError, RecursionError) as error:
                yield number, BadRow(f"is no valid JSON ({str(error)[:80]})")


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        # an escape may name half of a surrogate pair, which no file can hold
        return value if value.isascii() else value.encode("utf-8", "ignore").decode("utf-8")
    if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def partition_of(name: str) -> dict[str, str]:
    """Return the columns that a file's folders hold, as in `region=east/year=2024/part-0.parquet`.

    Hive, Spark, DuckDB and Dask write large tables so, and leave these columns out of the files.
    """
    pairs = [part.partition("=") for part in name.split("/")[:-1]]
    return {unquote(key): unquote(value) for key, _, value in pairs if key and value and value != _NO_VALUE}


def read_parquet(path: Path, partition: Mapping[str, str] | None = None) -> TableContent:
    """Return a Parquet file, read a batch at a time: without ``pre_buffer``, which would keep all that has been read.

    Args:
        path: the file.
        partition: columns that its folders hold, see `partition_of`; a column of the file goes before.

    Raises:
        Unreadable: it is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            names = list(file.schema_arrow.names)
    except (pa.ArrowInvalid, OSError) as error:
        raise Unreadable(f"is damaged or no Parquet ({str(error)[:100]})") from error
    added = {name: value for name, value in (partition or {}).items() if name not in names}
    return TableContent("", _parquet_rows(path, names, added))


def _parquet_rows(path: Path, names: list[str], added: Mapping[str, str]) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    yield 0, [*names, *added]
    same = list(added.values())
    number = 0
    try:
        with pq.ParquetFile(path, pre_buffer=False) as file:
            for batch in file.iter_batches(batch_size=1024):
                for cells in zip(*map(_shown_cells, batch.columns), strict=True):
                    number += 1
                    yield number, [*cells, *same]
    except (pa.ArrowInvalid, OSError) as error:
        raise Unreadable(f"is damaged from row {number + 1} on ({str(error)[:100]})") from error


def _shown_cells(column: pa.Array) -> list[Any]:
    cells: list[Any] = column.to_pylist()
    # most columns hold texts or numbers
    if not {str, int, float, type(None)}.issuperset(map(type, cells)):
        return [_cell(_shown(cell)) if isinstance(cell, (dict, list, bytes, bool)) else cell for cell in cells]
    return cells


def _shown(cell: Any) -> Any:
    return cell.decode("utf-8", "replace") if isinstance(cell, bytes) else json.loads(json.dumps(cell, default=str))
