"""Findings of the corpus and its topics."""

from __future__ import annotations

from collections.abc import Iterator

from govtext.report.citing import cited, cited_cell, sentence
from govtext.report.contents import Contents
from govtext.report.findings.model import Finding, led, listed, said
from govtext.report.wording import Phrase, day


def corpus(contents: Contents) -> Iterator[Finding]:
    """Say how many texts there are, from when and where."""
    dates = sorted(message.date for message in contents.messages if message.date)
    span = sentence(Phrase("", ""))
    if dates:
        regions = cited(len(contents.regions), "regions.count")
        span = said("span", first=day(dates[0]), last=day(dates[-1]), regions=regions)
    complaints = cited(len(contents.messages), "documents.complaints")
    policies = cited(len(contents.policies), "documents.policies")
    text = said("corpus", complaints=complaints, policies=policies, span=span)
    yield Finding(led("corpus"), text, "documents", "overview")


def topics(contents: Contents) -> Iterator[Finding]:
    """Say how many topics there are and which are the largest."""
    rows = sorted(contents.rows("topics"), key=lambda row: (-(row["share"] or 0), row["topic_id"]))
    if rows:
        names = [
            Phrase(f"“{label}”", f"“{label}”") for label in (contents.topic_labels[r["topic_id"]] for r in rows[:3])
        ]
        shares = [cited_cell("topics", row, "share", "percent") for row in rows[:3]]
        text = said("topics", count=cited(len(rows), "topics.count"), named=listed(names, shares))
        yield Finding(led("topics", label=contents.topic_labels[rows[0]["topic_id"]]), text, "topics", "topics")


FINDINGS = (topics,)
