"""The thesis tables, in the order of the report. A module's tables are listed where they are made."""

from __future__ import annotations

from collections.abc import Callable

from govtext.report.contents import Contents
from govtext.report.tables import clauses, corpus, findings, policies, prevalence, regions, robustness
from govtext.report.tables.model import ThesisTable

TABLES: tuple[Callable[[Contents], ThesisTable], ...] = (
    *corpus.TABLES,
    *findings.PROBLEMS,
    *prevalence.TABLES,
    *findings.TABLES,
    *policies.TABLES,
    *clauses.TABLES,
    *regions.TABLES,
    *robustness.TABLES,
)


def thesis_tables(contents: Contents) -> list[ThesisTable]:
    """Return the tables that have rows."""
    return [table for make in TABLES if (table := make(contents)).rows]
