"""热点问题逐周表: the hottest issues and those that rise, a row each, a column a week, the newest week first."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from govtext.imports import one_by_one

Row = Mapping[str, Any]
NAME = "热点问题逐周表"
# Two years by weeks, as many as can be looked over; earlier ones are in issue_weeks.
WEEKS = 104
# Weeks on paper: with all of them a page a sheet wide can't be read.
PRINTED = 26
HEADS = ("热度排名", "问题编号", "问题", "地点", "留言数", "近四周", "近四周预期", "校正p值", "正在升温")
_WIDTHS = (9, 16, 44, 20, 8, 8, 11, 9, 9)
_DAY = datetime.timedelta(days=7)


def week_workbook(issues: pa.Table, weeks: pa.Table, most: int) -> list[tuple[str, Callable[[Path], None]]]:
    """Return the file and what writes it; none where no issue has a date.

    Args:
        issues: the issues table, the hottest first.
        weeks: issue_weeks.
        most: hottest issues that the sheet holds, beside those that rise.
    """
    if not weeks.num_rows:
        return []
    wanted = pc.or_(pc.less_equal(issues["rank"], most), pc.fill_null(issues["rising"], False))
    shown = issues.filter(wanted)
    own = weeks.filter(pc.is_in(weeks["issue_id"], value_set=shown["issue_id"].combine_chunks()))
    newest = pc.max(weeks["week"]).as_py()
    return [(f"{NAME}.xlsx", partial(write_weeks, shown.to_pylist(), own.to_pylist(), newest))]


def write_weeks(issues: Sequence[Row], weeks: Sequence[Row], newest: datetime.datetime, path: Path) -> None:
    """Write the sheet: shades follow the numbers, a burst stands in bold; texts stay texts.

    Args:
        issues: rows of the issues table, in the order of the sheet.
        weeks: rows of issue_weeks of these issues.
        newest: Monday of the first week shown.
        path: the xlsx.
    """
    with one_by_one:
        import xlsxwriter

    first = min((row["week"] for row in weeks), default=newest)
    shown = [newest - _DAY * at for at in range(min(WEEKS, (newest - first).days // 7 + 1))]
    column = {week: len(HEADS) + at for at, week in enumerate(shown)}
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        # A fixed date, so that the same rows give the same bytes.
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        page = book.add_worksheet(NAME)
        page.freeze_panes(1, 3)
        page.set_paper(8)  # A3 on its side
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        bold, upright = book.add_format({"bold": True}), book.add_format({"bold": True, "rotation": 90})
        burst = book.add_format({"bold": True, "border": 1})
        for at, (name, width) in enumerate(zip(HEADS, _WIDTHS, strict=True)):
            page.write_string(0, at, name, bold)
            page.set_column(at, at, width)
        for week, at in column.items():
            page.write_string(0, at, f"{week:%Y-%m-%d}", upright)
        page.set_column(len(HEADS), len(HEADS) + len(shown) - 1, 3.5)
        place = {}
        for down, row in enumerate(issues, start=1):
            place[row["issue_id"]] = down
            for at, value in enumerate(_told(row)):
                if isinstance(value, str):
                    page.write_string(down, at, value)
                else:
                    page.write_number(down, at, value)
        for row in weeks:
            if row["week"] in column:
                form = (burst,) if row["burst"] else ()
                page.write_number(place[row["issue_id"]], column[row["week"]], row["messages"], *form)
        page.print_area(0, 0, len(issues), len(HEADS) + min(PRINTED, len(shown)) - 1)
        page.autofilter(0, 0, len(issues), len(HEADS) - 1)
        page.conditional_format(
            1, len(HEADS), len(issues), len(HEADS) + len(shown) - 1,
            {"type": "2_color_scale", "min_color": "#EAF1F8", "max_color": "#4F7CAC"},
        )
        _explain(book.add_worksheet("说明"), len(shown))


def _told(row: Row) -> tuple[str | float, ...]:
    """Return the cells before the weeks, in the order of HEADS."""
    return (
        row["rank"], row["issue_id"], row["label"] or row["description"] or "", row["place"] or "", row["documents"],
        row["recent"], round(row["recent_expected"], 2), round(row["rising_p"], 4), "是" if row["rising"] else "",
    )


def _explain(page: Any, weeks: int) -> None:
    page.set_column(0, 0, 110)
    lines = (
        f"每列为一周，表头是该周周一的日期，最新的在最左；共 {weeks} 周，更早的见 05_issues/issue_weeks.parquet。",
        "格中数字为该问题当周的留言数，空格为零；颜色越深留言越多；加粗带框的是“爆发周”。",
        "爆发周：当周留言明显多于预期（二项检验，"
        "p 经 Benjamini-Hochberg 法对全部问题与全部周校正，不大于 0.05，且至少三条）。",
        "近四周：至全部诉求中最新一条为止的四周。预期：该问题有日期的留言数乘以全部诉求落入这四周的比例。",
        "正在升温：近四周留言明显多于预期（二项检验，对全部问题校正，p 不大于 0.05，且至少三条）。",
        "全部诉求的增减已计入预期；同一人反复留言、集中转发不在检验之内，请对照 issues 表的 authors 与 campaign。",
    )
    for down, line in enumerate(lines):
        page.write_string(down, 0, line)
