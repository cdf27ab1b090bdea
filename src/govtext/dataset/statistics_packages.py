"""SPSS and Stata files with variable and value labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from govtext.tables import Table

# Statistics packages compute with variables; whole texts stay in the other formats.
LEFT_OUT = {"text", "reply", "evidence", "problems", "keywords"}
STRING_CHARACTERS = 250
LABEL_BYTES = 80


def write_sav(path: Path, definition: Table, content: pa.Table, language: str) -> None:
    """Write an SPSS file; strings are cut to 250 characters, whole texts are left out."""
    import pyreadstat

    frame, labels = _frame(definition, content, language)
    pyreadstat.write_sav(
        frame, str(path), column_labels=labels,
        variable_value_labels={
            name: {0.0: "否", 1.0: "是"} if language == "zh" else {0.0: "no", 1.0: "yes"}
            for name in frame.columns if name.startswith("problem_")
        },
    )
    _fix_sav_date(path)


def write_dta(path: Path, definition: Table, content: pa.Table, language: str) -> None:
    """Write a Stata file (release 118, Stata 14 and later, UTF-8)."""
    frame, labels = _frame(definition, content, language)
    short = {name: name[:32] for name in frame.columns}
    frame = frame.rename(columns=short)
    yes_no = {0: "否", 1: "是"} if language == "zh" else {0: "no", 1: "yes"}
    coded = [name for name in frame.columns if name.startswith("problem_")]
    for name in coded:
        frame[name] = frame[name].astype("int8")
    frame.to_stata(
        path, write_index=False, version=118,
        variable_labels={short[name]: label for name, label in labels.items()},
        value_labels={name: yes_no for name in coded},
        convert_dates={name: "tc" for name in frame.columns if str(frame[name].dtype).startswith("datetime")},
        time_stamp=pd.Timestamp(2000, 1, 1).to_pydatetime(),
    )


def _frame(definition: Table, content: pa.Table, language: str) -> tuple[pd.DataFrame, dict[str, str]]:
    columns: dict[str, Any] = {}
    labels: dict[str, str] = {}
    for column in definition.columns:
        if column.name in LEFT_OUT:
            continue
        values = content[column.name].to_pylist()
        labels[column.name] = _cut_bytes(column.meaning_zh if language == "zh" else column.meaning)
        if column.type == "string":
            columns[column.name] = pd.Series([_plain(value) for value in values], dtype=object)
        elif column.type == "timestamp":
            columns[column.name] = pd.Series(pd.to_datetime(pd.Series(values, dtype="datetime64[us]")))
        else:
            columns[column.name] = pd.Series([None if v is None else float(v) for v in values], dtype="float64")
    return pd.DataFrame(columns), labels


def _plain(value: str | None) -> str:
    return "" if value is None else value.replace("\0", "")[:STRING_CHARACTERS]


def _cut_bytes(label: str) -> str:
    """Return a label that fits Stata's 80 characters."""
    return label if len(label) <= LABEL_BYTES else label[: LABEL_BYTES - 1] + "…"


def _fix_sav_date(path: Path) -> None:
    """Put a fixed date and time into the file's header, so that the same data give the same bytes.

    The header is 176 bytes: creation date at 84 (9 characters), time at 93 (8), as in the PSPP
    documentation of the system file format.
    """
    with path.open("r+b") as file:
        file.seek(84)
        file.write(b"01 Jan 0000:00:00")
