"""Figures of the recurring issues: when they come up, and how hot they are."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from govtext.report.contents import Contents, Row
from govtext.report.figures.model import FigureSpec, Shown, cells_shown
from govtext.report.figures.style import DARK, INK, LIGHT, canvas, rows_of, wrapped
from govtext.report.wording import Phrase, Say, decimal, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 15
NO_ISSUES = Phrase("没有重复出现的问题。", "There are no recurring issues.")


def timeline(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw a line for each of the hottest issues, with a mark for every message."""
    from matplotlib import dates as mdates

    dates = _dates(contents)
    shown = [row for row in contents.issues if row["issue_id"] in dates][:MOST]
    if not shown:
        return NO_ISSUES
    figure, axes = canvas(0.3 * len(shown) + 0.7)
    for at, row in enumerate(shown):
        found = mdates.date2num(sorted(dates[row["issue_id"]]))  # type: ignore[no-untyped-call]
        axes.plot([found[0], found[-1]], [at, at], color=LIGHT, linewidth=5, solid_capstyle="round", zorder=1)
        axes.scatter(found, [at] * len(found), s=13, color=DARK, alpha=0.7, linewidth=0, zorder=2)
        axes.annotate(
            f"n={number(row['documents'])}",
            (found[-1], at),
            (7, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
        )
    rows_of(axes, [f"{row['rank']}. {wrapped(row['label'], 20)}" for row in shown])
    axes.margins(x=0.08)
    axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=3, maxticks=6))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y-%m"))  # type: ignore[no-untyped-call]
    return figure


def _dates(contents: Contents) -> dict[str, list[datetime.datetime]]:
    dates: dict[str, list[datetime.datetime]] = defaultdict(list)
    for message in contents.messages:
        if message.issue and message.date:
            dates[message.issue].append(message.date)
    return dict(dates)


def timeline_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the messages of each issue; the marks are their dates."""
    dates = _dates(contents)
    for row in [row for row in contents.issues if row["issue_id"] in dates][:MOST]:
        yield from cells_shown(_name(row), "issues", row, "documents")


def _name(row: Row) -> str:
    return f"{row['rank']}. {row['label'] or row['issue_id']}"


def heat_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the heat of each issue with the ends of its interval."""
    for row in [row for row in contents.issues if row["heat"] is not None][:MOST]:
        yield from cells_shown(_name(row), "issues", row, "heat", "heat_low", "heat_high")


def heat(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the heat of the hottest issues with the table's intervals."""
    shown = [row for row in contents.issues if row["heat"] is not None][:MOST]
    if not shown:
        return NO_ISSUES
    figure, axes = canvas(0.3 * len(shown) + 0.7)
    for at, row in enumerate(shown):
        if row["heat_low"] is not None and row["heat_high"] is not None:
            axes.plot([row["heat_low"], row["heat_high"]], [at, at], color=INK, linewidth=1, marker="|", markersize=6)
        axes.annotate(
            decimal(row["heat"], 1), (row["heat"], at), (0, 5), textcoords="offset points", ha="center", fontsize=7
        )
    axes.scatter([row["heat"] for row in shown], range(len(shown)), s=30, color=DARK, zorder=3)
    rows_of(axes, [f"{row['rank']}. {wrapped(row['label'], 20)}" for row in shown])
    axes.set_xlabel(say("热度指数（0–100，横线为区间）", "heat index (0 to 100; the line is the interval)"))
    return figure


FIGURES = (
    FigureSpec(
        "issue_timeline", Phrase("重复问题的时间线", "Timeline of the recurring issues"), timeline, timeline_numbers
    ),
    FigureSpec("issue_heat", Phrase("重复问题的热度", "Heat of the recurring issues"), heat, heat_numbers),
)
