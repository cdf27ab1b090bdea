"""Thesis tables of regions: how their policies differ, and where complaints and rules part."""

from __future__ import annotations

from typing import Any

from govtext.report.citing import cell, cited_interval
from govtext.report.contents import Contents, Row
from govtext.report.tables.model import Head, ThesisTable, source_note
from govtext.report.tables.sizes import drawn_from
from govtext.report.wording import Phrase

KINDS = {
    "instrument": Phrase("政策工具", "Instrument"),
    "problem": Phrase("服务问题", "Problem"),
    "reform": Phrase("改革", "Reform"),
    "word": Phrase("用词", "Word"),
}
REST = Phrase("其余地区", "all others")
COMPARED, GAPS = 40, 40
SIGNIFICANT = 0.05


def item_label(contents: Contents, row: Row) -> Phrase:
    """Return how a reader sees the item of a row of `region_comparison`."""
    if row["kind"] == "instrument":
        return contents.instrument(row["item"])
    return contents.label(row["item"]) if row["kind"] == "problem" else Phrase(row["item"], row["item"])


def regions(contents: Contents) -> ThesisTable:
    """Return where regions differ from the reference beyond chance, the strongest first."""
    clear = [
        row
        for row in contents.rows("region_comparison")
        if row["kind"] != "word" and row["p_adjusted"] is not None and row["p_adjusted"] < SIGNIFICANT
    ]
    strongest = sorted(clear, key=lambda row: (-abs(row["effect"]), row["region"], row["kind"], row["item"]))[:COMPARED]
    rows: list[list[Any]] = [
        [
            row["region"],
            KINDS[row["kind"]],
            item_label(contents, row),
            cell("region_comparison", row, "count"),
            cell("region_comparison", row, "share"),
            cell("region_comparison", row, "rest_share"),
            cell("region_comparison", row, "effect"),
            cited_interval("region_comparison", row, "low", "high", "percent"),
            cell("region_comparison", row, "p_adjusted"),
        ]
        for row in strongest
    ]
    heads = (
        Head(Phrase("地区", "Region")),
        Head(Phrase("类别", "Kind")),
        Head(Phrase("项目", "Item")),
        Head(Phrase("条款", "Clauses"), "count"),
        Head(Phrase("占比", "Share"), "share"),
        Head(Phrase("对照占比", "Reference"), "share"),
        Head(Phrase("效应量 h", "Effect h"), "fine"),
        Head(Phrase("差值 95% 区间", "95% interval of the difference"), "interval"),
        Head(Phrase("校正 p 值", "Adjusted p"), "p"),
    )
    reference = next((row["reference"] for row in clear if row["reference"]), "rest")
    named = REST if reference == "rest" else Phrase(reference, reference)
    note = Phrase(
        f"对照：{named.zh}。效应量为 Cohen’s h，p 值为 Fisher 精确检验并经 Benjamini–Hochberg 校正；"
        f"列出校正 p < {SIGNIFICANT} 的各项中效应最大的 {len(rows)} 项。"
        "文本类型不同（法规、工作报告）也会造成差异。",
        f"Reference: {named.en}. Cohen's h, Fisher's exact test corrected by Benjamini and Hochberg; of the items "
        f"with adjusted p < {SIGNIFICANT} the {len(rows)} strongest. "
        "Kinds of text (regulations, work reports) differ as well.",
    )
    return ThesisTable(
        "region_comparison",
        Phrase("各地区政策的差异", "How regions' policies differ"),
        heads,
        rows,
        source_note("region_comparison", more=note, n=drawn_from(contents, "clauses", "policies")),
        "policies",
        True,
    )


def region_gaps(contents: Contents) -> ThesisTable:
    """Return each region's gaps whose interval leaves zero out, the widest first; both directions."""
    clear = [
        row
        for row in contents.rows("region_gaps")
        if row["gap"] is not None and (row["gap_low"] > 0 or row["gap_high"] < 0)
    ]
    rows: list[list[Any]] = [
        [
            row["region"],
            contents.label(row["code"]),
            cell("region_gaps", row, "complaints"),
            cell("region_gaps", row, "clauses"),
            cell("region_gaps", row, "weight"),
            cell("region_gaps", row, "coverage"),
            cell("region_gaps", row, "gap"),
            cited_interval("region_gaps", row, "gap_low", "gap_high", "fine"),
            _direction(row["gap"]),
        ]
        for row in sorted(clear, key=lambda row: (-abs(row["gap"]), row["region"], row["code"]))[:GAPS]
    ]
    heads = (
        Head(Phrase("地区", "Region")),
        Head(Phrase("服务问题", "Problem")),
        Head(Phrase("诉求", "Complaints"), "count"),
        Head(Phrase("条款", "Clauses"), "count"),
        Head(Phrase("诉求权重", "Weight"), "share"),
        Head(Phrase("条款占比", "Coverage"), "share"),
        Head(Phrase("落差", "Gap"), "fine"),
        Head(Phrase("95% 区间", "95% interval"), "interval"),
        Head(Phrase("方向", "Direction")),
    )
    note = Phrase(
        "只列区间不含 0 的落差，区间未作多重比较校正；“全国”以国家层面的政策与全部诉求比较。",
        "Gaps whose interval leaves zero out, not corrected for their number; 全国 holds national policies against all "
        "complaints.",
    )
    return ThesisTable(
        "region_gaps",
        Phrase("各地区诉求与条款的落差", "Gaps by region"),
        heads,
        rows,
        source_note("region_gaps", more=note, n=drawn_from(contents, "coded", "addressing")),
        "policies",
        True,
    )


def _direction(gap: float) -> Phrase:
    return Phrase("诉求多、条款少", "complaints outweigh") if gap > 0 else Phrase("条款多、诉求少", "rules outweigh")


TABLES = (regions, region_gaps)
