"""Coding a batch of texts: the two tables of the stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from govtext.issues.coding.codebook import read_codebook
from govtext.issues.coding.coder import Coder, by_code, noisy_or, text_of
from govtext.issues.coding.demand import demand, severity
from govtext.issues.coding.request import choose_type, type_points
from govtext.issues.coding.rules import Hit

LEXICON = "service_problems.toml"
_DECIMALS = 6


def load_coder(lexicons: Any, settings: Any = None) -> Coder:
    """Return the coder of the study's codebook (``service_problems.toml``).

    ``settings`` is the ``[issues]`` section; the coder takes nothing from it today, the codebook holds every choice.
    Raises GovtextError with the place in the codebook that is wrong.
    """
    return Coder(read_codebook(lexicons.table(LEXICON), lexicons.location(LEXICON)))


def code_batch(
    batch: Iterable[Mapping[str, Any]], coder: Coder
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of ``request_types`` and ``service_problems`` for a batch of complaints.

    Each row of ``batch`` has doc_id, title and text (words and tags may be there; nothing is cut again). Offsets
    count characters of ``title + "\\n" + text``; ``evidence`` is that string's ``[start:end]``.
    """
    types: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    for row in batch:
        kind, found = code_text(str(row["doc_id"]), text_of(row), coder)
        types.append(kind)
        problems.extend(found)
    return types, problems


def code_text(doc_id: str, text: str, coder: Coder) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the request-type row and the service-problem rows of one text."""
    codebook, hits = coder.codebook, coder.hits(text)
    found = by_code(hits, "codes")
    scores: dict[str, float] = {}
    problems = []
    for entry in codebook.codes:
        score = noisy_or(found.get(entry.code, ()))
        if score >= entry.threshold:
            scores[entry.code] = score
            problems.append(_problem(doc_id, text, entry.code, score, found[entry.code]))
    points = type_points(codebook, by_code(hits, "types"), scores)
    kind, share = choose_type(points) if points else ("other", 0.0)
    strong = severity(codebook, [hit for hit in hits if hit.rule.section == "severity"], text)
    asked = demand([hit for hit in hits if hit.rule.section == "demands"])
    return {
        "doc_id": doc_id,
        "request_type": kind,
        "score": round(share, _DECIMALS),
        "severity": strong.points,
        "severity_cues": strong.cues,
        "severity_evidence": strong.evidence,
        "demand": asked.rule.code if asked else None,
        "demand_evidence": text[asked.start : asked.end] if asked else None,
        "demand_start": asked.start if asked else None,
        "demand_end": asked.end if asked else None,
    }, problems


def _problem(doc_id: str, text: str, code: str, score: float, hits: list[Hit]) -> dict[str, Any]:
    best = min(hits, key=lambda hit: (-hit.rule.weight, hit.end - hit.start, hit.start))
    return {
        "doc_id": doc_id,
        "code": code,
        "score": round(score, _DECIMALS),
        "evidence": text[best.start : best.end],
        "start": best.start,
        "end": best.end,
        "side": best.side,
        "rules": sorted(hit.rule.name for hit in hits),
    }
