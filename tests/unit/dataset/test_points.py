"""Keys of numbers that no cell holds: texts that meet conditions in several tables, points of the curve of waits."""

import datetime

import pytest

from govtext.dataset.cells import cell_key
from govtext.dataset.citations import shown_value
from govtext.dataset.points import curve_key, find_number
from govtext.dataset.rows_behind import rows_behind
from govtext.store import Source

D = datetime.datetime
# doc_id, date, region, reply_date, file, duplicate
DOCUMENTS = [
    ("a", D(2024, 1, 2, 9), "沅安市", D(2024, 1, 5, 21), "甲.xlsx", None),
    ("b", D(2024, 1, 3), "沅安市", D(2024, 1, 13), "甲.xlsx", "a"),
    ("c", D(2024, 2, 5), "沅安市", None, "甲.xlsx", None),
    ("d", D(2024, 2, 6), None, D(2024, 2, 7), "甲.xlsx", None),
    ("e", D(2024, 3, 9), "栗川县", D(2024, 3, 29), "甲.xlsx", None),
    ("f", D(2024, 3, 30), "栗川县", None, "甲.xlsx", None),
    ("g", D(2024, 3, 30), "栗川县", None, "乙.xlsx", None),  # its file knows of no reply
]
CHECKS = [
    ("top_problem", "earlier_half", "2024-02-06", 3, True), ("top_problem", "later_half", "2024-02-06", 4, False),
    ("top_problem", "without_duplicates", "", 6, True), ("top_problem", "without_source", "乙.xlsx", 6, True),
    ("topics", "dictionary", "", 5, True),
]


@pytest.fixture(scope="module")
def sources():
    documents = [
        {"doc_id": one, "kind": "complaint", "source_file": file, "title": one, "text": one, "date": date, "region": region,
         "reply": "已办。" if replied else None, "reply_date": replied, "duplicate_of": repeats}
        for one, date, region, replied, file, repeats in DOCUMENTS
    ]
    policy = {"doc_id": "p", "kind": "policy", "source_file": "规.txt", "title": "p", "text": "p", "date": D(2024, 1, 2)}
    codes = [{"doc_id": one, "code": "slow", "score": 1.0, "evidence": one, "start": 0, "end": 1, "side": "any"} for one in "aabe"]
    return {
        "documents": Source.of("documents", [*documents, policy]),
        "service_problems": Source.of("service_problems", [{**one, "start": at} for at, one in enumerate(codes)]),
        "issue_members": Source.of("issue_members", [{"doc_id": one, "issue_id": "i1", "similarity": 1.0} for one in "abc"]),
        "document_topics": Source.of("document_topics", [
            {"doc_id": one, "topic_id": topic, "weight": weight}
            for one in "abc" for topic, weight in ((0, 0.9 if one != "c" else 0.1), (1, 0.5))
        ]),
        "robustness": Source.of("robustness", [
            {"finding": finding, "condition": condition, "detail": detail, "texts": texts, "survives": holds}
            for finding, condition, detail, texts, holds in CHECKS
        ]),
    }


@pytest.mark.parametrize(("key", "texts"), [
    ("issue_members.issue_id=i1+documents.date=2024-01-02.count", {"a"}),
    ("issue_members.issue_id=i1+documents.date=2024-W01.count", {"a", "b"}),
    ("issue_members.issue_id=i1+documents.date=2023.count", set()),
    ("documents.kind=complaint.region=沅安市+service_problems.code=slow.count", {"a", "b"}),
    ("documents.kind=complaint.date=2024-01..2024-02+service_problems.code=slow.count", {"a", "b"}),
    ("documents.kind=complaint.date=2024-01..2024-02.count", {"a", "b", "c", "d"}),
    ("documents.kind=complaint.region=.count", {"d"}),
    ("documents.kind=complaint+document_topics.topic_id=0.largest=weight.count", {"a", "b"}),
    ("documents.region=沅安市+document_topics.topic_id=1.largest=weight.count", {"c"}),
])
def test_texts_that_meet_conditions_in_several_tables(sources, key, texts):
    found = find_number(key, sources)
    rows, counted = rows_behind(found["rows"], sources, 99)
    assert found["value"] == len(texts)
    assert {row.doc_id for row in rows} == texts
    assert counted == (len(texts) if found["rows"] else 0)


@pytest.mark.parametrize("key", [
    "issue_members.issue_id=i1+documents.nothing=1.count", "issue_members.issue_id=i1+nothing.date=2024.count",
    "document_topics.largest=weight+documents.kind=complaint.count", "reply_curve.all.all.3.width", "reply_curve.all.all.x.share",
    "reply_curve.colour.red.3.share", "reply_curve.region.无.3.share", "documents.c.reply_date-date", "documents.a.reply_date-title",
    "documents.z.reply_date-date", "robustness.top_problem.later_half.2024-02-06.nothing", "issue_members.issue_id=i1+documents.date=2024.share",
])
def test_what_is_no_key_finds_nothing(sources, key):
    assert find_number(key, sources) is None


def test_points_of_the_curve_count_those_who_wait(sources):
    days = {"a": 3, "b": 10, "c": None, "d": 1, "e": 20, "f": None}
    for day in (0, 1, 2, 9):  # nobody is lost from sight until then: the share is that of those still waiting
        found = find_number(curve_key("all", "all", day), sources)
        alive = sum(one is None or one > day for one in days.values())
        # f, written on the last day that its file knows of, is lost from sight at once.
        assert found["value"] == pytest.approx((alive - 1) / 5, abs=1e-6) if day else found["value"] == 1.0
    rows, texts = rows_behind(found["rows"], sources, 99)
    assert ({row.doc_id for row in rows}, texts) == (set(days), 6)
    low, high = (find_number(curve_key("all", "all", 9, end), sources)["value"] for end in ("low", "high"))
    assert 0 < low < find_number(curve_key("all", "all", 9), sources)["value"] < high < 1
    assert find_number("reply_curve.all.all.0.complaints", sources)["value"] == 6
    assert find_number("reply_curve.region.栗川县.3.share", sources) is None  # too few for a curve


def test_days_between_two_moments_of_a_row(sources):
    found = find_number("documents.a.reply_date-date", sources)
    assert (found["value"], found["unit"]) == (3.5, "days")
    assert [row.doc_id for row in rows_behind(found["rows"], sources, 9)[0]] == ["a"]


@pytest.mark.parametrize(("finding", "condition", "detail", "texts", "holds"), CHECKS)
def test_a_mark_of_robustness_leads_to_its_complaints(sources, finding, condition, detail, texts, holds):
    found = find_number(f"robustness.{finding}.{condition}.{detail}.survives", sources)
    assert found["value"] is holds
    assert shown_value(found) == ("✓ 是" if holds else "✗ 否")
    assert shown_value(found, "en") == ("✓ yes" if holds else "✗ no")
    assert f"{texts} of the complaints" in found["en"]
    assert rows_behind(found["rows"], sources, 0)[1] == (7 if condition == "dictionary" else texts)  # a refit's is a sample


def test_the_messages_of_an_issue_in_a_week_have_a_key_without_blanks_that_leads_to_them(sources):
    weeks = Source.of("issue_weeks", [
        {"issue_id": "i1", "week": D(2024, 1, 1), "messages": 2, "expected": 0.5, "p_adjusted": 1.0, "burst": False},
        {"issue_id": "i1", "week": D(2024, 2, 5), "messages": 1, "expected": 0.5, "p_adjusted": 1.0, "burst": False},
    ])
    tables = {**sources, "issue_weeks": weeks}
    key = cell_key("issue_weeks", weeks.read().to_pylist()[0], "messages")
    assert key == "issue_weeks.i1.2024-01-01.messages"
    found = find_number(key, tables)
    assert found["value"] == 2
    assert {row.doc_id for row in rows_behind(found["rows"], tables, 9)[0]} == {"a", "b"}
    expected = find_number("issue_weeks.i1.2024-02-05.expected", tables)
    assert {row.doc_id for row in rows_behind(expected["rows"], tables, 9)[0]} == {"a", "b", "c"}
