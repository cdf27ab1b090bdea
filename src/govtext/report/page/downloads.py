"""The files of the data set that the page leads to: they lie in the folder beside the report's."""

from __future__ import annotations

from typing import NamedTuple

from govtext.report.wording import Phrase

FOLDER = "../07_dataset"
TABLE = ("xlsx", "csv", "parquet", "sav", "dta")
SHARED = ("complaints", "months", "issues", "topics", "problems")
PLAIN = ("csv", "parquet", "sav", "dta")


class DataFiles(NamedTuple):
    """What files of the data set hold, with their paths below its folder."""

    text: Phrase
    paths: tuple[str, ...]


def _formats(name: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name}.{ending}" for ending in endings)


DATA_FILES = (
    DataFiles(Phrase("变量说明", "Codebook"), ("CODEBOOK.md", "datapackage.json")),
    DataFiles(Phrase("全部表格：Excel 工作簿", "All tables, an Excel workbook"), ("govtext.xlsx",)),
    DataFiles(Phrase("全部表格：SQLite 数据库", "All tables, a SQLite file"), ("govtext.sqlite",)),
    DataFiles(Phrase("诉求，一行一条", "Complaints, one a row"), _formats("complaints", TABLE)),
    DataFiles(Phrase("重复出现的问题", "Recurring issues"), _formats("issues", TABLE)),
    DataFiles(Phrase("政策条款", "Clauses of policies"), _formats("clauses", TABLE)),
    DataFiles(Phrase("政策文本", "Policies"), _formats("policies", PLAIN)),
    DataFiles(Phrase("服务问题及证据", "Service problems with evidence"), _formats("service_problems", PLAIN)),
    DataFiles(
        Phrase("可共享的数据：不含原文，隐去小格", "To share: without texts, small cells hidden"),
        ("share/README.md", *(f"share/{name}.csv" for name in SHARED)),
    ),
)
