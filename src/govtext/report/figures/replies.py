"""Figures of the replies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from govtext.dataset.points import curve_key
from govtext.report.citing import Cited
from govtext.report.contents import Contents
from govtext.report.figures.model import FigureSpec, Shown, cells_shown
from govtext.report.figures.style import INK, LIGHT, LINES, PALE, canvas, drawable, in_percent
from govtext.report.waits import MARKS, Waits, group_name, largest_groups, waits
from govtext.report.wording import Phrase, Say, number
from govtext.waiting import End, curve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LONGEST = 90  # days at the most
POINTS: dict[End, Phrase] = {
    "share": Phrase("尚未得到答复的比例", "share without a reply"),
    "low": Phrase("该比例的 95% 区间下限", "lower end of its 95% interval"),
    "high": Phrase("该比例的 95% 区间上限", "upper end of its 95% interval"),
}


def _last_day(found: Waits) -> int:
    """Return the last day that is drawn: 98 of 100 complaints have their reply, or are lost from sight, until then."""
    longest = sorted(wait.days for wait in found)[int(0.98 * (len(found) - 1))] if found else 0
    return min(max(longest, 24), LONGEST)


def reply_lag(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the share still without a reply after so many days: all with the interval, and the largest groups."""
    found = waits(contents)
    everything = curve(found)
    if everything is None or not any(wait.answered for wait in found):
        return Phrase("可计算答复天数的诉求不足五条。", "Fewer than five complaints have both dates.")
    figure, axes = canvas(3.2)
    axes.fill_between(everything.days, everything.low, everything.high, step="post", color=LIGHT, alpha=0.7, lw=0)
    series = [(say("全部", "all"), found), *_groups(contents, say)]
    for (name, group), (colour, line, _) in zip(series, LINES, strict=False):
        made = curve(group)
        if made is not None:
            axes.step(
                made.days,
                made.share,
                where="post",
                color=colour,
                linestyle=line,
                linewidth=1.3,
                label=f"{name} (n={number(len(group))})",
            )
    for working, days in MARKS.items():
        axes.axvline(days, color=INK, linewidth=0.7, linestyle=":")
        axes.text(days, 1.0, say(f" {working} 个工作日", f" {working} working days"), fontsize=7.5, va="bottom")
    axes.set_xlim(0, _last_day(found))
    axes.set_ylim(0, 1.06)
    in_percent(axes.yaxis)
    axes.set_xlabel(
        say("诉求提出后的天数（浅色带为 95% 区间）", "days after the complaint (light band: 95% interval)")
    )
    axes.set_ylabel(say("尚未得到答复的比例", "share without a reply"))
    axes.grid(True, color=PALE)
    axes.legend(loc="upper right", bbox_to_anchor=(1, 0.93))
    return figure


def _groups(contents: Contents, say: Say) -> list[tuple[str, Waits]]:
    """Source files where there are two or more (a platform each, as a rule), else regions."""
    found = waits(contents)
    grouping = "file" if len(largest_groups(found, "file")) > 1 else "region"
    made = []
    for group, members in largest_groups(found, grouping):
        name = group_name(contents, grouping, group)
        made.append((drawable(name if isinstance(name, str) else say(name), 14), members))
    return made


def reply_numbers(contents: Contents) -> Iterator[Shown]:
    """Yield what `responses` says of the groups that are drawn, and their curves day by day, of all with the band."""
    found = waits(contents)
    grouping = "file" if len(largest_groups(found, "file")) > 1 else "region"
    names = {("all", "all"): Phrase("全部", "all")}
    members = {("all", "all"): found}
    for group, waiting in largest_groups(found, grouping):
        label = group_name(contents, grouping, group)
        names[grouping, group] = Phrase(label, label) if isinstance(label, str) else label
        members[grouping, group] = waiting
    columns = ("complaints", "median_days", "low", "high", "over_5_working_days", "over_15_working_days")
    for row in contents.rows("responses"):
        if (row["grouping"], row["group"]) in names:
            yield from cells_shown(names[row["grouping"], row["group"]], "responses", row, *columns)
    for (by, group), waiting in members.items():
        yield from _points(names[by, group], by, group, waiting, _last_day(found))


def _points(name: Phrase, grouping: str, group: str, waiting: Waits, last: int) -> Iterator[Shown]:
    made = curve(waiting)
    ends: tuple[End, ...] = ("share", "low", "high") if grouping == "all" else ("share",)
    for day in range(last + 1 if made else 0):
        for end in ends:
            series = Phrase(f"{day} 天后{POINTS[end].zh}", f"{POINTS[end].en} after {day} days")
            yield Shown(name, series, Cited(made.at(day, end) if made else None, curve_key(grouping, group, day, end)))


FIGURES = (FigureSpec("reply_lag", Phrase("答复等待时间", "Waiting for a reply"), reply_lag, reply_numbers),)
