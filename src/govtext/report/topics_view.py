"""Why there are so many topics and how far they can be trusted, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govtext.report.citing import Cited, Sentence, Value, aggregate, cited, cited_cell, joined, sentence
from govtext.report.models import REFERENCE, short_name
from govtext.report.wording import Phrase, Say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govtext.store import Source

Row = dict[str, Any]


def topic_notes(sources: dict[str, Source], say: Say) -> list[str]:
    """Return the lines that stand with the topics in the terminal."""
    tried, topics = (sources[name].read().to_pylist() for name in ("model_selection", "topics"))
    return [say(line) for line in reasons(tried, topics)]


def reasons(tried: Sequence[Row], topics: Sequence[Row]) -> list[Sentence]:
    """Return sentences: the rule and the chosen K, what nearly won, chance and other models, unstable topics.

    Args:
        tried: rows of model_selection.
        topics: rows of topics.
    """
    chosen = next((row for row in tried if row["chosen"]), None)
    if chosen is None:
        return []
    grid = [row for row in tried if row["method"] == chosen["method"]]
    lines = [_rule(chosen, grid)]
    near = [row for row in grid if row["remark"] == "nearly chosen"]
    if near:
        named = [sentence(Phrase("K={k} {measured}", "K={k} {measured}"), k=_k(row), measured=_measured(row, grid))
                 for row in near]  # fmt: skip
        lines.append(sentence(Phrase("次优：{named}。", "Nearly chosen: {named}."), named=joined(named, "；", "; ")))
    others = [row for row in tried if row["remark"] == "to compare"]
    if others:
        named = [
            sentence(
                Phrase("{name} {measured}", "{name} {measured}"), name=model_name(one["method"]),
                measured=_measured(one, [row for row in tried if row["method"] == one["method"]]),
            )
            for one in others
        ]  # fmt: skip
        wording = Phrase("同为 {k} 个主题的对照：{named}。", "For comparison, with {k} topics too: {named}.")
        lines.append(sentence(wording, k=_k(chosen), named=joined(named, "；", "; ")))
    shaky = "、".join(f"T{row['topic_id']}" for row in topics if row["stable"] is False)
    if shaky:
        wording = Phrase("不稳定、不宜解释的主题：{topics}。", "Unstable, not to be interpreted: {topics}.")
        lines.append(sentence(wording, topics=shaky))
    return lines


def model_name(method: str) -> Phrase:
    """Return how a model is called in a sentence that has said whose K it is: a method's value is no name."""
    return Phrase("词语随机打乱", "shuffled words") if REFERENCE in method else short_name(method)


def _k(row: Row) -> Cited:
    return cited_cell("model_selection", row, "k")


def _rule(chosen: Row, grid: Sequence[Row]) -> Sentence:
    fits = [row for row in grid if row["k"] == chosen["k"]]
    part = next((row for row in fits if (row["subsample"] or 1) < 1), chosen)
    where = {"method": chosen["method"], "k": chosen["k"]}
    values: dict[str, Value] = {
        "k": _k(chosen), "measured": _measured(chosen, grid),
        "fits": cited(len(fits), aggregate(0, "model_selection", where).key),
        "share": Phrase("全部", "all") if part["subsample"] is None else Cited(
            f"{part['subsample']:.0%}", cited_cell("model_selection", part, "subsample").key),
    }  # fmt: skip
    if len({row["k"] for row in grid}) == 1:
        return sentence(Phrase(
            "主题数 K={k} 由设置给定：{measured}（{fits} 次拟合，重拟合各取 {share} 的文本）。",
            "K={k} is set: {measured} ({fits} fits, refits on {share} of the texts each).",
        ), **values)
    return sentence(Phrase(
        "选 K={k}：在“NPMI × 稳定性²”达到最高值 95% 的主题数中取最小；"
        "{measured}（{fits} 次拟合，重拟合各取 {share} 的文本）。",
        "K={k}: the smallest number of topics whose NPMI x stability squared reaches 95% of the best; "
        "{measured} ({fits} fits, refits on {share} of the texts each).",
    ), **values)


def _measured(row: Row, rows: Sequence[Row]) -> Sentence:
    npmi = [one["coherence_npmi"] for one in rows if one["k"] == row["k"] and one["coherence_npmi"] is not None]
    mean = sum(npmi) / len(npmi) if npmi else None
    key = aggregate(0, "model_selection", {"method": row["method"], "k": row["k"]}, "mean", "coherence_npmi").key
    return sentence(
        Phrase("NPMI {npmi}，稳定性 {stability}", "NPMI {npmi}, stability {stability}"),
        npmi=cited(mean, key, "fine"), stability=cited_cell("model_selection", row, "stability", "fine"),
    )  # fmt: skip
