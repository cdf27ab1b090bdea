"""Coding a batch of texts: the two tables of the stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from govtext.issues.coding.assess import BY_WORDS, Judged, judge
from govtext.issues.coding.codebook import read_codebook
from govtext.issues.coding.coder import SECTIONS, Coder, text_of
from govtext.issues.coding.demand import demand, severity
from govtext.issues.coding.layer import read_layer
from govtext.issues.coding.rules import Hit
from govtext.parallel import keep_freed_memory, no_cycles

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
    keep_freed_memory()
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
        with no_cycles():
            made = _code_portion([doc_id for doc_id, _ in rows], [text for _, text in rows], coder)
            types.extend(made[0])
            problems.extend(made[1])
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


def code_text(doc_id: str, text: str, coder: Coder) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the request-type row and the service-problem rows of one text."""
    types, problems = _code_portion([doc_id], [text], coder)
    return types[0], problems


def _code_portion(
    doc_ids: Sequence[str], texts: Sequence[str], coder: Coder
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    judged = judge(texts, coder)
    cues, demands = (
        coder.hits_in(judged.found.of_rules(coder.sections == SECTIONS.index(section)))
        for section in ("severity", "demands")
    )
    types = []
    rows = zip(doc_ids, texts, judged.types, judged.shares, cues, demands, strict=True)
    for doc_id, string, kind, share, strengths, wishes in rows:
        strong = severity(coder.codebook, strengths, string)
        asked = demand(wishes, max(string.find("\n"), 0))
        types.append({
            "doc_id": doc_id,
            "request_type": kind,
            "score": round(share, _DECIMALS),
            "severity": strong.points,
            "severity_cues": strong.cues,
            "severity_evidence": strong.evidence,
            "demand": asked.rule.code if asked else None,
            "demand_evidence": string[asked.start : asked.end] if asked else None,
            "demand_start": asked.start if asked else None,
            "demand_end": asked.end if asked else None,
        })
    return types, _problems(doc_ids, texts, judged, coder)


def _problems(
    doc_ids: Sequence[str], texts: Sequence[str], judged: Judged, coder: Coder
) -> list[dict[str, Any]]:
    wanted = np.zeros((len(doc_ids), len(coder.codes) + 1), dtype=bool)
    wanted[:, :-1] = judged.given
    found = judged.found
    # Of the other rules the member is no code: they are sent to the last column.
    member = np.where(coder.sections == 0, coder.members, len(coder.codes))[found.hits.rules]
    hits = coder.hits_in(found.only(wanted[found.hits.texts, member]))
    problems = []
    for text, number in zip(*(places.tolist() for places in judged.given.nonzero()), strict=True):
        code, string = coder.codes[number], texts[text]
        row = {"doc_id": doc_ids[text], "code": code, "score": round(float(judged.chances[text, number]), _DECIMALS)}
        if judged.scores[text, number] > 0.0:
            problems.append(row | _evidence(string, [hit for hit in hits[text] if hit.rule.code == code]))
        else:
            start, end = judged.chain(coder, text).best_clause(code)
            evidence = {"evidence": string[start:end], "start": start, "end": end, "side": "any", "rules": [BY_WORDS]}
            problems.append(row | evidence)
    return problems


def _evidence(text: str, hits: list[Hit]) -> dict[str, Any]:
    best = min(hits, key=lambda hit: (-hit.rule.weight, hit.end - hit.start, hit.start))
    return {
        "evidence": text[best.start : best.end],
        "start": best.start,
        "end": best.end,
        "side": best.side,
        "rules": sorted(hit.rule.name for hit in hits),
    }
