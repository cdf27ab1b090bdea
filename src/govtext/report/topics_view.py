"""Why there are so many topics and how far they can be trusted, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govtext.report.models import REFERENCE, short_name
from govtext.report.wording import Say, decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govtext.store import Source

Row = dict[str, Any]


def topic_notes(sources: dict[str, Source], say: Say) -> list[str]:
    """Return the lines that stand with the topics in the terminal."""
    return reasons(sources["model_selection"].read().to_pylist(), sources["topics"].read().to_pylist(), say)


def reasons(tried: Sequence[Row], topics: Sequence[Row], say: Say) -> list[str]:
    """Return sentences: the rule and the chosen K, what nearly won, chance and other models, unstable topics.

    Args:
        tried: rows of model_selection.
        topics: rows of topics.
        say: the language.
    """
    chosen = next((row for row in tried if row["chosen"]), None)
    if chosen is None:
        return []
    grid = [row for row in tried if row["method"] == chosen["method"]]
    lines = [_rule(chosen, grid, say)]
    near = [row for row in grid if row["remark"] == "nearly chosen"]
    if near:
        named = [_measured(f"K={row['k']}", row, grid, say) for row in near]
        lines.append(say("次优：", "Nearly chosen: ") + say("；", "; ").join(named) + say("。", "."))
    others = [row for row in tried if row["remark"] == "to compare"]
    if others:
        named = [
            _measured(model_name(name, say), one, [row for row in tried if row["method"] == name], say)
            for one in others for name in (one["method"],)
        ]
        lines.append(
            say(f"同为 {chosen['k']} 个主题的对照：", f"For comparison, with {chosen['k']} topics too: ")
            + say("；", "; ").join(named)
            + say("。", ".")
        )
    shaky = "、".join(f"T{row['topic_id']}" for row in topics if row["stable"] is False)
    if shaky:
        lines.append(say(f"不稳定、不宜解释的主题：{shaky}。", f"Unstable, not to be interpreted: {shaky}."))
    return lines


def model_name(method: str, say: Say) -> str:
    """Return how a model is called in a sentence that has said whose K it is: a method's value is no name."""
    return say("词语随机打乱", "shuffled words") if REFERENCE in method else say(short_name(method))


def _rule(chosen: Row, grid: Sequence[Row], say: Say) -> str:
    refits = sum(row["k"] == chosen["k"] for row in grid) - 1
    share = next((row["subsample"] for row in grid if row["k"] == chosen["k"] and (row["subsample"] or 1) < 1), 1.0)
    measured = _measured("", chosen, grid, say)
    if len({row["k"] for row in grid}) == 1:
        return say(
            f"主题数 K={chosen['k']} 由设置给定：{measured}（{refits} 次重拟合，各取 {share:.0%} 的文本）。",
            f"K={chosen['k']} is set: {measured} ({refits} refits on {share:.0%} of the texts each).",
        )
    return say(
        f"选 K={chosen['k']}：在“NPMI × 稳定性²”达到最高值 95% 的主题数中取最小；"
        f"{measured}（{refits} 次重拟合，各取 {share:.0%} 的文本）。",
        f"K={chosen['k']}: the smallest number of topics whose NPMI x stability squared reaches 95% of the best; "
        f"{measured} ({refits} refits on {share:.0%} of the texts each).",
    )


def _measured(name: str, row: Row, rows: Sequence[Row], say: Say) -> str:
    npmi = [one["coherence_npmi"] for one in rows if one["k"] == row["k"] and one["coherence_npmi"] is not None]
    mean = sum(npmi) / len(npmi) if npmi else None
    stability = decimal(row["stability"])
    told = say(f"NPMI {decimal(mean)}，稳定性 {stability}", f"NPMI {decimal(mean)}, stability {stability}")
    return f"{name} {told}".strip()
