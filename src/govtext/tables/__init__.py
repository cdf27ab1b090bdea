"""Every table that a run writes: its columns, keys, units and meaning.

This is the one place where a column is defined, a module for each stage. The checks on reading and writing,
the data dictionary, the labels in SPSS and Stata and the documentation are made from it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from govtext.errors import GovtextError, nearest
from govtext.tables.documents import DOCUMENTS
from govtext.tables.issues import ISSUES
from govtext.tables.keywords import KEYWORDS
from govtext.tables.model import Column, ColumnType, Table
from govtext.tables.policies import POLICIES
from govtext.tables.robustness import ROBUSTNESS
from govtext.tables.topics import TOPICS
from govtext.tables.words import WORDS

if TYPE_CHECKING:
    import pyarrow

__all__ = ["TABLES", "Column", "ColumnType", "Table", "schema", "table_definition", "written_columns"]

TABLES: dict[str, Table] = {
    table.name: table
    for table in (*DOCUMENTS, *WORDS, *KEYWORDS, *TOPICS, *ISSUES, *POLICIES, *ROBUSTNESS)
}


def table_definition(name: str) -> Table:
    """Return the definition of a table.

    Raises:
        GovtextError: there is no such table; the message names the nearest.
    """
    if name not in TABLES:
        raise GovtextError(f"there is no table {name}", hint=nearest(name, list(TABLES)))
    return TABLES[name]


@cache
def schema(name: str) -> pyarrow.Schema:
    """Return the Arrow schema of a table, columns in the order in which they are defined."""
    import pyarrow as pa

    types = {
        "string": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(),
        "timestamp": pa.timestamp("us"), "strings": pa.list_(pa.string()),
    }
    return pa.schema(
        [pa.field(c.name, types[c.type], nullable=not c.required) for c in table_definition(name).columns]
    )


@cache
def written_columns(name: str) -> dict[str, list[str]]:
    """Return how a table's columns are written to Parquet, in the terms of pyarrow's ParquetWriter.

    Measures repeat seldom: a dictionary of theirs is given up in the end, and leaves the keywords a tenth larger. The
    least and the greatest of all words of some texts tell nobody where to look, and cost a fifth of the time of writing.
    """
    columns = table_definition(name).columns
    paths = {c.name: f"{c.name}.list.element" if c.type == "strings" else c.name for c in columns}
    return {
        "use_dictionary": [paths[c.name] for c in columns if c.type != "float"],
        "write_statistics": [c.name for c in columns if c.type != "strings"],
    }
