"""The demo study through the command line, as a new user runs it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from govtext.store import file_hash
from govtext.tables import TABLES, schema

STAGE_TABLES = list(TABLES)


def govtext(folder, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "govtext.cli", "--study", str(folder), *arguments],
        capture_output=True, text=True, encoding="utf-8", env={**os.environ, **environment}, check=False, timeout=600,
    )


def read(study, name, columns=None):
    return pq.read_table(study / "data" / "processed" / TABLES[name].path, columns=columns).to_pandas()


@pytest.mark.parametrize("name", STAGE_TABLES)
def test_every_table_is_there_with_its_columns(demo_study, name):
    path = demo_study / "data" / "processed" / TABLES[name].path
    assert pq.read_schema(path).names == schema(name).names


def test_the_run_ends_with_what_was_done_and_where_to_look(demo_study):
    lines = (demo_study / "done").read_text(encoding="utf-8").splitlines()
    assert [line.split()[0] for line in lines[:9]] == [
        "documents", "words", "keywords", "topics", "issues", "policies", "robustness", "dataset", "report",
    ]
    assert lines[9].startswith("Done: 9 stages in ")
    assert all(len(line) <= 80 for line in lines[:10])
    where, todo = lines[-1].split("  (")
    assert where.endswith(os.path.join("08_report", "index.html"))
    assert todo == "to look at it: govtext open)"


def test_every_row_of_every_file_is_in_documents_or_rejected(demo_study):
    raw = demo_study / "data" / "raw"
    documents, rejected = read(demo_study, "documents"), read(demo_study, "rejected")
    with closing(openpyxl.load_workbook(raw / "沅宁省网民留言.xlsx", read_only=True)) as book:
        found = book.active.iter_rows(min_row=2, values_only=True)
        rows = sum(any(cell not in (None, "") for cell in row) for row in found)
    for file, count in [
        ("沅宁省网民留言.xlsx", rows),
        ("澜浦省12345工单.csv", len(pd.read_csv(raw / "澜浦省12345工单.csv", encoding="gb18030", dtype=str))),
        ("policies/政府工作报告.csv", len(pd.read_csv(raw / "policies" / "政府工作报告.csv", encoding="utf-8-sig"))),
    ]:
        taken = (documents["source_file"] == file).sum() + (rejected["source_file"] == file).sum()
        assert taken == count, file
    policies = [path.name for path in (raw / "policies").iterdir() if path.suffix in {".md", ".txt"}]
    assert len(policies) >= 12
    taken = set(documents["source_file"]) | set(rejected["source_file"])
    assert {f"policies/{name}" for name in policies} <= taken


def test_words_joined_are_the_text_and_evidence_is_verbatim(demo_study):
    documents = read(demo_study, "documents").set_index("doc_id")
    whole = {doc: f"{row.title}\n{row.text}" for doc, row in documents.iterrows()}
    for row in read(demo_study, "words").itertuples():
        assert "".join(row.words) == whole[row.doc_id]
        assert len(row.words) == len(row.tags)
    problems = read(demo_study, "service_problems")
    assert len(problems) > 100
    for row in problems.itertuples():
        assert whole[row.doc_id][row.start : row.end] == row.evidence
    for row in read(demo_study, "entities").itertuples():
        assert whole[row.doc_id][row.start : row.end] == row.text


def test_all_ten_codes_and_five_request_types_are_found(demo_study):
    assert read(demo_study, "service_problems")["code"].nunique() == 10
    assert set(read(demo_study, "request_types")["request_type"]) >= {"complaint", "report", "inquiry", "help", "suggestion"}


def test_no_number_of_a_person_that_was_planted_is_left_in_any_output(demo_study, root):
    planted = tomllib.loads((root / "tests" / "golden" / "demo_planted.toml").read_text(encoding="utf-8"))
    numbers = [one for one in planted["personal_data"]["strings"] if any(character.isdigit() for character in one)]
    assert len(numbers) >= 10
    seen = 0
    for path in (demo_study / "data" / "processed").rglob("*"):
        if path.suffix in {".csv", ".html", ".md", ".json", ".tex", ".sqlite"}:
            content = path.read_bytes()
            assert [number for number in numbers if number.encode() in content] == [], path.name
            seen += 1
    assert seen > 20
    documents = read(demo_study, "documents")
    text = "\n".join(documents[["title", "text", "reply", "extra"]].fillna("").agg("\n".join, axis=1))
    assert [number for number in numbers if number in text] == []


def test_the_same_bytes_from_another_folder_with_two_workers_and_other_file_order(demo_study, tmp_path, root):
    other = tmp_path / "another folder"
    assert govtext(tmp_path, "new", str(other)).returncode == 0
    for path in sorted((root / "data" / "raw").rglob("*"), reverse=True):  # created in the opposite order
        if path.is_file():
            target = other / "data" / "raw" / path.relative_to(root / "data" / "raw")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    ran = govtext(other, "run", GOVTEXT_WORKERS="2", TZ="Asia/Shanghai")
    assert ran.returncode == 0, ran.stderr

    def hashes(study):
        processed = study / "data" / "processed"
        return {
            path.relative_to(processed).as_posix(): file_hash(path)
            for path in processed.rglob("*")
            if path.is_file() and ".govtext" not in path.parts and path.name != "manifest.json"
        }

    first, second = hashes(demo_study), hashes(other)
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_status_verify_and_a_second_run_find_nothing_to_do(demo_study):
    assert all(line.split()[1] == "fresh" for line in govtext(demo_study, "status").stdout.splitlines())
    verified = govtext(demo_study, "verify")
    assert (verified.returncode, verified.stderr) == (0, "")
    again = govtext(demo_study, "run")
    assert again.stdout.startswith("Everything is up to date (9 stages).")


@pytest.mark.parametrize("what", ["topics", "issues", "problems", "keywords"])
def test_show_fits_into_80_columns(demo_study, what):
    from rich.cells import cell_len

    shown = govtext(demo_study, "show", what, COLUMNS="80")
    assert shown.returncode == 0, shown.stderr
    assert len(shown.stdout.splitlines()) >= 5
    assert max(cell_len(line) for line in shown.stdout.splitlines()) <= 80


def test_doctor_finds_the_demo_study_well(demo_study):
    examined = govtext(demo_study, "doctor")
    assert examined.returncode == 0, examined.stdout
    assert "沅宁省网民留言.xlsx" in examined.stdout
    assert "gb18030" in examined.stdout.lower()


def test_the_manifest_counts_add_up(demo_study):
    stages = json.loads((demo_study / "data" / "processed" / "manifest.json").read_text(encoding="utf-8"))["stages"]
    assert stages["words"]["rows"]["words"] == stages["documents"]["rows"]["documents"]
    assert stages["words"]["rows_in"]["documents"] == stages["documents"]["rows"]["documents"]
    for stage in stages.values():
        assert stage["seconds"] > 0
        assert stage["peak_memory_mib"] > 10


def test_the_data_set_answers_to_the_tables(demo_study):
    complaints = (read(demo_study, "documents")["kind"] == "complaint").sum()
    folder = demo_study / "data" / "processed" / "07_dataset"
    with closing(sqlite3.connect(folder / "govtext.sqlite")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM complaints").fetchone()[0] == complaints
        assert connection.execute("SELECT COUNT(*) FROM service_problems").fetchone()[0] == len(
            read(demo_study, "service_problems"))
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert len(pd.read_csv(folder / "complaints.csv")) == complaints


def test_mistakes_are_one_line_with_the_right_exit_code(demo_study, tmp_path):
    for arguments, code, words in [
        (("topic",), 2, "did you mean topics"),
        (("run", "keyword"), 1, "did you mean keywords"),
        (("why", "issue"), 1, "did you mean issues"),
        (("show", "topic"), 1, "did you mean topics"),
        (("run", "--now"), 2, "No such option"),
    ]:
        failed = govtext(demo_study, *arguments)
        assert failed.returncode == code, arguments
        assert words in failed.stderr, arguments
        assert "Traceback" not in failed.stderr
    for folder, words in [(tmp_path / "nowhere", "there is no folder"), (tmp_path, "is no study")]:
        failed = govtext(folder, "run")
        assert (failed.returncode, failed.stderr.count("\n")) == (1, 1)
        assert words in failed.stderr


def test_a_new_study_without_texts_says_what_to_do(tmp_path):
    folder = tmp_path / "empty"
    assert govtext(tmp_path, "new", str(folder)).returncode == 0
    assert govtext(tmp_path, "new", str(folder)).returncode == 1, "an existing study is not written over"
    lexicons = {path.name for path in (folder / "pipeline" / "lexicons").iterdir()}
    assert {"coding_layer.toml", "service_problems.toml", "stopwords.txt"} <= lexicons
    assert not [name for name in lexicons if name.startswith("coded_")], "no stage reads what the layer was learnt from"
    failed = govtext(folder, "run")
    assert failed.returncode == 1
    assert "data/raw" in failed.stderr
    assert failed.stderr.count("\n") == 1


def test_segment_writes_one_line_a_text(demo_study, tmp_path):
    source, target = tmp_path / "texts.txt", tmp_path / "words.txt"
    lines = ["希望一网通办真正落到实处。", "", "窗口 工作人员互相推诿"]
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert govtext(demo_study, "segment", str(source), "-o", str(target)).returncode == 0
    cut = target.read_text(encoding="utf-8").splitlines()
    assert [line.replace(" ", "") for line in cut] == [line.replace(" ", "") for line in lines]
    assert "一网通办" in cut[0].split()
    plain = tmp_path / "plain.txt"
    assert govtext(demo_study, "segment", str(source), "-o", str(plain), "--plain").returncode == 0
    assert "一网通办" not in plain.read_text(encoding="utf-8").splitlines()[0].split()
