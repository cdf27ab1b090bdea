"""The coder against double-coded real messages; skips where these are not at hand."""

import csv
from pathlib import Path

import pandas as pd
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
    assert sum(scores.values()) / len(scores) >= 0.8, scores
    typed = [(row["request_type"], types[n]["request_type"]) for n, row in enumerate(gold) if row["request_type"]]
    assert sum(a == b for a, b in typed) / len(typed) >= 0.75


def _real_texts(real_data: Path, names: set[str]) -> dict[tuple[str, str], tuple[str, str]]:
    texts = {}
    for name in sorted(names):
        if name.endswith(".csv"):
            sheet = pd.read_csv(real_data / "complaints" / name, dtype=str).fillna("")
            for number, title, text in zip(sheet["mail_id"], sheet["title"], sheet["query"], strict=True):
                texts[name, number] = title.strip(), text.strip()
            continue
        sheet = pd.read_excel(real_data / "complaints" / name, engine="calamine", dtype=str).fillna("")
        for number, title, text in zip(sheet["留言编号"], sheet["留言主题"], sheet["留言详情"], strict=True):
            texts[name, number] = title.strip(), text.strip()
    return texts


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "samples", "messages", "codes", "least", "least_micro", "least_typed"),
    [
        # 0.72 and 0.76 now, below the 0.8 aimed at; both readers gave cumbersome_procedures to none.
        ("twice_coded_messages.csv", {"random", "enriched"}, 198, 9, 0.66, 0.70, 0.75),
        # 0.53 and 0.69 (0.59 and 0.70 before the layer learnt from retold messages); three codes stand two to six times.
        ("freshly_coded_messages.csv", {"random", "enriched"}, 260, 10, 0.50, 0.65, 0.75),
        # 0.77 and 0.80 (0.75 and 0.78 before that; 0.69 and 0.73 before the rules were made of constructions).
        ("newly_coded_messages.csv", {"random", "enriched"}, 240, 10, 0.71, 0.75, 0.75),
        # coding_dev.csv and the first two above mixed, coded once more by others, who didn't know which is which: 0.84
        # and 0.84 on coding_dev.csv, 0.67 and 0.74 on the others. So the gap is the coder's, not the readers'.
        ("blindly_coded_messages.csv", {"coding_dev"}, 332, 10, 0.79, 0.78, 0.75),
        ("blindly_coded_messages.csv", {"twice_coded", "freshly_coded"}, 458, 10, 0.61, 0.69, 0.75),
        # Drawn from all but coding_dev.csv: 0.71 and 0.79 (as the pipeline cleans them 0.73 and 0.79; unread ones 0.77).
        ("lately_coded_messages.csv", {"random", "enriched"}, 300, 10, 0.68, 0.74, 0.75),
        # Another city's mailbox, no message retold: 0.78 and 0.82. Makers of the first rules had read 105 of the 150.
        # Types 0.68: what these readers call help (31) or report (19) the coder calls a complaint more often than not.
        ("mailbox_coded_messages.csv", {"read", "unread"}, 150, 10, 0.72, 0.76, 0.62),
    ],
)
def test_codes_on_messages_that_two_readers_coded(
    name: str, samples: set[str], messages: int, codes: int, least: float, least_micro: float, least_typed: float,
    real_data: Path, lexicons,
) -> None:
    """Messages coded by two readers without each other's codes; numbers alone, no text.

    Of all but the mailbox about half are drawn at random, half by words that go with a code. What both gave counts;
    what one gave, or both held doubtful, is left out. On 60 messages of coding_dev.csv mixed in among the 198 the two
    readers reached macro-F1 0.87 over the nine codes present.
    """
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        coded = [row for row in csv.DictReader(file) if row["sample"] in samples]
    texts = _real_texts(real_data, {row["source_file"] for row in coded})
    coder = load_coder(lexicons)
    told = [texts[row["source_file"], row["source_id"]] for row in coded]
    batch = [{"doc_id": str(n), "title": title, "text": text} for n, (title, text) in enumerate(told)]
    types, problems = code_batch(batch, coder)
    found = {(row["doc_id"], row["code"]) for row in problems}
    scores, agreed, right, all_of_them = {}, {}, 0, 0
    for code in (entry.code for entry in coder.codebook.codes):
        first, second = ({n for n, row in enumerate(coded) if code in row[who].split(";")} for who in ("first_codes", "second_codes"))
        agreed[code] = 2 * len(first & second) / max(len(first) + len(second), 1)
        doubted = {n for n, row in enumerate(coded) if all(code in row[who].split(";") for who in ("first_doubtful", "second_doubtful"))}
        guess = {n for n in range(len(coded)) if (str(n), code) in found} - (first ^ second) - doubted
        if first & second:
            scores[code] = 2 * len(first & second & guess) / (len(first & second) + len(guess))
        right, all_of_them = right + len(first & second & guess), all_of_them + len(first & second) + len(guess)
    assert len(coded) == messages
    assert sum(agreed[code] for code in scores) / len(scores) >= 0.88, agreed
    assert len(scores) == codes
    assert sum(scores.values()) / len(scores) >= least, scores
    assert 2 * right / all_of_them >= least_micro
    same = [n for n, row in enumerate(coded) if row["first_type"] == row["second_type"]]
    assert sum(types[n]["request_type"] == coded[n]["first_type"] for n in same) / len(same) >= least_typed


@pytest.mark.real_data
def test_codes_on_messages_that_nothing_was_fitted_on(real_data: Path, lexicons) -> None:
    """coded_messages.csv holds codes by row number, no text; 135 rows stand twice, once per reader."""
    with (Path(__file__).parent / "coded_messages.csv").open(encoding="utf-8", newline="") as file:
        coded = [row for row in csv.DictReader(file) if row["source_file"].endswith(".xlsx")]
    texts = _real_texts(real_data, {row["source_file"] for row in coded})
    places = [(row["source_file"], row["source_id"]) for row in coded]
    assert all(place in texts for place in places)
    coder = load_coder(lexicons)
    batch = [{"doc_id": str(n), "title": texts[place][0], "text": texts[place][1]} for n, place in enumerate(places)]
    found = {(row["doc_id"], row["code"]) for row in code_batch(batch, coder)[1]}
    scores = {}
    for code in (entry.code for entry in coder.codebook.codes):
        sure = [n for n, row in enumerate(coded) if code not in row["codes_ambiguous"].split(";")]
        truth = {n for n in sure if code in coded[n]["codes"].split(";")}
        guess = {n for n in sure if (str(n), code) in found}
        scores[code] = 2 * len(truth & guess) / (len(truth) + len(guess))
    # 0.82; most of them were read when the rules were worded (0.68 when half of them had been), and retold (0.79 before).
    assert sum(scores.values()) / len(scores) >= 0.76, scores
