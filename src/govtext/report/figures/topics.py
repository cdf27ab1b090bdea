"""Figures of the topics: the choice of K, shares, trends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from govtext.report.citing import aggregate
from govtext.report.contents import Contents, Row
from govtext.report.figures.model import FigureSpec, Shown, cells_shown
from govtext.report.figures.style import (
    ACCENT,
    DARK,
    LIGHT,
    LINES,
    PALE,
    bars,
    canvas,
    drawable,
    in_percent,
    month_ticks,
    wrapped,
)
from govtext.report.models import short_name
from govtext.report.wording import Phrase, Say, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MONTHS_SHOWN = 36
TRENDS = 10  # topics drawn over time
MEASURES = {
    "coherence_npmi": Phrase("一致性 NPMI", "coherence NPMI"),
    "coherence_cv": Phrase("一致性 c_v", "coherence c_v"),
    "exclusivity": Phrase("排他性", "exclusivity"),
    "stability": Phrase("稳定性", "stability"),
}


def selection(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw every measure over K, a line for each method (mean over seeds); the chosen model is ringed."""
    rows = contents.rows("model_selection")
    measures = [name for name in MEASURES if any(row[name] is not None for row in rows)]
    if not measures:
        return Phrase("没有比较过的模型。", "No models were compared.")
    methods = list(dict.fromkeys(row["method"] for row in rows))
    height = 2.1 * ((len(measures) + 1) // 2) + 0.5
    figure, axes = canvas(height, columns=2 if len(measures) > 1 else 1, rows=(len(measures) + 1) // 2, squeeze=False)
    places = list(axes.flat)
    for spare in places[len(measures) :]:
        spare.set_axis_off()
    for one, measure in zip(places, measures, strict=False):
        for method, (colour, line, marker) in zip(methods, LINES * len(methods), strict=False):
            means = _means([row for row in rows if row["method"] == method], measure)
            one.plot(
                list(means),
                list(means.values()),
                color=colour,
                linestyle=line,
                marker=marker,
                markersize=3.5,
                linewidth=1.2,
                label=say(short_name(method)),
            )
        for row in rows:
            if row["chosen"] and row[measure] is not None:
                height_there = _means([r for r in rows if r["method"] == row["method"]], measure)[row["k"]]
                one.plot([row["k"]], [height_there], "o", markersize=10, markerfacecolor="none", markeredgecolor=ACCENT)
        one.set_title(say(MEASURES[measure]))
        one.set_xlabel(say("主题数 K", "topics K"))
        one.grid(True, color=PALE)
    if len(methods) > 1:
        figure.legend(*places[0].get_legend_handles_labels(), loc="outside upper center", ncols=min(len(methods), 3))
    return figure


def _means(rows: list[Row], measure: str) -> dict[int, float]:
    values: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        if row[measure] is not None:
            values[row["k"]].append(row[measure])
    return {k: sum(found) / len(found) for k, found in sorted(values.items())}


def selection_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the means over the fits of each model and K."""
    rows = contents.rows("model_selection")
    for method in dict.fromkeys(row["method"] for row in rows):
        for measure, name in MEASURES.items():
            for k, mean in _means([row for row in rows if row["method"] == method], measure).items():
                item = Phrase(f"{short_name(method).zh}，K = {k}", f"{short_name(method).en}, K = {k}")
                yield Shown(
                    item, name, aggregate(mean, "model_selection", {"method": method, "k": k}, "mean", measure)
                )


def shares(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the share of each topic with its label and strongest words."""
    topics = sorted(contents.rows("topics"), key=lambda row: (-(row["share"] or 0), row["topic_id"]))[:30]
    if not topics:
        return Phrase("没有主题。", "There are no topics.")
    figure, axes = canvas(0.27 * len(topics) + 0.7)
    words, labels = contents.topic_words, contents.topic_labels
    names = [f"T{row['topic_id']} {drawable(labels[row['topic_id']], 16)}" for row in topics]
    values = [row["share"] or 0.0 for row in topics]
    texts = [f"{percent(row['share'])}  {drawable(' '.join(words.get(row['topic_id'], [])[:5]), 26)}" for row in topics]
    bars(axes, names, values, texts)
    axes.set_xlim(0, max(values) * 1.9 or 1)
    axes.set_xlabel(say("平均占比", "mean share"))
    in_percent(axes.xaxis)
    return figure


def shares_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the share of each topic."""
    for row in contents.rows("topics"):
        yield from cells_shown(f"T{row['topic_id']} {contents.topic_labels[row['topic_id']]}", "topics", row, "share")


def trend_rows(contents: Contents) -> dict[int, list[Row]]:
    """Return topic → its rows over time, in order: by month, or by year where the months would not fit a chart."""
    rows = contents.rows("topic_trends")
    months = {row["group"] for row in rows if row["grouping"] == "month"}
    years = {row["group"] for row in rows if row["grouping"] == "year"}
    grouping = "year" if len(months) > MONTHS_SHOWN and len(years) > 2 else "month"
    by_topic: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["topic_id"], row["group"])):
        if row["grouping"] == grouping:
            by_topic[row["topic_id"]].append(row)
    return {topic: found for topic, found in by_topic.items() if len(found) > 1}


def trends(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the largest topics over time, with the table's intervals."""
    by_topic = trend_rows(contents)
    shown = _largest(contents)
    if not shown:
        return Phrase("没有随时间变化的主题占比。", "The topics have no shares over time.")
    columns = min(3 if len(shown) <= 6 else 4, len(shown))
    rows = -(-len(shown) // columns)
    figure, axes = canvas(1.85 * rows + 0.4, columns=columns, rows=rows, squeeze=False, sharex=True, sharey=True)
    groups = sorted({row["group"] for topic in shown for row in by_topic[topic]})
    for one, topic in zip(axes.flat, shown, strict=False):
        found = {row["group"]: row for row in by_topic[topic]}
        places = [at for at, group in enumerate(groups) if group in found]
        series = [found[groups[at]] for at in places]
        if all(row["low"] is not None and row["high"] is not None for row in series):
            one.fill_between(places, [row["low"] for row in series], [row["high"] for row in series], color=LIGHT, lw=0)
        one.plot(places, [row["share"] for row in series], color=DARK, linewidth=1.2)
        one.set_title(wrapped(f"T{topic} {contents.topic_labels[topic]}", 11), fontsize=8.5)
        in_percent(one.yaxis)
        one.grid(True, color=PALE)
        month_ticks(one, groups, 6)
    for at, spare in enumerate(axes.flat):
        if at >= len(shown):
            spare.set_axis_off()
        elif at + columns >= len(shown):  # the lowest of its column names the months
            spare.tick_params(labelbottom=True)
    return figure


def _largest(contents: Contents) -> list[int]:
    by_topic = trend_rows(contents)
    topics = sorted(contents.rows("topics"), key=lambda row: (-(row["share"] or 0), row["topic_id"]))
    return [row["topic_id"] for row in topics if row["topic_id"] in by_topic][:TRENDS]


def trends_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield every point with the ends of its interval."""
    by_topic = trend_rows(contents)
    for topic in _largest(contents):
        for row in by_topic[topic]:
            item = f"T{topic} {contents.topic_labels[topic]}, {row['group']}"
            yield from cells_shown(item, "topic_trends", row, "share", "low", "high")


FIGURES = (
    FigureSpec(
        "topic_selection", Phrase("主题数 K 的选择", "Choice of the number of topics"), selection, selection_numbers
    ),
    FigureSpec("topics", Phrase("主题及其占比", "Topics and their shares"), shares, shares_numbers),
    FigureSpec("topic_trends", Phrase("主要主题随时间的变化", "The main topics over time"), trends, trends_numbers),
)
