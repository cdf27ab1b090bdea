"""Thesis tables of the robustness: which main findings survive which conditions, and the numbers behind that."""

from __future__ import annotations

from typing import Any

from govtext.report.citing import Cited, Sentence, aggregate, cell, cited_cell, cited_interval, sentence
from govtext.report.contents import Contents, Row
from govtext.report.tables.model import Head, ThesisTable, source_note
from govtext.report.tables.sizes import drawn_from
from govtext.report.wording import Phrase

# Finding → what it says, and how its number is shown.
FINDINGS = {
    "top_problem": (Phrase("最常被指出的问题", "Most frequent problem"), "percent"),
    "problem_share": (Phrase("指出问题的诉求占比", "Share naming a problem"), "percent"),
    "problem_order": (Phrase("各类问题的次序（秩相关）", "Order of problems (rank correlation)"), "fine"),
    "top_region": (Phrase("指出问题比例最高的地区", "Region naming problems most"), "percent"),
    "largest_gap": (Phrase("诉求最重于条款的问题", "Problem with the largest gap"), "percent"),
    "median_wait": (Phrase("答复等待中位数（天）", "Median wait for a reply (days)"), "decimal"),
    "keywords": (Phrase("关键词（重合比例）", "Keywords (share in common)"), "percent"),
    "topics": (Phrase("主题（主题词重合度）", "Topics (overlap of top words)"), "fine"),
    "top_topic": (Phrase("占比最大的主题", "Largest topic"), "fine"),
}
CONDITIONS = {
    "without_duplicates": Phrase("去除重复", "No duplicates"),
    "earlier_half": Phrase("前半时期", "Earlier half"),
    "later_half": Phrase("后半时期", "Later half"),
    "without_source": Phrase("去除一个来源", "Leave one source out"),
    "dictionary": Phrase("通用词典", "Plain dictionary"),
    "stop_list": Phrase("不用停用词", "No stop list"),
    "fewer_topics": Phrase("较少主题", "Fewer topics"),
    "more_topics": Phrase("较多主题", "More topics"),
}
YES, NO = Phrase("✓", "✓"), Phrase("✗", "✗")


def summary(contents: Contents) -> ThesisTable:
    """Return findings × conditions: ✓ where the finding survives, k/n where a condition comes in several parts."""
    held: dict[tuple[str, str], list[Row]] = {}
    for row in contents.rows("robustness"):
        held.setdefault((row["finding"], row["condition"]), []).append(row)
    conditions = [name for name in CONDITIONS if any(key[1] == name for key in held)]
    findings = [name for name in FINDINGS if any(key[0] == name for key in held)]
    rows: list[list[Any]] = [
        [FINDINGS[finding][0], *(_mark(finding, one, held.get((finding, one), [])) for one in conditions)]
        for finding in findings
    ]
    note = Phrase(
        "✓ 成立，✗ 不成立，– 不适用；“去除一个来源”列为成立次数 / 来源数。判断标准见方法部分。",
        "✓ holds, ✗ does not, – does not apply; for sources, how often it holds of how many. Rules in the methods.",
    )
    heads = (Head(Phrase("主要发现", "Main finding")), *(Head(CONDITIONS[name], "mark") for name in conditions))
    return ThesisTable(
        "robustness",
        Phrase("主要发现的稳健性", "Robustness of the main findings"),
        heads,
        rows,
        source_note("robustness", more=note, n=drawn_from(contents, "complaints")),
        "robustness",
    )


def _survives(row: Row) -> Cited:
    return Cited(YES if row["survives"] else NO, cell("robustness", row, "survives").key)


def _mark(finding: str, condition: str, checks: list[Row]) -> Cited | Sentence | None:
    if not checks:
        return None
    if len(checks) == 1:
        return _survives(checks[0])
    held = [row["survives"] for row in checks]
    where = {"finding": finding, "condition": condition}
    return sentence(
        Phrase("{held}/{all}", "{held}/{all}"),
        held=Cited(str(sum(held)), aggregate(0, "robustness", {**where, "survives": True}).key),
        all=Cited(str(len(held)), aggregate(0, "robustness", where).key),
    )


def details(contents: Contents) -> ThesisTable:
    """Return each finding under each condition with its number and interval."""
    order = {name: at for at, name in enumerate((*FINDINGS, *CONDITIONS))}
    found = sorted(contents.rows("robustness"), key=lambda r: (order[r["finding"]], order[r["condition"]], r["detail"]))
    rows = [
        [
            "" if at and found[at - 1]["finding"] == row["finding"] else FINDINGS[row["finding"]][0],
            _condition(row),
            cell("robustness", row, "texts"),
            _said(contents, row, "main_label", "main_value"),
            _said(contents, row, "label", "value"),
            cited_interval("robustness", row, "low", "high", FINDINGS[row["finding"]][1]),
            _survives(row),
        ]
        for at, row in enumerate(found)
    ]
    heads = (
        Head(Phrase("主要发现", "Main finding")),
        Head(Phrase("条件", "Condition")),
        Head(Phrase("诉求数", "Complaints"), "count"),
        Head(Phrase("主结果", "Main result")),
        Head(Phrase("该条件下", "Under the condition")),
        Head(Phrase("95% 区间", "95% interval"), "interval"),
        Head(Phrase("成立", "Holds"), "mark"),
    )
    return ThesisTable(
        "robustness_details",
        Phrase("各条件下的主要发现", "The main findings under each condition"),
        heads,
        rows,
        source_note("robustness", n=drawn_from(contents, "complaints")),
        "robustness",
        folded=True,
    )


def _condition(row: Row) -> Phrase:
    name, detail = CONDITIONS[row["condition"]], row["detail"]
    if row["condition"] == "without_source":
        return Phrase(f"去除 {detail}", f"Without {detail}")
    if row["condition"] in {"earlier_half", "later_half"}:
        earlier = row["condition"] == "earlier_half"
        return Phrase(
            f"{name.zh}（{detail} {'前' if earlier else '起'}）",
            f"{name.en} ({'before' if earlier else 'from'} {detail})",
        )
    return Phrase(f"{name.zh}（{detail}）", f"{name.en} ({detail})") if detail else name


def _said(contents: Contents, row: Row, label: str, value: str) -> Sentence | Phrase | Cited | None:
    how = FINDINGS[row["finding"]][1]
    number = None if row[value] is None else cited_cell("robustness", row, value, how)
    named = row[label]
    if named is None:
        return None if number is None else sentence(Phrase("{n}", "{n}"), n=number)
    known = {one.code for one in contents.codes}
    name = contents.label(named) if named in known else Phrase(named, named)
    return name if number is None else sentence(Phrase("{name}（{n}）", "{name} ({n})"), name=name, n=number)


TABLES = (summary, details)
