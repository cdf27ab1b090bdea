"""Findings of the policies: where complaints and clauses part."""

from __future__ import annotations

from collections.abc import Iterator

from govtext.report.citing import cited_cell
from govtext.report.contents import Contents
from govtext.report.findings.model import Finding, led, said


def gaps(contents: Contents) -> Iterator[Finding]:
    """Say on which problem complaints outweigh clauses the most, and on which it is the other way round."""
    rows = [row for row in contents.gaps if row["gap"] is not None]
    if rows and contents.rows("clauses"):
        ends = {"worst": rows[0], "best": rows[-1]}
        values = {
            f"{end}_{name}": cited_cell("gaps", row, name, "percent")
            for end, row in ends.items()
            for name in ("weight", "coverage")
        }
        names = {end: contents.label(row["code"]) for end, row in ends.items()}
        yield Finding(led("gap", label=names["worst"]), said("gap", **names, **values), "gaps", "policies")


FINDINGS = (gaps,)
