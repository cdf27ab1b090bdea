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
# How the full-text index is asked, for the site and the codebook.
SEARCH = {
    "zh": "全文检索（标题、正文、答复）：直接输入两至六个字的词，如 噪音、物业公司；"
          "多个词以空格隔开，须同时出现；七个字以上的词拆成几段，或用 LIKE",
    "en": "Full-text search (title, text, reply): type a word of two to six characters; several words, with blanks "
          "between, must all occur; cut a longer word into pieces, or use LIKE",
}
SEARCH_EXAMPLE = """SELECT doc_id, title FROM complaints
WHERE rowid IN (SELECT rowid FROM complaints_search WHERE complaints_search MATCH '噪音');"""


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
        tables["complaints"] |= {"fts_table": "complaints_search", "fts_pk": "rowid", "searchmode": "escaped"}
        tables["complaints"]["description"] += f"{'。' if zh else '. '}{SEARCH[language]}"
    title = "政务服务文本数据集" if zh else "Government-service texts"
    content = {"title": title, "databases": {"govtext": {"tables": tables}}}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
