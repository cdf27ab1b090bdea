"""The findings, in the order in which a reader should hear them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from govtext.report.contents import Contents
from govtext.report.findings import corpus, issues, policies, problems, robustness
from govtext.report.findings.model import Finding

FINDINGS: tuple[Callable[[Contents], Iterator[Finding]], ...] = (
    corpus.corpus,
    *problems.FINDINGS,
    *issues.FINDINGS,
    *policies.FINDINGS,
    robustness.robustness,
    *corpus.FINDINGS,
)


def findings(contents: Contents) -> list[Finding]:
    """Return what a reader should know first, a sentence each; nothing is said about an empty table."""
    return [finding for make in FINDINGS for finding in make(contents)]
