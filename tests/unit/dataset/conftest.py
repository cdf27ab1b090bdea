"""A study of two complaints and one policy, as the earlier stages would leave it."""

import datetime

import pytest

from govtext.dataset.stage import run
from govtext.parallel import Work
from govtext.settings import DatasetSettings
from govtext.store import Inputs, Source, write_outputs

D = datetime.datetime
READS = ("documents", "rejected", "document_keywords", "corpus_keywords", "topics", "document_topics", "topic_trends",
         "request_types", "service_problems", "issues", "issue_members", "issue_weeks", "responses", "clauses",
         "links", "gaps")


@pytest.fixture(scope="session")
def make_inputs():
    """Tables (name → rows) as a stage reads them; those not named are empty."""
    return _make_inputs


def _make_inputs(tables) -> Inputs:
    return Inputs(tables={name: Source.of(name, tables.get(name, [])) for name in (*READS, "words")})


@pytest.fixture(scope="session")
def write_data_set(lexicons):
    """Runs the stage on inputs into a folder."""

    def write(inputs, folder, settings=None):
        write_outputs(run(inputs, settings or DatasetSettings(), lexicons, Work()), (), folder)
        return folder

    return write


def small_study():
    documents = [
        {"doc_id": "c1", "kind": "complaint", "source_file": "甲.xlsx", "source_id": "17", "source_row": 2,
         "title": "=cmd|' /C calc'!A0", "text": "热线打不通，\n窗口也没人。", "date": D(2024, 1, 1, 8), "region": "沅安市",
         "likes": 3, "dislikes": 0, "reply": "已转交。", "reply_date": D(2024, 1, 13, 20), "masked": 1},
        {"doc_id": "c2", "kind": "complaint", "source_file": "甲.xlsx", "source_row": 3, "title": "咨询",
         "text": "长" * 40_000, "masked": 0},
        {"doc_id": "p1", "kind": "policy", "source_file": "办法.md", "title": "办法", "text": "第一条 首问负责。"},
    ]
    return {
        "documents": documents,
        "rejected": [{"source_file": "乙.csv", "source_row": 9, "reason": "no text"}],
        "document_keywords": [
            {"doc_id": "c1", "rank": 2, "word": "窗口", "weight": 0.2, "method": "tfidf"},
            {"doc_id": "c1", "rank": 1, "word": "热线", "weight": 0.4, "method": "tfidf"},
            {"doc_id": "c1", "rank": 1, "word": "别的方法", "weight": 0.4, "method": "textrank"},
            {"doc_id": "p1", "rank": 1, "word": "首问", "weight": 0.4, "method": "tfidf"},
        ],
        "corpus_keywords": [{"kind": "complaint", "rank": 1, "word": "热线", "weight": 0.4, "documents": 1, "method": "tfidf"}],
        "words": [{"doc_id": "c1", "words": ["热线", "打不通"], "tags": ["n", "v"]}],
        "topics": [{"topic_id": 0, "label": "热线·窗口", "share": 0.45, "documents": 1},
                   {"topic_id": 1, "label": None, "share": 0.05, "documents": 0}],
        "document_topics": [{"doc_id": "c1", "topic_id": 1, "weight": 0.1}, {"doc_id": "c1", "topic_id": 0, "weight": 0.9}],
        "topic_trends": [{"topic_id": 0, "grouping": "month", "group": "2024-01", "share": 0.9, "low": 0.8, "high": 1.0,
                          "documents": 1}],
        "request_types": [{"doc_id": "c1", "request_type": "complaint", "score": 1.0},
                          {"doc_id": "c2", "request_type": "inquiry", "score": 1.0, "severity": 0, "demand": "想问一下"}],
        "service_problems": [
            {"doc_id": "c1", "code": "slow_response", "score": 0.9, "evidence": "窗口也没人", "start": 25, "end": 30},
            {"doc_id": "c1", "code": "online_inconvenience", "score": 0.9, "evidence": "热线打不通", "start": 19, "end": 24},
        ],
        "issues": [{"issue_id": "i1", "rank": 1, "label": "沅安市热线打不通", "documents": 1, "heat": 50.0}],
        "issue_members": [{"doc_id": "c1", "issue_id": "i1", "similarity": 1.0}],
        "issue_weeks": [{"issue_id": "i1", "week": D(2023, 1, 2), "messages": 1, "expected": 0.5, "p_adjusted": 1.0,
                         "burst": False}],
        "responses": [{"grouping": "region", "group": "沅安市", "complaints": 1, "answered": 1, "median_days": 12.0}],
        "clauses": [{"clause_id": "p1-1", "doc_id": "p1", "number": "第一条", "text": "首问负责。",
                     "problems": ["buck_passing"], "instrument": "regulation"}],
        "links": [{"target_kind": "issue", "target_id": "i1", "clause_id": "p1-1", "rank": 1, "score": 0.3},
                  {"target_kind": "problem", "target_id": "buck_passing", "clause_id": "p1-1", "rank": 1, "score": 0.3}],
        "gaps": [{"code": "buck_passing", "complaints": 0, "share": 0.0, "clauses": 1, "coverage": 1.0}],
    }


@pytest.fixture(scope="session")
def inputs():
    return _make_inputs(small_study())


@pytest.fixture(scope="session")
def folder(inputs, write_data_set, tmp_path_factory):
    return write_data_set(inputs, tmp_path_factory.mktemp("数据集"))
