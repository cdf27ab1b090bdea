"""Columns of the tables of 01_documents: texts, their originals, and what was not taken."""

from __future__ import annotations

from govtext.tables.model import DOC_ID, Table
from govtext.tables.model import Column as C

DOCUMENTS: tuple[Table, ...] = (
    Table(
        "documents", "01_documents", "a text", "一篇文本", ("doc_id",),
        (
            DOC_ID,
            C("kind", "string", "what the text is", "文本类别", values=("complaint", "policy"), required=True),
            C("source_file", "string", "file it came from, relative to data/raw", "来源文件", required=True),
            C("source_id", "string", "the row's own number where it has one", "来源编号"),
            C("source_row", "int", "row in the file, the header being row 1; null for a whole file", "来源行号"),
            C("title", "string", "title, masked; empty where there is none", "标题", required=True),
            C("text", "string", "cleaned and masked text", "正文", required=True),
            C("date", "timestamp", "when it was written or issued", "日期", unit="date and time without zone"),
            C("region", "string", "place the text belongs to", "地区"),
            C("department", "string", "office or official addressed, or issuing body", "部门"),
            C("author", "string", "keyed pseudonym of the writer", "作者（化名）"),
            C("likes", "int", "approvals by readers", "点赞数", unit="count"),
            C("dislikes", "int", "disapprovals by readers", "反对数", unit="count"),
            C("reply", "string", "official reply, masked", "答复"),
            C("reply_date", "timestamp", "when it was answered", "答复日期", unit="date and time without zone"),
            C("duplicate_of", "string", "doc_id of the earliest text that this one repeats or nearly repeats (duplicate_rule)", "重复于"),
            C("masked", "int", "pieces of personal data masked in title, text and reply", "脱敏处数", unit="count"),
            C("extra", "string", "JSON object of the columns that were not mapped", "其他列（JSON）"),
            C("duplicate_rule", "string", "rule that found the repetition", "重复判定规则"),
            C("province", "string", "province of the region", "省份"),
            C("county", "string", "county or district within the region", "区县"),
            C("document_number", "string", "number of a policy document", "发文字号"),
            C("level", "string", "level of the body that issued a policy", "层级",
              values=("national", "provincial", "city", "county")),
            C("effective_date", "timestamp", "when a policy takes effect", "施行日期", unit="date and time without zone"),
        ),
    ),
    Table(
        "originals", "01_documents", "a text before cleaning", "一篇清洗前的文本", ("doc_id",),
        (
            DOC_ID,
            C("title", "string", "title as it stood, masked", "原标题", required=True),
            C("text", "string", "text as it stood, masked", "原文", required=True),
            C("reply", "string", "reply as it stood, masked", "原答复"),
        ),
    ),
    Table(
        "rejected", "01_documents", "a row or file that was not taken", "未采用的行或文件", ("source_file", "source_row"),
        (
            C("source_file", "string", "file, relative to data/raw", "来源文件", required=True),
            C("source_row", "int", "row in the file; null where the whole file was not taken", "来源行号"),
            C("reason", "string", "why it was not taken", "原因", required=True),
        ),
    ),
)
