"""The data set, opened with the programs that people open it with."""

import csv
import datetime
import json
import shutil
import sqlite3
import struct
import time
from contextlib import closing

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from govtext.dataset import stage
from govtext.dataset.stage import run
from govtext.dataset.statistics_packages import _stata_names
from govtext.dataset.variables import complaints
from govtext.dataset.views import VIEWS
from govtext.lexicons import CodeLabel
from govtext.parallel import Work
from govtext.report.page.downloads import DATA_FILES
from govtext.settings import DatasetSettings
from govtext.store import Inputs, Source, file_hash, write_outputs

D = datetime.datetime


def test_a_complaint_is_one_row_with_all_that_was_found(folder):
    first, second = pq.read_table(folder / "complaints.parquet").to_pylist()
    assert first["doc_id"] == "c1"
    assert first["reply_days"] == 12.5
    assert first["request_type"] == "complaint"
    assert (first["problem_online_inconvenience"], first["problem_high_cost"]) == (1, 0)
    assert (first["problems"], first["evidence"]) == (["online_inconvenience", "slow_response"], ["热线打不通", "窗口也没人"])
    assert (first["topic_id"], first["topic_label"], first["topic_weight"]) == (0, "热线·窗口", 0.9)
    assert first["keywords"] == ["热线", "窗口"]
    assert first["issue_label"] == "沅安市热线打不通"
    assert second["problems"] == []
    assert second["issue_id"] is None
    assert second["topic_id"] is None
    assert (first["demand"], second["demand"], second["severity"]) == (None, "想问一下", 0)


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
    with closing(sqlite3.connect(folder / "govtext.sqlite")) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        shares = connection.execute("SELECT region, code, label_zh, complaints, share FROM problems_by_region").fetchall()
        assert shares == [("沅安市", "online_inconvenience", "线上不便", 1, 1.0), ("沅安市", "slow_response", "响应迟缓", 1, 1.0)]
        assert connection.execute("SELECT * FROM problems_together").fetchall() == [("online_inconvenience", "slow_response", 1)]
        assert connection.execute("SELECT region, complaints, answered, mean_days FROM replies_by_region").fetchall() == [
            (None, 1, 0, None), ("沅安市", 1, 1, 12.5)]
        assert connection.execute("SELECT policy, number FROM clauses_for_issues").fetchall() == [("办法", "第一条")]
        assert connection.execute("SELECT week, label, messages, burst FROM issues_by_week").fetchall() == [
            ("2023-01-02 00:00:00", "沅安市热线打不通", 1, 0)]
        made = {name for name, in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
        assert made == set(VIEWS) - {"instruments_by_theme"}  # the study has no instrument_themes
        for view in made:
            assert connection.execute(f"SELECT * FROM {view}").description
        message = connection.execute("SELECT doc_id, title FROM issue_messages").fetchone()
        assert message == ("c1", "=cmd|' /C calc'!A0")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("INSERT INTO complaints (doc_id, source_file, title, text) VALUES ('c1', '', '', '')")


def test_the_files_that_the_page_leads_to_are_written(folder):
    for files in DATA_FILES:
        for path in files.paths:
            assert (folder / path).is_file(), path


def test_full_text_search_finds_what_like_finds(inputs, lexicons, make_inputs, tmp_path):
    first, second = (row for row in inputs["documents"].read().to_pylist() if row["kind"] == "complaint")
    rows = [{**first, "title": "楼下KTV夜里噪音", "text": "物业公司不管，业主打了12345热线。A区也一样", "reply": "已转请物业公司处理"},
            {**second, "title": "业 主", "text": "噪。音；物业，公司", "reply": None}]
    tables = {**inputs.tables, "documents": make_inputs({"documents": rows})["documents"]}
    write_outputs(run(Inputs(tables), DatasetSettings(), lexicons, Work()), (), tmp_path)
    with closing(sqlite3.connect(tmp_path / "govtext.sqlite")) as connection:
        for word in ("噪音", "业主", "物业公司", "12345", "12345热", "ktv", "A区", "公司处理", "夜里噪音", "不管业主", "公园"):
            found = connection.execute(
                "SELECT doc_id FROM complaints WHERE rowid IN "
                "(SELECT rowid FROM complaints_search WHERE complaints_search MATCH ?)", (word,)).fetchall()
            like = connection.execute(
                "SELECT doc_id FROM complaints WHERE title LIKE ?1 OR text LIKE ?1 OR reply LIKE ?1", (f"%{word}%",)).fetchall()
            assert found == like == ([] if word in {"不管业主", "公园"} else [(first["doc_id"],)]), word
        assert connection.execute("SELECT rowid FROM complaints_search WHERE complaints_search MATCH '噪音 公司处'").fetchall()
    assert "MATCH '噪音'" in (tmp_path / "CODEBOOK.md").read_text(encoding="utf-8")


def test_the_full_text_index_is_left_out_above_a_size_and_the_run_says_so(inputs, lexicons, tmp_path):
    told = []
    write_outputs(run(inputs, DatasetSettings(search_texts=1), lexicons, Work(notice=told.append)), (), tmp_path)
    assert told == ["govtext.sqlite has no full-text index: 2 complaints are more than dataset.search_texts = 1"]
    with closing(sqlite3.connect(tmp_path / "govtext.sqlite")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM sqlite_master WHERE name = 'complaints_search'").fetchone() == (0,)
        assert connection.execute("SELECT COUNT(*) FROM complaints").fetchone() == (2,)
    assert "MATCH" not in (tmp_path / "CODEBOOK.md").read_text(encoding="utf-8")


def test_spss_and_stata_open_with_labels(folder):
    import pyreadstat

    yes_no, types = {0: "否", 1: "是"}, {1: "投诉", 2: "举报", 3: "咨询", 4: "求助", 5: "建议", 6: "其他"}
    for read, name in ((pyreadstat.read_sav, "complaints.sav"), (pyreadstat.read_dta, "complaints.dta")):
        frame, meta = read(folder / name)
        assert list(frame["doc_id"]) == ["c1", "c2"]
        assert list(frame["problem_online_inconvenience"]) == [1, 0]
        assert list(frame["request_type"]) == [1, 3]
        assert meta.column_names_to_labels["problem_high_cost"] == "问题：成本高昂"
        assert meta.variable_value_labels["problem_high_cost"] == yes_no
        assert meta.variable_value_labels["request_type"] == types
        assert meta.variable_value_labels["topic_id"] == {0: "热线·窗口", 1: "T1"}
        assert frame["topic_id"][0] == 0
        assert pd.isna(frame["topic_id"][1])
        assert frame["reply_days"][0] == 12.5
        assert frame["region"][0] == "沅安市"
        assert pd.Timestamp(frame["date"][0]) == pd.Timestamp(2024, 1, 1, 8)
    _, meta = pyreadstat.read_sav(folder / "complaints.sav")
    assert meta.variable_measure["request_type"] == "nominal"
    assert meta.variable_measure["reply_days"] == "scale"


def test_the_spss_header_is_whole(folder):
    header = (folder / "complaints.sav").read_bytes()[:176]
    assert struct.unpack("<d", header[84:92]) == (100.0,)  # the compression bias that SPSS expects
    assert header[92:109] == b"01 Jan 0000:00:00"


def test_stata_reads_categories_by_their_labels(folder):
    frame = pd.read_stata(folder / "complaints.dta")
    assert list(frame["request_type"]) == ["投诉", "咨询"]
    assert list(frame["problem_slow_response"]) == ["是", "否"]


def test_long_names_of_own_codes_stay_apart_in_stata():
    codes = [CodeLabel(f"a_code_with_a_very_long_name_{end}", "长", "long", "-") for end in ("one", "two")]
    names = _stata_names([column.name for column in complaints(codes).columns])
    assert len(set(names.values())) == len(names)
    assert max(map(len, names.values())) <= 32


def test_one_workbook_holds_all_tables_and_their_variables(folder):
    book = openpyxl.load_workbook(folder / "govtext.xlsx", read_only=True)
    assert book.sheetnames == ["complaints", "issues", "clauses", "policies", "codes", "service_problems", "issue_members",
                               "issue_weeks", "document_topics", "topics", "links", "gaps", "responses", "corpus_keywords", "rejected",
                               "变量说明"]
    rows = list(book["变量说明"].iter_rows(values_only=True))
    described = {(row[0], row[1]): row for row in rows[1:]}
    assert described["complaints", "issue_id"][6:] == ("issues", 2, 1)
    assert described["complaints", "request_type"][5].startswith("complaint = 投诉")
    assert ("complaints", "text") not in described
    assert rows[-1][0] == "complaints: text, reply → complaints.xlsx"
    book.close()


def test_a_sheet_that_is_cut_says_so(make_inputs, write_data_set, tmp_path):
    rows = [{"doc_id": f"c{number}", "kind": "complaint", "source_file": "x", "title": "", "text": "t" * (number < 120)}
            for number in range(150)]
    many = make_inputs({"documents": rows})
    write_data_set(many, tmp_path, DatasetSettings(workbook_rows=100))
    book = openpyxl.load_workbook(tmp_path / "complaints.xlsx", read_only=True)
    assert sum(1 for _ in book["complaints"].iter_rows()) == 101
    described = list(book["变量说明"].iter_rows(values_only=True))
    assert "50 more rows in complaints.csv" in described[-1][0]
    missing = {row[1]: row[-1] for row in described}
    assert (missing["title"], missing["text"], missing["doc_id"]) == (150, 30, 0)  # those of rows left out count, too
    book.close()
    book = openpyxl.load_workbook(tmp_path / "govtext.xlsx", read_only=True)
    assert next(row[-1] for row in book["变量说明"].iter_rows(values_only=True) if row[:2] == ("complaints", "title")) == 150
    book.close()
    assert pq.read_table(tmp_path / "complaints.parquet").num_rows == 150


@pytest.mark.parametrize("place", ["", "share"])
def test_the_package_validates_with_frictionless(folder, place):
    from frictionless import Package

    report = Package(str(folder / place / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "fieldName", "message"])[:5]
    described = json.loads((folder / place / "datapackage.json").read_text(encoding="utf-8"))
    names = {resource["name"] for resource in described["resources"]}
    assert names == {path.stem for path in (folder / place).glob("*.csv")}


def test_a_broken_relation_fails_the_package(folder, tmp_path):
    from frictionless import Package

    for path in [*folder.glob("*.csv"), folder / "datapackage.json"]:
        shutil.copy(path, tmp_path)
    members = tmp_path / "issue_members.csv"
    members.write_bytes(members.read_bytes().replace(b"i1", b"i9"))
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert {row[0] for row in report.flatten(["type"])} == {"foreign-key"}


def test_the_codebook_counts_what_is_missing(folder):
    text = (folder / "CODEBOOK.md").read_text(encoding="utf-8")
    assert "| issue_id | 重复问题编号 | recurring issue that the text belongs to |  |  | issues | 1 |" in text


def test_the_same_bytes_again_on_another_second(inputs, write_data_set, folder, tmp_path):
    time.sleep(1.1)  # clocks that formats write into their headers tick in seconds
    write_data_set(inputs, tmp_path)
    assert hashes(tmp_path) == hashes(folder)


def test_the_bytes_do_not_depend_on_the_batches(make_inputs, write_data_set, tmp_path, monkeypatch):
    rows = [{"doc_id": f"c{at:04d}", "kind": "policy" if at % 7 == 3 else "complaint", "source_file": "x", "title": f"标题{at}",
             "text": "文" * (at % 50), "region": f"{at % 4}区", "date": D(2024, 1 + at % 12, 1)} for at in range(600)]
    studies = make_inputs({"documents": rows})
    write_data_set(studies, tmp_path / "one")
    batches = Source.batches
    monkeypatch.setattr(Source, "batches", lambda self, columns=None, rows=0, coded=(): batches(self, columns, 17, coded))
    write_data_set(studies, tmp_path / "two")
    assert hashes(tmp_path / "two") == hashes(tmp_path / "one")


def test_texts_are_never_read_whole(inputs, write_data_set, folder, tmp_path, monkeypatch):
    path = tmp_path / "documents.parquet"
    pq.write_table(inputs["documents"].read(), path, row_group_size=1)
    on_disk = Inputs(tables={**inputs.tables, "documents": Source("documents", path)})
    read = Source.read

    def checked(self, columns=None):
        assert self.name != "documents", "the documents table must be read in batches"
        return read(self, columns)

    monkeypatch.setattr(Source, "read", checked)
    write_data_set(on_disk, tmp_path / "out")
    assert hashes(tmp_path / "out") == hashes(folder)


def hashes(folder):
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in folder.rglob("*") if path.is_file()}


def test_nothing_at_all_is_still_a_data_set(make_inputs, write_data_set, tmp_path):
    write_data_set(make_inputs({}), tmp_path)
    assert pq.read_table(tmp_path / "complaints.parquet").num_rows == 0
    with closing(sqlite3.connect(tmp_path / "govtext.sqlite")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM complaints").fetchone() == (0,)


@pytest.mark.parametrize("name", ["issues", "clauses", "issue_members", "issue_weeks", "service_problems", "links", "gaps", "document_topics"])
def test_issues_clauses_and_relations_come_in_every_format(folder, name):
    import pyreadstat

    rows = pq.read_table(folder / f"{name}.parquet").num_rows
    assert rows
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == rows
    with closing(openpyxl.load_workbook(folder / "govtext.xlsx", read_only=True)) as book:
        assert book[name].max_row == rows + 1
    for read, ending in ((pyreadstat.read_sav, "sav"), (pyreadstat.read_dta, "dta")):
        frame, meta = read(folder / f"{name}.{ending}")
        assert len(frame) == rows
        assert all(meta.column_names_to_labels.values())


def test_words_that_stata_keeps_for_itself_are_no_names_of_variables(folder):
    assert {"start", "end_"} <= set(pd.read_stata(folder / "service_problems.dta").columns)


def test_several_processes_write_the_same_bytes(inputs, lexicons, tmp_path, monkeypatch):
    """The tables lie in files, as in a run: what is sent to a process is where they lie."""
    from govtext.store import TableWriter

    sources = {}
    for name, source in inputs.tables.items():
        writer = TableWriter(name, tmp_path / f"{name}.parquet")
        writer.write(source.read())
        writer.close()
        sources[name] = Source(name, tmp_path / f"{name}.parquet")
    for folder, workers, gathered_once in (("one", 1, 1), ("two", 2, 65_536), ("gathered", 2, 1)):
        monkeypatch.setattr(stage, "GATHERED_ONCE", gathered_once)
        work = Work(workers=workers)
        write_outputs(run(Inputs(sources), DatasetSettings(), lexicons, work), (), tmp_path / folder, work)
    written = [path for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert len(written) > 50
    for path in written:
        for folder in ("two", "gathered"):
            assert path.read_bytes() == (tmp_path / folder / path.relative_to(tmp_path / "one")).read_bytes(), path.name


def test_robustness_and_replies_are_in_the_package_and_the_database(inputs, write_data_set, make_inputs, tmp_path):
    from frictionless import validate

    rows = [{"finding": "top_problem", "condition": condition, "detail": detail, "texts": 9, "survives": True}
            for condition, detail in (("without_duplicates", ""), ("without_source", "甲.xlsx"))]
    tables = {**inputs.tables, "robustness": make_inputs({})["documents"].of("robustness", rows)}
    write_data_set(Inputs(tables), tmp_path)
    report = validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    with closing(sqlite3.connect(tmp_path / "govtext.sqlite")) as connection:
        assert connection.execute('SELECT COUNT(*) FROM robustness').fetchone() == (2,)
        assert connection.execute('SELECT "group" FROM responses').fetchall() == [("沅安市",)]


def test_the_group_of_all_may_be_empty_and_the_package_still_validates(inputs, write_data_set, tmp_path):
    rows = [{"reform": "好差评", "grouping": grouping, "group": group, "texts": 3, "naming": 2, "mentions": 4}
            for grouping, group in (("all", ""), ("region", "甲省"))]
    with_reforms = Inputs(tables={**inputs.tables, "reforms": Source.of("reforms", rows)})
    write_data_set(with_reforms, tmp_path)
    from frictionless import Package

    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert (tmp_path / "reforms.csv").is_file()
    assert report.valid, report.flatten(["name", "message"])
