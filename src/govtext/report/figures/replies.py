"""Figures of the replies."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from govtext.report.contents import Contents, Message
from govtext.report.figures.model import FigureSpec
from govtext.report.figures.style import INK, LINES, PALE, canvas, drawable
from govtext.report.wording import Phrase, Say, number

LEAST = 10  # texts of a group that is drawn


def reply_lag(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw the share of answered complaints still waiting after so many days: all, and the largest groups."""
    timed = [message for message in contents.messages if message.days is not None]
    if len(timed) < 5:
        return Phrase("可计算答复天数的诉求不足五条。", "Fewer than five complaints have both dates.")
    everything = [message.days or 0.0 for message in timed]
    series = [(say("全部", "all"), everything), *_waits_by_group(timed)]
    figure, axes = canvas(3.0)
    longest = sorted(everything)[int(0.98 * (len(everything) - 1))]
    for (name, days), (colour, line, _) in zip(series, LINES, strict=False):
        left = [1 - at / len(days) for at in range(len(days) + 1)]
        axes.step(
            [0, *sorted(days)],
            left,
            where="post",
            color=colour,
            linestyle=line,
            linewidth=1.3,
            label=f"{name} (n={number(len(days))})",
        )
    axes.axvline(15, color=INK, linewidth=0.7, linestyle=":")
    axes.text(15, 1.0, say(" 15 天", " 15 days"), fontsize=7.5, va="bottom")
    axes.set_xlim(0, max(longest, 16))
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_xlabel(say("诉求提出后的天数", "days after the complaint"))
    axes.set_ylabel(say("已答复者中仍在等待的比例", "share still waiting, of those answered"))
    axes.grid(True, color=PALE)
    axes.legend()
    return figure


def _waits_by_group(timed: list[Message]) -> list[tuple[str, list[float]]]:
    """Days by source file where there are two to four (a platform each, as a rule), else by region."""
    files: dict[str, list[float]] = defaultdict(list)
    regions: dict[str, list[float]] = defaultdict(list)
    for message in timed:
        files[PurePosixPath(message.source_file).stem].append(message.days or 0.0)
        if message.region:
            regions[message.region].append(message.days or 0.0)
    enough = {name: days for name, days in files.items() if len(days) >= LEAST}
    groups = enough if 2 <= len(enough) <= 4 else {name: days for name, days in regions.items() if len(days) >= LEAST}
    largest = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:4]
    return [(drawable(name, 14), days) for name, days in largest]


FIGURES = (FigureSpec("reply_lag", Phrase("答复等待时间", "Waiting for a reply"), reply_lag),)
