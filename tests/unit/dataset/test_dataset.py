"""The data set, opened with the programs that people open it with."""

import csv
import datetime
import json
import sqlite3

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from govtext.dataset.stage import run
from govtext.parallel import Work
from govtext.settings import DatasetSettings
from govtext.store import Inputs, Source, file_hash, write_outputs

D = datetime.datetime


@pytest.fixture(scope="module")
def inputs():
    documents = [
        {"doc_id": "c1", "kind": "complaint", "source_file": "甲.xlsx", "source_id": "17", "source_row": 2,
         "title": "=cmd|' /C calc'!A0", "text": "热线打不通，\n窗口也没人。", "date": D(2024, 1, 1, 8), "region": "沅安市",
         "likes": 3, "dislikes": 0, "reply": "已转交。", "reply_date": D(2024, 1, 13, 20), "masked": 1},
        {"doc_id": "c2", "kind": "complaint", "source_file": "甲.xlsx", "source_row": 3, "title": "咨询",
         "text": "长" * 40_000, "masked": 0},
        {"doc_id": "p1", "kind": "policy", "source_file": "办法.md", "title": "办法", "text": "第一条 首问负责。"},
    ]
    tables = {
        "documents": documents,
        "rejected": [{"source_file": "乙.csv", "source_row": 9, "reason": "no text"}],
        "document_keywords": [
            {"doc_id": "c1", "rank": 2, "word": "窗口", "weight": 0.2, "method": "tfidf"},
            {"doc_id": "c1", "rank": 1, "word": "热线", "weight": 0.4, "method": "tfidf"},
        ],
        "topics": [{"topic_id": 0, "label": "热线·窗口", "share": 1.0}],
        "document_topics": [{"doc_id": "c1", "topic_id": 0, "weight": 0.9}],
        "request_types": [{"doc_id": "c1", "request_type": "complaint", "score": 1.0},
                          {"doc_id": "c2", "request_type": "inquiry", "score": 1.0}],
        "service_problems": [{"doc_id": "c1", "code": "online_inconvenience", "score": 0.9, "evidence": "热线打不通",
                              "start": 19, "end": 24}],
        "issues": [{"issue_id": "i1", "rank": 1, "label": "沅安市热线打不通", "documents": 1, "heat": 50.0}],
        "issue_members": [{"doc_id": "c1", "issue_id": "i1", "similarity": 1.0}],
        "clauses": [{"clause_id": "p1-1", "doc_id": "p1", "number": "第一条", "text": "首问负责。",
                     "problems": ["buck_passing"]}],
        "links": [{"target_kind": "issue", "target_id": "i1", "clause_id": "p1-1", "rank": 1, "score": 0.3}],
        "gaps": [{"code": "buck_passing", "complaints": 0, "share": 0.0, "clauses": 1, "coverage": 1.0}],
    }
    return Inputs(tables={name: Source.of(name, rows) for name, rows in tables.items()})


@pytest.fixture(scope="module")
def folder(inputs, lexicons, tmp_path_factory):
    folder = tmp_path_factory.mktemp("数据集")
    write_outputs(run(inputs, DatasetSettings(), lexicons, Work()), (), folder)
    return folder


def test_a_complaint_is_one_row_with_all_that_was_found(folder):
    first, second = pq.read_table(folder / "complaints.parquet").to_pylist()
    assert first["doc_id"] == "c1"
    assert first["reply_days"] == 12.5
    assert first["request_type"] == "complaint"
    assert (first["problem_online_inconvenience"], first["problem_high_cost"]) == (1, 0)
    assert (first["problems"], first["evidence"]) == (["online_inconvenience"], ["热线打不通"])
    assert (first["topic_id"], first["topic_label"], first["topic_weight"]) == (0, "热线·窗口", 0.9)
    assert first["keywords"] == ["热线", "窗口"]
    assert first["issue_label"] == "沅安市热线打不通"
    assert second["problems"] == []
    assert second["issue_id"] is None
    assert second["topic_id"] is None


def test_csv_opens_in_excel_and_holds_no_formula(folder):
    assert (folder / "complaints.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (folder / "complaints.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["title"] == "'=cmd|' /C calc'!A0"
    assert rows[0]["date"] == "2024-01-01 08:00:00"
    assert rows[0]["keywords"] == "热线; 窗口"
    assert len(rows[1]["text"]) == 40_000


def test_the_workbook_has_text_not_formulas_and_says_what_each_variable_is(folder):
    book = openpyxl.load_workbook(folder / "complaints.xlsx")
    assert book.sheetnames == ["complaints", "变量说明"]
    sheet = book["complaints"]
    header = {cell.value: cell.column for cell in sheet[1]}
    title = sheet.cell(2, header["title"])
    assert (title.value, title.data_type) == ("=cmd|' /C calc'!A0", "s")
    assert sheet.cell(2, header["date"]).value == D(2024, 1, 1, 8)
    long = sheet.cell(3, header["text"]).value
    assert len(long) == 32_767
    assert long.endswith("…")
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref
    described = [row[1].value for row in book["变量说明"].iter_rows(min_row=2)]
    assert described == list(header)


def test_sql_answers_with_keys_views_and_search(folder):
    with sqlite3.connect(folder / "govtext.sqlite") as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT code, share FROM problems_by_region").fetchall() == [("online_inconvenience", 1.0)]
        found = connection.execute(
            "SELECT doc_id FROM complaints WHERE rowid IN (SELECT rowid FROM complaints_search WHERE complaints_search MATCH ?)",
            ("打不通",),
        ).fetchall()
        assert found == [("c1",)]
        message = connection.execute("SELECT doc_id, title FROM issue_messages").fetchone()
        assert message == ("c1", "=cmd|' /C calc'!A0")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("INSERT INTO complaints (doc_id, source_file, title, text) VALUES ('c1', '', '', '')")
    connection.close()


def test_spss_and_stata_open_with_labels(folder):
    import pyreadstat

    frame, meta = pyreadstat.read_sav(folder / "complaints.sav")
    assert list(frame["doc_id"]) == ["c1", "c2"]
    assert meta.column_names_to_labels["problem_high_cost"] == "问题：成本高昂"
    assert meta.variable_value_labels["problem_high_cost"] == {0.0: "否", 1.0: "是"}
    assert frame["reply_days"][0] == 12.5
    frame, meta = pyreadstat.read_dta(folder / "complaints.dta")
    assert list(frame["problem_online_inconvenience"]) == [1, 0]
    assert meta.variable_value_labels["problem_high_cost"] == {0: "否", 1: "是"}
    assert frame["region"][0] == "沅安市"
    assert pd.Timestamp(frame["date"][0]) == pd.Timestamp(2024, 1, 1, 8)


def test_the_package_validates_with_frictionless(folder):
    from frictionless import Package

    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "fieldName", "message"])[:5]
    names = {resource["name"] for resource in json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"]}
    assert {"complaints", "issues", "clauses", "service_problems", "links"} <= names


def test_the_codebook_counts_what_is_missing(folder):
    text = (folder / "CODEBOOK.md").read_text(encoding="utf-8")
    assert "| issue_id | 重复问题编号 | recurring issue that the text belongs to |  |  | issues | 1 |" in text


def test_the_same_bytes_again(inputs, lexicons, folder, tmp_path):
    write_outputs(run(inputs, DatasetSettings(), lexicons, Work(2)), (), tmp_path)
    first = {p.name: file_hash(p) for p in folder.iterdir()}
    assert {p.name: file_hash(p) for p in tmp_path.iterdir()} == first


def test_nothing_at_all_is_still_a_data_set(lexicons, tmp_path):
    names = ("documents", "rejected", "document_keywords", "topics", "document_topics", "request_types",
             "service_problems", "issues", "issue_members", "clauses", "links", "gaps")
    empty = Inputs(tables={name: Source.of(name, []) for name in names})
    write_outputs(run(empty, DatasetSettings(), lexicons, Work()), (), tmp_path)
    assert pq.read_table(tmp_path / "complaints.parquet").num_rows == 0
    with sqlite3.connect(tmp_path / "govtext.sqlite") as connection:
        assert connection.execute("SELECT COUNT(*) FROM complaints").fetchone() == (0,)
    connection.close()
