"""The finding that says how far the others can be trusted."""

from __future__ import annotations

from collections.abc import Iterator

from govtext.report.citing import Sentence, aggregate, cited, joined, sentence
from govtext.report.contents import Contents
from govtext.report.findings.model import Finding, led, said
from govtext.report.tables.robustness import CONDITIONS, FINDINGS
from govtext.report.wording import Phrase

MOST_NAMED = 4


def robustness(contents: Contents) -> Iterator[Finding]:
    """Say how many of the findings survive the other conditions, and which do not."""
    rows = contents.rows("robustness")
    if not rows:
        return
    held = sum(row["survives"] for row in rows)
    failed = list(dict.fromkeys((row["finding"], row["condition"]) for row in rows if not row["survives"]))
    named: Sentence = sentence(Phrase("", ""))
    if failed:
        parts = [sentence(_failure(finding, condition)) for finding, condition in failed[:MOST_NAMED]]
        gone = cited(len(rows) - held, aggregate(0, "robustness", {"survives": False}).key)
        more = said("robust_more", count=gone) if len(failed) > MOST_NAMED else sentence(Phrase("", ""))
        named = said("robust_failed", named=joined(parts, "、", ", "), more=more)
    counts = {"held": cited(held, "robustness.survives.count"), "count": cited(len(rows), "robustness.count")}
    yield Finding(led("robust", **counts), said("robust", **counts, failed=named), "robustness", "robustness")


def _failure(finding: str, condition: str) -> Phrase:
    name, under = FINDINGS[finding][0], CONDITIONS[condition]
    short = Phrase(name.zh.partition("（")[0], name.en.partition(" (")[0])
    return Phrase(f"{short.zh}（{under.zh}）", f"{short.en} ({under.en.lower()})")
