"""Thesis tables of single clauses: passages taken over, the closest to each topic, those with most complaints."""

from __future__ import annotations

from typing import Any

from govtext.report.citing import Cited, aggregate, cell, cited, sentence
from govtext.report.contents import Contents
from govtext.report.tables.model import Head, ThesisTable, source_note
from govtext.report.tables.policies import theme_label
from govtext.report.tables.sizes import drawn_from
from govtext.report.wording import Phrase

# A passage is shown so far: the whole stands in the result table.
PASSAGE = 160
YES, NO = Phrase("是", "yes"), Phrase("否", "no")
TAKEOVERS, CLOSEST = 20, 3


def takeovers(contents: Contents) -> ThesisTable:
    """Return the longest passages taken over from earlier policies, both wordings side by side."""
    titles = {row["doc_id"]: row["title"] or "" for row in contents.policies}
    numbers = {row["clause_id"]: row["number"] or "" for row in contents.rows("clauses")}
    found = contents.rows("takeovers")
    longest = sorted(found, key=lambda row: (-row["characters"], row["doc_id"], row["start"], row["source_doc_id"]))
    rows = [
        [
            f"{titles.get(row['doc_id'], '')} {numbers.get(row['clause_id'], '')}".strip(),
            f"{titles.get(row['source_doc_id'], '')} {numbers.get(row['source_clause_id'], '')}".strip(),
            cell("takeovers", row, "characters"),
            cell("takeovers", row, "share"),
            Cited(YES if row["from_higher"] else NO, cell("takeovers", row, "from_higher").key),
            _cut(row["text"]),
            _cut(row["source_text"]),
        ]
        for row in longest[:TAKEOVERS]
    ]
    heads = (
        Head(Phrase("条款", "Clause")),
        Head(Phrase("来源条款", "Source")),
        Head(Phrase("相同字数", "Characters"), "count"),
        Head(Phrase("占条款比例", "Share of the clause"), "share"),
        Head(Phrase("来自上级", "From a higher level"), "mark"),
        Head(Phrase("原文", "Wording")),
        Head(Phrase("来源原文", "Wording of the source")),
    )
    note = sentence(
        Phrase(
            "共 {n} 处，列出最长的 {listed} 处；文字超过 {most} 字的截断，全文见结果表。",
            "{n} passages in all; the {listed} longest are listed, cut at {most} characters.",
        ),
        n=cited(len(found), "takeovers.count"),
        listed=len(rows),
        most=PASSAGE,
    )
    return ThesisTable(
        "takeovers",
        Phrase("政策文本的沿用", "Passages taken over"),
        heads,
        rows,
        source_note("takeovers", more=note, n=drawn_from(contents, "policies", "clauses")),
        "policies",
        True,
    )


def _cut(text: str) -> str:
    flat = "".join(text.split())
    return flat if len(flat) <= PASSAGE else f"{flat[:PASSAGE]}…"


def topic_clauses(contents: Contents) -> ThesisTable:
    """Return the clauses closest to each topic."""
    named = _clause_names(contents)
    rows: list[list[Any]] = [
        [
            theme_label("topic", contents, str(row["topic_id"])),
            named.get(row["clause_id"], row["clause_id"]),
            cell("topic_links", row, "score"),
            "、".join(row["words"] or []),
        ]
        for row in sorted(contents.rows("topic_links"), key=lambda row: (row["topic_id"], row["rank"]))
        if row["rank"] <= CLOSEST
    ]
    heads = (
        Head(Phrase("主题", "Topic")),
        Head(Phrase("条款", "Clause")),
        Head(Phrase("得分", "Score"), "fine"),
        Head(Phrase("共有词", "Words in common")),
    )
    caption = Phrase("各主题对应的条款", "Clauses closest to each topic")
    note = source_note("topic_links", "clauses", n=drawn_from(contents, "topics", "clauses"))
    return ThesisTable("topic_clauses", caption, heads, rows, note, "policies", True)


def clauses_with_complaints(contents: Contents) -> ThesisTable:
    """Return the clauses under which most complaints stand."""
    named = _clause_names(contents)
    under = contents.counted("clause_complaints", "clause_id")
    wording = {row["clause_id"]: row["text"] for row in contents.rows("clauses")}
    most = sorted(under, key=lambda clause: (-under[clause], clause))[:TAKEOVERS]
    rows: list[list[Any]] = [
        [
            named.get(clause, clause),
            aggregate(under[clause], "clause_complaints", {"clause_id": clause}),
            _cut(wording.get(clause, "")),
        ]
        for clause in most
    ]
    heads = (
        Head(Phrase("条款", "Clause")),
        Head(Phrase("诉求数", "Complaints"), "count"),
        Head(Phrase("条文", "Wording")),
    )
    note = Phrase(
        "一条诉求最多计入三个条款；逐条对应见结果表。",
        "A complaint counts under three clauses at most; the result table names each.",
    )
    return ThesisTable(
        "clauses_with_complaints",
        Phrase("诉求最多的条款", "Clauses with most complaints"),
        heads,
        rows,
        source_note("clause_complaints", "clauses", more=note, n=drawn_from(contents, "complaints", "clauses")),
        "policies",
        True,
    )


def _clause_names(contents: Contents) -> dict[str, str]:
    titles = {row["doc_id"]: row["title"] or "" for row in contents.policies}
    return {
        row["clause_id"]: f"{titles.get(row['doc_id'], '')} {row['number'] or ''}".strip()
        for row in contents.rows("clauses")
    }


TABLES = (takeovers, topic_clauses, clauses_with_complaints)
