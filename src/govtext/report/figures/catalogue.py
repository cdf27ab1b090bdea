"""The figures of the report, in their order. A module's figures are listed where they are drawn."""

from __future__ import annotations

from govtext.report.figures import calendar, cloud, corpus, issue_weeks, issues, policies, problems, replies, topics
from govtext.report.figures.model import FigureSpec

FIGURES: tuple[FigureSpec, ...] = (
    *corpus.FIGURES,
    *calendar.FIGURES,
    *cloud.FIGURES,
    *topics.FIGURES,
    *problems.FIGURES,
    *issues.FIGURES,
    *issue_weeks.FIGURES,
    *replies.FIGURES,
    *policies.FIGURES,
)
