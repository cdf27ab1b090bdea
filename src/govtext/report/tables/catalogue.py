"""The thesis tables, in the order of the report."""

from __future__ import annotations

from collections.abc import Callable

from govtext.report.contents import Contents
from govtext.report.tables import corpus, findings
from govtext.report.tables.model import ThesisTable

TABLES: tuple[Callable[[Contents], ThesisTable], ...] = (
    corpus.flow,
    corpus.keywords,
    corpus.selection,
    corpus.topics,
    findings.problems,
    findings.regions,
    findings.issues,
    findings.responses,
    findings.gaps,
)


def thesis_tables(contents: Contents) -> list[ThesisTable]:
    """Return the tables that have rows."""
    return [table for make in TABLES if (table := make(contents)).rows]
