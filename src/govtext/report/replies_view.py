"""`govtext show replies --by GROUPING`: how long the groups of complaints wait for a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govtext.errors import GovtextError, nearest
from govtext.report.keyness_view import printed_label
from govtext.report.tables.findings import GROUPINGS
from govtext.report.terminal import View
from govtext.report.wording import Phrase, Say, decimal, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govtext.store import Source

# What a reader asks for first, where the study has it.
_FIRST = ("department", "region", "all")
_TIMES = ("month", "quarter", "half_year", "year")


def replies_view(
    sources: dict[str, Source], say: Say, by: str = "", labels: Mapping[str, Phrase] | None = None
) -> View:
    """Return the waits of every group of `by`: months and years in their order, others by complaints.

    Args:
        sources: the tables.
        say: the language.
        by: a grouping of the responses table; offices where not given, regions where there are none.
        labels: of the codes of the study's codebook; the shipped ones' if not given.

    Raises:
        GovtextError: there is no such grouping; the message names those that there are.
    """
    rows = sources["responses"].read().to_pylist()
    known = sorted({row["grouping"] for row in rows})
    by = by or next((one for one in _FIRST if one in known), "all")
    if known and by not in known:
        raise GovtextError(f"there are no replies by {by}", hint=nearest(by, known))
    heads = [
        (say(GROUPINGS.get(by, Phrase(by, by))), False),
        (say("诉求", "msgs"), True),
        (say("已答复", "answered"), True),
        (say("中位天数", "median days"), True),
        (say("95% 区间", "95% interval"), True),
        (say("15天后未答复", "none in 15 d"), True),
    ]
    size = 0 if by in _TIMES else 1
    chosen = sorted(
        (row for row in rows if row["grouping"] == by), key=lambda row: (-size * row["complaints"], row["group"])
    )
    issues = {row["issue_id"]: row["label"] for row in sources["issues"].read().to_pylist()} if by == "issue" else {}
    told = [
        [
            issues.get(row["group"]) or printed_label(say, by, row["group"], labels),
            number(row["complaints"]),
            percent(row["answered"] / row["complaints"] if row["complaints"] else None),
            decimal(row["median_days"], 1),
            "–" if row["low"] is None or row["high"] is None else f"{row['low']:g}–{row['high']:g}",
            percent(row["over_15_days"]),
        ]
        for row in chosen
    ]
    note = say(
        "诉求无答复的计为仍在等待（Kaplan–Meier）；“–”：算不出。另可 --by " + "、".join(known),
        "Complaints without a reply count as still waiting (Kaplan-Meier). Also --by " + ", ".join(known),
    )
    return View(say("答复用时", "Time to the reply"), heads, told, (note,) if told else ())
