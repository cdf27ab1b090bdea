"""The sheet of new words, ticked in a real workbook."""

import openpyxl
import pytest

from govtext.build.study import Study
from govtext.build.word_sheet import SHEET, accept_sheet, write_sheet
from govtext.errors import GovtextError
from govtext.lexicons import Lexicons
from govtext.store import TableWriter, table


@pytest.fixture
def study(tmp_path):
    study = Study(tmp_path / "study")
    writer = TableWriter("new_words", study.processed / "02_words" / "new_words.parquet")
    writer.write(table("new_words", [
        {"word": "=云岭驿", "count": 9, "cohesion": 4.5, "branching_entropy": 2.0, "examples": ["到云岭驿去"]},
        {"word": "帮办岗", "count": 7, "cohesion": 4.0, "branching_entropy": 1.5, "examples": ["帮办岗没人", "设帮办岗"]},
    ]))
    writer.close()
    return study


def tick(study, row, **cells):
    book = openpyxl.load_workbook(study.folder / SHEET)
    sheet = book.active
    header = [cell.value for cell in sheet[1]]
    for name, value in {"accept": "是", **cells}.items():
        sheet.cell(row, header.index(name) + 1, value)
    book.save(study.folder / SHEET)


def words(study):
    return {entry.word: entry.tag for entry in Lexicons(study.lexicon_files(study.stages.stage("words"))).words("gov_terms.txt")}


def test_only_what_is_ticked_counts(study):
    path, count = write_sheet(study, force=False)
    assert (path.name, count) == (SHEET, 2)
    assert openpyxl.load_workbook(path).active["B2"].data_type == "s", "a word is never a formula"
    assert accept_sheet(study, None) == []
    before = words(study)
    tick(study, 3, accept=1)
    assert accept_sheet(study, None) == ["帮办岗 n"]
    assert words(study) == {**before, "帮办岗": "n"}
    assert accept_sheet(study, None) == [], "accepting twice adds nothing"


def test_a_sheet_with_ticks_is_not_written_over(study):
    write_sheet(study, force=False)
    with pytest.raises(GovtextError, match="is there already"):
        write_sheet(study, force=False)
    write_sheet(study, force=True)


def test_a_bad_row_is_named_and_nothing_is_added(study):
    write_sheet(study, force=False)
    before = words(study)
    tick(study, 3, tag="noun")
    with pytest.raises(GovtextError, match=r'new_words.xlsx row 3 column tag: "noun" is no tag'):
        accept_sheet(study, None)
    assert words(study) == before
    with pytest.raises(GovtextError, match="can't be read"):
        accept_sheet(study, study.folder / "nothing.xlsx")
