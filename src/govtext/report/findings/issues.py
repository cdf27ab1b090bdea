"""Findings of the recurring issues and of the replies."""

from __future__ import annotations

from collections.abc import Iterator

from govtext.report import limits
from govtext.report.answered_only import all_selected, selection
from govtext.report.citing import Cited, aggregate, cell, cited, cited_cell, cited_interval, joined, sentence
from govtext.report.contents import Contents
from govtext.report.findings.model import NATIONWIDE, Finding, led, said
from govtext.report.wording import UNKNOWN, Phrase, number, shortened


def issues(contents: Contents) -> Iterator[Finding]:
    """Say how much recurs, and which issue is the hottest."""
    if contents.issues:
        top = contents.issues[0]
        label = shortened(top["label"] or top["description"], 40)
        rising = sum(bool(row["rising"]) for row in contents.issues)
        rises = aggregate(number(rising), "issues", {"rising": True})
        text = said(
            "issues",
            members=cited(contents.count("issue_members"), "issues.members"),
            count=cited(len(contents.issues), "issues.count"),
            alone=of_one_writer(contents),
            label=label,
            documents=cited_cell("issues", top, "documents"),
            heat=cited_cell("issues", top, "heat", "decimal"),
            interval=cited_interval("issues", top, "heat_low", "heat_high"),
            rising=said("rising", count=rises) if rising else sentence(Phrase("", "")),
        )
        yield Finding(led("issues", label=shortened(label, 24)), text, "issues", "issues")


def of_one_writer(contents: Contents) -> Cited:
    """Return how many issues have one writer alone, who wrote more than once: they recur, but for one person."""
    alone = sum(row["authors"] == 1 for row in contents.issues)
    return cited(alone, aggregate(0, "issues", {"authors": 1}).key)


def replies(contents: Contents) -> Iterator[Finding]:
    """Say which share has a reply and how long the wait is."""
    answered = sum(message.answered for message in contents.messages)
    if not answered:
        return
    row = next((row for row in contents.rows("responses") if row["grouping"] == "all"), None)
    selected, whole = selection(contents), all_selected(contents)
    days, lead = sentence(Phrase("", "")), led("replied")
    if row is not None and row["median_days"] is not None:
        median = cited_cell("responses", row, "median_days", "decimal")
        days = said(
            "days_selected" if whole else "days",
            base=cited_cell("responses", row, "complaints"),
            median=median,
            interval=cited_interval("responses", row, "low", "high"),
            late=cited_cell("responses", row, "over_15_days", "percent"),
        )
        lead = led("replies_selected" if whole else "replies", median=median)
    share = cited(answered / len(contents.messages), "replies.answered.share", "percent")
    text = said("replies", share=share, days=days)
    if selected is not None:
        told = said("replies_selected", days=days, selected=selected)
        text = told if whole else joined([text, selected], "", " ")
    yield Finding(lead, text, "responses", "replies")


def deadlines(contents: Contents) -> Iterator[Finding]:
    """Say how many replies came within the days of the limit that most can be held against."""
    found = limits.compared(contents)
    if not found:
        return
    # A province's or city's own limit says more than a national one that stands over all.
    row = min(
        found,
        key=lambda row: (
            row["region"] == NATIONWIDE.zh, -row["replies"], row["days"], row["clause_id"], row["deadline"],
        ),
    )
    clause = next((one for one in contents.rows("clauses") if one["clause_id"] == row["clause_id"]), None)
    titles = {policy["doc_id"]: policy["title"] for policy in contents.policies}
    limit = shortened(row["text"], 24)
    share = cited_cell("deadlines", row, "within", "percent")
    days = Cited(f"{row['days']:g}", cell("deadlines", row, "days").key)
    region = NATIONWIDE if row["region"] == NATIONWIDE.zh else row["region"] or UNKNOWN
    text = said(
        "deadline",
        limit=limit,
        policy=shortened(titles.get(clause["doc_id"] if clause else "", ""), 40),
        region=region,
        share=share,
        interval=cited_interval("deadlines", row, "within_low", "within_high", "percent"),
        days=days,
    )
    yield Finding(led("deadline", region=region, share=share, days=days), text, "deadlines", "policies")


FINDINGS = (issues, replies, deadlines)
