"""Findings of the service problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from govtext.report.citing import cited
from govtext.report.contents import Contents
from govtext.report.findings.model import Finding, led, listed, said

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
        lead = led("problems", label=contents.label(top[0][0]), share=values[0])
        yield Finding(lead, said("problems", share=share, named=named), "service_problems", "problems")


def regions(contents: Contents) -> Iterator[Finding]:
    """Say where problems are named most and least often."""
    coded = Counter(message.region for message in contents.messages if message.codes)
    shares = [(coded[region] / size, region) for region, size in contents.regions if size >= LEAST_IN_REGION]
    if len(shares) < 2 or max(shares)[0] == min(shares)[0]:
        return
    ends = {"high": max(shares), "low": min(shares)}
    values = {
        end: cited(share, f"regions.{region}.problems.any.share", "percent") for end, (share, region) in ends.items()
    }
    named = {"most_in": ends["high"][1], "least_in": ends["low"][1], "least": LEAST_IN_REGION}
    lead = led("regions", most_in=named["most_in"])
    yield Finding(lead, said("regions", **named, **values), "service_problems", "problems")


FINDINGS = (problems, regions)
