"""What the codes that stand in the data set are called: column → code → Chinese and English label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from govtext.lexicons import CodeLabel
from govtext.tables import Table

Labels = Mapping[str, Mapping[str, tuple[str, str]]]

# Labels of the shipped codebook's request types, for one that has none; "other" is what such a codebook gives.
REQUESTS = {
    "complaint": ("投诉", "complaint"), "report": ("举报", "report"), "inquiry": ("咨询", "inquiry"),
    "help": ("求助", "help"), "suggestion": ("建议", "suggestion"), "other": ("其他", "other"),
}
# Columns whose values govtext gives itself.
FIXED: Labels = {
    "level": {"national": ("国家", "national"), "provincial": ("省级", "provincial"), "city": ("市级", "city"),
              "county": ("县级", "county")},
    "side": {"public": ("公共部门", "a public body"), "unknown": ("未指明", "nobody named"),
             "any": ("不区分", "not asked"), "supply": ("供给型", "supply"),
             "environment": ("环境型", "environment"), "demand": ("需求型", "demand")},
    "referral": {"not_competent": ("称不属职责", "pleads not to be competent"),
                 "elsewhere": ("推介他处", "sends elsewhere"), "transferred": ("告知转办", "tells of a transfer")},
    "form": {"request": ("请求", "request"), "yes_no": ("是否", "yes or no"), "what": ("什么", "what"),
             "reason": ("原因", "reason"), "how": ("怎么办", "how"), "amount": ("多少", "how much"),
             "place": ("何处", "where"), "time": ("何时", "when"), "matter": ("事项", "the matter")},
    "theme_kind": {"problem": ("服务问题", "service problem"), "topic": ("主题", "topic")},
}
CODES, TOOLS = ("code", "code_a", "code_b", "top_problem"), ("instrument",)


def labels_of(
    codes: Sequence[CodeLabel], kinds: Sequence[CodeLabel], instruments: Sequence[Mapping[str, Any]],
    topics: Mapping[int, str],
) -> Labels:
    """Return the labels of every column that holds codes.

    Args:
        codes: of the codebook.
        kinds: the codebook's request types; those of the shipped one serve where it has none.
        instruments: the entries of policy_instruments.toml.
        topics: topic_id → label.
    """
    problems = {one.code: (one.zh, one.en) for one in codes}
    requests = request_labels(kinds)
    tools = {one["code"]: (one.get("label_zh", one["code"]), one.get("label_en", one["code"])) for one in instruments}
    themes = {str(topic): (f"T{topic} {label}", f"T{topic} {label}") for topic, label in sorted(topics.items())}
    return {
        **FIXED, **dict.fromkeys(CODES, problems), **dict.fromkeys(TOOLS, tools), "request_type": requests,
        "theme": {**problems, **themes},
    }


def request_labels(kinds: Sequence[CodeLabel] = ()) -> Mapping[str, tuple[str, str]]:
    """Return request type → its Chinese and English label, in lower case as within a sentence."""
    return {**REQUESTS, **{one.code: (one.zh, one.en.lower()) for one in kinds}}


def labelled(table: Table, labels: Labels) -> Table:
    """Return the table's definition with the labels of its codes; of listed values only those."""
    columns = []
    for column in table.columns:
        known = labels.get(column.name, {}) if column.type == "string" else {}
        chosen = {value: known[value] for value in column.values or known if value in known}
        columns.append(replace(column, labels=tuple((value, *pair) for value, pair in chosen.items())))
    return replace(table, columns=tuple(columns))
