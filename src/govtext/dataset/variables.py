"""The variables of the data set: which columns its tables have, what they mean, how tables hang together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govtext.dataset.labels import REQUESTS, Labels, labelled
from govtext.lexicons import CodeLabel
from govtext.tables import TABLES, Column, Table

FOLDER = "07_dataset"

# Tables that are exported in every format.
ENTITIES = ("issues", "clauses")
# Tables that the data set takes over as they are, where the study makes them: relations between complaints, issues and
# clauses, and what was found of them.
RELATIONS = (
    "service_problems", "issue_members", "issue_weeks", "document_topics", "topics", "links", "gaps",
    "clause_instruments",
    "clause_complaints", "topic_links", "deadlines", "clause_parts", "region_gaps", "region_comparison", "reforms",
    "instrument_themes", "takeovers", "document_similarity", "responses", "reply_quality", "reply_points",
    "reply_commitments", "reply_quality_groups", "problem_prevalence", "problem_pairs", "corpus_keywords",
    "robustness", "rejected",
)

# Tables that statistics packages have no use for: words about words, sentences.
LEFT_TO_TEXT = {"codes", "rejected", "clause_parts"}

# table → column → the table whose key it is.
REFERENCES: dict[str, dict[str, str]] = {
    "complaints": {"issue_id": "issues", "topic_id": "topics"},
    "issues": {"top_problem": "codes"},
    "clauses": {"doc_id": "policies"},
    "service_problems": {"doc_id": "complaints", "code": "codes"},
    "issue_members": {"doc_id": "complaints", "issue_id": "issues"},
    "issue_weeks": {"issue_id": "issues"},
    "document_topics": {"topic_id": "topics"},
    "links": {"clause_id": "clauses"},
    "clause_instruments": {"clause_id": "clauses"},
    "topic_links": {"topic_id": "topics", "clause_id": "clauses"},
    "deadlines": {"clause_id": "clauses"},
    "gaps": {"code": "codes"},
    "reply_quality": {"doc_id": "complaints"},
    "reply_points": {"doc_id": "complaints"},
    "reply_commitments": {"doc_id": "complaints"},
    "problem_prevalence": {"code": "codes"},
    "problem_pairs": {"code_a": "codes", "code_b": "codes"},
    "region_gaps": {"code": "codes"},
    "clause_complaints": {"clause_id": "clauses", "doc_id": "complaints"},
    "clause_parts": {"clause_id": "clauses"},
    "takeovers": {
        "clause_id": "clauses", "source_clause_id": "clauses", "doc_id": "policies", "source_doc_id": "policies",
    },
    "document_similarity": {"doc_id": "policies", "other_doc_id": "policies"},
}

# The key of each table that others refer to.
KEYS = {"complaints": "doc_id", "policies": "doc_id", "issues": "issue_id", "clauses": "clause_id",
        "topics": "topic_id", "codes": "code"}

YES_NO = {0: ("否", "no"), 1: ("是", "yes")}


def complaints(codes: list[CodeLabel], kinds: Sequence[str] = tuple(REQUESTS)) -> Table:
    """Return the definition of the complaint table: one 0/1 variable for each code of the codebook.

    ``kinds`` are the codebook's request types, in its order.
    """
    documents, requests = TABLES["documents"], TABLES["request_types"]
    columns = [
        *(documents.column(name) for name in (
            "doc_id", "source_file", "source_id", "source_row", "title", "text", "date", "region", "county",
            "department", "author", "likes", "dislikes", "reply", "reply_date",
        )),
        Column("reply_days", "float",
               "days from the message to the reply, parts of a day included; responses count whole calendar days",
               "答复用时（含不足一天的部分）", unit="days"),
        documents.column("duplicate_of"),
        documents.column("masked"),
        replace(requests.column("request_type"), required=False, values=tuple(kinds)),
        requests.column("severity"),
        requests.column("demand"),
        *(
            Column(f"problem_{code.code}", "int", f"1 if coded {code.en}: {code.definition}", f"问题：{code.zh}",
                   values=("0", "1"))
            for code in codes
        ),
        Column("problems", "strings", "codes of the service problems", "服务问题编码"),
        Column("evidence", "strings", "the words that justify each code, verbatim, in the order of the codes", "证据"),
        Column("topic_id", "int", "topic with the largest share", "首要主题编号"),
        Column("topic_label", "string", "label of that topic", "首要主题"),
        Column("topic_weight", "float", "share of that topic in the text", "首要主题占比", unit="0 to 1"),
        Column("keywords", "strings", "strongest keywords, the first the strongest", "关键词"),
        Column("issue_id", "string", "recurring issue that the text belongs to", "重复问题编号"),
        Column("issue_label", "string", "label of that issue", "重复问题"),
    ]
    return Table("complaints", FOLDER, "a complaint", "一条诉求", ("doc_id",), tuple(columns))


def policies() -> Table:
    """Return the definition of the table of policy texts; their wording stands in the clauses."""
    documents = TABLES["documents"]
    names = ("doc_id", "source_file", "title", "date", "region", "department", "document_number", "level",
             "effective_date", "duplicate_of")
    return Table("policies", FOLDER, "a policy text", "一篇政策文本", ("doc_id",),
                 tuple(documents.column(name) for name in names))


CODES = Table(
    "codes", FOLDER, "a code of the codebook", "编码表的一个编码", ("code",),
    (
        Column("code", "string", "code of the codebook", "编码", required=True),
        Column("label_zh", "string", "Chinese label", "中文名称", required=True),
        Column("label_en", "string", "English label", "英文名称", required=True),
        Column("definition", "string", "what the code means", "定义", required=True),
    ),
)


def copied(name: str, labels: Labels | None = None) -> Table:
    """Return the definition of a table that the data set takes over as it is, with the labels of its codes."""
    return labelled(replace(TABLES[name], folder=FOLDER), labels or {})


# The stage in which a column of the complaint table comes to be, for the codebook.
STAGE_OF = {
    "request_type": "issues", "severity": "issues", "demand": "issues", "problems": "issues", "evidence": "issues",
    "topic_id": "topics", "topic_label": "topics", "topic_weight": "topics", "keywords": "keywords",
    "issue_id": "issues", "issue_label": "issues", "reply_days": "dataset",
}


def stage_of(table: Table, column: Column) -> str:
    """Return the name of the stage that makes a column."""
    if table.name == "complaints":
        return "issues" if column.name.startswith("problem_") else STAGE_OF.get(column.name, "documents")
    if table.name == "policies":
        return "documents"
    if table.name == "codes":
        return "codebook"
    return TABLES[table.name].folder.split("_", 1)[1]


def values_of(column: Column) -> str:
    """Return the values that a column takes with their Chinese labels, for the data dictionary."""
    if column.labels:
        return ", ".join(f"{value} = {zh}" for value, zh, _ in column.labels)
    if column.name.startswith("problem_"):
        return ", ".join(f"{value} = {YES_NO[int(value)][0]}" for value in column.values)
    return ", ".join(column.values)
