"""Thesis tables of the service problems in groups of complaints, and of the problems that come together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from govtext.report.citing import Sentence, cell, cited_cell, cited_interval, sentence
from govtext.report.contents import Contents, Row
from govtext.report.tables.findings import GROUPINGS
from govtext.report.tables.model import Head, ThesisTable, source_note
from govtext.report.tables.sizes import drawn_from
from govtext.report.wording import Phrase

# A table's groups and codes: what a page on its side holds; least complaints of a department.
GROUPS, CODES, LEAST = 15, 10, 10
PAIRS = 20


def prevalence_by(grouping: str, contents: Contents) -> ThesisTable:
    """Return the share of each problem in each group with its interval, years in order, others the largest first."""
    found = [row for row in contents.rows("problem_prevalence") if row["grouping"] == grouping]
    cells = {(row["group"], row["code"]): row for row in found}
    sizes = {row["group"]: row for row in found}
    groups = [group for group in sizes if grouping != "department" or sizes[group]["texts"] >= LEAST]
    groups.sort(key=lambda group: (-sizes[group]["texts"], group))
    listed = groups[:GROUPS]
    if grouping == "year":
        listed = sorted(groups)[-GROUPS:]
    codes = [code for code, count in contents.problem_counts if count][:CODES]
    rows: list[list[Any]] = [
        [
            contents.group_label({"grouping": grouping, "group": group}),
            cell("problem_prevalence", sizes[group], "texts"),
            *(_share(cells.get((group, code))) for code in codes),
        ]
        for group in listed
    ]
    heads = (
        Head(GROUPINGS[grouping]),
        Head(Phrase("诉求数", "Complaints"), "count"),
        *(Head(contents.label(code), "stacked") for code in codes),
    )
    least = Phrase(f"诉求不少于 {LEAST} 条的", f"groups of {LEAST} complaints or more are listed: ")
    more = Phrase(
        f"只列{least.zh if grouping == 'department' else ''} {len(listed)} 组。",
        f"Only {least.en if grouping == 'department' else 'the largest are listed: '}{len(listed)}. ",
    )
    note = Phrase(
        "单元格为该组诉求中带该编码的比例，方括号内为 95% Wilson 区间；一条诉求可有多个编码。"
        + (more.zh if len(listed) < len(sizes) else ""),
        "Cells are shares of the group's complaints with 95% Wilson intervals; a complaint may have several codes. "
        + (more.en if len(listed) < len(sizes) else ""),
    )
    captions = {
        "year": Phrase("各年份的服务问题", "Service problems by year"),
        "department": Phrase("各受理部门的服务问题", "Service problems by office addressed"),
        "topic": Phrase("各主题的服务问题", "Service problems by topic"),
    }
    return ThesisTable(
        f"problems_by_{grouping}",
        captions[grouping],
        heads,
        rows if codes and len(rows) > 1 else [],
        source_note("problem_prevalence", more=note, n=drawn_from(contents, "complaints")),
        "problems",
        True,
    )


def _share(row: Row | None) -> Sentence | None:
    if row is None:
        return None
    share = cited_cell("problem_prevalence", row, "share", "percent")
    ends = cited_interval("problem_prevalence", row, "low", "high", "points")
    return sentence(Phrase("{share}\n{ends}", "{share}\n{ends}"), share=share, ends=ends)


def pairs(contents: Contents) -> ThesisTable:
    """Return the pairs of problems that come together most beyond chance, by the phi coefficient."""
    found = [row for row in contents.rows("problem_pairs") if row["phi"] is not None]
    strongest = sorted(found, key=lambda row: (-abs(row["phi"]), row["code_a"], row["code_b"]))[:PAIRS]
    rows: list[list[Any]] = [
        [
            contents.label(row["code_a"]),
            contents.label(row["code_b"]),
            cell("problem_pairs", row, "both"),
            cell("problem_pairs", row, "expected"),
            cell("problem_pairs", row, "lift"),
            cell("problem_pairs", row, "phi"),
            cell("problem_pairs", row, "odds_ratio"),
            cited_interval("problem_pairs", row, "low", "high"),
        ]
        for row in strongest
    ]
    heads = (
        Head(Phrase("问题一", "Problem")),
        Head(Phrase("问题二", "with")),
        Head(Phrase("同现诉求", "Complaints with both"), "count"),
        Head(Phrase("期望", "Expected"), "decimal"),
        Head(Phrase("提升度", "Lift"), "two"),
        Head(Phrase("φ 系数", "Phi"), "fine"),
        Head(Phrase("优势比", "Odds ratio"), "decimal"),
        Head(Phrase("95% 区间", "95% interval"), "interval"),
    )
    note = Phrase(
        f"列出 φ 绝对值最大的 {len(rows)} 对。期望：两者互不相关时的同现数；提升度 = 同现 ÷ 期望。"
        "区间为优势比的 95% 区间（各格加 0.5），未作多重比较校正。",
        f"The {len(rows)} pairs with the largest absolute phi. Expected: if the two were unrelated; "
        "lift = both / expected. The 95% interval is that of the odds ratio (0.5 added to each cell), not corrected "
        "for the number of pairs.",
    )
    return ThesisTable(
        "problem_pairs",
        Phrase("服务问题的共现", "Problems that come together"),
        heads,
        rows,
        source_note("problem_pairs", more=note, n=drawn_from(contents, "complaints")),
        "problems",
        True,
    )


TABLES: tuple[Callable[[Contents], ThesisTable], ...] = (
    *(partial(prevalence_by, grouping) for grouping in ("year", "department", "topic")),
    pairs,
)
