"""Thesis tables of the findings: problems, issues, replies, gaps."""

from __future__ import annotations

from collections import Counter
from typing import Any

from govtext.report.answered_only import all_selected, selection
from govtext.report.citing import Cited, aggregate, cell, cited, cited_interval, sentence
from govtext.report.contents import Contents, Row
from govtext.report.tables.model import Head, ThesisTable, source_note
from govtext.report.tables.sizes import drawn_from
from govtext.report.wording import Phrase

# Other groupings stand in the result table and on the page: a thesis table of all would run over pages.
LISTED = ("all", "file", "region", "request_type", "problem")
GROUPINGS = {
    "all": Phrase("全部", "All"),
    "province": Phrase("省份", "Province"),
    "region": Phrase("地区", "Region"),
    "request_type": Phrase("诉求类型", "Request type"),
    "problem": Phrase("服务问题", "Problem"),
    "year": Phrase("年份", "Year"),
    "file": Phrase("来源文件", "Source file"),
    "issue": Phrase("重复问题", "Recurring issue"),
    "topic": Phrase("主题", "Topic"),
    "code": Phrase("服务问题", "Problem"),
    "month": Phrase("月份", "Month"),
    "quarter": Phrase("季度", "Quarter"),
    "half_year": Phrase("半年", "Half-year"),
    "department": Phrase("部门", "Department"),
    "office": Phrase("落款单位", "Signing office"),
    "period": Phrase("时期", "Period"),
}


def problems(contents: Contents) -> ThesisTable:
    """Return the service problems with their intervals."""
    total = len(contents.messages)
    rows = []
    for code, count in contents.problem_counts if any(count for _, count in contents.problem_counts) else []:
        row = contents.problem_limits.get(code, {})
        rows.append([
            contents.label(code),
            Cited(count, f"problems.{code}.count"),
            Cited(count / total, f"problems.{code}.share") if total else None,
            cited_interval("problem_prevalence", row, "low", "high", "percent"),
        ])
    heads = (
        Head(Phrase("服务问题", "Service problem")),
        Head(Phrase("诉求数", "Complaints"), "count"),
        Head(Phrase("占比", "Share"), "share"),
        Head(Phrase("95% 区间", "95% interval"), "interval"),
    )
    note = sentence(
        Phrase(
            "n = {n} 条诉求；一条诉求可有多个编码；区间为 Wilson 区间。",
            "n = {n} complaints; a complaint may have several codes; Wilson intervals.",
        ),
        n=cited(total, "documents.complaints"),
    )
    return ThesisTable(
        "problems",
        Phrase("服务问题的分布", "Service problems"),
        heads,
        rows,
        source_note("service_problems", "problem_prevalence", more=note),
    )


def regions(contents: Contents) -> ThesisTable:
    """Return the share of each service problem in the larger regions."""
    codes = [code for code, count in contents.problem_counts if count]
    sizes: dict[str, int] = dict(contents.regions)
    counts: dict[tuple[str | None, str], int] = {}
    for message in contents.messages:
        for code in message.codes:
            counts[message.region, code] = counts.get((message.region, code), 0) + 1
    rows: list[list[Any]] = (
        [
            [
                region,
                Cited(size, f"regions.{region}.count"),
                *(_share(counts.get((region, code), 0), size, region, code) for code in codes),
            ]
            for region, size in list(sizes.items())[:20]
            if size >= 5
        ]
        if codes
        else []
    )
    heads = (
        Head(Phrase("地区", "Region")),
        Head(Phrase("诉求数", "Complaints"), "count"),
        *(Head(contents.label(code), "share") for code in codes),
    )
    note = Phrase(
        "单元格为该地区诉求中带该编码的比例；列出诉求不少于 5 条的地区中最多的 20 个。",
        "Cells are shares of the region's complaints; the 20 largest regions of 5 complaints or more.",
    )
    return ThesisTable(
        "problems_by_region",
        Phrase("各地区的服务问题", "Service problems by region"),
        heads,
        rows,
        source_note("documents", "service_problems", more=note, n=drawn_from(contents, "complaints")),
    )


def _share(count: int, size: int, region: str, code: str) -> Cited:
    if count:
        return Cited(count / size, f"regions.{region}.problems.{code}.share")
    where = {"grouping": "region", "group": region, "code": code}
    return aggregate(0.0, "problem_prevalence", where, "sum", "share")


def issues(contents: Contents) -> ThesisTable:
    """Return the hottest recurring issues."""
    rows = [
        [
            cell("issues", row, "rank"),
            row["label"] or row["description"],
            row["place"],
            cell("issues", row, "documents"),
            cell("issues", row, "authors"),
            row["first_date"],
            row["last_date"],
            cell("issues", row, "heat"),
            cited_interval("issues", row, "heat_low", "heat_high"),
            contents.label(row["top_problem"]) if row["top_problem"] else None,
        ]
        for row in contents.issues[:20]
    ]
    heads = (
        Head(Phrase("排名", "Rank"), "count"),
        Head(Phrase("问题", "Issue")),
        Head(Phrase("地点", "Place")),
        Head(Phrase("留言", "Messages"), "count"),
        Head(Phrase("人数", "Writers"), "count"),
        Head(Phrase("最早", "First"), "day"),
        Head(Phrase("最近", "Last"), "day"),
        Head(Phrase("热度", "Heat"), "decimal"),
        Head(Phrase("区间", "Interval"), "interval"),
        Head(Phrase("首要服务问题", "Main problem")),
    )
    note = sentence(
        Phrase(
            "列出热度最高的 {listed} 个；留言含重复的诉求；区间由对留言的重抽样得到（95%）。",
            "The {listed} hottest are listed; repeated messages count; 95% intervals come of resampling the messages.",
        ),
        listed=len(rows),
    )
    return ThesisTable(
        "issues",
        Phrase("热度最高的重复问题", "The hottest recurring issues"),
        heads,
        rows,
        source_note("issues", "issue_members", more=note, n=drawn_from(contents, "issues", "members")),
    )


def _listed(rows: list[Row], size: str) -> list[Row]:
    """Return the rows of the groupings listed, but for a lone group as large as all, which repeats it."""
    total = next((row[size] for row in rows if row["grouping"] == "all"), None)
    groups = Counter(row["grouping"] for row in rows)
    listed = [row for row in rows if row["grouping"] in LISTED]
    return [row for row in listed if row["grouping"] == "all" or groups[row["grouping"]] > 1 or row[size] != total]


def responses(contents: Contents) -> ThesisTable:
    """Return the groups' replies."""
    rows = [
        [
            GROUPINGS.get(row["grouping"], Phrase(row["grouping"], row["grouping"])),
            contents.group_label(row),
            cell("responses", row, "complaints"),
            cell("responses", row, "answered"),
            cell("responses", row, "median_days"),
            cited_interval("responses", row, "low", "high"),
            cell("responses", row, "p90_days"),
            cell("responses", row, "over_15_days"),
        ]
        for row in sorted(
            _listed(contents.rows("responses"), "complaints"),
            key=lambda row: (row["grouping"], -(row["complaints"] or 0), row["group"]),
        )
    ]
    heads = (
        Head(Phrase("分组", "Grouping")),
        Head(Phrase("组", "Group")),
        Head(Phrase("诉求", "Complaints"), "count"),
        Head(Phrase("已答复", "Answered"), "count"),
        Head(Phrase("中位天数", "Median days"), "decimal"),
        Head(Phrase("区间", "Interval"), "interval"),
        Head(Phrase("90 分位", "90th percentile"), "decimal"),
        Head(
            Phrase("超过 15 天才答复", "Reply after 15 days")
            if all_selected(contents)
            else Phrase("15 天后未答复", "No reply after 15 days"),
            "share",
        ),
    )
    note = source_note("responses", more=selection(contents), n=drawn_from(contents, "waits"))
    return ThesisTable("responses", Phrase("答复情况", "Replies"), heads, rows[:60], note)


def reply_quality(contents: Contents) -> ThesisTable:
    """Return what the groups' replies are worth."""
    name = "reply_quality_groups"
    rows = [
        [
            GROUPINGS.get(row["grouping"], Phrase(row["grouping"], row["grouping"])),
            contents.group_label(row),
            cell(name, row, "replies"),
            cell(name, row, "on_topic"),
            cell(name, row, "completeness"),
            cited_interval(name, row, "completeness_low", "completeness_high", "percent"),
            cell(name, row, "template"),
            cell(name, row, "sent_away"),
            cell(name, row, "dated_commitment"),
            cell(name, row, "cites_rule"),
        ]
        for row in sorted(
            _listed(contents.rows(name), "replies"), key=lambda row: (row["grouping"], -row["replies"], row["group"])
        )
    ]
    heads = (
        Head(Phrase("分组", "Grouping")),
        Head(Phrase("组", "Group")),
        Head(Phrase("答复", "Replies"), "count"),
        Head(Phrase("切题", "On topic"), "share"),
        Head(Phrase("完整度", "Completeness"), "share"),
        Head(Phrase("区间", "Interval"), "interval"),
        Head(Phrase("套话", "Template"), "share"),
        Head(Phrase("推介他处", "Sent elsewhere"), "share"),
        Head(Phrase("有期限承诺", "Dated promise"), "share"),
        Head(Phrase("引用文件", "Cites a rule"), "share"),
    )
    note = Phrase(
        "切题：答复用到的诉求关键词的比例高于错配（配以他人的答复）的 95% 分位；完整度：得到回应的诉求点占比的均值。"
        "套话：正文过半为重复句子的答复；推介他处：含称不属职责的。"
        "均由词语规则判定，原文见 reply_quality 与 reply_points。",
        "On topic: the reply takes up a larger share of the message's key words than in 95% of pairs with replies to "
        "others; completeness: mean share of the points answered; template: replies more than half of which recurs; "
        "sent elsewhere: pleas of not being competent, too. All are told by rules over words; evidence in "
        "reply_quality and reply_points.",
    )
    caption = Phrase("答复质量", "Quality of replies")
    return ThesisTable(
        "reply_quality",
        caption,
        heads,
        rows[:60],
        source_note(name, more=note, n=drawn_from(contents, "replies")),
    )


def gaps(contents: Contents) -> ThesisTable:
    """Return the gaps, those first where complaints outweigh clauses the most."""
    rows = (
        [
            [
                contents.label(row["code"]),
                cell("gaps", row, "complaints"),
                cell("gaps", row, "share"),
                cell("gaps", row, "clauses"),
                cell("gaps", row, "coverage"),
                cell("gaps", row, "weight"),
                cell("gaps", row, "gap"),
                cited_interval("gaps", row, "gap_low", "gap_high", "fine"),
                cell("gaps", row, "p_adjusted"),
            ]
            for row in contents.gaps
        ]
        if contents.rows("clauses")
        else []
    )
    heads = (
        Head(Phrase("服务问题", "Problem")),
        Head(Phrase("诉求", "Complaints"), "count"),
        Head(Phrase("诉求占比", "Share"), "share"),
        Head(Phrase("条款", "Clauses"), "count"),
        Head(Phrase("条款占比", "Coverage"), "share"),
        Head(Phrase("诉求权重", "Weight"), "share"),
        Head(Phrase("落差", "Gap"), "fine"),
        Head(Phrase("区间", "Interval"), "interval"),
        Head(Phrase("校正 p 值", "Adjusted p"), "p"),
    )
    note = Phrase(
        "诉求占比以全部诉求为底，诉求权重以有编码的诉求为底，条款占比以对应任一问题的条款为底；"
        "落差 = 诉求权重 − 条款占比，大于 0 表示诉求重于条款；p 值为打乱诉求与条款归属的置换检验，按问题数校正。",
        "Share is of all complaints, weight of the coded ones, coverage of the clauses on any problem. "
        "Gap = weight − coverage; above 0 complaints outweigh clauses. p: permutation test, complaints and clauses "
        "shuffled, corrected for the number of problems.",
    )
    return ThesisTable(
        "gaps",
        Phrase("诉求与政策条款的落差", "Gap between complaints and clauses"),
        heads,
        rows,
        source_note("gaps", "clauses", more=note, n=drawn_from(contents, "coded", "addressing")),
    )


PROBLEMS = (problems, regions)
TABLES = (issues, responses, reply_quality, gaps)
