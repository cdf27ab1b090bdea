"""The hottest issues week by week: a strip of shades each, so that what rises, and what burst once, is seen."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from govtext.report.contents import Contents, Row
from govtext.report.figures.model import FigureSpec, Shown, cells_shown
from govtext.report.figures.style import ACCENT, canvas, cells, shades, wrapped
from govtext.report.wording import Phrase, Say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 15
WEEKS = 104
_DAY = datetime.timedelta(days=7)
NO_WEEKS = Phrase("没有带日期的重复问题。", "No recurring issue has a date.")


def _chosen(contents: Contents) -> tuple[list[Row], list[Row], list[datetime.datetime]]:
    """Return the issues shown (those that rise, then the hottest), their rows of issue_weeks, and the weeks."""
    order = sorted(contents.issues, key=lambda row: not row["rising"])
    wanted = {row["issue_id"] for row in order[:MOST]}
    rows, newest = [], None
    for row in contents.each("issue_weeks"):
        newest = row["week"] if newest is None else max(newest, row["week"])
        if row["issue_id"] in wanted:
            rows.append(row)
    if newest is None or not rows:
        return [], [], []
    first = max(min(row["week"] for row in rows), newest - _DAY * (WEEKS - 1))
    weeks = [first + _DAY * at for at in range((newest - first).days // 7 + 1)]
    rows = [row for row in rows if row["week"] >= first]
    shown = {row["issue_id"] for row in rows}
    return sorted((row for row in order[:MOST] if row["issue_id"] in shown), key=lambda row: row["rank"]), rows, weeks


def strips(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw a row an issue, a cell a week; shades follow the square root of the messages, a dot marks a burst."""
    issues, rows, weeks = _chosen(contents)
    if not issues:
        return NO_WEEKS
    at = {row["issue_id"]: number for number, row in enumerate(issues)}
    place = {week: number for number, week in enumerate(weeks)}
    values = [[0.0] * len(weeks) for _ in issues]
    for row in rows:
        values[at[row["issue_id"]]][place[row["week"]]] = row["messages"] ** 0.5
    height = 0.27 * len(issues) + 1.2
    figure, axes = canvas(height)
    # Four messages at the least fill the scale: where none has more than one, all would look hot.
    most = max(2.0, *(max(line) for line in values))
    drawn = cells(axes, values, shades(), vmin=0, vmax=most)
    bursts = [(place[row["week"]], at[row["issue_id"]]) for row in rows if row["burst"]]
    if bursts:
        axes.scatter(*zip(*bursts, strict=True), s=7, color=ACCENT, linewidth=0, zorder=3)
    for line in range(1, len(issues)):
        axes.axhline(line - 0.5, color="white", linewidth=1.5)
    labels = [f"{'↑ ' if row['rising'] else ''}{row['rank']}. {wrapped(row['label'], 20)}" for row in issues]
    axes.set_yticks(range(len(issues)), labels)
    step = max(1, -(-len(weeks) // 10))
    ticks = list(range(len(weeks) - 1, -1, -step))[::-1]
    axes.set_xticks(ticks, [f"{weeks[one]:%Y-%m-%d}" for one in ticks], rotation=40, ha="right", rotation_mode="anchor")
    axes.tick_params(length=0)
    zh, en = "每格一周（周一日期）；圆点为爆发周，↑ 为正在升温", "a cell a week (its Monday); dot: a burst, ↑: rising"
    axes.set_xlabel(say(zh, en))
    bar = figure.colorbar(drawn, ax=axes, orientation="horizontal", fraction=0.1 / height, pad=0.02, aspect=58)
    top = round(most**2)
    marks = sorted({0, 1, round(top / 4), top})
    bar.set_ticks([mark**0.5 for mark in marks], labels=[f"{mark:,}" for mark in marks])
    bar.set_label(say("每周留言（条）", "messages a week"))
    bar.outline.set_visible(False)
    return figure


def numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the messages of every week of the issues shown that has any."""
    issues, rows, _ = _chosen(contents)
    name = {row["issue_id"]: f"{row['rank']}. {row['label'] or row['issue_id']}" for row in issues}
    for row in rows:
        if row["issue_id"] in name:
            yield from cells_shown(f"{name[row['issue_id']]} {row['week']:%Y-%m-%d}", "issue_weeks", row, "messages")


FIGURES = (
    FigureSpec(
        "issue_weeks", Phrase("重复问题逐周热力条", "Recurring issues week by week"), strips, numbers, section="issues"
    ),
)
