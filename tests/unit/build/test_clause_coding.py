"""Hand coding of clauses, with real workbooks filled in as people fill them."""

import openpyxl
import pytest
from typer.testing import CliRunner

from govtext.build import clause_coding
from govtext.build.study import Study
from govtext.cli import app
from govtext.errors import GovtextError
from govtext.store import TableWriter, table
from govtext.tables import TABLES

LABELS = {"environment_regulation": "法规管制", "supply_funding": "资金投入", "none": clause_coding.NONE_LABEL}


@pytest.fixture
def study(tmp_path):
    study = Study(tmp_path / "study")
    documents = [
        {"doc_id": f"p{n}", "kind": "policy", "source_file": "a.md", "title": f"办法{n}", "text": "一"} for n in range(2)
    ]
    clauses = [
        {"clause_id": f"k{n:02d}", "doc_id": f"p{n % 2}", "text": f"=第{n}条，应当办理。", "heading": "总则",
         "instrument": (None, "environment_regulation", "supply_funding")[n % 3]}
        for n in range(30)
    ]
    for name, rows in [("documents", documents), ("clauses", clauses)]:
        writer = TableWriter(name, study.processed / TABLES[name].path)
        writer.write(table(name, rows))
        writer.close()
    return study


def fill(path, wrong=(), leave=()):
    """Give each clause the machine's code, but for those that this coder sees otherwise or leaves out."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        key = sheet.cell(row, columns["clause_id"]).value
        code = ("none", "environment_regulation", "supply_funding")[int(key[1:]) % 3]
        if key not in leave:
            sheet.cell(row, columns["政策工具"], "资金投入" if key in wrong else LABELS[code])
    book.save(path)


def test_sample_agreement_and_audit(study):
    paths = clause_coding.write_clause_sample(study, ["张", "李"], size=30, random_share=0.5, seed=1)
    fill(paths[0])
    fill(paths[1], wrong={"k03", "k04"}, leave={"k05"})
    table, problems = clause_coding.clause_agreement(study, [])
    rows = {row["variable"]: row for row in table}
    assert problems == []
    assert rows["instrument"]["units"] == 29
    assert rows["instrument"]["per_cent"] == pytest.approx(27 / 29)
    assert 0.8 < rows["instrument"]["kappa"] < 1
    assert set(rows) == {"instrument", "none", "environment_regulation", "supply_funding"}
    book = openpyxl.load_workbook(study.folder / "coding" / "clauses" / "agreement.xlsx")
    discussed = [[cell.value for cell in row] for row in book["disagreements"].iter_rows(min_row=2)]
    assert {row[0] for row in discussed} == {"k03", "k04"}
    audited, macro = clause_coding.audit_clauses(study, [])
    assert macro == 1.0
    assert sum(row["clauses"] for row in audited) == 28


def test_the_sheet_holds_the_codebook_and_no_code_of_the_machine(study):
    (path,) = clause_coding.write_clause_sample(study, ["张"], size=10, random_share=1.0, seed=2)
    book = openpyxl.load_workbook(path)
    coding, codebook = book.worksheets
    cells = [[cell.value for cell in row] for row in coding.iter_rows()]
    assert cells[0] == ["clause_id", "政策", "标题路径", "条文", "政策工具", "备注"]
    assert all(row[4] is None for row in cells[1:])
    assert all(row[3].startswith("=第") for row in cells[1:])
    assert coding["D2"].data_type == "s"
    assert codebook.max_row == 1 + 15 + 1
    assert all(codebook.cell(row, 4).value for row in range(2, 17))
    assert str(coding.data_validations.dataValidation[0].sqref) == "E2:E11"


def test_what_cannot_be_used_is_told(study):
    (path,) = clause_coding.write_clause_sample(study, ["张"], size=10, random_share=1.0, seed=2)
    with pytest.raises(GovtextError, match="is there already"):
        clause_coding.write_clause_sample(study, ["张"], size=10, random_share=1.0, seed=2)
    with pytest.raises(GovtextError, match="31 clauses were asked for, but there are 30"):
        clause_coding.write_clause_sample(study, ["王"], size=31, random_share=1.0, seed=2)
    with pytest.raises(GovtextError, match="one coder"):
        clause_coding.clause_agreement(study, [])
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["E2"], sheet["A3"], sheet["E4"] = "资金", "k99", "supply_funding"
    book.save(path)
    coders, problems = clause_coding.filled_clauses(study, [])
    assert [line.split(":")[0] for line in problems] == ["张.xlsx row 2", "张.xlsx row 3"]
    assert "did you mean 资金投入" in problems[0]
    assert list(coders["张"].values()).count("supply_funding") == 1
    sheet["E1"] = "工具"
    book.save(path)
    with pytest.raises(GovtextError, match="has no column 政策工具"):
        clause_coding.filled_clauses(study, [])


def test_workbooks_that_nobody_filled_make_no_agreement(study):
    paths = clause_coding.write_clause_sample(study, ["张", "李"], size=10, random_share=1.0, seed=2)
    fill(paths[0])
    book = openpyxl.load_workbook(paths[1])
    book.worksheets[0]["E2"] = "资金"
    book.save(paths[1])
    with pytest.raises(GovtextError, match='no clause is coded by two coders .*"资金" is no instrument.*; fill'):
        clause_coding.clause_agreement(study, [])
    assert not (study.folder / "coding" / "clauses" / "agreement.xlsx").exists()


def test_the_commands(study):
    runner = CliRunner()
    said = runner.invoke(
        app, ["--study", str(study.folder), "coding", "sample", "--of", "clauses", "--size", "12", "--coders", "张,李"]
    )
    assert said.exit_code == 0, said.output
    assert "12 clauses written for 2 coders" in said.output
    for name in "张李":
        fill(study.folder / "coding" / "clauses" / f"{name}.xlsx")
    said = runner.invoke(app, ["--study", str(study.folder), "coding", "agreement", "--of", "clauses"])
    assert said.exit_code == 0, said.output
    assert "instrument" in said.output
    said = runner.invoke(app, ["--study", str(study.folder), "coding", "audit", "--of", "clauses"])
    assert "macro-F1 1.00" in said.output
