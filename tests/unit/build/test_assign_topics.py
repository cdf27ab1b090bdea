"""New texts under topics that are there."""

import csv
import shutil

import pytest

from govtext.build.assign_topics import assign_topics
from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.parallel import Work
from govtext.store import Source
from govtext.tables import TABLES


def assigned(study, source, target):
    counts = assign_topics(study, source, target, Work())
    with target.open(encoding="utf-8-sig", newline="") as file:
        return counts, list(csv.DictReader(file))


def kept(study, name):
    return Source(name, study.processed / TABLES[name].path).read().to_pylist()


def test_the_texts_of_the_study_get_the_shares_that_they_have(topics_study, tmp_path):
    counts, rows = assigned(topics_study, topics_study.raw / "a.csv", tmp_path / "out.csv")
    assert counts == (120, 0)
    shares = {(row["doc_id"], row["topic_id"]): row["weight"] for row in kept(topics_study, "document_topics")}
    ids = {row["source_row"]: row["doc_id"] for row in kept(topics_study, "documents")}
    for row in rows:
        for topic in range(4):
            there = shares.get((ids[int(row["source_row"])], topic), 0.0)
            assert float(row[f"T{topic}"]) == pytest.approx(there, abs=1e-6) or float(row[f"T{topic}"]) < 0.02
    assert [row["source_id"] for row in rows[:2]] == ["1000", "1001"]
    assert len({row["topic_id"] for row in rows}) == 4


def test_a_text_is_assigned_alike_whatever_stands_beside_it(topics_study, tmp_path):
    lines = ["小区停水，水管漏水，自来水公司不抢修。", "", "……", "幼儿园招生报名，家长问学位。"]
    (tmp_path / "new.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    counts, rows = assigned(topics_study, tmp_path / "new.txt", tmp_path / "out.csv")
    assert counts == (4, 2)
    assert [row["topic_id"] == "" for row in rows] == [False, True, True, False]
    assert "水" in rows[0]["label"]
    (tmp_path / "one.txt").write_text(lines[3], encoding="utf-8")
    _, alone = assigned(topics_study, tmp_path / "one.txt", tmp_path / "out.csv")
    assert {**alone[0], "source_row": "4"} == rows[3]


def test_numbers_that_look_like_formulas_stay_text(topics_study, tmp_path):
    (tmp_path / "new.csv").write_text("留言编号,留言详情\n=1+1,小区停水和水管漏水\n", encoding="utf-8")
    _, rows = assigned(topics_study, tmp_path / "new.csv", tmp_path / "out.csv")
    assert rows[0]["source_id"] == "'=1+1"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.csv", None, "there is no such file"),
        ("latin.txt", "水管".encode("gb18030"), "is not UTF-8"),
        ("broken.xlsx", b"PK\x03\x04 no workbook", "not taken"),
    ],
)
def test_a_bad_file_is_one_line(topics_study, tmp_path, name, content, said):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(GovtextError) as error:
        assign_topics(topics_study, tmp_path / name, tmp_path / "out.csv", Work())
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert not [path for path in tmp_path.iterdir() if path.name != name]


def test_without_topics_the_message_says_what_to_run(topics_study, tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(topics_study.folder, folder)
    shutil.rmtree(folder / "data" / "processed" / "04_topics")
    with pytest.raises(GovtextError, match="govtext run topics"):
        assign_topics(Study(folder), topics_study.raw / "a.csv", tmp_path / "out.csv", Work())
