"""Thesis tables of the corpus: its flow, its keywords, its topics."""

from __future__ import annotations

from typing import Any

from govtext.report.citing import Cited, aggregate, cell
from govtext.report.contents import Contents, Row
from govtext.report.figures.corpus import top_keywords
from govtext.report.findings.flow import corpus_flow
from govtext.report.models import short_name
from govtext.report.tables.model import Head, ThesisTable, source_note
from govtext.report.tables.sizes import drawn_from
from govtext.report.wording import Phrase


def flow(contents: Contents) -> ThesisTable:
    """Return the steps of the corpus flow."""
    rows = [[step.what, step.size, step.aside] for step in corpus_flow(contents)]
    return ThesisTable(
        "corpus_flow",
        Phrase("语料构成", "Corpus"),
        (Head(Phrase("步骤", "Step")), Head(Phrase("数量", "n"), "count"), Head(Phrase("说明", "Remark"))),
        rows,
        source_note(
            "documents",
            "rejected",
            "service_problems",
            "issue_members",
            n=drawn_from(contents, "complaints", "policies"),
        ),
    )


def keywords(contents: Contents) -> ThesisTable:
    """Return the strongest keywords of complaints and policies, side by side."""
    complaint, policy = top_keywords(contents, "complaint", 20), top_keywords(contents, "policy", 20)
    rows = []
    for at in range(max(len(complaint), len(policy))):
        pair = [rows_[at] if at < len(rows_) else None for rows_ in (complaint, policy)]
        rows.append([at + 1, *(value for one in pair for value in _keyword(one))])
    heads = [Head(Phrase("位次", "Rank"), "count")]
    for kind in (Phrase("诉求", "Complaints"), Phrase("政策", "Policies")):
        heads += [
            Head(Phrase(f"{kind.zh}关键词", f"{kind.en}: keyword")),
            Head(Phrase("权重", "Weight"), "fine"),
            Head(Phrase("文本数", "Texts"), "count"),
        ]
    return ThesisTable(
        "keywords",
        Phrase("诉求与政策的关键词", "Keywords of complaints and policies"),
        tuple(heads),
        rows,
        source_note("corpus_keywords", n=drawn_from(contents, "complaints", "policies")),
    )


def _keyword(row: Row | None) -> tuple[Any, Any, Any]:
    if row is None:
        return None, None, None
    return row["word"], *(cell("corpus_keywords", row, name) for name in ("weight", "documents"))


def selection(contents: Contents) -> ThesisTable:
    """Return the models tried, means over the fits of each K."""
    tried: dict[tuple[str, int], list[Row]] = {}
    for row in contents.rows("model_selection"):
        tried.setdefault((row["method"], row["k"]), []).append(row)
    measures = ("coherence_npmi", "coherence_cv", "exclusivity", "stability", "heldout")
    rows = [
        [
            short_name(method),
            k,
            aggregate(len(models), "model_selection", {"method": method, "k": k}),
            *(mean_over_fits(models, measure) for measure in measures),
            next((Cited("✓", cell("model_selection", row, "chosen").key) for row in models if row["chosen"]), ""),
        ]
        for (method, k), models in sorted(tried.items())
    ]
    heads = (
        Head(Phrase("模型", "Model")),
        Head(Phrase("K", "K"), "count"),
        Head(Phrase("拟合次数", "Fits"), "count"),
        Head(Phrase("NPMI 均值", "Mean NPMI"), "fine"),
        Head(Phrase("c_v 均值", "Mean c_v"), "fine"),
        Head(Phrase("排他性均值", "Mean exclusivity"), "fine"),
        Head(Phrase("稳定性均值", "Mean stability"), "fine"),
        Head(Phrase("留出拟合均值", "Mean held out"), "fine"),
        Head(Phrase("选定", "Chosen")),
    )
    note = Phrase(
        "数值为各次拟合（不同种子或子样本）的均值；拟合不用重复文本，同一作者的文本只用前几条。"
        "留出拟合：NMF 为重构的比例，LDA 为每词的对数似然，两者不可比。",
        "Means over fits (seeds or subsamples), made without repeated texts and on the first few of an author. "
        "Held out: the share reproduced (NMF) or the log-likelihood per word (LDA), which don't compare.",
    )
    return ThesisTable(
        "topic_selection",
        Phrase("主题模型的选择", "Choice of the topic model"),
        heads,
        rows,
        source_note("model_selection", more=note, n=drawn_from(contents, "topical")),
    )


def mean_over_fits(rows: list[Row], measure: str) -> Cited | None:
    """Return the mean of a measure over the fits of one model and K; None where no fit has it."""
    values = [row[measure] for row in rows if row[measure] is not None]
    where = {name: rows[0][name] for name in ("method", "k")}
    return aggregate(sum(values) / len(values), "model_selection", where, "mean", measure) if values else None


def topics(contents: Contents) -> ThesisTable:
    """Return the topics, the largest first."""
    words, labels = contents.topic_words, contents.topic_labels
    topics = sorted(contents.rows("topics"), key=lambda row: (-(row["share"] or 0), row["topic_id"]))
    rows = [
        [
            f"T{row['topic_id']}",
            labels[row["topic_id"]],
            "、".join(words.get(row["topic_id"], [])[:8]),
            cell("topics", row, "share"),
            cell("topics", row, "coherence_npmi"),
            cell("topics", row, "exclusivity"),
            cell("topics", row, "stability"),
        ]
        for row in topics
    ]
    heads = (
        Head(Phrase("主题", "Topic")),
        Head(Phrase("标签", "Label")),
        Head(Phrase("主题词", "Words")),
        Head(Phrase("占比", "Share"), "share"),
        Head(Phrase("NPMI", "NPMI"), "fine"),
        Head(Phrase("排他性", "Exclusivity"), "fine"),
        Head(Phrase("稳定性", "Stability"), "fine"),
    )
    note = source_note("topics", "topic_words", n=drawn_from(contents, "topics", "topical"))
    return ThesisTable("topics", Phrase("主题及主题词", "Topics and their words"), heads, rows, note)


TABLES = (flow, keywords, selection, topics)
