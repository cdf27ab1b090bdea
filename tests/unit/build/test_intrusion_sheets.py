"""Intrusion tasks through real workbooks."""

import json
import shutil

import openpyxl
import pytest

from govtext.build.intrusion_sheets import ANSWER, FOLDER, SCORES, score_sheets, write_intrusion_sheets
from govtext.build.study import Study
from govtext.errors import GovtextError


@pytest.fixture
def study(topics_study, tmp_path):
    shutil.copytree(topics_study.folder, tmp_path / "study")
    return Study(tmp_path / "study")


def fill(study, name, answers):
    path = study.folder / FOLDER / f"{name}.xlsx"
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        last = [cell.value for cell in sheet[2]].index(ANSWER) + 1
        for row in range(3, sheet.max_row + 1):
            sheet.cell(row, last, answers(sheet.cell(row, 1).value))
    book.save(path)


def test_filled_sheets_are_scored(study):
    paths, number = write_intrusion_sheets(study, ["甲", "乙"], 2, 6, 1)
    assert [path.name for path in paths] == ["甲.xlsx", "乙.xlsx"]
    key = {one["number"]: "ABCDEF"[one["intruder"]] for one in json.loads((study.folder / FOLDER / "key.json").read_text("utf-8"))}
    assert len(key) == number
    fill(study, "甲", key.get)
    fill(study, "乙", lambda item: "a" if item % 2 else None)
    rows, problems = score_sheets(study, [])
    assert problems == []
    mine = {row["task"]: row for row in rows if row["coder"] == "甲"}
    assert set(mine) == {"words", "sets", "topics"}
    assert all(row["precision"] == 1.0 and row["p"] < 0.01 for row in mine.values())
    assert any(row["coder"] == "乙" and row["precision"] < 1 for row in rows)
    assert (study.folder / FOLDER / SCORES).is_file()
    assert score_sheets(study, []) == (rows, problems)  # its own output is no sheet


def test_nothing_in_a_sheet_is_a_formula_or_gives_the_answer_away(study):
    paths, _ = write_intrusion_sheets(study, ["甲"], 2, 6, 1)
    book = openpyxl.load_workbook(paths[0])
    assert book.sheetnames == ["词语入侵", "词组入侵", "主题入侵"]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert not any(cell.data_type == "f" for cell in row)
        last = [cell.value for cell in sheet[2]].index(ANSWER) + 1
        assert all(sheet.cell(row, last).value is None for row in range(3, sheet.max_row + 1))


def test_what_is_no_answer_is_told_and_left_out(study):
    write_intrusion_sheets(study, ["甲"], 2, 6, 1)
    fill(study, "甲", lambda item: "Z" if item == 1 else "A")
    rows, problems = score_sheets(study, [])
    assert len(problems) == 1
    assert '"Z" is no answer' in problems[0]
    assert sum(row["answered"] for row in rows) > 5


def test_sheets_are_not_written_over_and_empty_ones_not_scored(study):
    with pytest.raises(GovtextError, match="govtext topics sheets"):
        score_sheets(study, [])
    write_intrusion_sheets(study, ["甲"], 2, 6, 1)
    with pytest.raises(GovtextError, match="is there already"):
        write_intrusion_sheets(study, ["甲"], 2, 6, 1)
    with pytest.raises(GovtextError, match="no answers"):
        score_sheets(study, [])
    (study.folder / FOLDER / "丙.xlsx").write_bytes(b"no workbook")
    with pytest.raises(GovtextError, match="丙.xlsx"):
        score_sheets(study, [study.folder / FOLDER / "丙.xlsx"])
