"""Looking over the coder's shoulder: why a text got its codes, and how good each rule is on coded rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from govtext.issues.coding.batch import code_text
from govtext.issues.coding.coder import Coder, by_code, noisy_or, text_of
from govtext.issues.coding.frame import Frame

_AROUND = 20


def explain(row: Mapping[str, Any], coder: Coder) -> list[dict[str, Any]]:
    """Return every rule that hit a text, strongest code first: what it found, where, and what it gave.

    Each entry has section, code, label, rule, weight, side (who is faulted there), start, end, evidence (verbatim),
    context (with the words around it), score (of the code as a whole) and given (the score passes the threshold).
    """
    text = text_of(row)
    hits = coder.hits(text)
    given = {problem["code"] for problem in code_text(str(row.get("doc_id", "")), text, coder)[1]}
    scores = {code: noisy_or(found) for code, found in by_code(hits, "codes").items()}
    entries = [
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
            "score": round(scores.get(hit.rule.code, 0.0), 6) if hit.rule.section == "codes" else None,
            "given": hit.rule.section == "codes" and hit.rule.code in given,
        }
        for hit in hits
    ]
    return sorted(entries, key=lambda entry: (entry["section"] != "codes", -(entry["score"] or 0.0), entry["start"]))


def clauses(row: Mapping[str, Any], coder: Coder) -> list[dict[str, Any]]:
    """Return the clauses of a text as the coder sees them: start, end, text, frames that hold, side that is named."""
    frame = Frame(text_of(row), coder.codebook)
    ends = [*frame.clause_starts[1:], len(frame.text)]
    seen = []
    for start, end in zip(frame.clause_starts, ends, strict=True):
        clause = frame.text[start:end]
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
        found = by_code(coder.hits(text_of(row)), "codes")
        for code in coder.codebook.codes:
            if code.code in unsure:
                continue
            hits = found.get(code.code, [])
            guessed, true = noisy_or(hits) >= code.threshold, code.code in truth
            tally = counts[code.code]
            tally[0] += guessed and true
            tally[1] += guessed and not true
            tally[2] += true and not guessed
            for hit in hits:
                rest = [other for other in hits if other.rule is not hit.rule]
                alone = guessed and noisy_or(rest) < code.threshold
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
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"code": code, "texts": right + missed, "precision": precision, "recall": recall, "f1": f1}
