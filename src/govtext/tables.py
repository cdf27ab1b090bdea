"""Every table that a run writes: its columns, keys, units and meaning.

This is the one place where a column is defined. The checks on reading and writing, the data
dictionary, the labels in SPSS and Stata and the documentation are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from govtext.errors import GovtextError, nearest

if TYPE_CHECKING:
    import pyarrow

ColumnType = Literal["string", "int", "float", "bool", "timestamp", "strings"]


@dataclass(frozen=True)
class Column:
    """One column: `meaning` and `unit` are what a reader of the data set is told.

    `meaning_zh` stands in the Chinese data dictionary; `values` lists the allowed values where
    the column takes no others; `required` columns hold no null.
    """

    name: str
    type: ColumnType
    meaning: str
    meaning_zh: str = ""
    unit: str = ""
    values: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One table: where it lies, what one row is, what makes a row unique."""

    name: str
    folder: str
    row: str
    row_zh: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def path(self) -> str:
        """The table's file, relative to the folder of the results."""
        return f"{self.folder}/{self.name}.parquet"

    def column(self, name: str) -> Column:
        """Return the column of that name.

        Raises:
            GovtextError: the table has no such column; the message names the nearest.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise GovtextError(
            f"table {self.name} has no column {name}",
            hint=nearest(name, [column.name for column in self.columns]),
        )


C = Column
DOC_ID = C("doc_id", "string", "the text's stable identifier", "文本编号（稳定）", required=True)


def _with_interval(name: str, meaning: str, meaning_zh: str) -> tuple[Column, Column, Column]:
    return (
        C(name, "float", meaning, meaning_zh, unit="0 to 1"),
        C(f"{name}_low", "float", f"{meaning}: lower end of the 95 % interval", f"{meaning_zh}下限", unit="0 to 1"),
        C(f"{name}_high", "float", f"{meaning}: upper end of the 95 % interval", f"{meaning_zh}上限", unit="0 to 1"),
    )


_ALL: tuple[Table, ...] = (
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
            C("duplicate_of", "string", "doc_id of the earliest text that this one repeats", "重复于"),
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
            C("count", "int", "occurrences", "次数", unit="count", required=True),
            C("cohesion", "float", "least pointwise mutual information over its splits", "凝固度", unit="bits"),
            C("branching_entropy", "float", "lesser entropy of the characters left and right", "左右熵", unit="bits"),
            C("examples", "strings", "where it stands, verbatim", "例子"),
        ),
    ),
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
            C("weight", "float", "weight by the method", "权重"),
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
            C("p_adjusted", "float", "two-sided p, Benjamini-Hochberg", "校正 p 值"),
            C("documents", "int", "texts of the group that hold the word", "组内文档数", unit="texts"),
            C("log_likelihood", "float", "Dunning's log-likelihood ratio", "对数似然比", unit="G2"),
            C("log_ratio", "float", "log2 of the ratio of relative frequencies (effect size)", "对数比（效应量）"),
            C("log_likelihood_p_adjusted", "float", "p of the log-likelihood ratio, Benjamini-Hochberg", "对数似然比的校正 p 值"),
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
    Table(
        "topics", "04_topics", "a topic", "主题", ("topic_id",),
        (
            C("topic_id", "int", "topic, 0 is the largest", "主题编号", required=True),
            C("label", "string", "proposed label", "标签"),
            C("share", "float", "mean share of the texts", "占比", unit="0 to 1"),
            C("coherence_npmi", "float", "mean NPMI of the top words", "一致性 NPMI", unit="-1 to 1"),
            C("coherence_cv", "float", "c_v coherence of the top words", "一致性 c_v", unit="0 to 1"),
            C("exclusivity", "float", "mean FREX of the top words", "排他性", unit="0 to 1"),
            C("stability", "float", "mean matched Jaccard over refits", "稳定性", unit="0 to 1"),
            C("label_source", "string", "whose label it is", "标签来源", values=("proposed", "researcher")),
            C("stable", "bool", "whether it comes back in the refits often enough to be interpreted", "是否稳定"),
            C("documents", "int", "texts of which it is the largest topic", "主要文档数", unit="texts"),
            C("top_words", "strings", "words it is shown by: frequent in it and rare in the others", "特征词"),
            C("examples", "strings", "doc_id of representative texts", "代表文本编号"),
            C("map_x", "float", "place on the map of topics, alike words close", "地图横坐标"),
            C("map_y", "float", "place on the map of topics, second axis", "地图纵坐标"),
        ),
    ),
    Table(
        "topic_words", "04_topics", "a word of a topic", "主题词", ("topic_id", "rank"),
        (
            C("topic_id", "int", "topic", "主题编号", required=True),
            C("rank", "int", "1 is the most probable", "位次", required=True),
            C("word", "string", "word", "词", required=True),
            C("weight", "float", "probability of the word in the topic", "权重（词概率）", unit="0 to 1"),
            C("frex", "float", "frequency and exclusivity, harmonic mean of ranks", "FREX", unit="0 to 1"),
            C("corpus", "float", "probability of the word in all texts", "总体词概率", unit="0 to 1"),
        ),
    ),
    Table(
        "document_topics", "04_topics", "a text's share of a topic", "文本的主题占比", ("doc_id", "topic_id"),
        (
            DOC_ID,
            C("topic_id", "int", "topic", "主题编号", required=True),
            C("weight", "float", "share of the text", "占比", unit="0 to 1"),
        ),
    ),
    Table(
        "topic_model", "04_topics", "a word of the model's topic", "模型中的主题词", ("topic_id", "word"),
        (
            C("topic_id", "int", "topic", "主题编号", required=True),
            C("word", "string", "word", "词", required=True),
            C("weight", "float", "weight in the row that texts are held against", "权重"),
        ),
    ),
    Table(
        "topic_vocabulary", "04_topics", "a word that the model knows", "模型的词表", ("word",),
        (
            C("word", "string", "word", "词", required=True),
            C("idf", "float", "weight of the word; none for models of probabilities", "逆文档频率"),
            C("documents", "int", "texts that hold it", "文档数", unit="texts"),
        ),
    ),
    Table(
        "model_selection", "04_topics", "a model tried", "试过的模型", ("method", "k", "seed"),
        (
            C("method", "string", "model", "模型", required=True),
            C("k", "int", "number of topics", "主题数", required=True),
            C("seed", "int", "random seed", "随机种子", required=True),
            C("coherence_npmi", "float", "mean NPMI over topics", "一致性 NPMI", unit="-1 to 1"),
            C("coherence_cv", "float", "mean c_v over topics", "一致性 c_v", unit="0 to 1"),
            C("exclusivity", "float", "mean FREX over topics", "排他性", unit="0 to 1"),
            C("stability", "float", "mean matched Jaccard with the other refits of this K", "稳定性", unit="0 to 1"),
            C("heldout", "float", "held-out fit: reconstruction share or log-likelihood per word", "留出拟合"),
            C("chosen", "bool", "the model that the topics come from", "是否选定", required=True),
            C("subsample", "float", "share of the texts that it was fitted on", "抽样比例", unit="0 to 1"),
            C("remark", "string", "why it was chosen, or that it nearly was", "说明"),
        ),
    ),
    Table(
        "topic_trends", "04_topics", "a topic in a period or region", "主题在某时期或地区", ("topic_id", "grouping", "group"),
        (
            C("topic_id", "int", "topic", "主题编号", required=True),
            C("grouping", "string", "month, year, region", "分组变量", required=True),
            C("group", "string", "group", "组", required=True),
            C("share", "float", "mean share in the group", "占比", unit="0 to 1"),
            C("low", "float", "lower end of the bootstrap interval", "区间下限", unit="0 to 1"),
            C("high", "float", "upper end of the bootstrap interval", "区间上限", unit="0 to 1"),
            C("documents", "int", "texts in the group", "文档数", unit="texts"),
        ),
    ),
    Table(
        "topic_prevalence", "04_topics", "a topic in a year or region, estimated", "主题在某年份或地区的估计占比",
        ("topic_id", "grouping", "group"),
        (
            C("topic_id", "int", "topic", "主题编号", required=True),
            C("grouping", "string", "year, region", "分组变量", required=True),
            C("group", "string", "group", "组", required=True),
            C("share", "float", "mean share in the group, as it is", "实际占比", unit="0 to 1"),
            C("adjusted", "float", "expected share were all texts of this group and else as they are", "调整后占比", unit="0 to 1"),
            C("low", "float", "lower end of the robust 95 % interval of adjusted", "区间下限", unit="0 to 1"),
            C("high", "float", "upper end", "区间上限", unit="0 to 1"),
            C("documents", "int", "texts in the group", "文档数", unit="texts"),
        ),
    ),
    Table(
        "topic_tests", "04_topics", "whether a topic's share differs between groups", "主题占比的组间差异检验",
        ("topic_id", "grouping"),
        (
            C("topic_id", "int", "topic", "主题编号", required=True),
            C("grouping", "string", "year, region; the other one is held as it is", "分组变量", required=True),
            C("groups", "int", "groups compared", "组数"),
            C("documents", "int", "texts", "文档数", unit="texts"),
            C("statistic", "float", "robust Wald chi-squared, groups - 1 degrees of freedom", "Wald 卡方"),
            C("p", "float", "p value", "p 值", unit="0 to 1"),
            C("p_adjusted", "float", "p adjusted over all topics and groupings (Benjamini-Hochberg)", "校正 p 值", unit="0 to 1"),
            C("effect", "float", "omega squared: share of variance between the groups; 0.01 small, 0.06 medium", "效应量 ω²", unit="0 to 1"),
        ),
    ),
    Table(
        "topic_dynamics", "04_topics", "a word of a topic in a period", "主题词的演变", ("topic_id", "period", "rank"),
        (
            C("topic_id", "int", "topic", "主题编号", required=True),
            C("period", "string", "year, or quarter where there are few years", "时期", required=True),
            C("rank", "int", "1 is the most probable", "位次", required=True),
            C("word", "string", "word", "词", required=True),
            C("weight", "float", "probability of the word in the topic in that period", "权重（词概率）", unit="0 to 1"),
            C("documents", "int", "texts of the period", "文档数", unit="texts"),
            C("change", "float", "Jensen-Shannon divergence from the period before", "较上期变化", unit="0 to 1 bit"),
            C("distance", "float", "Jensen-Shannon divergence from the topic over all periods", "与总体距离", unit="0 to 1 bit"),
        ),
    ),
    Table(
        "request_types", "05_issues", "a complaint", "一条诉求", ("doc_id",),
        (
            DOC_ID,
            C("request_type", "string", "what the writer wants", "诉求类型", required=True),
            C("score", "float", "strength of the evidence", "得分", unit="0 to 1"),
            C("severity", "int", "how strong the complaint is", "诉求强度", unit="0 to 5 points"),
            C("severity_cues", "strings", "cues that gave the points", "强度线索"),
            C("severity_evidence", "strings", "their words, verbatim, in the same order", "强度证据"),
            C("demand", "string", "what the writer asks for", "诉求"),
            C("demand_evidence", "string", "the words that ask for it, verbatim", "诉求证据"),
            C("demand_start", "int", "first character in title, newline, text", "诉求起点", unit="characters"),
            C("demand_end", "int", "character after the last", "诉求终点", unit="characters"),
        ),
    ),
    Table(
        "service_problems", "05_issues", "a code in a text", "文本中的一个问题编码", ("doc_id", "code"),
        (
            DOC_ID,
            C("code", "string", "code of the codebook", "编码", required=True),
            C("score", "float", "strength of the evidence", "得分", unit="0 to 1"),
            C("evidence", "string", "the words that justify it, verbatim", "证据", required=True),
            C("start", "int", "first character in title, newline, text", "起点", unit="characters", required=True),
            C("end", "int", "character after the last", "终点", unit="characters", required=True),
            C("side", "string", "who is faulted there: a public body, nobody named, or not asked", "被指责方",
              values=("public", "unknown", "any")),
            C("rules", "strings", "rules of the codebook that hit", "命中规则"),
        ),
    ),
    Table(
        "problem_prevalence", "05_issues", "a code in a group of texts", "一个问题在一组文本中",
        ("grouping", "group", "code"),
        (
            C("grouping", "string", "what the texts are grouped by", "分组变量",
              values=("all", "region", "year", "department", "topic", "request_type"), required=True),
            C("group", "string", "the group", "组", required=True),
            C("code", "string", "code of the codebook", "编码", required=True),
            C("texts", "int", "complaints in the group", "诉求数", unit="texts", required=True),
            C("with_code", "int", "those that hold the code", "含该问题的诉求数", unit="texts", required=True),
            C("share", "float", "with_code / texts", "占比", unit="0 to 1"),
            C("low", "float", "lower end of the 95 % interval (Wilson 1927)", "区间下限", unit="0 to 1"),
            C("high", "float", "upper end of the interval", "区间上限", unit="0 to 1"),
        ),
    ),
    Table(
        "problem_pairs", "05_issues", "two codes in the same texts", "两个问题同现", ("code_a", "code_b"),
        (
            C("code_a", "string", "first code, in the codebook's order", "编码一", required=True),
            C("code_b", "string", "second code", "编码二", required=True),
            C("texts_a", "int", "complaints with the first", "含一的诉求数", unit="texts", required=True),
            C("texts_b", "int", "complaints with the second", "含二的诉求数", unit="texts", required=True),
            C("both", "int", "complaints with both", "同现诉求数", unit="texts", required=True),
            C("expected", "float", "what chance alone would give", "期望同现数", unit="texts"),
            C("lift", "float", "both / expected", "提升度"),
            C("phi", "float", "phi coefficient", "φ 系数", unit="-1 to 1"),
            C("odds_ratio", "float", "odds ratio, 0.5 added to each cell", "优势比"),
            C("low", "float", "lower end of its 95 % interval", "区间下限"),
            C("high", "float", "upper end of the interval", "区间上限"),
        ),
    ),
    Table(
        "issues", "05_issues", "a recurring issue", "重复出现的问题", ("issue_id",),
        (
            C("issue_id", "string", "stable identifier of the issue", "问题编号", required=True),
            C("rank", "int", "rank by heat, 1 is the hottest", "热度排名", required=True),
            C("label", "string", "place and matter", "标签"),
            C("place", "string", "place or party", "地点"),
            C("description", "string", "one sentence from the most typical message", "问题描述"),
            C("documents", "int", "messages", "留言数", unit="texts"),
            C("authors", "int", "different writers", "留言人数", unit="writers"),
            C("first_date", "timestamp", "first message", "最早日期"),
            C("last_date", "timestamp", "last message", "最近日期"),
            C("heat", "float", "heat index", "热度指数", unit="0 to 100"),
            C("heat_low", "float", "lower end of the interval of the heat", "热度下限", unit="0 to 100"),
            C("heat_high", "float", "upper end of the interval of the heat", "热度上限", unit="0 to 100"),
            C("top_problem", "string", "most frequent code among its messages", "首要问题"),
            C("matter", "string", "what is wrong there, in its messages' own words", "事项"),
            C("likes", "int", "approvals of its messages", "点赞数", unit="count"),
            C("dislikes", "int", "disapprovals of its messages", "反对数", unit="count"),
            C("problems", "strings", "codes of its messages, most frequent first", "涉及问题"),
            C("request_types", "strings", "request types of its messages, most frequent first", "诉求类型"),
            C("typical", "strings", "doc_id of its most typical messages", "典型留言"),
            C("campaign", "bool", "whether it looks like a campaign rather than independent voices", "疑似集体投诉"),
            C("near_copies", "float", "share of messages that nearly repeat another of the issue", "近似重复比例", unit="0 to 1"),
            C("heat_volume", "float", "component of heat: messages", "热度分量：留言数", unit="0 to 1"),
            C("heat_authors", "float", "component of heat: writers", "热度分量：留言人数", unit="0 to 1"),
            C("heat_likes", "float", "component of heat: likes and dislikes", "热度分量：点赞与反对", unit="0 to 1"),
            C("heat_span", "float", "component of heat: time from first to last message", "热度分量：持续时间", unit="0 to 1"),
            C("heat_recency", "float", "component of heat: recency", "热度分量：新近程度", unit="0 to 1"),
            C("heat_burst", "float", "component of heat: concentration in time", "热度分量：爆发程度", unit="0 to 1"),
            C("rank_low", "int", "best rank of the interval", "排名区间上端"),
            C("rank_high", "int", "worst rank of the interval", "排名区间下端"),
            C("wider", "string", "wider problem that it belongs to: the matter across places", "上级问题"),
            C("rising", "bool", "whether its last weeks hold more messages than its past leads to expect", "正在升温"),
            C("rising_p", "float", "probability of so many messages in the last weeks by chance", "升温检验 p 值", unit="0 to 1"),
            C("peak_week", "timestamp", "Monday of the week with most messages", "高峰周"),
        ),
    ),
    Table(
        "issue_members", "05_issues", "a text of an issue", "问题中的一篇文本", ("doc_id",),
        (
            DOC_ID,
            C("issue_id", "string", "issue", "问题编号", required=True),
            C("similarity", "float", "similarity to the issue's centre", "相似度", unit="0 to 1"),
        ),
    ),
    Table(
        "code_keyness", "05_issues", "a word that sets a request type or problem apart", "诉求类型与问题的特征词", ("grouping", "group", "word"),
        (
            C("grouping", "string", "what makes the groups", "分组变量", values=("request_type", "problem"), required=True),
            C("group", "string", "request type or code", "诉求类型或编码", required=True),
            C("word", "string", "word", "词", required=True),
            C("count", "int", "occurrences in the group", "组内次数", unit="count"),
            C("rest_count", "int", "occurrences in the other complaints", "组外次数", unit="count"),
            C("log_odds", "float", "log-odds ratio with informative Dirichlet prior", "对数优势比"),
            C("z", "float", "log-odds over its standard error", "z 值"),
            C("p_adjusted", "float", "two-sided p, Benjamini-Hochberg", "校正 p 值"),
            C("documents", "int", "complaints of the group that hold the word", "组内文档数", unit="texts"),
            C("log_likelihood", "float", "Dunning's log-likelihood ratio", "对数似然比", unit="G2"),
            C("log_ratio", "float", "log2 of the ratio of relative frequencies (effect size)", "对数比（效应量）"),
            C("log_likelihood_p_adjusted", "float", "p of the log-likelihood ratio, Benjamini-Hochberg", "对数似然比的校正 p 值"),
        ),
    ),
    Table(
        "reply_quality", "05_issues", "a reply", "一条答复", ("doc_id",),
        (
            DOC_ID,
            C("office", "string", "office that signs the reply, as it stands there", "落款单位"),
            C("characters", "int", "length of the reply", "答复字数", unit="characters"),
            C("body_characters", "int", "length without greeting, thanks, date and signature", "正文字数", unit="characters"),
            C("relevance", "float", "share of the message's key words, by weight, that the reply takes up", "相关度", unit="0 to 1"),
            C("on_topic", "bool", "relevance above that of 95 % of the replies to other messages", "切题"),
            C("relevance_words", "strings", "key words taken up, at most ten", "共有关键词"),
            C("points", "int", "questions and requests of the message", "诉求点数", unit="count"),
            C("points_answered", "int", "of these answered", "已回应诉求点数", unit="count"),
            C("completeness", "float", "share of the points answered", "完整度", unit="0 to 1"),
            C("template_share", "float", "share of the body in sentences that recur in other replies", "套话比例", unit="0 to 1"),
            C("template", "bool", "more than half of the body recurs, or there is none", "套话答复"),
            C("template_evidence", "strings", "sentences that recur, verbatim, at most five", "套话原文"),
            C("referral", "string", "whether the reply sends the writer elsewhere", "转送与推介",
              values=("not_competent", "elsewhere", "transferred")),
            C("referral_evidence", "string", "the sentence that does so, verbatim", "转送原文"),
            C("commitments", "int", "promises", "承诺数", unit="count"),
            C("dated_commitments", "int", "of these with a date", "有期限的承诺数", unit="count"),
            C("rules_cited", "strings", "laws, rules and documents named in the body", "引用文件"),
            C("gives_reason", "bool", "the body has a word of reason", "说明理由"),
        ),
    ),
    Table(
        "reply_points", "05_issues", "a point asked", "一个诉求点", ("doc_id", "point"),
        (
            DOC_ID,
            C("point", "int", "order in the message, from 1", "次序", required=True),
            C("form", "string", "what kind of answer it asks for (replies.toml); matter: the message asks nothing in so many words", "提问方式"),
            C("asked", "string", "the point, verbatim", "诉求原文"),
            C("answered", "bool", "whether the reply answers it", "是否回应"),
            C("taken_up", "float", "share of its words, by weight, that the reply takes up", "回应程度", unit="0 to 1"),
            C("evidence", "string", "the sentence of the reply that answers it best, verbatim", "答复原文"),
        ),
    ),
    Table(
        "reply_commitments", "05_issues", "a promise in a reply", "一项承诺", ("doc_id", "commitment"),
        (
            DOC_ID,
            C("commitment", "int", "order in the reply, from 1", "次序", required=True),
            C("text", "string", "the promise, verbatim", "承诺原文", required=True),
            C("date_text", "string", "its date, verbatim", "期限原文"),
            C("due_date", "timestamp", "last day that the date allows", "到期日"),
        ),
    ),
    Table(
        "reply_quality_groups", "05_issues", "a group's replies", "一组答复的质量", ("grouping", "group"),
        (
            C("grouping", "string", "column that makes the groups", "分组变量", required=True),
            C("group", "string", "group", "组", required=True),
            C("replies", "int", "replies", "答复数", unit="texts"),
            *_with_interval("on_topic", "share of replies on topic", "切题比例"),
            *_with_interval("completeness", "mean share of points answered", "平均完整度"),
            *_with_interval("template", "share of template replies", "套话答复比例"),
            *_with_interval("sent_away", "share that send the writer elsewhere or plead not to be competent", "推介他处比例"),
            *_with_interval("transferred", "share that tell of a transfer to another office, whether or not they also answer", "告知转办的比例"),
            *_with_interval("dated_commitment", "share with a dated promise", "有期限承诺的比例"),
            *_with_interval("cites_rule", "share that name a rule", "引用文件比例"),
        ),
    ),
    Table(
        "responses", "05_issues", "a group's replies", "一组答复", ("grouping", "group"),
        (
            C("grouping", "string", "column that makes the groups", "分组变量", required=True),
            C("group", "string", "group", "组", required=True),
            C("complaints", "int", "complaints that could have a reply", "诉求数", unit="texts"),
            C("answered", "int", "of these answered", "已答复", unit="texts"),
            C("median_days", "float", "median days to the reply", "答复天数中位数", unit="days"),
            C("p90_days", "float", "90th percentile of the days", "答复天数 90 分位", unit="days"),
            C("over_15_days", "float", "share without a reply after 15 days", "超过 15 天的比例", unit="0 to 1"),
            C("low", "float", "lower end of the interval of the median", "中位数下限", unit="days"),
            C("high", "float", "upper end of the interval of the median", "中位数上限", unit="days"),
            C("median_working_days", "float", "median working days to the reply", "答复工作日中位数", unit="working days"),
            C("p90_working_days", "float", "90th percentile of the working days", "答复工作日 90 分位", unit="working days"),
            C("over_5_working_days", "float", "share without a reply after 5 working days", "超过 5 个工作日的比例", unit="0 to 1"),
            C("over_15_working_days", "float", "share without a reply after 15 working days", "超过 15 个工作日的比例", unit="0 to 1"),
        ),
    ),
    Table(
        "clauses", "06_policies", "an article or paragraph of a policy", "政策条款", ("clause_id",),
        (
            C("clause_id", "string", "stable identifier of the clause", "条款编号", required=True),
            DOC_ID,
            C("number", "string", "number as it stands in the text", "条款序号"),
            C("heading", "string", "path of headings above it", "标题路径"),
            C("text", "string", "text, verbatim", "条文", required=True),
            C("instrument", "string", "policy instrument", "政策工具"),
            C("problems", "strings", "codes of service problems it addresses", "对应问题"),
            C("position", "int", "order in the document, from 1", "次序"),
            C("level", "string", "an article, or a paragraph of a text without articles", "层级", values=("article", "paragraph")),
            C("chapter", "string", "outermost heading", "章"),
            C("start", "int", "first character in title, newline, text", "起点", unit="characters"),
            C("end", "int", "character after the last", "终点", unit="characters"),
            C("instrument_score", "float", "the instrument's share of all wording that speaks for one", "政策工具得分", unit="0 to 1"),
            C("instrument_evidence", "string", "the wording that speaks for the instrument, verbatim", "政策工具依据"),
            C("tense", "string", "in a work report: review of the past or task ahead", "回顾或任务", values=("review", "task")),
            C("duty", "string", "strongest of what it lays on anybody", "义务类型", values=("obligation", "prohibition", "permission")),
            C("obligations", "int", "times that it says must", "应当次数", unit="count"),
            C("prohibitions", "int", "times that it says must not", "不得次数", unit="count"),
            C("permissions", "int", "times that it says may", "可以次数", unit="count"),
            C("bodies", "strings", "who is bound or entitled, verbatim", "责任主体"),
            C("deadlines", "strings", "time limits, verbatim", "期限"),
            C("deadline_days", "float", "shortest of them in calendar days, 5 working days being 7", "最短期限", unit="days"),
            C("targets", "strings", "quantities aimed at or reached, verbatim", "量化目标"),
            C("defines", "strings", "terms that it defines", "定义术语"),
            C("reforms", "strings", "reforms that it names", "提及的改革"),
        ),
    ),
    Table(
        "links", "06_policies", "a clause that speaks to an issue or problem", "条款与问题的联系",
        ("target_kind", "target_id", "clause_id"),
        (
            C("target_kind", "string", "what the clause speaks to", "对象类别", values=("issue", "problem"), required=True),
            C("target_id", "string", "issue_id or code", "对象编号", required=True),
            C("clause_id", "string", "clause", "条款编号", required=True),
            C("rank", "int", "1 is the closest", "位次", required=True),
            C("score", "float", "similarity", "得分", unit="0 to 1"),
            C("words", "strings", "words that both hold, strongest first; before them the clause's wording that speaks to the target", "共有词"),
        ),
    ),
    Table(
        "clause_complaints", "06_policies", "a complaint under a clause", "条款之下的诉求", ("clause_id", "doc_id"),
        (
            C("clause_id", "string", "clause", "条款编号", required=True),
            C("doc_id", "string", "complaint that raises a matter the clause speaks to", "诉求编号", required=True),
            C("rank", "int", "place of the clause among the complaint's, 1 is the closest", "位次", required=True),
            C("score", "float", "similarity", "得分", unit="0 to 1"),
        ),
    ),
    Table(
        "gaps", "06_policies", "a problem", "一类服务问题", ("code",),
        (
            C("code", "string", "code of the codebook", "编码", required=True),
            C("complaints", "int", "complaints with the code", "诉求数", unit="texts"),
            C("share", "float", "share of all complaints", "诉求占比", unit="0 to 1"),
            C("clauses", "int", "clauses that address it", "条款数", unit="clauses"),
            C("coverage", "float", "share of the clauses that address any problem", "条款占比", unit="0 to 1"),
            C("share_low", "float", "lower end of the share's Wilson interval", "诉求占比下限", unit="0 to 1"),
            C("share_high", "float", "upper end of the share's Wilson interval", "诉求占比上限", unit="0 to 1"),
            C("coverage_low", "float", "lower end of the coverage's Wilson interval", "条款占比下限", unit="0 to 1"),
            C("coverage_high", "float", "upper end of the coverage's Wilson interval", "条款占比上限", unit="0 to 1"),
            C("weight", "float", "share of the complaints that have any code", "诉求权重", unit="0 to 1"),
            C("gap", "float", "weight minus coverage: above 0 complaints weigh more than rules", "落差", unit="-1 to 1"),
            C("gap_low", "float", "lower end of Newcombe's interval", "落差下限", unit="-1 to 1"),
            C("gap_high", "float", "upper end of Newcombe's interval", "落差上限", unit="-1 to 1"),
        ),
    ),
    Table(
        "clause_parts", "06_policies", "a paragraph, item or sentence of a clause", "条款的款、项或句", ("clause_id", "part"),
        (
            C("clause_id", "string", "clause", "条款编号", required=True),
            C("part", "int", "order in the clause, from 1", "次序", required=True),
            C("level", "string", "what it is", "层级", values=("paragraph", "item", "subitem", "sentence"), required=True),
            C("number", "string", "number as it stands", "序号"),
            C("text", "string", "wording, verbatim", "原文", required=True),
            C("start", "int", "first character in title, newline, text", "起点", unit="characters", required=True),
            C("end", "int", "character after the last", "终点", unit="characters", required=True),
        ),
    ),
    Table(
        "region_gaps", "06_policies", "a problem in a region", "某地区的一类服务问题", ("region", "code"),
        (
            C("region", "string", "region; 全国 holds national policies against all complaints", "地区", required=True),
            C("code", "string", "code of the codebook", "编码", required=True),
            C("complaints", "int", "complaints of the region with the code", "诉求数", unit="texts"),
            C("share", "float", "share of the region's complaints", "诉求占比", unit="0 to 1"),
            C("clauses", "int", "clauses of the region's policies that address it", "条款数", unit="clauses"),
            C("coverage", "float", "share of the clauses that address any problem", "条款占比", unit="0 to 1"),
            C("share_low", "float", "lower end of the share's Wilson interval", "诉求占比下限", unit="0 to 1"),
            C("share_high", "float", "upper end of the share's Wilson interval", "诉求占比上限", unit="0 to 1"),
            C("coverage_low", "float", "lower end of the coverage's Wilson interval", "条款占比下限", unit="0 to 1"),
            C("coverage_high", "float", "upper end of the coverage's Wilson interval", "条款占比上限", unit="0 to 1"),
            C("weight", "float", "share of the region's complaints that have any code", "诉求权重", unit="0 to 1"),
            C("gap", "float", "weight minus coverage; null where one side is empty", "落差", unit="-1 to 1"),
            C("gap_low", "float", "lower end of Newcombe's interval", "落差下限", unit="-1 to 1"),
            C("gap_high", "float", "upper end of Newcombe's interval", "落差上限", unit="-1 to 1"),
        ),
    ),
    Table(
        "deadlines", "06_policies", "a time limit in a clause", "条款中的一个期限", ("clause_id", "deadline"),
        (
            C("clause_id", "string", "clause", "条款编号", required=True),
            C("deadline", "int", "order in the clause, from 1", "次序", required=True),
            C("text", "string", "time limit, verbatim", "期限原文", required=True),
            C("days", "float", "length in calendar days, 5 working days being 7", "天数", unit="days", required=True),
            C("working", "bool", "whether it counts working days", "是否工作日"),
            C("sentence", "string", "sentence or item around it, verbatim", "所在句"),
            C("asks_reply", "bool", "whether it bounds the answer to a citizen's message", "是否答复期限"),
            C("region", "string", "region of the policy", "地区"),
            C("start", "int", "first character in title, newline, text", "起点", unit="characters"),
            C("end", "int", "character after the last", "终点", unit="characters"),
            C("replies", "int", "replies measured in the region", "答复数", unit="texts"),
            C("median_days", "float", "median days to the reply", "答复天数中位数", unit="days"),
            C("p90_days", "float", "90th percentile of the days", "答复天数 90 分位", unit="days"),
            C("within", "float", "share of the replies within the limit", "期限内占比", unit="0 to 1"),
            C("within_low", "float", "lower end of its Wilson interval", "期限内占比下限", unit="0 to 1"),
            C("within_high", "float", "upper end of its Wilson interval", "期限内占比上限", unit="0 to 1"),
        ),
    ),
    Table(
        "reforms", "06_policies", "a reform in a group of policies", "改革在一组政策中", ("reform", "grouping", "group"),
        (
            C("reform", "string", "reform", "改革", required=True),
            C("grouping", "string", "all, region or year", "分组变量", values=("all", "region", "year"), required=True),
            C("group", "string", "group; empty for all", "组", required=True),
            C("texts", "int", "policies of the group", "政策数", unit="texts"),
            C("naming", "int", "policies that name it", "提及的政策数", unit="texts"),
            C("share", "float", "share of the group's policies", "占比", unit="0 to 1"),
            C("low", "float", "lower end of the share's Wilson interval", "占比下限", unit="0 to 1"),
            C("high", "float", "upper end of the share's Wilson interval", "占比上限", unit="0 to 1"),
            C("mentions", "int", "times that it is named", "提及次数", unit="count"),
            C("clauses", "int", "clauses that name it", "提及的条款数", unit="clauses"),
            C("first_date", "timestamp", "earliest dated policy that names it", "首次出现"),
            C("first_doc_id", "string", "that policy", "首次出现的政策"),
            C("first_region", "string", "its region", "首次出现的地区"),
        ),
    ),
    Table(
        "takeovers", "06_policies", "a passage taken over from an earlier policy", "沿用自更早政策的文字",
        ("doc_id", "start", "source_doc_id", "source_start"),
        (
            C("clause_id", "string", "clause that holds the passage", "条款编号", required=True),
            C("source_clause_id", "string", "clause that held it before", "来源条款编号", required=True),
            DOC_ID,
            C("source_doc_id", "string", "policy that held it before", "来源政策", required=True),
            C("start", "int", "first character in title, newline, text", "起点", unit="characters", required=True),
            C("end", "int", "character after the last", "终点", unit="characters"),
            C("source_start", "int", "first character in the source", "来源起点", unit="characters", required=True),
            C("source_end", "int", "character after the last in the source", "来源终点", unit="characters"),
            C("characters", "int", "characters in common, without blanks and punctuation", "相同字数", unit="characters"),
            C("share", "float", "these over the length of the clause", "占条款比例", unit="0 to 1"),
            C("text", "string", "the passage, verbatim", "原文", required=True),
            C("source_text", "string", "the passage in the source, verbatim", "来源原文", required=True),
            C("from_higher", "bool", "whether the source ranks higher (nation, province, city)", "是否来自上级"),
        ),
    ),
    Table(
        "document_similarity", "06_policies", "a policy and one like it", "相似的政策", ("doc_id", "other_doc_id"),
        (
            DOC_ID,
            C("other_doc_id", "string", "the policy that is like it", "相似政策", required=True),
            C("rank", "int", "1 is the most alike", "位次", required=True),
            C("similarity", "float", "cosine of TF-IDF", "相似度", unit="0 to 1"),
            C("taken_over", "float", "share of its characters that it has of the other, where that is earlier", "沿用比例", unit="0 to 1"),
        ),
    ),
    Table(
        "region_comparison", "06_policies", "an item in one region's policies against others'", "地区政策比较",
        ("region", "kind", "item"),
        (
            C("region", "string", "region", "地区", required=True),
            C("reference", "string", "the regions compared with; rest takes all others", "对照地区"),
            C("kind", "string", "what the item is", "类别", values=("instrument", "problem", "reform", "word"), required=True),
            C("item", "string", "code, reform or word", "项目", required=True),
            C("count", "int", "clauses that have it; occurrences of a word", "数量", unit="count"),
            C("total", "int", "clauses of the region; all its words", "总数", unit="count"),
            C("share", "float", "count over total", "占比", unit="0 to 1"),
            C("rest_count", "int", "the same in the reference", "对照数量", unit="count"),
            C("rest_total", "int", "the same in the reference", "对照总数", unit="count"),
            C("rest_share", "float", "the same in the reference", "对照占比", unit="0 to 1"),
            C("effect", "float", "Cohen's h; for words the log-odds ratio with informative Dirichlet prior", "效应量"),
            C("low", "float", "lower end of the difference's Newcombe interval; of the log-odds for words", "区间下限"),
            C("high", "float", "upper end", "区间上限"),
            C("p_adjusted", "float", "Fisher's exact or z test, Benjamini-Hochberg", "校正 p 值", unit="0 to 1"),
        ),
    ),
    Table(
        "topic_links", "06_policies", "a clause that speaks to a topic", "条款与主题的联系", ("topic_id", "clause_id"),
        (
            C("topic_id", "int", "topic", "主题编号", required=True),
            C("clause_id", "string", "clause", "条款编号", required=True),
            C("rank", "int", "1 is the closest", "位次", required=True),
            C("score", "float", "share of the topic's word weight that the clause covers", "得分", unit="0 to 1"),
            C("words", "strings", "words that both hold, strongest first", "共有词"),
        ),
    ),
    Table(
        "instrument_themes", "06_policies", "an instrument in a theme", "政策工具与主题二维表",
        ("theme_kind", "theme", "instrument"),
        (
            C("theme_kind", "string", "what the themes are", "主题类别", values=("problem", "topic"), required=True),
            C("theme", "string", "code or topic_id", "主题", required=True),
            C("instrument", "string", "policy instrument", "政策工具", required=True),
            C("side", "string", "supply, environment or demand", "工具类型", values=("supply", "environment", "demand")),
            C("clauses", "int", "clauses with both", "条款数", unit="clauses"),
            C("share", "float", "share of the theme's clauses", "占比", unit="0 to 1"),
            C("residual", "float", "adjusted standardised residual; beyond 2 fuller than by chance", "调整标准化残差"),
        ),
    ),
    Table(
        "clause_instruments", "06_policies", "an instrument in a clause", "条款中的一种政策工具", ("clause_id", "instrument"),
        (
            C("clause_id", "string", "clause", "条款编号", required=True),
            C("instrument", "string", "policy instrument", "政策工具", required=True),
            C("score", "float", "share of all wording in the clause that speaks for an instrument", "得分", unit="0 to 1"),
            C("evidence", "string", "the wording that speaks for it, verbatim", "依据", required=True),
            C("start", "int", "first character in title, newline, text", "起点", unit="characters", required=True),
            C("end", "int", "character after the last", "终点", unit="characters", required=True),
        ),
    ),
    Table(
        "robustness", "06b_robustness", "a main finding under another condition", "一个主要发现在另一条件下",
        ("finding", "condition", "detail"),
        (
            C("finding", "string", "main finding", "主要发现", required=True, values=(
                "top_problem", "problem_share", "problem_order", "top_region", "largest_gap", "median_wait", "keywords",
                "topics", "top_topic")),
            C("condition", "string", "what is otherwise", "条件", required=True, values=(
                "without_duplicates", "earlier_half", "later_half", "without_source", "dictionary",
                "stop_list", "fewer_topics", "more_topics")),
            C("detail", "string", "which source, day or number of topics; empty where nothing needs saying", "条件说明", required=True),
            C("texts", "int", "complaints under the condition", "诉求数", unit="texts", required=True),
            C("main_label", "string", "what the main finding names (code, region, words of a topic)", "主结果所指"),
            C("main_value", "float", "number of the main finding", "主结果数值"),
            C("label", "string", "what the finding names under the condition", "该条件下所指"),
            C("value", "float", "number under the condition: share, days, correlation or overlap, by finding", "该条件下数值"),
            C("low", "float", "lower end of its 95% interval", "区间下限"),
            C("high", "float", "upper end of its 95% interval", "区间上限"),
            C("survives", "bool", "whether the finding holds under the condition, by the rule of the settings", "是否成立", required=True),
        ),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}


def table_definition(name: str) -> Table:
    """Return the definition of a table.

    Raises:
        GovtextError: there is no such table; the message names the nearest.
    """
    if name not in TABLES:
        raise GovtextError(f"there is no table {name}", hint=nearest(name, list(TABLES)))
    return TABLES[name]


@cache
def schema(name: str) -> pyarrow.Schema:
    """Return the Arrow schema of a table, columns in the order in which they are defined."""
    import pyarrow as pa

    types = {
        "string": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(),
        "timestamp": pa.timestamp("us"), "strings": pa.list_(pa.string()),
    }
    return pa.schema(
        [pa.field(c.name, types[c.type], nullable=not c.required) for c in table_definition(name).columns]
    )
