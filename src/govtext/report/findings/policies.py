"""Findings of the policies: where complaints and clauses part, and who writes most on what is missed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govtext.report.citing import Sentence, cited_cell, sentence
from govtext.report.contents import Contents, Row
from govtext.report.findings.model import NATIONWIDE, Finding, led, said
from govtext.report.wording import Phrase

# Clauses that a region's policies need for its share to be told.
LEAST_CLAUSES = 30
# Adjusted p below which a region's gap is told.
CLEAR = 0.05


def gaps(contents: Contents) -> Iterator[Finding]:
    """Say on which problem complaints outweigh clauses the most, and on which it is the other way round, if on any."""
    rows = [row for row in contents.gaps if row["gap"] is not None]
    if rows and rows[0]["gap"] > 0 and contents.rows("clauses"):
        worst, best = rows[0], rows[-1]
        other = said("gap_other", **_end(contents, "best", best)) if best["gap"] < 0 else ""
        text = said("gap", **_end(contents, "worst", worst), other=other)
        yield Finding(led("gap", label=contents.label(worst["code"])), text, "gaps", "policies")


def _end(contents: Contents, end: str, row: Row) -> dict[str, Any]:
    shares = {f"{end}_{name}": cited_cell("gaps", row, name, "percent") for name in ("weight", "coverage")}
    return {end: contents.label(row["code"]), **shares}


def elsewhere(contents: Contents) -> Iterator[Finding]:
    """Say whose clauses speak most of the problem that a region's complaints outweigh its own clauses on.

    Where no region's gap is clear of chance (p_adjusted), the problem is that of the greatest gap over all.
    """
    home = _clear_gap(contents)
    first = next((row for row in contents.gaps if row["gap"] is not None), None)
    if home is None and first is None:
        return
    code, own = (home["code"], home["region"]) if home else (first["code"], "") if first else ("", "")
    rows = sorted(
        (
            row for row in contents.rows("region_comparison")
            if row["kind"] == "problem" and row["item"] == code and row["region"] not in {own, NATIONWIDE.zh}
            and row["reference"] == "rest" and row["total"] >= LEAST_CLAUSES and row["count"]
        ),
        key=lambda row: (-row["share"], row["region"]),
    )  # fmt: skip
    if not rows:
        return
    best, label = rows[0], contents.label(code)
    nothing = sentence(Phrase("", ""))
    text = said(
        "elsewhere",
        home=_at_home(home, label) if home else nothing,
        label=label,
        best=best["region"],
        best_share=cited_cell("region_comparison", best, "share", "percent"),
        best_count=cited_cell("region_comparison", best, "count"),
        best_total=cited_cell("region_comparison", best, "total"),
        rest_share=cited_cell("region_comparison", best, "rest_share", "percent"),
        second=_second(rows[1]) if len(rows) > 1 else nothing,
    )
    yield Finding(led("elsewhere", label=label, best=best["region"]), text, "region_comparison", "policies")


def _clear_gap(contents: Contents) -> Row | None:
    """Return the region and problem where complaints outweigh the region's own clauses most, clear of chance."""
    clear = [
        row for row in contents.rows("region_gaps")
        if row["region"] != NATIONWIDE.zh and (row["gap"] or 0) > 0 and (row["p_adjusted"] or 1) < CLEAR
    ]  # fmt: skip
    return min(clear, key=lambda row: (-row["gap"], row["region"], row["code"]), default=None)


def _at_home(row: Row, label: Phrase) -> Sentence:
    values = {name: cited_cell("region_gaps", row, name, "percent") for name in ("weight", "coverage")}
    clauses = cited_cell("region_gaps", row, "clauses")
    return said("elsewhere_home", region=row["region"], label=label, clauses=clauses, **values)


def _second(row: Row) -> Sentence:
    counts = {name: cited_cell("region_comparison", row, name) for name in ("count", "total")}
    return said("elsewhere_second", region=row["region"], **counts)


FINDINGS = (gaps, elsewhere)
