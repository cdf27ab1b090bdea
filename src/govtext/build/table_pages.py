"""Makes the pages on the tables again, from their definitions: python -m govtext.build.table_pages docs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from govtext.build.stage_table import Stage, StageTable, load_stage_table
from govtext.build.study import default_pipeline
from govtext.store import write_text
from govtext.tables import TABLES, Column, ColumnType, Table

ENGLISH, CHINESE = "tables.md", "tables.zh-CN.md"

TYPES: dict[ColumnType, tuple[str, str]] = {
    "string": ("text", "文本"), "int": ("whole number", "整数"), "float": ("number", "小数"),
    "bool": ("true or false", "真假"), "timestamp": ("moment", "日期时间"), "strings": ("list of texts", "文本列表"),
}
UNITS_ZH = {
    "": "", "0 to 1": "0 至 1", "score 0 to 1": "得分，0 至 1", "-1 to 1": "-1 至 1", "0 to 100": "0 至 100",
    "0 to 5 points": "0 至 5 分", "0 to 1 bit": "0 至 1 比特", "bits": "比特", "texts": "篇", "clauses": "条",
    "writers": "人", "count": "次数", "characters": "字符", "days": "天", "working days": "工作日", "p": "p 值",
    "G2": "G²", "date and time without zone": "日期与时刻，不带时区",
}

INTRODUCTION = """\
# Tables between the steps

What each stage leaves for the next: {tables} tables, a Parquet file each under `data/processed`. This page is made from
the definitions that reading and writing are checked against (`src/govtext/tables`) and from `pipeline/stages.py`:
`make docs` makes it again, and a test fails where it differs. The tables of `07_dataset` (complaints, policies,
codes and those of these that it takes over) are in `07_dataset/CODEBOOK.md` of each study, with labels of codes and
counts of missing values.

In Python: `pandas.read_parquet("data/processed/04_topics/topic_words.parquet")`; in R: `arrow::read_parquet(...)`.
Every text is found again in other tables by its `doc_id`. Offsets (`start`, `end`) count characters of the title, a
newline and the text, as they stand in `documents`; the character at `end` is not part of it. "Never missing": every
row has a value there.
"""
INTRODUCTION_ZH = """\
# 各步骤之间的表

每个阶段留给后面阶段的结果：{tables} 张表，各为 `data/processed` 下的一个 Parquet 文件。
本页由读写时据以检查的定义（`src/govtext/tables`）和 `pipeline/stages.py` 生成：
`make docs` 重新生成，与定义不一致时测试会失败。
`07_dataset` 的表（诉求、政策、编码，以及它收录的这里的部分表）见每个研究的 `07_dataset/CODEBOOK.md`，
那里还有编码的名称和缺失值的个数。

Python：`pandas.read_parquet("data/processed/04_topics/topic_words.parquet")`；R：`arrow::read_parquet(...)`。
各表凭 `doc_id` 找到同一篇文本。`start`、`end` 是在“标题、换行、正文”中的字符位置（以 `documents` 为准），
`end` 处的字符不计在内。
“不缺失”指每一行都有值。“meaning”一栏是更详细的英文说明。
"""


@dataclass(frozen=True)
class _Page:
    """How a page is worded: its introduction, the head of its tables, and the cells of a column."""

    introduction: str
    head: tuple[str, ...]
    cells: Callable[[Column], tuple[str, ...]]
    about: Callable[[Table, Stage, list[str]], str]


def page(stages: StageTable, chinese: bool = False) -> str:
    """Return the page in Markdown: every table that a stage writes, in running order, with its columns.

    Raises:
        KeyError: a unit has no Chinese name here.
    """
    worded = _CHINESE if chinese else _ENGLISH
    written = [(stage, TABLES[name]) for stage in stages for name in stage.writes]
    lines = [worded.introduction.format(tables=len(written))]
    begun = ""
    for stage, table in written:
        if stage.name != begun:
            begun = stage.name
            lines += [f"## {stage.folder}", ""]
        readers = [other.name for other in stages if table.name in other.reads]
        lines += [f"### {table.name}", "", worded.about(table, stage, readers), ""]
        lines += [_row(worded.head), "|" + "---|" * len(worded.head)]
        lines += [_row(worded.cells(column)) for column in table.columns]
        lines.append("")
    return "\n".join(lines)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _names(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


_ENGLISH = _Page(
    introduction=INTRODUCTION,
    head=("column", "type", "meaning", "unit", "values", "never missing"),
    cells=lambda one: (
        f"`{one.name}`", TYPES[one.type][0], one.meaning, one.unit, ", ".join(one.values),
        "yes" if one.required else "",
    ),
    about=lambda table, stage, readers: (
        f"`{table.path}`, written by `{stage.name}`"
        + (f", read by {_names(readers)}" if readers else ", read by no stage")
        + f". One row is {table.row}; key: {_names(table.key)}."
    ),
)
_CHINESE = _Page(
    introduction=INTRODUCTION_ZH,
    head=("列", "类型", "含义", "meaning", "单位", "取值", "不缺失"),
    cells=lambda one: (
        f"`{one.name}`", TYPES[one.type][1], one.meaning_zh, one.meaning, UNITS_ZH[one.unit], ", ".join(one.values),
        "是" if one.required else "",
    ),
    about=lambda table, stage, readers: (
        f"`{table.path}`，由 `{stage.name}` 写出，"
        + (f"供 {_names(readers)} 读取" if readers else "其他阶段不读取")
        + f"。每行是{table.row_zh}；主键：{_names(table.key)}。"
    ),
)


def pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the content of each page, of the shipped stages."""
    stages = load_stage_table(default_pipeline() / "stages.py", "pipeline/stages.py")
    yield ENGLISH, page(stages)
    yield CHINESE, page(stages, chinese=True)


def main(arguments: list[str]) -> int:
    """Write the pages into the folder that is named; return the exit code."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    for name, content in pages():
        write_text(Path(arguments[0]) / name, content)
        print(f"{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
