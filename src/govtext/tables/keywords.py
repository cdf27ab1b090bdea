"""Columns of the tables of 03_keywords: keywords, words that set groups apart, and pairs of words."""

from __future__ import annotations

from govtext.tables.model import DOC_ID, Table
from govtext.tables.model import Column as C

KEYWORDS: tuple[Table, ...] = (
    Table(
        "document_keywords", "03_keywords", "a keyword of a text", "文本的关键词", ("doc_id", "method", "rank"),
        (
            DOC_ID,
            C("rank", "int", "1 is the strongest", "位次", required=True),
            C("word", "string", "keyword", "关键词", required=True),
            C("weight", "float", "weight by the method", "权重"),
            C("method", "string", "how it was weighted", "方法", required=True),
        ),
    ),
    Table(
        "corpus_keywords", "03_keywords", "a keyword of the corpus", "语料的关键词", ("kind", "method", "rank"),
        (
            C("kind", "string", "complaint or policy", "文本类别", values=("complaint", "policy"), required=True),
            C("rank", "int", "1 is the strongest", "位次", required=True),
            C("word", "string", "keyword", "关键词", required=True),
            C("weight", "float", "mean TF-IDF of the word over the texts of the kind", "权重"),
            C("documents", "int", "texts that hold it", "文档数", unit="texts"),
            C("method", "string", "how it was weighted", "方法", required=True),
        ),
    ),
    Table(
        "keyness", "03_keywords", "a word that sets a group apart", "组别特征词", ("grouping", "group", "word"),
        (
            C("grouping", "string", "column that makes the groups", "分组变量", required=True),
            C("group", "string", "group", "组", required=True),
            C("word", "string", "word", "词", required=True),
            C("count", "int", "occurrences in the group", "组内次数", unit="count"),
            C("rest_count", "int", "occurrences in the other groups", "组外次数", unit="count"),
            C("log_odds", "float", "log-odds ratio with informative Dirichlet prior", "对数优势比"),
            C("z", "float", "log-odds over its standard error", "z 值"),
            C("p_adjusted", "float", "two-sided p, Benjamini-Hochberg", "校正 p 值", unit="p"),
            C("documents", "int", "texts of the group that hold the word", "组内文档数", unit="texts"),
            C("log_likelihood", "float", "Dunning's log-likelihood ratio", "对数似然比", unit="G2"),
            C("log_ratio", "float", "log2 of the ratio of relative frequencies (effect size)", "对数比（效应量）"),
            C("log_likelihood_p_adjusted", "float", "p of the log-likelihood ratio, Benjamini-Hochberg", "对数似然比的校正 p 值", unit="p"),
        ),
    ),
    Table(
        "cooccurrence", "03_keywords", "a pair of words", "词对", ("word_a", "word_b"),
        (
            C("word_a", "string", "first word in sort order", "词一", required=True),
            C("word_b", "string", "second word", "词二", required=True),
            C("documents", "int", "texts that hold both", "共现文档数", unit="texts"),
            C("npmi", "float", "normalised pointwise mutual information", "归一化点互信息", unit="-1 to 1"),
            C("community_a", "int", "community of the first word, 0 is the largest", "词一所属群组"),
            C("community_b", "int", "community of the second word", "词二所属群组"),
        ),
    ),
)
