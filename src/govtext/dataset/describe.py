"""The data dictionary: datapackage.json for machines, CODEBOOK.md for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govtext.dataset.exports import Export
from govtext.dataset.serving import SEARCH, SEARCH_EXAMPLE
from govtext.dataset.variables import KEYS, REFERENCES, stage_of, values_of
from govtext.tables import Column, Table

# Types and formats of the Table Schema (specs.frictionlessdata.io/table-schema).
FIELD_TYPES: dict[str, dict[str, object]] = {
    "string": {"type": "string"}, "int": {"type": "integer"}, "float": {"type": "number"},
    "bool": {"type": "boolean", "trueValues": ["True"], "falseValues": ["False"]},
    "timestamp": {"type": "datetime", "format": "%Y-%m-%d %H:%M:%S"},
    "strings": {"type": "string"},
}
# Columns that may be empty rather than missing: a text without a title, the group of all.
EMPTY = {"title", "text", "detail", "group"}
DESCRIPTION = "Written by govtext. Lists are joined by '; ' in the CSV files."


def data_package(definitions: list[Table], description: str = DESCRIPTION, missing: tuple[str, ...] = ("",)) -> str:
    """Return a Data Package descriptor (JSON) of the CSV files, with keys and foreign keys.

    Args:
        definitions: the tables, a CSV file each.
        description: of the whole.
        missing: cells that stand for no value.
    """
    names = {definition.name for definition in definitions}
    content = {
        "name": "govtext-data-set",
        "title": "政务服务文本数据集",
        "profile": "tabular-data-package",
        "description": description,
        "resources": [_resource(definition, names, list(missing)) for definition in definitions],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _resource(definition: Table, names: set[str], missing: list[str]) -> dict[str, object]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in definition.columns], "missingValues": missing,
    }
    # A file that was rejected whole has no row number: its key is not unique.
    if definition.key and definition.name != "rejected":
        schema["primaryKey"] = list(definition.key)
    references = [
        {"fields": [column], "reference": {"resource": target, "fields": [KEYS[target]]}}
        for column, target in REFERENCES.get(definition.name, {}).items()
        if target in names and column in {one.name for one in definition.columns}
    ]
    if references:
        schema["foreignKeys"] = references
    return {
        "name": definition.name,
        "path": f"{definition.name}.csv",
        "title": definition.row_zh,
        "description": f"One row is {definition.row}.",
        "profile": "tabular-data-resource",
        "encoding": "utf-8-sig",
        "format": "csv",
        "mediatype": "text/csv",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {"name": column.name, **FIELD_TYPES[column.type]}
    field["title"] = column.meaning_zh
    field["description"] = f"{column.meaning} ({column.unit})" if column.unit else column.meaning
    constraints: dict[str, object] = {}
    if column.required:
        constraints["required"] = column.name not in EMPTY
    if column.values and column.type == "string":
        constraints["enum"] = list(column.values)
    if constraints:
        field["constraints"] = constraints
    return field


def write_codebook(path: Path, exports: list[Export], search: bool = True) -> None:
    """Write CODEBOOK.md, see `codebook`."""
    path.write_text(codebook(exports, search), encoding="utf-8", newline="\n")


def codebook(exports: list[Export], search: bool = True) -> str:
    """Return the codebook in Markdown: every variable with meaning, unit, values, stage and missing count.

    Args:
        exports: the tables.
        search: whether the SQLite file has the full-text index; how it is asked is then told as well.
    """
    lines = ["# 数据说明 · Codebook", ""]
    if search:
        lines += ["## govtext.sqlite", "", f"{SEARCH['zh']}。{SEARCH['en']}.", "", "```sql", SEARCH_EXAMPLE, "```", ""]
    for export in exports:
        definition = export.definition
        lines += [
            f"## {definition.name}", "",
            f"每行是{definition.row_zh} · one row is {definition.row}；{export.count:,} 行 rows；"
            f"主键 key: {', '.join(definition.key)}", "",
        ]
        references = REFERENCES.get(definition.name, {})
        if references:
            joins = ", ".join(f"{column} → {target}.{KEYS[target]}" for column, target in references.items())
            lines += [f"关联 joins: {joins}", ""]
        lines += ["| variable | 含义 | meaning | unit | values | stage | missing |", "|---|---|---|---|---|---|---|"]
        lines += list(_variable_lines(export))
        lines.append("")
    return "\n".join(lines)


def _variable_lines(export: Export) -> Iterator[str]:
    for column in export.definition.columns:
        cells = (
            column.name, column.meaning_zh, column.meaning, column.unit, values_of(column),
            stage_of(export.definition, column), f"{export.missing[column.name]:,}",
        )
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
