"""SPSS and Stata files with variable and value labels."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.dataset.dta_head import BYTE, DOUBLE, DtaVariable, dta_frame
from govtext.dataset.exports import Export
from govtext.dataset.sav_head import DATE_TIME, NOMINAL, NUMBER, SCALE, SavVariable, sav_head
from govtext.dataset.sav_rows import sav_number, sav_rows, sav_texts
from govtext.dataset.stata_rows import stata_number, stata_rows
from govtext.dataset.variables import YES_NO
from govtext.tables import Column

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
    columns = _columns(export)
    variables = _sav_variables(columns, _widths(export, columns), language, topics)
    left = export.count
    with path.open("wb") as file:
        file.write(sav_head(variables, export.count))
        for batch in export.batches([column.name for column in columns]):
            left -= batch.num_rows
            if batch.num_rows:
                values = map(_sav_values, columns, variables, batch.columns)
                file.write(sav_rows(values, last=not left))


def write_dta(path: Path, export: Export, language: str, topics: dict[int, str]) -> None:
    """Write a Stata file (release 118, Stata 14 and later, UTF-8), labelled like the SPSS file."""
    columns = _columns(export)
    variables = _dta_variables(columns, _widths(export, columns), language, topics)
    kinds = [variable.kind for variable in variables]
    before, behind = dta_frame(variables, export.count)
    with path.open("wb") as file:
        file.write(before)
        for batch in export.batches([column.name for column in columns]):
            file.write(stata_rows(map(_dta_values, columns, kinds, batch.columns), kinds, batch.num_rows))
        file.write(behind)


def _widths(export: Export, columns: list[Column]) -> dict[str, int]:
    """Return the bytes of the longest text of each variable of texts; SPSS' file and Stata's ask for the same."""
    texts = [column.name for column in columns if _is_text(column)]
    if not export.widths:
        export.widths.update(dict.fromkeys(texts, 1))
        for batch in export.batches(texts) if texts else ():
            for name, values in zip(texts, batch.columns, strict=True):
                longest = pc.max(pc.binary_length(_plain(values))).as_py() or 0
                export.widths[name] = max(export.widths[name], longest)
    return export.widths


def _sav_variables(
    columns: list[Column], widths: dict[str, int], language: str, topics: dict[int, str]
) -> list[SavVariable]:
    numbers, texts = value_labels(columns, language, topics), string_labels(columns, language)
    made = []
    for column in columns:
        named = {struct.pack("<d", value): label for value, label in numbers.get(column.name, {}).items()}
        named |= {value.encode(): label for value, label in texts.get(column.name, {}).items()}
        width = max(widths[column.name], *map(len, named), 1) if _is_text(column) else 0
        form = (DATE_TIME, 20, 0) if column.type == "timestamp" else (NUMBER, 8, 0 if _is_flag(column) else 2)
        nominal = column.name in numbers or column.type == "string"
        label = _variable_label(column, language)
        labels = {value: _cut_bytes(one) for value, one in named.items()}
        made.append(SavVariable(column.name, label, width, form, NOMINAL if nominal else SCALE, labels))
    return made


def _dta_variables(
    columns: list[Column], widths: dict[str, int], language: str, topics: dict[int, str]
) -> list[DtaVariable]:
    short, labels = _stata_names([column.name for column in columns]), value_labels(columns, language, topics)
    made = []
    for column in columns:
        kind, form = (BYTE, "%8.0g") if _is_flag(column) else (DOUBLE, "%10.0g")
        if _is_text(column):
            kind = widths[column.name]
            form = f"%{kind}s"
        elif column.type == "timestamp":
            form = "%tc"
        label = _variable_label(column, language)
        made.append(DtaVariable(short[column.name], label, kind, form, labels.get(column.name, {})))
    return made


def _sav_values(column: Column, variable: SavVariable, values: pa.Array) -> NDArray[Any]:
    if not _is_text(column):
        return sav_number(_numbers(column, values))
    texts, places = _distinct(values)
    return np.asarray(sav_texts(texts, variable)[places])


def _dta_values(column: Column, kind: str, values: pa.Array) -> NDArray[Any]:
    if not _is_text(column):
        return stata_number(_numbers(column, values))
    texts, places = _distinct(values)
    return np.asarray(np.array(texts or [b""], dtype=kind)[places])


def _distinct(values: pa.Array) -> tuple[list[bytes], NDArray[Any]]:
    """Return the different texts in UTF-8, and of each row which of them it has."""
    coded = _plain(values).dictionary_encode()
    return coded.dictionary.cast(pa.binary()).to_pylist(), coded.indices.to_numpy(zero_copy_only=False)


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


def _is_text(column: Column) -> bool:
    return column.type == "string" and column.name != "request_type"


def _is_flag(column: Column) -> bool:
    return column.name.startswith("problem_") and column.type not in {"bool", "string"}


def _numbers(column: Column, values: pa.Array) -> NDArray[Any]:
    """Return numbers, moments and the numbers of request types."""
    if column.name == "request_type":
        number = pc.index_in(values, value_set=pa.array(column.values, pa.string()))
        return np.asarray(number.cast(pa.float64()).to_numpy(zero_copy_only=False) + 1)
    if column.type == "timestamp":
        return np.asarray(values.to_numpy(zero_copy_only=False).astype("datetime64[us]"))
    if column.type == "bool":
        values = values.cast(pa.int8()).cast(pa.float64())
    return np.asarray(values.to_numpy(zero_copy_only=False).astype(np.int8 if _is_flag(column) else np.float64))


def _plain(texts: pa.StringArray) -> pa.StringArray:
    """Return texts that a statistics package can hold."""
    texts = pc.fill_null(texts, "")
    if pc.any(pc.match_substring(texts, "\0")).as_py():
        texts = pc.replace_substring(texts, "\0", "")
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
