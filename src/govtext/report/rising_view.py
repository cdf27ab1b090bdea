"""`govtext show rising`: issues that more is written about in the last weeks than one would expect, week by week."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from govtext.report.terminal import View
from govtext.report.wording import Say, decimal, number

if TYPE_CHECKING:
    from govtext.store import Source

WEEKS = 8
# Of the issues that pass no test those are shown that came up again lately.
LEAST_RECENT = 2


def rising_view(sources: dict[str, Source], say: Say) -> View:
    """Return the issues with messages in the last weeks, the least likely by chance first, those that rise marked."""
    of_weeks = sources["issue_weeks"]
    of_weeks.count()  # results of an earlier version lack it: told before anything else is read
    newest = _newest_week(sources["documents"])
    issues = sorted(
        (row for row in sources["issues"].read().to_pylist() if row["rising"] or (row["recent"] or 0) >= LEAST_RECENT),
        key=lambda row: (not row["rising"], row["rising_p"], -row["recent"], row["rank"]),
    )
    shown = {row["issue_id"] for row in issues}
    counts = {
        (row["issue_id"], row["week"]): row["messages"]
        for batch in of_weeks.batches(["issue_id", "week", "messages"])
        for row in batch.to_pylist()
        if row["issue_id"] in shown
    }
    spans = [newest - datetime.timedelta(weeks=at) for at in reversed(range(WEEKS))] if newest else []
    wide = max((len(number(counts[one, week])) for one, week in counts if week in spans), default=1)
    heads = [
        ("#", True),
        (say("近四周", "4 weeks"), True),
        (say("预期", "expected"), True),
        ("p", True),
        (say("逐周", "by week"), True),
        (say("问题", "issue"), False),
    ]
    rows = [
        [
            str(row["rank"]),
            number(row["recent"]),
            decimal(row["recent_expected"], 1),
            decimal(row["rising_p"], 3),
            " ".join(number(counts[at]).rjust(wide) if (at := (row["issue_id"], week)) in counts else "·".rjust(wide)
                     for week in spans),
            (say("↑ ", "^ ") if row["rising"] else "") + (row["label"] or row["description"] or row["issue_id"]),
        ]
        for row in issues
    ]
    return View(say("正在升温的问题", "Rising issues"), heads, rows, _notes(say, spans, issues))


def _notes(say: Say, spans: list[datetime.datetime], issues: list[dict[str, object]]) -> tuple[str, ...]:
    if not issues:
        return (say("近四周没有任何问题出现两条以上留言", "no issue has two or more messages in the last four weeks"),)
    rising = sum(bool(row["rising"]) for row in issues)
    weeks = [say(
        f"逐周：最近 {len(spans)} 周的留言数，各周自周一起，最后一周自 {spans[-1]:%Y-%m-%d} 起；“·”为零",
        f"by week: messages of the last {len(spans)} weeks (Monday on), the last from {spans[-1]:%Y-%m-%d}; · is none",
    )] if spans else []
    return (
        say(
            f"↑ 正在升温，共 {rising} 个：近四周的留言明显多于预期（二项检验，p 已按全部问题校正）",
            f"^ rising, {rising} in all: more messages in four weeks than expected (binomial test, p adjusted)",
        ),
        say("预期：该问题的留言数乘以全部诉求落入近四周的比例",
            "expected: the issue's messages times the share of all complaints in these weeks"),
        *weeks,
        say("各周全表：05_issues/热点问题逐周表.xlsx", "all weeks: 05_issues/热点问题逐周表.xlsx"),
    )


def _newest_week(documents: Source) -> datetime.datetime | None:
    """Return the Monday of the newest complaint's week."""
    import pyarrow.compute as pc

    newest = None
    for batch in documents.batches(["kind", "date"]):
        found = pc.max(batch.filter(pc.equal(batch.column("kind"), "complaint")).column("date")).as_py()
        if found is not None and (newest is None or found > newest):
            newest = found
    if newest is None:
        return None
    day = datetime.datetime(newest.year, newest.month, newest.day)
    return day - datetime.timedelta(days=day.weekday())
