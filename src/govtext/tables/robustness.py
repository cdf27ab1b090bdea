"""Columns of the tables of 06b_robustness: main findings under other conditions."""

from __future__ import annotations

from govtext.tables.model import Column as C
from govtext.tables.model import Table

ROBUSTNESS: tuple[Table, ...] = (
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
