"""Columns of the tables of 04_topics: topics, the model behind them, and how they differ between groups."""

from __future__ import annotations

from govtext.tables.model import DOC_ID, Table
from govtext.tables.model import Column as C

TOPICS: tuple[Table, ...] = (
    Table(
        "topics", "04_topics", "a topic", "主题", ("topic_id",),
        (
            C("topic_id", "int", "topic, 0 is the largest", "主题编号", required=True),
            C("label", "string", "proposed label", "标签"),
            C("share", "float", "mean share of the texts that hold a word of the vocabulary", "占比", unit="0 to 1"),
            C("coherence_npmi", "float", "mean NPMI of the top words", "一致性 NPMI", unit="-1 to 1"),
            C("coherence_cv", "float", "c_v coherence of the top words", "一致性 c_v", unit="score 0 to 1"),
            C("exclusivity", "float", "mean FREX of the top words, exclusivity weighted 0.7", "排他性", unit="score 0 to 1"),
            C("stability", "float", "mean matched Jaccard over refits", "稳定性", unit="score 0 to 1"),
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
            C("weight", "float", "probability of the word in the topic", "权重（词概率）", unit="score 0 to 1"),
            C("frex", "float", "frequency and exclusivity, harmonic mean of ranks, weighted alike", "FREX", unit="score 0 to 1"),
            C("corpus", "float", "probability of the word in all texts", "总体词概率", unit="score 0 to 1"),
        ),
    ),
    Table(
        "document_topics", "04_topics", "a text's share of a topic", "文本的主题占比", ("doc_id", "topic_id"),
        (
            DOC_ID,
            C("topic_id", "int", "topic", "主题编号", required=True),
            C("weight", "float", "share of the text; shares below topics.least_share are left out", "占比", unit="0 to 1"),
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
            C("coherence_cv", "float", "mean c_v over topics", "一致性 c_v", unit="score 0 to 1"),
            C("exclusivity", "float", "mean over topics of the top words' FREX, exclusivity weighted 0.7", "排他性", unit="score 0 to 1"),
            C("stability", "float", "mean matched Jaccard of the top words with the fit on all texts; of that fit the mean over the refits of this K", "稳定性", unit="score 0 to 1"),
            C("heldout", "float", "held-out fit: reconstruction share or log-likelihood per word", "留出拟合"),
            C("chosen", "bool", "the model that the topics come from", "是否选定", required=True),
            C("subsample", "float", "share of the texts that it was fitted on", "抽样比例", unit="0 to 1"),
            C("remark", "string", "why it was chosen, that it nearly was, or that it was left behind early", "说明"),
        ),
    ),
    Table(
        "topic_trends", "04_topics", "a topic in a period or region", "主题在某时期或地区", ("topic_id", "grouping", "group"),
        (
            C("topic_id", "int", "topic", "主题编号", required=True),
            C("grouping", "string", "month, year, region", "分组变量", required=True),
            C("group", "string", "group", "组", required=True),
            C("share", "float", "mean share in the group, of texts that hold a word of the vocabulary", "占比", unit="0 to 1"),
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
            C("groups", "int", "groups compared: those of enough texts; texts without one are held as they are", "组数"),
            C("documents", "int", "texts of these groups", "文档数", unit="texts"),
            C("statistic", "float", "robust Wald chi-squared, groups - 1 degrees of freedom, texts taken as independent", "Wald 卡方"),
            C("p", "float", "p value", "p 值", unit="p"),
            C("p_adjusted", "float", "p adjusted over all topics and groupings (Benjamini-Hochberg)", "校正 p 值", unit="p"),
            C("effect", "float", "omega squared: share of variance between the groups, the other grouping not held; 0.01 small, 0.06 medium", "效应量 ω²", unit="score 0 to 1"),
        ),
    ),
    Table(
        "topic_dynamics", "04_topics", "a word of a topic in a period", "主题词的演变", ("topic_id", "period", "rank"),
        (
            C("topic_id", "int", "topic", "主题编号", required=True),
            C("period", "string", "year, or quarter where there are few years", "时期", required=True),
            C("rank", "int", "1 is the most probable", "位次", required=True),
            C("word", "string", "word", "词", required=True),
            C("weight", "float", "probability of the word in the topic in that period", "权重（词概率）", unit="score 0 to 1"),
            C("documents", "int", "texts of the period", "文档数", unit="texts"),
            C("change", "float", "Jensen-Shannon divergence from the period before", "较上期变化", unit="0 to 1 bit"),
            C("distance", "float", "Jensen-Shannon divergence from the topic over all periods", "与总体距离", unit="0 to 1 bit"),
        ),
    ),
)
