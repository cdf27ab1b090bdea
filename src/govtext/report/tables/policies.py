"""Thesis tables of the policies: instruments by theme, reforms, time limits."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from govtext.report import limits
from govtext.report.citing import Cited, aggregate, cell, cited_interval
from govtext.report.contents import Contents, Row
from govtext.report.tables.model import Head, ThesisTable, source_note
from govtext.report.tables.sizes import drawn_from
from govtext.report.wording import Phrase

SIDES = {
    "supply": Phrase("供给型", "Supply"),
    "environment": Phrase("环境型", "Environmental"),
    "demand": Phrase("需求型", "Demand"),
}


def instruments_by(kind: str, contents: Contents) -> ThesisTable:
    """Return the two-way table of instruments and themes (problems or topics): clauses that are of both."""
    found = [row for row in contents.rows("instrument_themes") if row["theme_kind"] == kind]
    cells = {(row["instrument"], row["theme"]): row for row in found}
    themes = _themes(kind, contents, {row["theme"] for row in found})
    sides = {row["instrument"]: row["side"] for row in found}
    sums = Counter[str]()
    for row in found:
        sums[row["instrument"]] += row["clauses"]
    whole = sums.total()
    place = {side: at for at, side in enumerate(SIDES)}
    tools = sorted(sums, key=lambda tool: (place.get(sides[tool] or "", len(place)), -sums[tool], tool))
    rows = [
        [
            SIDES.get(sides[tool] or "", Phrase("–", "–")),
            contents.instrument(tool),
            *(_count(cells.get((tool, theme)), kind, theme, tool) for theme in themes),
            aggregate(sums[tool], "instrument_themes", {"theme_kind": kind, "instrument": tool}, "sum", "clauses"),
            aggregate(
                sums[tool] / whole, "instrument_themes", {"theme_kind": kind, "instrument": tool}, "share", "clauses"
            ),
        ]
        for tool in tools
        if sums[tool]
    ]
    heads = (
        Head(Phrase("类型", "Side")),
        Head(Phrase("政策工具", "Instrument")),
        *(Head(theme_label(kind, contents, theme), "count") for theme in themes),
        Head(Phrase("合计", "Total"), "count"),
        Head(Phrase("占比", "Share"), "share"),
    )
    many = kind == "problem"
    several = Phrase(
        "单元格为标有政策工具的条款数；一条条款可对应多个问题，各计一次，合计因此可大于条款数；占比以各格之和为底。",
        "Cells are clauses with an instrument; a clause that addresses several problems counts for each, so totals "
        "may exceed the clauses; shares are of the sum of all cells.",
    )
    single = Phrase(
        "单元格为标有政策工具的条款数；每条条款归入其用词覆盖最多的主题，覆盖很少的不归入；占比以各格之和为底。",
        "Cells are clauses with an instrument; a clause counts for the topic whose words it covers most, if for any; "
        "shares are of the sum of all cells.",
    )
    note = several if many else single
    caption = (
        Phrase("政策工具与服务问题二维分布", "Policy instruments by service problem")
        if many
        else Phrase("政策工具与主题二维分布", "Policy instruments by topic")
    )
    size = drawn_from(contents, "addressing" if many else "clauses", "policies")
    noted = source_note("instrument_themes", more=note, n=size)
    return ThesisTable(f"instruments_by_{kind}", caption, heads, rows, noted, "policies", True)


def _count(row: Row | None, kind: str, theme: str, tool: str) -> Cited:
    if row:
        return cell("instrument_themes", row, "clauses")
    return aggregate(0, "instrument_themes", {"theme_kind": kind, "theme": theme, "instrument": tool}, "sum", "clauses")


def _themes(kind: str, contents: Contents, found: set[str]) -> list[str]:
    if kind == "topic":
        return sorted(found, key=lambda theme: (len(theme), theme))
    order = [code.code for code in contents.codes]
    return sorted(found, key=lambda code: (order.index(code) if code in order else len(order), code))


def theme_label(kind: str, contents: Contents, theme: str) -> Phrase:
    """Return how a reader sees a theme: a problem's label, or number and label of a topic."""
    if kind == "problem":
        return contents.label(theme)
    label = contents.topic_labels.get(int(theme), "") if theme.isdigit() else ""
    name = f"T{theme} {label}".strip()
    return Phrase(name, name)


def by_problem(contents: Contents) -> ThesisTable:
    """Return instruments by service problem."""
    return instruments_by("problem", contents)


def by_topic(contents: Contents) -> ThesisTable:
    """Return instruments by topic of the complaints."""
    return instruments_by("topic", contents)


def reforms(contents: Contents) -> ThesisTable:
    """Return the reforms in the order of their first mention, with how far they spread."""
    regions: dict[str, list[str]] = defaultdict(list)
    for row in contents.rows("reforms"):
        if row["grouping"] == "region":
            regions[row["reform"]].append(row["group"])
    everywhere = sorted(
        (row for row in contents.rows("reforms") if row["grouping"] == "all"),
        key=lambda row: (row["first_date"] is None, str(row["first_date"]), row["reform"]),
    )
    rows = [
        [
            row["reform"],
            row["first_date"],
            row["first_region"],
            cell("reforms", row, "naming"),
            cell("reforms", row, "share"),
            cited_interval("reforms", row, "low", "high", "percent"),
            cell("reforms", row, "mentions"),
            "、".join(sorted(regions[row["reform"]])[:6]) + ("…" if len(regions[row["reform"]]) > 6 else ""),
        ]
        for row in everywhere
    ]
    heads = (
        Head(Phrase("改革", "Reform")),
        Head(Phrase("首次出现", "First mention"), "day"),
        Head(Phrase("首次出现地区", "Region of the first")),
        Head(Phrase("政策数", "Policies"), "count"),
        Head(Phrase("占比", "Share"), "share"),
        Head(Phrase("95% 区间", "95% interval"), "interval"),
        Head(Phrase("提及次数", "Mentions"), "count"),
        Head(Phrase("提及地区", "Regions")),
    )
    note = Phrase(
        "首次出现指语料中最早注明日期的政策，不等于该改革的起始时间。",
        "The first mention is the earliest dated policy of the corpus, not the reform's beginning.",
    )
    return ThesisTable(
        "reforms",
        Phrase("改革词汇的扩散", "Spread of the reforms"),
        heads,
        rows,
        source_note("reforms", more=note, n=drawn_from(contents, "policies")),
        "policies",
        True,
    )


def deadlines(contents: Contents) -> ThesisTable:
    """Return the time limits for replies against the lags measured."""
    titles = {row["doc_id"]: row["title"] or "" for row in contents.policies}
    clauses = {row["clause_id"]: (row["doc_id"], row["number"] or "") for row in contents.rows("clauses")}
    measured = [row for row in limits.compared(contents) if row["clause_id"] in clauses]
    rows: list[list[Any]] = [
        [
            f"{titles.get(clauses[row['clause_id']][0], '')} {clauses[row['clause_id']][1]}".strip(),
            row["text"],
            cell("deadlines", row, "days"),
            row["region"],
            cell("deadlines", row, "replies"),
            cell("deadlines", row, "median_days"),
            cell("deadlines", row, "p90_days"),
            cell("deadlines", row, "within"),
            cited_interval("deadlines", row, "within_low", "within_high", "percent"),
        ]
        for row in sorted(measured, key=lambda row: (row["within"], row["clause_id"], row["deadline"]))
    ]
    heads = (
        Head(Phrase("条款", "Clause")),
        Head(Phrase("期限", "Limit")),
        Head(Phrase("折合天数", "Days"), "decimal"),
        Head(Phrase("地区", "Region")),
        Head(Phrase("答复数", "Replies"), "count"),
        Head(Phrase("中位天数", "Median days"), "decimal"),
        Head(Phrase("90 分位", "90th percentile"), "decimal"),
        Head(Phrase("期限内占比", "Within the limit"), "share"),
        Head(Phrase("95% 区间", "95% interval"), "interval"),
    )
    return ThesisTable(
        "deadlines",
        Phrase("条款中的答复、办结期限与实际答复时间", "Time limits of clauses and the replies measured"),
        heads,
        rows[:60],
        source_note("deadlines", "clauses", more=limits.CAVEAT, n=drawn_from(contents, "clauses", "waits")),
        "policies",
        True,
    )


TABLES = (by_problem, by_topic, reforms, deadlines)
