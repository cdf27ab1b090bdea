"""The variables of the data set: which columns a complaint, an issue and a clause have, and what they mean."""

from __future__ import annotations

from dataclasses import replace

from govtext.lexicons import CodeLabel
from govtext.tables import TABLES, Column, Table

FOLDER = "07_dataset"


def complaints(codes: list[CodeLabel]) -> Table:
    """Return the definition of the complaint table: one 0/1 variable for each code of the codebook."""
    documents = TABLES["documents"]
    columns = [
        *(documents.column(name) for name in (
            "doc_id", "source_file", "source_id", "source_row", "title", "text", "date", "region", "department",
            "author", "likes", "dislikes", "reply", "reply_date",
        )),
        Column("reply_days", "float", "days from the message to the reply", "答复用时", unit="days"),
        documents.column("duplicate_of"),
        documents.column("masked"),
        replace(TABLES["request_types"].column("request_type"), required=False),
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


def copied(name: str) -> Table:
    """Return the definition of a table that the data set takes over as it is."""
    return replace(TABLES[name], folder=FOLDER)


# Tables that make the relations between complaints, issues and clauses.
RELATIONS = ("service_problems", "issue_members", "document_topics", "topics", "links", "gaps", "rejected")
# Tables that are exported in every format.
ENTITIES = ("issues", "clauses")

# The stage in which a column of the complaint table comes to be, for the codebook.
STAGE_OF = {
    "request_type": "issues", "problems": "issues", "evidence": "issues", "topic_id": "topics",
    "topic_label": "topics", "topic_weight": "topics", "keywords": "keywords", "issue_id": "issues",
    "issue_label": "issues", "reply_days": "dataset",
}


def stage_of(table: Table, column: Column) -> str:
    """Return the name of the stage that makes a column."""
    if table.name == "complaints":
        return "issues" if column.name.startswith("problem_") else STAGE_OF.get(column.name, "documents")
    return TABLES[table.name].folder.split("_", 1)[1]
