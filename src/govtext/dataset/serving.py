"""The SQLite file as a site on this machine: what Datasette is told of its tables."""

from __future__ import annotations

import json
from typing import Any

from govtext.tables import Table

FACETS = {
    "complaints": ["region", "request_type", "topic_label"],
    "service_problems": ["code", "side"],
    "clauses": ["instrument"],
    "links": ["target_kind"],
    "robustness": ["finding", "condition", "survives"],
}


def site_description(definitions: list[Table], language: str, search: bool) -> str:
    """Return Datasette's metadata (JSON): what each table and column is, what to filter by, where full text is.

    Args:
        definitions: the tables of the file.
        language: "zh" or "en".
        search: whether the file has the full-text index.
    """
    zh = language == "zh"
    tables: dict[str, dict[str, Any]] = {}
    for definition in definitions:
        names = {column.name for column in definition.columns}
        tables[definition.name] = {
            "description": f"每行是{definition.row_zh}" if zh else f"One row is {definition.row}",
            "columns": {
                column.name: (column.meaning_zh if zh else "") or column.meaning for column in definition.columns
            },
            "facets": [name for name in FACETS.get(definition.name, []) if name in names],
        }
    if search:
        # The index is made of any three characters: shorter words are found by filtering instead.
        tables["complaints"] |= {"fts_table": "complaints_search", "fts_pk": "rowid", "searchmode": "escaped"}
    title = "政务服务文本数据集" if zh else "Government-service texts"
    content = {"title": title, "databases": {"govtext": {"tables": tables}}}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
