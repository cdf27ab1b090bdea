"""Columns of the tables of 02_words: words, mentions and proposed words."""

from __future__ import annotations

from govtext.tables.model import DOC_ID, Table
from govtext.tables.model import Column as C

WORDS: tuple[Table, ...] = (
    Table(
        "words", "02_words", "a text", "一篇文本", ("doc_id",),
        (
            DOC_ID,
            C("words", "strings", "every token of title, newline, text, in order; joined they are the text", "词"),
            C("tags", "strings", "part of speech of each token, jieba's tag set", "词性"),
        ),
    ),
    Table(
        "entities", "02_words", "a mention", "一处提及", ("doc_id", "start", "end", "kind"),
        (
            DOC_ID,
            C("kind", "string", "what is mentioned", "类别", required=True,
              values=("place", "department", "document_number", "policy_title", "matter")),
            C("text", "string", "the mention, verbatim", "原文", required=True),
            C("start", "int", "first character in title, newline, text", "起点", unit="characters", required=True),
            C("end", "int", "character after the last", "终点", unit="characters", required=True),
        ),
    ),
    Table(
        "new_words", "02_words", "a proposed word", "候选新词", ("word",),
        (
            C("word", "string", "proposed word", "词", required=True),
            C("count", "int", "occurrences in the texts looked at", "次数", unit="count", required=True),
            C("cohesion", "float", "least pointwise mutual information over its splits", "凝固度", unit="bits"),
            C("branching_entropy", "float", "lesser entropy of the characters left and right", "左右熵", unit="bits"),
            C("examples", "strings", "where it stands, verbatim", "例子"),
        ),
    ),
)
