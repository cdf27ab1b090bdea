"""SPSS and Stata files with variable and value labels."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.dataset.exports import Export
from govtext.dataset.stata_rows import stata_number, write_stata
from govtext.dataset.variables import YES_NO
from govtext.imports import one_by_one
from govtext.tables import Column

if TYPE_CHECKING:
    # Loaded by the process that writes such a file, not by the one that gives the files out.
    import pandas as pd

# Statistics packages compute with variables; whole texts stay in the other formats. The topic's
# label is the value label of topic_id.
LEFT_OUT = {"text", "reply", "topic_label"}
STRING_CHARACTERS = 250
# Stata's limit for variable names and labels; SPSS' for value labels in bytes.
STATA_NAME = 32
# Words that Stata (help reserved) and its matrix language keep for themselves, as far as a table might use them.
STATA_WORDS = {
    "all", "array", "boolean", "break", "byte", "case", "catch", "class", "complex", "const", "continue", "default",
    "delete", "do", "double", "else", "end", "enum", "explicit", "export", "external", "float", "for", "function",
    "global", "goto", "if", "in", "inline", "int", "local", "long", "null", "pragma", "short", "str", "strl", "this",
    "throw", "typedef", "union", "using", "version", "virtual", "void", "while", "with",
}
LABEL_CHARACTERS = 80
VALUE_LABEL_BYTES = 120

ValueLabels = dict[str, dict[int, str]]


def write_sav(path: Path, export: Export, language: str, topics: dict[int, str]) -> None:
    """Write an SPSS file; strings are cut to 250 characters, whole texts are left out.

    Categories are numbers with value labels: the request type, the topic, 0 and 1; codes stay texts, with labels.

    Args:
        path: the file.
        export: the complaint table.
        language: of the labels, "zh" or "en".
        topics: topic_id → label.
    """
    with one_by_one:
        import pyreadstat

    columns = _columns(export)
    frame = _frame(columns, export.batches([column.name for column in columns]))
    values = value_labels(columns, language, topics)
    pyreadstat.write_sav(
        frame, str(path), row_compress=True,
        column_labels={column.name: _variable_label(column, language) for column in columns},
        # pyreadstat wants the labelled values in the type of the column.
        variable_value_labels={
            name: {frame[name].dtype.type(value).item(): _cut_bytes(label) for value, label in labels.items()}
            for name, labels in values.items()
        } | string_labels(columns, language),
        variable_measure={
            column.name: "nominal" if column.name in values or column.type == "string" else "scale"
            for column in columns
        },
    )
    _fix_sav_date(path)


def write_dta(path: Path, export: Export, language: str, topics: dict[int, str]) -> None:
    """Write a Stata file (release 118, Stata 14 and later, UTF-8), labelled like the SPSS file.

    The bytes are those that pandas would write of the whole table (tested).
    """
    columns = _columns(export)
    if not export.count:
        _by_pandas(path, _frame(columns, []), columns, language, topics)
        return
    one = io.BytesIO()
    _by_pandas(one, _longest(export, columns), columns, language, topics)
    seen: dict[str, str] = {}

    def variables(batch: pa.RecordBatch, kinds: Sequence[str]) -> Iterator[NDArray[Any]]:
        for column, kind in zip(columns, kinds, strict=True):
            values = batch.column(column.name)
            yield _padded(values, kind) if kind[0] == "S" else stata_number(_values(column, values, seen))

    with path.open("wb") as file:
        batches = export.batches([column.name for column in columns])
        write_stata(file, one.getvalue(), batches, export.count, variables)


def _by_pandas(
    target: Path | io.BytesIO, frame: pd.DataFrame, columns: list[Column], language: str, topics: dict[int, str]
) -> None:
    short = _stata_names([column.name for column in columns])
    values: dict[Any, dict[float, str]] = {
        short[name]: {float(value): label for value, label in labels.items()}
        for name, labels in value_labels(columns, language, topics).items()
    }
    frame.rename(columns=short).to_stata(
        target, write_index=False, version=118,
        variable_labels={short[column.name]: _variable_label(column, language) for column in columns},
        value_labels=values,
        convert_dates={short[column.name]: "tc" for column in columns if column.type == "timestamp"},
        time_stamp=datetime(2000, 1, 1),
    )


def _longest(export: Export, columns: list[Column]) -> pd.DataFrame:
    """Return a row with texts as long as the longest of the table: its texts are then as wide as the table's."""
    texts = [column.name for column in columns if column.type == "string" and column.name != "request_type"]
    widths = dict.fromkeys(texts, 0)
    for batch in export.batches(texts) if texts else ():
        for name in texts:
            widths[name] = max(widths[name], pc.max(pc.binary_length(_plain(batch.column(name)))).as_py() or 0)
    with one_by_one:
        import pandas as pd

    row = {column.name: _nothing(column) for column in columns}
    row |= {name: np.array(["x" * width], dtype=object) for name, width in widths.items()}
    return pd.DataFrame({name: pd.Series(values, dtype=values.dtype) for name, values in row.items()})


def _nothing(column: Column) -> NDArray[Any]:
    """Return a value of a variable that is no text, in the type of the variable: none where it may be missing."""
    if column.type == "timestamp":
        return np.array(["NaT"], dtype="datetime64[us]")
    return np.zeros(1, np.int8) if column.name.startswith("problem_") else np.full(1, np.nan)


def _padded(texts: pa.StringArray, kind: str) -> NDArray[Any]:
    coded = _plain(texts).dictionary_encode()
    found = np.array(coded.dictionary.cast(pa.binary()).to_pylist() or [b""], dtype=kind)
    return np.asarray(found[coded.indices.to_numpy(zero_copy_only=False)])


def value_labels(columns: list[Column], language: str, topics: dict[int, str]) -> ValueLabels:
    """Return variable → number → label for the variables that are categories."""
    at = 0 if language == "zh" else 1
    found: ValueLabels = {}
    for column in columns:
        named = {value: labels for value, *labels in column.labels}
        if column.name == "request_type":
            found[column.name] = {
                number: named.get(value, (value, value))[at] for number, value in enumerate(column.values, start=1)
            }
        elif column.name == "topic_id" and topics:
            found[column.name] = dict(sorted(topics.items()))
        elif column.name.startswith("problem_") or column.type == "bool":
            found[column.name] = {value: labels[at] for value, labels in YES_NO.items()}
    return found


def string_labels(columns: list[Column], language: str) -> dict[str, dict[str, str]]:
    """Return variable → code → label of the variables that hold codes as texts: SPSS knows them, Stata doesn't."""
    at = 0 if language == "zh" else 1
    return {
        column.name: {value: _cut_bytes(both[at]) for value, *both in column.labels if len(value) <= STRING_CHARACTERS}
        for column in columns if column.labels and column.name != "request_type"
    }


def _columns(export: Export) -> list[Column]:
    """Return what a statistics package computes with: no lists, no whole texts."""
    return [
        column for column in export.definition.columns if column.name not in LEFT_OUT and column.type != "strings"
    ]


def _frame(columns: list[Column], batches: Iterable[pa.RecordBatch]) -> pd.DataFrame:
    """Return the variables; what repeats (regions, offices) is held once."""
    with one_by_one:
        import pandas as pd

    parts: dict[str, list[Any]] = {column.name: [] for column in columns}
    seen: dict[str, str] = {}
    for batch in batches:
        for column in columns:
            parts[column.name].append(_values(column, batch.column(column.name), seen))
    return pd.DataFrame({column.name: _series(column, parts[column.name]) for column in columns})


def _values(column: Column, values: pa.Array, seen: dict[str, str]) -> NDArray[Any]:
    if column.name == "request_type":
        number = pc.index_in(values, value_set=pa.array(column.values, pa.string()))
        return np.asarray(number.cast(pa.float64()).to_numpy(zero_copy_only=False) + 1)
    if column.type == "string":
        coded = _plain(values).dictionary_encode()
        texts = np.array([seen.setdefault(text, text) for text in coded.dictionary.to_pylist()], dtype=object)
        return np.asarray(texts[coded.indices.to_numpy(zero_copy_only=False)])
    if column.type == "timestamp":
        return np.asarray(values.to_numpy(zero_copy_only=False).astype("datetime64[us]"))
    if column.type == "bool":
        values = values.cast(pa.int8()).cast(pa.float64())
    kind = np.int8 if column.name.startswith("problem_") and column.type != "bool" else np.float64
    return np.asarray(values.to_numpy(zero_copy_only=False).astype(kind))


def _series(column: Column, parts: list[Any]) -> pd.Series[Any]:
    with one_by_one:
        import pandas as pd

    text = column.type == "string" and column.name != "request_type"
    if not parts:
        empty = "object" if text else {"timestamp": "datetime64[us]"}.get(column.type, "float64")
        return pd.Series([], dtype="int8" if column.name.startswith("problem_") and not text else empty)
    return pd.Series(np.concatenate(parts), dtype=object) if text else pd.Series(np.concatenate(parts))


def _plain(texts: pa.StringArray) -> pa.StringArray:
    """Return texts that a statistics package can hold."""
    texts = pc.fill_null(texts, "")
    if pc.any(pc.match_substring(texts, "\0")).as_py():
        texts = pc.replace_substring(texts, "\0", "")
    if (pc.max(pc.binary_length(texts)).as_py() or 0) <= STRING_CHARACTERS:  # mostly: they have no more characters
        return texts
    return pc.utf8_slice_codeunits(texts, 0, STRING_CHARACTERS)


def _variable_label(column: Column, language: str) -> str:
    label = column.meaning_zh if language == "zh" else column.meaning
    return label if len(label) <= LABEL_CHARACTERS else label[: LABEL_CHARACTERS - 1] + "…"


def _cut_bytes(label: str) -> str:
    """Return a value label that fits SPSS' 120 bytes without half a character."""
    return label.encode("utf-8")[:VALUE_LABEL_BYTES].decode("utf-8", "ignore")


def _stata_names(names: list[str]) -> dict[str, str]:
    """Return a name of at most 32 characters for each variable, no two the same and none a word of Stata's."""
    short: dict[str, str] = {}
    for name in names:
        cut, number = f"{name}_" if name in STATA_WORDS else name[:STATA_NAME], 1
        while cut in short.values():
            number += 1
            cut = f"{name[: STATA_NAME - 1 - len(str(number))]}_{number}"
        short[name] = cut
    return short


def _fix_sav_date(path: Path) -> None:
    """Put a fixed date and time into the file's header, so that the same data give the same bytes.

    The header is 176 bytes: creation date at 92 (9 characters), time at 101 (8), as in the PSPP
    documentation of the system file format.
    """
    with path.open("r+b") as file:
        file.seek(92)
        file.write(b"01 Jan 0000:00:00")
