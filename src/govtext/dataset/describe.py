"""The data dictionary: datapackage.json for machines, CODEBOOK.md for people."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pyarrow as pa

from govtext.dataset.variables import stage_of
from govtext.tables import Column, Table

# Types and formats of the Table Schema (specs.frictionlessdata.io/table-schema).
FIELD_TYPES = {
    "string": {"type": "string"}, "int": {"type": "integer"}, "float": {"type": "number"},
    "bool": {"type": "boolean", "trueValues": ["True"], "falseValues": ["False"]},
    "timestamp": {"type": "datetime", "format": "%Y-%m-%d %H:%M:%S"},
    "strings": {"type": "string"},
}


def data_package(tables: list[tuple[Table, pa.Table]]) -> str:
    """Return a Data Package descriptor (JSON) of the CSV files."""
    resources = [
        {
            "name": definition.name,
            "path": f"{definition.name}.csv",
            "title": definition.row_zh,
            "description": f"One row is {definition.row}.",
            "profile": "tabular-data-resource",
            "encoding": "utf-8-sig",
            "format": "csv",
            "mediatype": "text/csv",
            "schema": {
                "fields": [_field(column) for column in definition.columns],
                "missingValues": [""],
                "primaryKey": list(definition.key),
            },
        }
        for definition, _ in tables
    ]
    content = {
        "name": "govtext-data-set",
        "title": "政务服务文本数据集",
        "profile": "tabular-data-package",
        "description": "Written by govtext. Lists are joined by '; ' in the CSV files.",
        "resources": resources,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _field(column: Column) -> dict[str, object]:
    field: dict[str, object] = {"name": column.name, **FIELD_TYPES[column.type]}
    field["title"] = column.meaning_zh
    field["description"] = f"{column.meaning} ({column.unit})" if column.unit else column.meaning
    if column.values and column.type == "string":
        field["constraints"] = {"enum": list(column.values)}
    return field


def codebook(tables: list[tuple[Table, pa.Table]]) -> str:
    """Return the codebook in Markdown: every variable with meaning, unit, values, stage and missing count."""
    lines = ["# 数据说明 · Codebook", ""]
    for definition, content in tables:
        lines += [
            f"## {definition.name}", "",
            f"{definition.row_zh}；每行是 one row is {definition.row}；{content.num_rows:,} rows；"
            f"key: {', '.join(definition.key)}", "",
            "| variable | 含义 | meaning | unit | values | stage | missing |", "|---|---|---|---|---|---|---|",
        ]
        lines += list(_variable_lines(definition, content))
        lines.append("")
    return "\n".join(lines)


def _variable_lines(definition: Table, content: pa.Table) -> Iterator[str]:
    for column in definition.columns:
        cells = (
            column.name, column.meaning_zh, column.meaning, column.unit, ", ".join(column.values),
            stage_of(definition, column), f"{content[column.name].null_count:,}",
        )
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
