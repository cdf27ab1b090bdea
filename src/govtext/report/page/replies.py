"""What the page holds of the replies: times and worth by group, and who still waits after so many days."""

from __future__ import annotations

from typing import Any

from govtext.report import waits
from govtext.report.answered_only import all_selected, selection
from govtext.report.contents import Contents
from govtext.report.wording import Phrase
from govtext.waiting import curve

MOST_DAYS = 90


def responses(contents: Contents) -> list[dict[str, Any]]:
    """How long the replies of each group take, the largest groups of a grouping first."""
    rows = sorted(contents.rows("responses"), key=lambda r: (r["grouping"], -(r["complaints"] or 0), r["group"]))
    names = ("grouping", "group", "complaints", "answered", "median_days", "p90_days", "over_15_days", "low", "high",
             "over_5_working_days", "over_15_working_days")  # fmt: skip
    return [{**{name: row[name] for name in names}, "label": _both(contents.group_label(row))} for row in rows]


def reply_selection(contents: Contents) -> dict[str, Any] | None:
    """What to know where a source holds answered complaints alone, and whether every source with replies does."""
    found = selection(contents)
    if found is None:
        return None
    return {"note": Phrase(found.say("zh"), found.say("en")), "all": all_selected(contents)}


def _both(label: str | Phrase) -> Phrase:
    return label if isinstance(label, Phrase) else Phrase(label, label)


def reply_quality(contents: Contents) -> list[dict[str, Any]]:
    """What the replies of each group are worth, the largest groups of a grouping first."""
    found = contents.rows("reply_quality_groups")
    rows = sorted(found, key=lambda r: (r["grouping"], -(r["replies"] or 0), r["group"]))
    names = ("grouping", "group", "replies", "on_topic", "completeness", "template", "sent_away", "transferred",
             "dated_commitment", "cites_rule")  # fmt: skip
    return [{**{name: row[name] for name in names}, "label": _both(contents.group_label(row))} for row in rows]


def waits_by_day(contents: Contents) -> dict[str, Any] | None:
    """The share without a reply after 0, 1, 2 … days: of all with its interval, of each grouping's largest groups."""
    found = waits.waits(contents)
    everything = curve(found)
    if everything is None:
        return None
    longest = sorted(wait.days for wait in found)[int(0.98 * (len(found) - 1))]
    days = range(min(max(longest, 30), MOST_DAYS) + 1)
    groups: dict[str, list[Any]] = {}
    for grouping in waits.GROUPINGS:
        for group, members in waits.largest_groups(found, grouping):
            made = curve(members)
            if made is not None:
                label = _both(waits.group_name(contents, grouping, group))
                groups.setdefault(grouping, []).append([label, len(members), made.daily(days), group])
    return {
        "total": len(found), "share": everything.daily(days), "low": everything.daily(days, "low"),
        "high": everything.daily(days, "high"), "groups": groups, "marks": list(waits.MARKS.items()),
    }
