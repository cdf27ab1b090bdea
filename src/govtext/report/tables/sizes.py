"""What a thesis table is drawn from: the n of its note, each number with its key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from govtext.report.citing import Cited, Sentence, cited, cited_cell, joined, sentence
from govtext.report.contents import Contents
from govtext.report.wording import Phrase

Unit = Literal[
    "complaints", "coded", "policies", "clauses", "addressing", "topics", "topical", "issues", "members", "waits",
    "replies",
]  # fmt: skip
Size = Cited | None


def _rows(name: str, key: str) -> Callable[[Contents], Cited]:
    return lambda contents: cited(contents.count(name), key)


def _of_all(name: str, column: str) -> Callable[[Contents], Cited | None]:
    """Return a reader of the cell of the group of all texts, which gives None where there is no such group."""

    def read(contents: Contents) -> Cited | None:
        found = next((row for row in contents.rows(name) if row["grouping"] == "all"), None)
        return None if found is None else cited_cell(name, found, column)

    return read


def _texts_with_a_topic(contents: Contents) -> Cited | None:
    texts = sum(row["documents"] or 0 for row in contents.rows("topics"))
    return cited(texts, "topics.documents") if texts else None


UNITS: dict[Unit, tuple[Phrase, Callable[[Contents], Size]]] = {
    "complaints": (
        Phrase("{n} 条诉求", "{n} complaints"),
        lambda contents: cited(len(contents.messages), "documents.complaints"),
    ),
    "coded": (
        Phrase("{n} 条有编码的诉求", "{n} coded complaints"),
        lambda contents: cited(contents.coded, "problems.any.count"),
    ),
    "policies": (
        Phrase("{n} 篇政策", "{n} policies"),
        lambda contents: cited(len(contents.policies), "documents.policies"),
    ),
    "clauses": (Phrase("{n} 条条款", "{n} clauses"), _rows("clauses", "clauses.count")),
    "addressing": (
        Phrase("{n} 条对应任一问题的条款", "{n} clauses on any problem"),
        lambda contents: cited(
            sum(bool(row["problems"]) for row in contents.rows("clauses")), "clauses.addressing.count"
        ),
    ),
    "topics": (Phrase("{n} 个主题", "{n} topics"), _rows("topics", "topics.count")),
    "topical": (Phrase("{n} 篇归入主题的文本", "{n} texts with a topic"), _texts_with_a_topic),
    "issues": (Phrase("{n} 个重复问题", "{n} recurring issues"), _rows("issues", "issues.count")),
    "members": (Phrase("其中留言 {n} 条", "{n} messages in them"), _rows("issue_members", "issues.members")),
    "waits": (
        Phrase("{n} 条可计算等待时间的诉求", "{n} complaints whose wait is known"),
        _of_all("responses", "complaints"),
    ),
    "replies": (Phrase("{n} 条答复", "{n} replies"), _of_all("reply_quality_groups", "replies")),
}


def drawn_from(contents: Contents, *units: Unit) -> Sentence | None:
    """Return "n = 7,637 条诉求、39 篇政策。" of what a table is drawn from; None where nothing is counted."""
    parts = []
    for unit in units:
        wording, read = UNITS[unit]
        if (size := read(contents)) is not None:
            parts.append(sentence(wording, n=size))
    if not parts:
        return None
    return sentence(Phrase("n = {parts}。", "n = {parts}."), parts=joined(parts, "、", ", "))
