"""Findings of the service problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from govtext.report.citing import Sentence, cited, cited_cell, cited_interval
from govtext.report.contents import Contents, Row
from govtext.report.findings.model import NATIONWIDE, Finding, led, listed, said

LEAST_IN_REGION = 50


def problems(contents: Contents) -> Iterator[Finding]:
    """Say which share names a problem, and which problems are the most frequent."""
    coded = sum(bool(message.codes) for message in contents.messages)
    if coded:
        top = [(code, count) for code, count in contents.problem_counts[:3] if count]
        total = len(contents.messages)
        values = [cited(n / total, f"problems.{c}.share", "percent") for c, n in top]
        named = listed([contents.label(c) for c, _ in top], values)
        share = cited(coded / total, "problems.any.share", "percent")
        label = contents.label(top[0][0])
        lead = led("problems", label=label, share=values[0])
        text = said("problems", share=share, named=named, label=label, interval=_interval(contents, top[0][0]))
        yield Finding(lead, text, "service_problems", "problems")


def _interval(contents: Contents, code: str) -> Sentence:
    return cited_interval("problem_prevalence", contents.problem_limits.get(code, {}), "low", "high", "percent")


def regions(contents: Contents) -> Iterator[Finding]:
    """Say where problems are named most and least often."""
    coded = Counter(message.region for message in contents.messages if message.codes)
    shares = [(coded[region] / size, region) for region, size in contents.regions if size >= LEAST_IN_REGION]
    if len(shares) < 2:
        yield from _provinces(contents)
        return
    if max(shares)[0] == min(shares)[0]:
        return
    ends = {"high": max(shares), "low": min(shares)}
    values = {
        end: cited(share, f"regions.{region}.problems.any.share", "percent") for end, (share, region) in ends.items()
    }
    named = {"most_in": ends["high"][1], "least_in": ends["low"][1], "least": LEAST_IN_REGION}
    lead = led("regions", most_in=named["most_in"])
    yield Finding(lead, said("regions", **named, **values), "service_problems", "problems")


def _provinces(contents: Contents) -> Iterator[Finding]:
    """Say of the first problem where it is named most and least, where only provinces and cities are large enough."""
    if not contents.problem_counts or not contents.problem_counts[0][1]:
        return
    code = contents.problem_counts[0][0]
    # share = complaints with the code / complaints, so that the region's complaints follow
    rows = [
        row for row in contents.rows("region_gaps")
        if row["code"] == code and row["region"] != NATIONWIDE.zh and row["share"]
        and row["complaints"] / row["share"] >= LEAST_IN_REGION
    ]  # fmt: skip
    ends = {"high": max(rows, key=_share, default=None), "low": min(rows, key=_share, default=None)}
    if ends["high"] is None or ends["low"] is None or _share(ends["high"]) == _share(ends["low"]):
        return
    values: dict[str, Any] = {}
    for end, row in ends.items():
        assert row is not None
        values[end] = cited_cell("region_gaps", row, "share", "percent")
        values[f"{end}_count"] = cited_cell("region_gaps", row, "complaints")
        values[f"{end}_interval"] = cited_interval("region_gaps", row, "share_low", "share_high", "percent")
    named = {"label": contents.label(code), "most_in": ends["high"]["region"], "least_in": ends["low"]["region"]}
    lead = led("provinces", label=named["label"], most_in=named["most_in"])
    yield Finding(lead, said("provinces", **named, **values), "region_gaps", "problems")


def _share(row: Row) -> float:
    return float(row["share"])


FINDINGS = (problems, regions)
