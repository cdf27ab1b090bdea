"""From a key to a sentence, and to the rows, settings and hashes behind the number."""

import json

import pytest

from govtext.dataset.citations import cite, keys_in, read_keys, shown_value, trace, trace_lines
from govtext.dataset.points import find_number
from govtext.errors import GovtextError
from govtext.store import Source
from govtext.tables import TABLES

RECORDS = {
    "documents": {"inputs": {"data/raw/甲.xlsx": "aa" * 32, "pseudonym key": "dd" * 32},
                  "outputs": {"documents.parquet": "bb" * 32}, "settings": {}, "versions": {"govtext": "1.2.3"}},
    "issues": {"inputs": {"documents": "bb" * 32}, "settings": {"recurring": {"seed": 7}}, "versions": {"govtext": "1.2.3"},
               "outputs": {"service_problems.parquet": "cc" * 32}, "code": {"a.py": "ee"}, "lexicons": {"x": "ff"}},
    "dataset": {"inputs": {"service_problems": "cc" * 32}},
}


@pytest.fixture(scope="module")
def keys(folder):
    return read_keys((folder / "keys.json").read_text(encoding="utf-8"))


def test_a_key_cites_its_number(keys):
    zh = cite("problems.slow_response.share", keys, RECORDS)
    assert zh.startswith("指出“响应迟缓”的诉求占全部诉求的比例：50.00%（1/2）（govtext 1.2.3；键 problems.slow_response.share；")
    assert "cccccccccccc" in zh
    en = cite("problems.slow_response.share", keys, RECORDS, "en")
    assert en.startswith("Share of complaints coded slow response: 50.00% (1 of 2) (govtext 1.2.3; ")


def test_the_raw_hash_is_of_the_files_and_not_of_the_secret(keys):
    other = {**RECORDS, "documents": {**RECORDS["documents"], "inputs": {"data/raw/甲.xlsx": "aa" * 32, "pseudonym key": "00"}}}
    assert cite("documents.count", keys, other) == cite("documents.count", keys, RECORDS)
    changed = {**RECORDS, "documents": {**RECORDS["documents"], "inputs": {"data/raw/甲.xlsx": "ab" * 32}}}
    assert cite("documents.count", keys, changed) != cite("documents.count", keys, RECORDS)


def test_a_trace_shows_the_rows_the_settings_and_the_hashes(keys, inputs):
    traced = trace("problems.slow_response.share", keys, RECORDS, inputs.tables)
    assert (traced.texts, len(traced.rows)) == (1, 1)
    row = traced.rows[0]
    assert (row.doc_id, row.source_file, row.source_row) == ("c1", "甲.xlsx", 2)
    assert row.why["evidence"] == "窗口也没人"
    assert traced.settings == {"recurring": {"seed": 7}}
    assert traced.hashes["05_issues/service_problems.parquet"] == "cc" * 32
    assert traced.hashes["01_documents/documents.parquet"] == "bb" * 32
    lines = trace_lines(traced)
    assert lines[0] == "problems.slow_response.share = 50.00%（1/2）"
    assert any("窗口也没人" in line for line in lines)


@pytest.mark.parametrize(("key", "value", "texts"), [
    ("documents.count", 3, 3), ("documents.complaints", 2, 2), ("documents.policies", 1, 1), ("documents.rejected", 1, 0),
    ("regions.沅安市.count", 1, 1), ("months.2024-01.count", 1, 1), ("problems.any.count", 1, 1),
    ("problems.high_cost.count", 0, 0), ("regions.沅安市.problems.slow_response.share", 1.0, 1),
    ("request_types.inquiry.share", 0.5, 1), ("topics.0.documents", 1, 1), ("topics.1.documents", 0, 0),
    ("topics.1.share", 0.05, 1), ("topics.0.month.2024-01.share", 0.9, 1), ("issues.count", 1, 0), ("issues.i1.heat", 50.0, 1),
    ("issues.i1.documents", 1, 1), ("replies.region.沅安市.median_days", 12.0, 1), ("keywords.complaint.热线.documents", 1, 1),
    ("instruments.regulation.clauses", 1, 1), ("problems.buck_passing.coverage", 1.0, 1), ("documents.masked", 1, 3),
])
def test_the_value_and_the_rows_behind_it(key, value, texts, keys, inputs):
    traced = trace(key, keys, RECORDS, inputs.tables)
    assert (traced.value, traced.texts) == (value, texts)
    assert cite(key, keys, RECORDS, "zh", inputs.tables)
    assert cite(key, keys, RECORDS, "en", inputs.tables)


def test_every_counted_number_has_as_many_texts_behind_it(keys, inputs):
    for key, entry in keys.items():
        if entry.get("counts"):
            assert trace(key, keys, RECORDS, inputs.tables, most=0).texts == entry["value"], key


def test_an_unknown_key_names_the_nearest(keys):
    with pytest.raises(GovtextError, match=r"there is no key problems\.slow_respons\.share; did you mean problems\.slow_response\.share"):
        cite("problems.slow_respons.share", keys, RECORDS)
    with pytest.raises(GovtextError, match="there is no key 〇"):
        trace("〇", keys, RECORDS, {})


def test_several_keys_copied_from_one_cell_are_told_apart(keys, inputs):
    one, spaced, other = "problems.slow_response.share", "regions.沅安市.count", "gaps.buck_passing.coverage"
    assert keys_in(f"{one} {other}\n{spaced}", keys, inputs.tables) == [one, other, spaced]
    counts = ["gaps.code=buck_passing.clauses=1.count", "gaps.code=buck_passing.count"]  # together they read as one, too
    assert keys_in(" ".join(counts), keys, inputs.tables) == counts
    assert keys_in("service_problems.evidence=a b.count", keys, inputs.tables) == ["service_problems.evidence=a b.count"]
    named = {**keys, "regions.A B.count": keys[spaced]}  # a name from a file may hold a blank
    assert keys_in("regions.A B.count", named, inputs.tables) == ["regions.A B.count"]
    assert keys_in(f"{one} regions.A B.count {spaced}", named, inputs.tables) == [one, "regions.A B.count", spaced]
    with pytest.raises(GovtextError, match=r"there is no key problems\.slow_respons\.share; did you mean"):
        keys_in(f"{one} problems.slow_respons.share", keys, inputs.tables)
    with pytest.raises(GovtextError, match="there is no key"):
        keys_in("", keys, inputs.tables)


@pytest.mark.parametrize(("table", "column", "value", "shown"), [
    ("gaps", "share", 0.17433, "17.43%"), ("gaps", "p_adjusted", 0.0004, "<0.001"), ("gaps", "p_adjusted", 0.04, "0.040"),
    ("topic_words", "weight", 0.005, "0.005"), ("topic_words", "weight", 0.0001234, "0.000123"), ("links", "score", 0.265, "0.265"),
    ("gaps", "gap", -0.1, "-0.1"), ("keyness", "p_adjusted", 0.0, "<0.001"), ("issues", "heat", 51.25, "51.25"),
    ("topic_tests", "effect", 0.0, "0"), ("documents", "likes", 1234, "1,234"),
])
def test_a_value_is_shown_by_the_unit_of_its_column(table, column, value, shown):
    entry = {"value": value, "unit": TABLES[table].column(column).unit, "column": column}
    assert shown_value(entry) == shown


def test_the_numbers_of_the_robustness_are_shown_by_their_finding(inputs):
    rows = [{"finding": finding, "condition": "without_duplicates", "detail": "", "texts": 2, "value": 0.4512, "survives": True}
            for finding in ("problem_share", "largest_gap", "topics")]
    tables = {**inputs.tables, "robustness": Source.of("robustness", rows)}
    shown = [shown_value(find_number(f"robustness.{row['finding']}.without_duplicates..value", tables)) for row in rows]
    assert shown == ["45.12%", "45.12%", "0.451"]


def test_keys_older_than_their_table_are_refused(keys):
    newer = {**RECORDS, "dataset": {"inputs": {"service_problems": "99" * 32}}}
    with pytest.raises(GovtextError, match="table service_problems is newer than the keys; run: govtext run dataset"):
        cite("problems.slow_response.share", keys, newer)


def test_a_damaged_file_of_keys_is_one_line():
    for content in ("", "[]", "{}", '{"keys": {'):
        with pytest.raises(GovtextError, match="keys.json is damaged; run: govtext run dataset"):
            read_keys(content)


def test_a_text_cannot_steer_the_terminal(keys, inputs, make_inputs):
    rows = [{**row, "title": "\x1b[2J\u202e坏"} for row in inputs["documents"].read().to_pylist()]
    tables = {**inputs.tables, "documents": make_inputs({"documents": rows})["documents"]}
    lines = "".join(trace_lines(trace("problems.slow_response.count", keys, RECORDS, tables)))
    assert "坏" in lines
    assert not {"\x1b", "\u202e"} & set(lines)


def test_the_file_has_a_key_a_line(folder, keys):
    lines = (folder / "keys.json").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(keys) + 2
    assert json.loads("{" + lines[1].rstrip(",") + "}")
