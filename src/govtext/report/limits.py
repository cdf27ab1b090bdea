"""Which time limits of clauses are held against the replies, and what that comparison does not say."""

from __future__ import annotations

from govtext.report.contents import Contents, Row
from govtext.report.wording import Phrase, wording

CAVEAT: Phrase = wording("findings.toml", "findings", "deadline_caveat")


def asking(contents: Contents) -> list[Row]:
    """Return the limits, of a day or more (当场 is none), for replying to or concluding what a citizen raised."""
    return [row for row in contents.rows("deadlines") if row["asks_reply"] and row["days"] >= 1]


def compared(contents: Contents) -> list[Row]:
    """Return those of them that replies were held against: not those later than all messages."""
    return [row for row in asking(contents) if row["replies"] and row["within"] is not None]
