"""Figures of the policies: regions compared, the spread of reforms, time limits against replies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from govtext.report import limits
from govtext.report.citing import aggregate
from govtext.report.contents import Contents, Row
from govtext.report.figures.model import FigureSpec, Shown, cells_shown
from govtext.report.figures.style import (
    ACCENT,
    DARK,
    INK,
    LIGHT,
    MIDDLE,
    canvas,
    cells,
    drawable,
    heat_map,
    number_within,
    rows_of,
    wrapped,
)
from govtext.report.wording import Phrase, Say, decimal, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REGIONS, REFORMS, LIMITS = 20, 20, 20
SIGNIFICANT = 0.05


def _compared(kind: str, contents: Contents) -> tuple[list[str], list[str], dict[tuple[str, str], Row]]:
    """Return the regions with most clauses, the items with most clauses, and the rows of both."""
    rows = [row for row in contents.rows("region_comparison") if row["kind"] == kind]
    sizes = {row["region"]: row["total"] or 0 for row in rows}
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row["item"]] += row["count"] or 0
    regions = sorted(sizes, key=lambda region: (-sizes[region], region))[:REGIONS]
    items = [item for item, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])) if count][:REFORMS]
    return regions, items, {(row["region"], row["item"]): row for row in rows}


def _effects(kind: str, contents: Contents, say: Say) -> Figure | Phrase:
    regions, items, rows = _compared(kind, contents)
    if len(regions) < 2 or not items:
        return Phrase("少于两个地区的政策，无从比较。", "There are policies of fewer than two regions.")
    values, texts = [], []
    for region in regions:
        found = [rows.get((region, item)) for item in items]
        values.append([row["effect"] if row else 0.0 for row in found])
        texts.append([
            "" if row is None else decimal(round(row["effect"], 1) + 0.0, 1) + _mark(row["p_adjusted"]) for row in found
        ])
    named = contents.instrument if kind == "instrument" else contents.label
    labels = [drawable(say(named(item)), 14) for item in items]
    figure, axes = canvas(0.27 * len(regions) + 1.5)
    most = max(0.2, max(abs(value) for row in values for value in row))
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("govtext_two", [ACCENT, "#ffffff", DARK])
    cells(axes, values, shades, vmin=-most, vmax=most)
    axes.set_xticks(range(len(items)), labels, rotation=40, ha="right", rotation_mode="anchor")
    sizes = {region: rows[region, items[0]]["total"] if (region, items[0]) in rows else 0 for region in regions}
    axes.set_yticks(range(len(regions)), [f"{drawable(region, 10)} (n={number(sizes[region])})" for region in regions])
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    for y, line in enumerate(values):
        for x, value in enumerate(line):
            colour = "white" if abs(value) > 0.62 * most else INK
            number_within(axes, x, y, texts[y][x], 6.5, colour)
    axes.set_xlabel(
        say(
            "Cohen h：正值（蓝）多于对照地区，负值（橙）少于；* 校正 p < 0.05",
            "Cohen's h: above 0 (blue) more than the reference, below (orange) less; * adjusted p < 0.05",
        )
    )
    return figure


def _effect_numbers(kind: str, contents: Contents) -> Iterator[Shown]:
    regions, items, rows = _compared(kind, contents)
    named = contents.instrument if kind == "instrument" else contents.label
    for region in regions:
        for item in items:
            if (region, item) in rows:
                name = named(item)
                both = Phrase(f"{region} · {name.zh}", f"{region} · {name.en}")
                yield from cells_shown(both, "region_comparison", rows[region, item], "effect")
        if items and (region, items[0]) in rows:
            yield from cells_shown(region, "region_comparison", rows[region, items[0]], "total")


def _mark(p: float | None) -> str:
    return "*" if p is not None and p < SIGNIFICANT else ""


def instruments(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw how each region's use of instruments differs from the reference."""
    return _effects("instrument", contents, say)


def problems(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw how each region's attention to service problems differs from the reference."""
    return _effects("problem", contents, say)


def instruments_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the effect sizes of instruments."""
    return _effect_numbers("instrument", contents)


def problems_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the effect sizes of service problems."""
    return _effect_numbers("problem", contents)


def reforms(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw when each region names a reform first: a mark a region, the first of all filled."""
    rows = [row for row in contents.rows("reforms") if row["grouping"] == "region" and row["first_date"] is not None]
    if not rows:
        return Phrase("没有注明日期的政策提到改革。", "No dated policy names a reform.")
    first: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (row["first_date"], row["group"])):
        first.setdefault(row["reform"], row)
    counts = _naming(contents)
    shown = sorted(first, key=lambda name: (-counts[name], name))[:REFORMS]
    shown.sort(key=lambda name: (first[name]["first_date"], name))
    figure, axes = canvas(0.27 * len(shown) + 0.9)
    for at, name in enumerate(shown):
        dates = [row["first_date"] for row in rows if row["reform"] == name]
        axes.plot([min(dates), max(dates)], [at, at], color=LIGHT, linewidth=2, zorder=1, solid_capstyle="butt")
        axes.scatter(dates, [at] * len(dates), s=20, facecolor="white", edgecolor=MIDDLE, zorder=2)
        axes.scatter([min(dates)], [at], s=26, color=DARK, zorder=3)
        axes.annotate(
            drawable(first[name]["group"], 8),
            (min(dates), at),
            (-4, 0),
            textcoords="offset points",
            va="center",
            ha="right",
            fontsize=6.5,
        )
    rows_of(axes, [f"{drawable(name, 12)} ({counts[name]})" for name in shown])
    axes.margins(x=0.16)
    axes.set_xlabel(
        say("各地区首次提及（实心为最早；括号内为地区数）", "first mention by region (filled: the earliest)")
    )
    return figure


def _naming(contents: Contents) -> Counter[str]:
    return Counter(row["reform"] for row in contents.rows("reforms") if row["grouping"] == "region")


def reforms_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the regions that name each reform; the marks are dates."""
    for name, count in sorted(_naming(contents).items()):
        number = aggregate(count, "reforms", {"reform": name, "grouping": "region"})
        yield Shown(name, Phrase("提及的地区数", "regions that name it"), number)


def deadlines(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the time limits for replies against the median and the 90th percentile of the replies."""
    rows = _limits(contents)
    if not rows:
        return Phrase("没有可与答复时间比较的期限。", "No time limit can be held against replies.")
    figure, axes = canvas(0.27 * len(rows) + 1.2)
    for at, row in enumerate(rows):
        axes.plot([row["median_days"], row["p90_days"]], [at, at], color=LIGHT, linewidth=3, zorder=1)
    places = range(len(rows))
    days, medians = [row["days"] for row in rows], [row["median_days"] for row in rows]
    axes.scatter(days, places, s=36, marker="|", color=ACCENT, label=say("期限", "limit"), zorder=3)
    axes.scatter(medians, places, s=22, color=DARK, label=say("答复中位数", "median reply"), zorder=2)
    names = _limit_names(contents)
    rows_of(axes, [f"{drawable(names[row['clause_id']], 22)}{_days(row['days'], say)}" for row in rows])
    axes.set_xlim(left=0)
    axes.set_xlabel(
        say(
            "天（浅线到 90 分位）\n期限的起算日未必相同，不据此判断是否履行",
            "days (the light line reaches the 90th percentile)\nlimits may run from another day: no verdict",
        )
    )
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return figure


def _days(days: float, say: Say) -> str:
    return say(f"（{days:g} 天）", f" ({days:g} days)")


def _limits(contents: Contents) -> list[Row]:
    known = {row["clause_id"] for row in contents.clauses}
    rows = [row for row in limits.compared(contents) if row["clause_id"] in known]
    return sorted(rows, key=lambda row: (row["within"], row["days"], row["clause_id"], row["deadline"]))[:LIMITS]


def _limit_names(contents: Contents) -> dict[str, str]:
    titles = {row["doc_id"]: row["title"] or "" for row in contents.policies}
    return {
        row["clause_id"]: f"{titles.get(row['doc_id'], '')} {row['number'] or ''}".strip()
        for row in contents.clauses
    }


def deadlines_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield each limit in days with median and 90th percentile of the replies."""
    names = _limit_names(contents)
    for row in _limits(contents):
        item = f"{names[row['clause_id']]}：{row['text']}"
        yield from cells_shown(item, "deadlines", row, "days", "median_days", "p90_days")


def topics(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw how many clauses use each instrument for each topic of the complaints."""
    rows = [row for row in contents.rows("instrument_themes") if row["theme_kind"] == "topic"]
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row["instrument"]] += row["clauses"]
    tools = [tool for tool, count in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])) if count][:16]
    themes = sorted({row["theme"] for row in rows}, key=lambda theme: (len(theme), theme))[:REFORMS]
    if not tools or not themes:
        return Phrase("没有与主题对应的条款。", "No clause belongs to a topic.")
    counted = {(row["instrument"], row["theme"]): row["clauses"] for row in rows}
    names = contents.topic_labels
    figure, axes = canvas(0.28 * len(tools) + 1.5)
    heat_map(
        axes,
        [[float(counted.get((tool, theme), 0)) for theme in themes] for tool in tools],
        [wrapped(f"T{theme} {names.get(int(theme), '') if theme.isdigit() else ''}", 11) for theme in themes],
        [drawable(say(contents.instrument(tool)), 22) for tool in tools],
        [[str(counted.get((tool, theme)) or "–") for theme in themes] for tool in tools],
    )
    return figure


def topics_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the clauses of each instrument for each topic."""
    for row in contents.rows("instrument_themes"):
        if row["theme_kind"] == "topic":
            label = contents.topic_labels.get(int(row["theme"]), "") if row["theme"].isdigit() else ""
            tool = contents.instrument(row["instrument"])
            item = Phrase(f"{tool.zh} · T{row['theme']} {label}", f"{tool.en} · T{row['theme']} {label}")
            yield from cells_shown(item, "instrument_themes", row, "clauses")


FIGURES = tuple(
    FigureSpec(name, caption, draw, numbers, "policies")
    for name, caption, draw, numbers in (
        ("instrument_topics", Phrase("政策工具与主题", "Policy instruments and topics"), topics, topics_numbers),
        (
            "region_instruments",
            Phrase("各地区政策工具的差异", "How regions differ in instruments"),
            instruments,
            instruments_numbers,
        ),
        (
            "region_problems",
            Phrase("各地区条款所对应问题的差异", "How regions differ in problems addressed"),
            problems,
            problems_numbers,
        ),
        ("reforms", Phrase("改革词汇的首次出现", "First mention of reforms"), reforms, reforms_numbers),
        ("deadlines", Phrase("答复期限与实际答复时间", "Time limits and replies"), deadlines, deadlines_numbers),
    )
)
