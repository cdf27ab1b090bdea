"""The calendar: complaints of every week, a row a year."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from govtext.report.citing import aggregate
from govtext.report.contents import Contents
from govtext.report.figures.model import FigureSpec, Shown
from govtext.report.figures.style import canvas, cells, shades
from govtext.report.wording import COMPLAINTS, Phrase, Say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

YEARS, WEEKS = 30, 53


def _weeks(contents: Contents) -> Counter[tuple[int, int]]:
    """Return (year, week) after ISO 8601 → complaints, of the last years."""
    found = Counter(
        (message.date.isocalendar().year, message.date.isocalendar().week)
        for message in contents.messages
        if message.date
    )
    last = max((year for year, _ in found), default=0)
    return Counter({key: count for key, count in found.items() if key[0] > last - YEARS})


def calendar(contents: Contents, say: Say) -> Figure | Phrase:
    """Draw a shade for every week; of skewed counts the shades follow the square root."""
    found = _weeks(contents)
    if len(found) < 2:
        return Phrase("带日期的诉求不足两周。", "Fewer than two weeks have complaints.")
    years = list(range(min(year for year, _ in found), max(year for year, _ in found) + 1))
    height = 0.21 * len(years) + 1.1
    figure, axes = canvas(height)
    values = [[found[year, week] ** 0.5 for week in range(1, WEEKS + 1)] for year in years]
    most = max(max(line) for line in values)
    drawn = cells(axes, values, shades(), left=0.5, top=0, vmin=0, vmax=most)
    axes.set_yticks([at + 0.5 for at in range(len(years))], [str(year) for year in years])
    starts = [datetime.date(2023, month, 1).isocalendar().week for month in range(1, 13)]
    starts[0] = 1
    names = [str(month) for month in range(1, 13)]
    axes.set_xticks(starts, names)
    axes.set_xlabel(say("月份（每格一周）", "month (a cell a week)"))
    axes.tick_params(length=0)
    for at in range(1, len(years)):
        axes.axhline(at, color="white", linewidth=1.5)
    bar = figure.colorbar(drawn, ax=axes, orientation="horizontal", fraction=0.1 / height, pad=0.02, aspect=58)
    top = most**2
    ticks = sorted({0, 1, round(top / 16), round(top / 4), round(top * 9 / 16), round(top)})
    bar.set_ticks([tick**0.5 for tick in ticks], labels=[f"{tick:,}" for tick in ticks])
    bar.set_label(say("每周诉求（条）", "complaints a week"))
    bar.outline.set_visible(False)
    return figure


def numbers(contents: Contents) -> Iterator[Shown]:
    """Yield the complaints of every week that has any."""
    for (year, week), count in sorted(_weeks(contents).items()):
        where = {"kind": "complaint", "date": f"{year}-W{week:02d}"}
        yield Shown(f"{year}-W{week:02d}", COMPLAINTS, aggregate(count, "documents", where))


FIGURES = (FigureSpec("calendar", Phrase("诉求日历", "Calendar of complaints"), calendar, numbers),)
