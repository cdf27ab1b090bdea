"""Keys of counts, sums, means, shares and ratios lead to their value and to the rows behind it."""

import datetime

import pytest

from govtext.dataset.aggregates import aggregate_key
from govtext.dataset.cells import find_cell
from govtext.dataset.citations import cite, trace
from govtext.store import Source

D = datetime.datetime
ROWS = {
    "documents": [
        {"doc_id": f"c{at}", "kind": "complaint", "source_file": "a.csv", "title": "", "text": "", "date": date}
        for at, date in enumerate((D(2020, 12, 31), D(2021, 1, 3, 23, 59), D(2021, 1, 4), D(2021, 3, 24), None))
    ] + [{"doc_id": "p", "kind": "policy", "source_file": "p.md", "title": "", "text": "", "date": D(2021, 1, 4)}],
    "clause_complaints": [
        {"clause_id": clause, "doc_id": f"c{at}", "rank": 1, "score": 0.5}
        for clause, at in (("p#1", 0), ("p#1", 1), ("p#2.a=b", 0))
    ],
    "model_selection": [
        {"method": "nmf", "k": k, "seed": seed, "chosen": False, "stability": stability}
        for k, seed, stability in ((3, 1, 0.5), (3, 2, 0.7), (3, 3, None), (5, 1, 0.1))
    ],
    "instrument_themes": [
        {"theme_kind": kind, "theme": "x", "instrument": tool, "clauses": count}
        for kind, tool, count in (("problem", "a", 3), ("problem", "b", 1), ("topic", "a", 9))
    ],
    "responses": [{"grouping": "region", "group": "甲.市", "complaints": 4, "answered": 3, "median_days": 2.0}],
}


@pytest.fixture(scope="module")
def sources():
    return {name: Source.of(name, rows) for name, rows in ROWS.items()}


@pytest.mark.parametrize(("key", "value", "texts"), [
    ("clause_complaints.clause_id=p#1.count", 2, 2),
    ("clause_complaints.clause_id=p#2.a=b.count", None, None),  # what reads as a second condition names no column
    ("clause_complaints.clause_id=p#9.count", 0, 0),
    ("documents.kind=complaint.date=2021.count", 3, 3),
    ("documents.kind=complaint.date=2021-01.count", 2, 2),
    ("documents.kind=complaint.date=2020-W53.count", 2, 2),
    ("documents.kind=complaint.date=2021-W01.count", 1, 1),
    ("documents.kind=complaint.date=2021-03-24.count", 1, 1),
    ("documents.date=2021-01-04.count", 2, 2),
    ("documents.date=24 March.count", 0, 0),
    ("model_selection.method=nmf.k=3.mean.stability", 0.6, 0),
    ("model_selection.method=nmf.k=3.count", 3, 0),
    ("model_selection.method=none.k=3.mean.stability", None, None),
    ("instrument_themes.theme_kind=problem.instrument=a.sum.clauses", 3, 0),
    ("instrument_themes.theme_kind=problem.instrument=a.share.clauses", 0.75, 0),
    ("responses.region.甲.市.answered/complaints", 0.75, 0),
    ("responses.region.甲.市.answered/region", None, None),
    ("responses.no=1.count", None, None),
    ("nothing.no=1.count", None, None),
])
def test_a_key_leads_to_its_value_and_its_rows(key, value, texts, sources):
    found = find_cell(key, sources)
    if value is None:
        assert found is None
        return
    assert found["value"] == pytest.approx(value)
    traced = trace(key, {}, {}, sources)
    assert traced.texts == texts
    assert cite(key, {}, {}, "zh", sources)
    assert cite(key, {}, {}, "en", sources)


def test_the_keys_are_made_as_they_are_read(sources):
    for key, value in (
        (aggregate_key("clause_complaints", {"clause_id": "p#1"}), 2),
        (aggregate_key("model_selection", {"method": "nmf", "k": 3}, "mean", "stability"), 0.6),
    ):
        assert find_cell(key, sources)["value"] == pytest.approx(value)


def test_a_sentence_says_what_was_counted(sources):
    assert find_cell("clause_complaints.clause_id=p#1.count", sources)["zh"] == "结果表 clause_complaints 中 clause_id = p#1 的行数"
    mean = find_cell("model_selection.method=nmf.k=3.mean.stability", sources)
    assert mean["zh"].startswith("结果表 model_selection 中 method = nmf, k = 3 的各行：")
    assert mean["zh"].endswith("的均值")
    assert mean["en"].endswith("over the rows of the table model_selection with method = nmf, k = 3")
