"""Coding a batch of texts: the two tables of the stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from govtext.issues.coding.assess import BY_WORDS, Assessment, assess
from govtext.issues.coding.codebook import read_codebook
from govtext.issues.coding.coder import Coder, Found, text_of
from govtext.issues.coding.demand import demand, severity
from govtext.issues.coding.layer import read_layer
from govtext.issues.coding.rules import Hit
from govtext.parallel import no_cycles

LEXICON = "service_problems.toml"
# In the order in which they are applied: what ships, then what the study's own coders taught.
LAYERS = ("coding_layer.toml", "coding_study_layer.toml")
_DECIMALS = 6
# The rules are looked for in so many texts at once: enough to spread the cost of a pass, few enough for little memory.
_TEXTS_AT_ONCE, _CHARACTERS_AT_ONCE = 512, 400_000


def load_coder(lexicons: Any, settings: Any = None, layers: Sequence[str] = LAYERS) -> Coder:
    """Return the coder of the study's codebook (``service_problems.toml``) with the layers that serve it.

    ``settings`` is the ``[issues]`` section; the coder takes nothing from it today, the codebook holds every choice.
    Raises GovtextError with the place in the codebook or layer that is wrong.
    """
    codebook = read_codebook(lexicons.table(LEXICON), lexicons.location(LEXICON))
    found = [read_layer(lexicons.table(name), lexicons.location(name)) for name in layers if name in lexicons.files]
    return Coder(codebook, [layer for layer in found if layer is not None])


def code_batch(
    batch: Iterable[Mapping[str, Any]], coder: Coder
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of ``request_types`` and ``service_problems`` for a batch of complaints.

    Each row of ``batch`` has doc_id, title and text (words and tags may be there; nothing is cut again). Offsets
    count characters of ``title + "\\n" + text``; ``evidence`` is that string's ``[start:end]``.
    """
    types: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    for rows in _portions(batch):
        texts = [text for _, text in rows]
        with no_cycles():
            for (doc_id, text), found in zip(rows, coder.found_in(texts), strict=True):
                kind, given = code_text(doc_id, text, coder, found)
                types.append(kind)
                problems.extend(given)
    return types, problems


def _portions(batch: Iterable[Mapping[str, Any]]) -> Iterator[list[tuple[str, str]]]:
    """Yield the doc_ids and texts of a batch, few enough at a time; one that is longer than all that stands alone."""
    rows: list[tuple[str, str]] = []
    characters = 0
    for row in batch:
        text = text_of(row)
        if rows and (len(rows) == _TEXTS_AT_ONCE or characters + len(text) > _CHARACTERS_AT_ONCE):
            yield rows
            rows, characters = [], 0
        rows.append((str(row["doc_id"]), text))
        characters += len(text)
    if rows:
        yield rows


def code_text(
    doc_id: str, text: str, coder: Coder, found_in: Found | None = None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the request-type row and the service-problem rows of one text; ``found_in`` it may be known."""
    codebook, found = coder.codebook, assess(text, coder, found_in)
    problems = [
        _problem(doc_id, text, code, found.chances[code], found.grouped["codes"][code]) if found.scores[code] > 0.0
        else _by_words(doc_id, text, code, found)
        for code in found.given
    ]
    cues, demands = ([hit for own in found.grouped[of].values() for hit in own] for of in ("severity", "demands"))
    strong = severity(codebook, cues, text)
    asked = demand(demands, max(text.find("\n"), 0))
    return {
        "doc_id": doc_id,
        "request_type": found.request_type,
        "score": round(found.share, _DECIMALS),
        "severity": strong.points,
        "severity_cues": strong.cues,
        "severity_evidence": strong.evidence,
        "demand": asked.rule.code if asked else None,
        "demand_evidence": text[asked.start : asked.end] if asked else None,
        "demand_start": asked.start if asked else None,
        "demand_end": asked.end if asked else None,
    }, problems


def _problem(doc_id: str, text: str, code: str, chance: float, hits: list[Hit]) -> dict[str, Any]:
    best = min(hits, key=lambda hit: (-hit.rule.weight, hit.end - hit.start, hit.start))
    return {
        "doc_id": doc_id,
        "code": code,
        "score": round(chance, _DECIMALS),
        "evidence": text[best.start : best.end],
        "start": best.start,
        "end": best.end,
        "side": best.side,
        "rules": sorted(hit.rule.name for hit in hits),
    }


def _by_words(doc_id: str, text: str, code: str, found: Assessment) -> dict[str, Any]:
    start, end = found.chain.best_clause(code)
    return {
        "doc_id": doc_id, "code": code, "score": round(found.chances[code], _DECIMALS), "evidence": text[start:end],
        "start": start, "end": end, "side": "any", "rules": [BY_WORDS],
    }
