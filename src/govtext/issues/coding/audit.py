"""Looking over the coder's shoulder: why a text got its codes, and how good each rule is on coded rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from govtext.issues.coding.assess import BY_WORDS, Assessment, assess
from govtext.issues.coding.coder import Coder, by_code, noisy_or, text_of
from govtext.issues.coding.frame import Frame
from govtext.issues.coding.variants import as_simplified

_AROUND = 20
_WORDS = 6


def explain(row: Mapping[str, Any], coder: Coder) -> list[dict[str, Any]]:
    """Return every rule that hit a text, strongest code first: what it found, where, and what it gave.

    A code that a layer gives without a rule has an entry whose rule is ``words``.

    Each entry has section, code, label, rule, weight, side (who is faulted there), start, end, evidence (verbatim),
    context (with the words around it), score (what the code's rules say together), chance (what the layers make of
    it), words (those that moved the chance most, with what they add to its log odds) and given.
    """
    text = text_of(row)
    found = assess(text, coder)
    words = {code: words_of(text, code, coder) for code in found.scores}
    entries = _given_by_words(text, found, words, coder) + [
        {
            "section": hit.rule.section,
            "code": hit.rule.code,
            "label": coder.codebook.labels.get(hit.rule.code, hit.rule.code),
            "rule": hit.rule.name,
            "weight": hit.rule.weight,
            "side": hit.side,
            "start": hit.start,
            "end": hit.end,
            "evidence": text[hit.start : hit.end],
            "context": text[max(0, hit.start - _AROUND) : hit.end + _AROUND].replace("\n", " "),
            "score": round(found.scores[hit.rule.code], 6) if hit.rule.section == "codes" else None,
            "chance": round(found.chances[hit.rule.code], 6) if hit.rule.section == "codes" else None,
            "words": words[hit.rule.code] if hit.rule.section == "codes" else [],
            "given": hit.rule.section == "codes" and hit.rule.code in found.given,
        }
        for hit in found.hits
    ]
    return sorted(entries, key=lambda entry: (entry["section"] != "codes", -(entry["score"] or 0.0), entry["start"]))


def _given_by_words(
    text: str, found: Assessment, words: Mapping[str, Any], coder: Coder
) -> list[dict[str, Any]]:
    """Codes that a layer gives although no rule speaks for them: the clause stands where a rule's words would."""
    entries = []
    for code, (start, end, side) in found.alone.items():
        entries.append({
            "section": "codes", "code": code, "label": coder.codebook.labels[code], "rule": BY_WORDS, "weight": 0.0,
            "side": side, "start": start, "end": end, "evidence": text[start:end],
            "context": text[max(0, start - _AROUND) : end + _AROUND].replace("\n", " "),
            "score": 0.0, "chance": round(found.chances[code], 6), "words": words[code], "given": True,
        })
    return entries


def words_of(text: str, code: str, coder: Coder) -> list[tuple[str, float]]:
    """Return the words that moved a code's chance most, for or against, with what each adds to its log odds."""
    parts = [part for layer in coder.layers for part in layer.contributions(as_simplified(text), code)]
    return sorted(parts, key=lambda part: (-abs(part[1]), part[0]))[:_WORDS]


def clauses(row: Mapping[str, Any], coder: Coder) -> list[dict[str, Any]]:
    """Return the clauses of a text as the coder sees them: start, end, text, frames that hold, side that is named."""
    text = text_of(row)
    frame = Frame(as_simplified(text), coder.codebook)
    ends = [*frame.clause_starts[1:], len(frame.text)]
    seen = []
    for start, end in zip(frame.clause_starts, ends, strict=True):
        clause = text[start:end]
        if clause.strip():
            cues = coder.codebook.frames.items()
            frames = sorted(name for name, cue in cues if cue.regex.search(frame.text, start, end))
            side = frame.side_at(start, end)
            seen.append({"start": start, "end": end, "text": clause, "frames": frames, "side": side})
    return seen


def audit(rows: Iterable[Mapping[str, Any]], coder: Coder) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return (codes, rules) measured on hand-coded rows.

    Each row has doc_id, title, text and ``codes`` (the true codes), optionally ``ambiguous`` (codes on which the
    coders differed; left out of the count). A row of ``codes`` has code, texts (with the code), precision, recall,
    f1; one of ``rules`` has rule, hits, right, precision (null without hits), alone (hits without which the code
    would have been missed), alone_right.
    """
    counts = {code.code: [0, 0, 0] for code in coder.codebook.codes}
    rules = {rule.name: [0, 0, 0, 0] for rule in coder.rules if rule.section == "codes"}
    for row in rows:
        truth, unsure = set(row["codes"]), set(row.get("ambiguous") or ())
        text = text_of(row)
        seen = assess(text, coder)
        found = by_code(seen.hits, "codes")
        for code in coder.codebook.codes:
            if code.code in unsure:
                continue
            hits = found.get(code.code, [])
            guessed, true = code.code in seen.given, code.code in truth
            tally = counts[code.code]
            tally[0] += guessed and true
            tally[1] += guessed and not true
            tally[2] += true and not guessed
            for hit in hits:
                rest = [other for other in hits if other.rule is not hit.rule]
                score = noisy_or(rest)
                alone = guessed and (not score or seen.chain.chance(code.code, score) < coder.thresholds[code.code])
                measured = rules[hit.rule.name]
                measured[0] += 1
                measured[1] += true
                measured[2] += alone
                measured[3] += alone and true
    return [_code_row(code, *tally) for code, tally in counts.items()], [
        {
            "rule": name, "hits": hits, "right": right, "precision": right / hits if hits else None,
            "alone": alone, "alone_right": alone_right,
        }
        for name, (hits, right, alone, alone_right) in rules.items()
    ]


def _code_row(code: str, right: int, wrong: int, missed: int) -> dict[str, Any]:
    precision = right / (right + wrong) if right + wrong else None
    recall = right / (right + missed) if right + missed else None
    f1 = 2 * right / (2 * right + wrong + missed) if right + wrong + missed else None
    return {"code": code, "texts": right + missed, "precision": precision, "recall": recall, "f1": f1}
