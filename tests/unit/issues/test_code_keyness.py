"""Words that set request types and problems apart."""

import subprocess
import sys

from govtext.issues.code_keyness import code_keyness, words_of_codes
from govtext.settings import CodeKeynessSettings
from govtext.store import Source, table


def words(*texts):
    return Source.of("words", [
        {"doc_id": f"c{n}", "words": text.split(), "tags": ["n"] * len(text.split())} for n, text in enumerate(texts)
    ])


def test_each_code_is_compared_with_all_other_complaints(lexicons):
    texts = ["排队 占线 窗口"] * 10 + ["材料 盖章 窗口"] * 10 + ["窗口 停水"] * 10 + ["许可 排队"] * 5
    complaints = {f"c{n}": ["complaint" if n < 20 else "help"] for n in range(30)}  # the last five are policies
    problems = {f"c{n}": ["slow_response"] for n in range(10)} | {f"c{n}": ["cumbersome_procedures"] for n in range(10, 20)}
    problems["c9"] = ["slow_response", "cumbersome_procedures"]
    found = {"request_type": complaints, "problem": problems}
    rows = code_keyness(words(*texts), found, CodeKeynessSettings(prior=10), lexicons)
    table("code_keyness", rows)
    told = {(row["grouping"], row["group"], row["word"]): (row["count"], row["rest_count"]) for row in rows}
    assert told["problem", "slow_response", "排队"] == (10, 0)
    assert told["problem", "cumbersome_procedures", "材料"] == (10, 0)
    assert told["request_type", "help", "停水"] == (10, 0)
    assert not any(word == "许可" for _, _, word in told)


def test_no_complaint_gives_no_row(lexicons):
    assert code_keyness(words("许可 排队"), {"request_type": {}, "problem": {}}, CodeKeynessSettings(), lexicons) == []


def test_a_process_that_weighs_words_or_counts_codes_loads_nothing_that_groups_messages():
    told = "import sys, govtext.issues.code_keyness, govtext.issues.prevalence; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True).stdout.split()
    assert words_of_codes.__module__ == "govtext.issues.code_keyness"
    assert not {"govtext.issues.stage", "govtext.issues.recurring.finding", "scipy.sparse.csgraph"} & set(loaded)
