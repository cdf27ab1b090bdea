"""Figures of service problems, replies and the gap to policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from govtext.report.citing import Cited, aggregate
from govtext.report.contents import Contents, Row
from govtext.report.figures.model import FigureSpec, Shown, cells_shown
from govtext.report.figures.style import (
    DARK,
    INK,
    LIGHT,
    MIDDLE,
    bars,
    canvas,
    drawable,
    heat_map,
    in_percent,
    in_thousands,
    rows_of,
)
from govtext.report.wording import COMPLAINTS, SHARE, Phrase, Say, decimal, number, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEAST, REGIONS = 10, 12  # complaints of a region that is drawn; regions at the most
NONE_CODED = Phrase("没有带服务问题编码的诉求。", "No complaint has a code.")


def frequency(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw how many complaints have each code, with the intervals of problem_prevalence."""
    counts = [(code, count) for code, count in contents.problem_counts if count]
    total = len(contents.messages)
    if not counts:
        return NONE_CODED
    figure, axes = canvas(0.27 * len(counts) + 0.7)
    shares = [count / total for _, count in counts]
    bars(axes, [say(contents.label(code)) for code, _ in counts], shares, [""] * len(counts))
    limits = {code: (row["low"], row["high"]) for code, row in contents.problem_limits.items()}
    ends = []
    for at, ((code, count), share) in enumerate(zip(counts, shares, strict=True)):
        low, high = limits.get(code, (None, None))
        if low is not None and high is not None:
            axes.plot([low, high], [at, at], color=INK, linewidth=1, solid_capstyle="butt", marker="|", markersize=5)
        ends.append(max(share, high or 0))
        axes.annotate(
            f"{percent(share)} (n={number(count)})",
            (ends[-1], at),
            (4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
        )
    axes.set_xlim(0, max(ends) * 1.3)
    axes.set_xlabel(say("占全部诉求的比例", "share of all complaints"))
    in_percent(axes.xaxis)
    return figure


def frequency_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield complaints and share of each code, with the ends of its interval."""
    limits = contents.problem_limits
    total = len(contents.messages)
    for code, count in contents.problem_counts:
        if count:
            yield Shown(contents.label(code), COMPLAINTS, Cited(count, f"problems.{code}.count"))
            yield Shown(contents.label(code), SHARE, Cited(count / total, f"problems.{code}.share"))
            if code in limits:
                yield from cells_shown(contents.label(code), "problem_prevalence", limits[code], "low", "high")


def by_region(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the share of complaints with each code in each region (the twelve largest, ten texts or more)."""
    regions, codes = _regions(contents), [code for code, count in contents.problem_counts if count]
    if not regions or not codes:
        return Phrase("没有十条以上诉求的地区，或没有编码。", "No region has ten complaints, or none is coded.")
    counted = Counter((message.region, code) for message in contents.messages for code in message.codes)
    values = [[counted[region, code] / size for code in codes] for region, size in regions]
    figure, axes = canvas(0.3 * len(regions) + 1.3)
    heat_map(
        axes,
        values,
        [say(contents.label(code)) for code in codes],
        [f"{drawable(region, 10)} (n={number(size)})" for region, size in regions],
        [[percent(value, 0) if value else "–" for value in row] for row in values],
    )
    return figure


def _regions(contents: Contents) -> list[tuple[str, int]]:
    return [(region, size) for region, size in contents.regions if size >= LEAST][:REGIONS]


def region_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the complaints of each region, and the share of them with each code."""
    counted = Counter((message.region, code) for message in contents.messages for code in message.codes)
    for region, size in _regions(contents):
        yield Shown(region, COMPLAINTS, Cited(size, f"regions.{region}.count"))
        for code, count in contents.problem_counts:
            if count and counted[region, code]:
                share = counted[region, code] / size
                yield Shown(region, contents.label(code), Cited(share, f"regions.{region}.problems.{code}.share"))


def gap(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw for each code its weight among complaints against its weight among clauses."""
    rows = [row for row in contents.gaps if row["weight"] is not None and row["coverage"] is not None]
    if not rows or not contents.clauses:
        return Phrase("没有政策条款，无从比较。", "There are no clauses to compare with.")
    figure, axes = canvas(0.3 * len(rows) + 1.0)
    for at, row in enumerate(rows):
        axes.plot([row["coverage"], row["weight"]], [at, at], color=LIGHT, linewidth=3, zorder=1, solid_capstyle="butt")
    places = range(len(rows))
    axes.scatter([row["weight"] for row in rows], places, s=34, color=DARK, zorder=2, label=say("诉求", "complaints"))
    axes.scatter(
        [row["coverage"] for row in rows],
        places,
        s=34,
        facecolor="white",
        edgecolor=DARK,
        marker="s",
        zorder=2,
        label=say("政策条款", "clauses of policies"),
    )
    rows_of(axes, [say(contents.label(row["code"])) for row in rows])
    axes.set_xlim(left=0)
    in_percent(axes.xaxis)
    axes.set_xlabel(
        say("占有编码诉求（或对应任一问题的条款）的比例", "share of coded complaints, or of clauses on any problem")
    )
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return figure


def gap_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield both ends of each code's line."""
    for row in contents.gaps:
        if row["weight"] is not None and row["coverage"] is not None:
            yield from cells_shown(contents.label(row["code"]), "gaps", row, "weight", "coverage")


def instruments(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw how many clauses use each instrument for each problem."""
    clauses = [row for row in contents.clauses if row["instrument"] and row["problems"]]
    if not clauses:
        return Phrase("没有既有政策工具又对应服务问题的条款。", "No clause has both an instrument and a problem.")
    counted = Counter((row["instrument"], code) for row in clauses for code in row["problems"])
    tools = [
        tool
        for tool, _ in sorted(
            Counter(row["instrument"] for row in clauses).items(), key=lambda pair: (-pair[1], pair[0])
        )
    ][:16]
    codes = [code for code, _ in contents.problem_counts if any(counted[tool, code] for tool in tools)]
    figure, axes = canvas(0.28 * len(tools) + 1.3)
    heat_map(
        axes,
        [[float(counted[tool, code]) for code in codes] for tool in tools],
        [say(contents.label(code)) for code in codes],
        [drawable(say(contents.instrument(tool)), 22) for tool in tools],
        [[str(counted[tool, code] or "–") for code in codes] for tool in tools],
    )
    return figure


def instruments_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the clauses of each instrument on each problem."""
    counted = Counter(
        (row["instrument"], code)
        for row in contents.clauses
        if row["instrument"]
        for code in row["problems"] or ()
    )
    for (tool, code), count in sorted(counted.items()):
        number = aggregate(count, "clauses", {"instrument": tool, "problems": code})
        yield Shown(contents.instrument(tool), contents.label(code), number)


def requests(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the request types."""
    counted = Counter(message.request_type for message in contents.messages if message.request_type)
    if not counted:
        return Phrase("没有诉求类型。", "There are no request types.")
    order = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    figure, axes = canvas(0.27 * len(order) + 0.6)
    bars(
        axes,
        [say(contents.request_label(kind)) for kind, _ in order],
        [float(count) for _, count in order],
        [f"{number(count)} ({percent(count / counted.total())})" for _, count in order],
        MIDDLE,
    )
    in_thousands(axes.xaxis)
    axes.set_xlabel(say("诉求（条）", "complaints"))
    return figure


def requests_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield complaints and share of each request type."""
    counted = Counter(message.request_type for message in contents.messages if message.request_type)
    for kind, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
        for name, value, series in (("count", count, COMPLAINTS), ("share", count / counted.total(), SHARE)):
            yield Shown(contents.request_label(kind), series, Cited(value, f"request_types.{kind}.{name}"))


def pairs(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw how much more often two codes come together than chance would have it: the lift, both below the diagonal."""
    found = {(row["code_a"], row["code_b"]): row for row in contents.rows("problem_pairs")}
    codes = [one.code for one in contents.codes if any(one.code in pair and found[pair]["both"] for pair in found)]
    if len(codes) < 3:
        return Phrase("同时出现的服务问题不足三类。", "Fewer than three problems come together.")
    lifts = [
        [(found.get((b, a)) or {"lift": None, "both": 0}) if at > under else None for under, b in enumerate(codes)]
        for at, a in enumerate(codes)
    ]
    figure, axes = canvas(0.3 * len(codes) + 1.4)
    heat_map(
        axes,
        [[(row["lift"] or 0.0) if row else 0.0 for row in line[:-1]] for line in lifts[1:]],
        [say(contents.label(code)) for code in codes[:-1]],
        [say(contents.label(code)) for code in codes[1:]],
        [[_lift(row) for row in line[:-1]] for line in lifts[1:]],
    )
    axes.set_xlabel(
        say(
            "提升度：1 为互不相关，大于 1 常同时出现；括号内为同现诉求数",
            "lift: 1 if unrelated, above 1 often together; in brackets the complaints",
        )
    )
    return figure


def _lift(row: Row | None) -> str:
    if row is None:
        return ""
    return "–" if not row["both"] else f"{decimal(row['lift'], 1)} ({number(row['both'])})"


def pairs_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield lift and complaints of each pair that occurs."""
    for row in contents.rows("problem_pairs"):
        if row["both"]:
            a, b = contents.label(row["code_a"]), contents.label(row["code_b"])
            name = Phrase(f"{a.zh} – {b.zh}", f"{a.en} – {b.en}")
            yield from cells_shown(name, "problem_pairs", row, "lift", "both")


FIGURES = (
    FigureSpec("request_types", Phrase("诉求类型", "Request types"), requests, requests_numbers),
    FigureSpec("problems", Phrase("服务问题的出现比例", "Service problems"), frequency, frequency_numbers),
    FigureSpec(
        "problems_by_region", Phrase("各地区的服务问题", "Service problems by region"), by_region, region_numbers
    ),
    FigureSpec(
        "problem_pairs", Phrase("服务问题的共现", "Problems that come together"), pairs, pairs_numbers, "problems"
    ),
    FigureSpec(
        "instruments",
        Phrase("政策工具与服务问题", "Policy instruments and service problems"),
        instruments,
        instruments_numbers,
    ),
    FigureSpec("gap", Phrase("诉求与政策条款的落差", "Gap between complaints and clauses"), gap, gap_numbers),
)
