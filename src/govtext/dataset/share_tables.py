"""What the files of the share-safe export hold, and the README that says what was hidden."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from string import Template

from govtext.tables import TABLES, Column, Table

FOLDER = "share"
SHARE_DESCRIPTION = "Share-safe export written by govtext: no texts, no pseudonyms; * is a hidden value."
REPLY_BANDS = ((7, "0-7"), (15, "8-15"), (30, "16-30"))

SHARED = {
    "date": Column("date", "string", "month of the message, or its year where months are too rare",
                   "月份（过少时为年份）"),
    "duplicate": Column("duplicate", "int", "1 if it repeats an earlier message", "是否重复", values=("0", "1")),
    "recurring": Column("recurring", "int", "1 if it belongs to a recurring issue", "是否属于重复问题",
                        values=("0", "1")),
    "reply": Column("reply", "string", "days to the reply in bands; none: no reply; unknown: days not known",
                    "答复用时（分档）", unit="days",
                    values=("none", "unknown", *(label for _, label in REPLY_BANDS), "31+")),
    "writer_messages": Column("writer_messages", "string", "messages by the same writer in bands",
                              "同一作者留言数（分档）", values=("1", "2-4", "5+")),
}
MONTHS = Table("months", FOLDER, "a group in a month", "一组诉求的一个月", (), (
    Column("by", "string", "variable that makes the groups", "分组变量", required=True),
    Column("value", "string", "group as complaints.csv shows it", "组"),
    Column("month", "string", "month; hidden where fewer than k complaints share it, or fewer than k of those whose "
           "month complaints.csv does not show",
           "月份（不足 k 条，或其中未在 complaints.csv 列出月份的不足 k 条时隐去）"),
    Column("complaints", "int", "complaints, to the nearest multiple of k", "诉求数（取最近的 k 的倍数）", unit="texts",
           required=True),
))
ISSUES = Table("issues", FOLDER, "a recurring issue", "一个重复问题", ("rank",), (
    TABLES["issues"].column("rank"),
    Column("documents", "int", "messages, to the nearest multiple of k", "留言数（取最近的 k 的倍数）", unit="texts"),
    Column("authors", "int", "different writers, to the nearest multiple of k", "人数（取最近的 k 的倍数）",
           unit="people"),
    Column("months", "int", "months from the first message to the last, both counted", "历时月数",
           unit="months"),
    Column("heat", "int", "heat index, rounded", "热度指数", unit="0 to 100"),
    TABLES["issues"].column("top_problem"),
))
TOPICS = Table("topics", FOLDER, "a topic", "一个主题", ("topic_id",), (
    TABLES["topics"].column("topic_id"), TABLES["topics"].column("label"),
    Column("complaints", "int", "complaints that show this topic", "诉求数", unit="texts"),
))
PROBLEMS = Table("problems", FOLDER, "a code of the codebook", "一个问题编码", ("code",), (
    TABLES["gaps"].column("code"),
    Column("label_zh", "string", "Chinese label", "中文名称"),
    Column("label_en", "string", "English label", "英文名称"),
    Column("complaints", "int", "complaints with the code among those of complaints.csv", "诉求数", unit="texts"),
    Column("share", "float", "their share", "占比", unit="0 to 1"),
    TABLES["gaps"].column("clauses"), TABLES["gaps"].column("coverage"),
))


def readme(definitions: list[Table], counts: Mapping[str, int | str], hidden: Mapping[str, int]) -> str:
    """Return the README of the share-safe export: what is in it, what was hidden, what it can't promise.

    Args:
        definitions: the tables of the export.
        counts: k, shown, left_out, issues_left_out, years (see share_readme.md).
        hidden: column → rows whose value is hidden.
    """
    template = Template(resources.files("govtext.dataset").joinpath("share_readme.md").read_text(encoding="utf-8"))
    files: list[str] = []
    for definition in definitions:
        files += [f"### {definition.name}.csv", "", f"每行是{definition.row_zh} · one row is {definition.row}", "",
                  "| variable | 含义 | meaning |", "|---|---|---|"]
        files += [f"| {column.name} | {column.meaning_zh} | {column.meaning} |" for column in definition.columns]
        files.append("")
    return template.substitute(
        {name: count if isinstance(count, str) else f"{count:,}" for name, count in counts.items()},
        hidden="\n".join(f"| 隐去取值的行 rows with a hidden value: `{name}` | {count:,} |"
                         for name, count in hidden.items() if count),
        files="\n".join(files),
    )
