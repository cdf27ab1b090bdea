"""The coder against double-coded real messages; skips where these are not at hand."""

import csv
from pathlib import Path

import pytest

from govtext.issues.coding import code_batch, load_coder


@pytest.mark.real_data
def test_codes_and_types_on_double_coded_messages(real_data: Path, lexicons) -> None:
    with (real_data / "gold" / "coding_dev.csv").open(encoding="utf-8-sig", newline="") as file:
        gold = list(csv.DictReader(file))
    coder = load_coder(lexicons)
    batch = [{"doc_id": str(n), "title": row["title"], "text": row["text"]} for n, row in enumerate(gold)]
    types, problems = code_batch(batch, coder)
    texts = {row["doc_id"]: f"{row['title']}\n{row['text']}" for row in batch}
    assert all(texts[row["doc_id"]][row["start"] : row["end"]] == row["evidence"] for row in problems)
    found: dict[str, set[str]] = {}
    for row in problems:
        found.setdefault(row["code"], set()).add(row["doc_id"])
    scores = {}
    for code in (entry.code for entry in coder.codebook.codes):
        sure = [n for n, row in enumerate(gold) if code not in row["codes_ambiguous"].split(";")]
        truth = {str(n) for n in sure if code in gold[n]["codes"].split(";")}
        guess = found.get(code, set()) & {str(n) for n in sure}
        scores[code] = 2 * len(truth & guess) / (len(truth) + len(guess))
    assert min(scores.values()) >= 0.6, scores
    assert sum(scores.values()) / len(scores) >= 0.78, scores
    typed = [(row["request_type"], types[n]["request_type"]) for n, row in enumerate(gold) if row["request_type"]]
    assert sum(a == b for a, b in typed) / len(typed) >= 0.75
