"""The rows of a batch as Arrow columns where they are made: whole tables come back from the processes, not rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import pyarrow as pa

from govtext.errors import GovtextError
from govtext.tables import schema


def table_part(name: str, rows: Sequence[Mapping[str, Any]], without: Sequence[str]) -> pa.Table:
    """Return rows of a table without some of its columns, which ``with_columns`` adds; a missing value is null.

    Raises:
        GovtextError: a value has the wrong type.
    """
    wanted = [field for field in schema(name) if field.name not in without]
    try:
        columns = [
            pa.array(values, field.type)
            for values, field in zip(_columns(rows, [field.name for field in wanted]), wanted, strict=True)
        ]
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise GovtextError(f"table {name}: {error}", hint="this is a defect of govtext: please report it") from error
    return pa.Table.from_arrays(columns, [field.name for field in wanted])


def _columns(rows: Sequence[Mapping[str, Any]], names: list[str]) -> list[Sequence[Any]]:
    """Return the columns of rows; where all rows have all columns they are taken row by row, which is faster."""
    if rows and len(names) > 1:
        try:
            return list(zip(*map(itemgetter(*names), rows), strict=True))
        except KeyError:
            pass
    return [[row.get(name) for row in rows] for name in names]


def with_columns(name: str, part: pa.Table, columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    """Return what ``table_part`` returned with the columns that it lacks; it is checked when it is written."""
    for column, values in columns.items():
        part = part.append_column(column, pa.array(values, schema(name).field(column).type))
    return part.select(schema(name).names)
