"""How strong a complaint is, and what it asks for: separate from the codes, each with the words that show it."""

from __future__ import annotations

from typing import NamedTuple

from govtext.issues.coding.codebook import Codebook
from govtext.issues.coding.rules import Hit

HIGHEST_SEVERITY = 5
# A demand's rule of less weight is a guess.
SURE = 0.5


class Severity(NamedTuple):
    """Points from 0 to 5, the cues that gave them, and their verbatim words in the same order."""

    points: int
    cues: list[str]
    evidence: list[str]


def severity(codebook: Codebook, hits: list[Hit], text: str) -> Severity:
    """Add up the points of the cues that were found (each once), capped at 5."""
    if not hits:
        return Severity(0, [], [])
    found: dict[str, str] = {}
    for hit in hits:
        found.setdefault(hit.rule.code, text[hit.start : hit.end])
    points = {cue.code: cue.points for cue in codebook.entry.severity}
    return Severity(min(sum(points[cue] for cue in found), HIGHEST_SEVERITY), list(found), list(found.values()))


def demand(hits: list[Hit], title_end: int = 0) -> Hit | None:
    """Return the demand of the title, else the one that is made last: petitions end with what they want.

    What a rule of a weight under 0.5 says counts only where no other rule found a demand. Earlier entries of the
    codebook win ties.
    """
    sure = [hit for hit in hits if hit.rule.weight >= SURE] or hits
    titled = [hit for hit in sure if hit.end <= title_end]
    return max(titled or sure, key=lambda hit: hit.end, default=None)
