"""Hand coding, with real workbooks filled in as people fill them."""

import csv
import tomllib

import openpyxl
import pytest

from govtext.build import hand_coding
from govtext.build.study import Study
from govtext.errors import GovtextError
from govtext.store import TableWriter, table
from govtext.tables import TABLES

SLOW = "路灯坏了三个月，跟社区反映过好几回，到现在还是没有解决。第{}盏。"
FINE = "请问公积金提取要带哪些证件？第{}次来办。"


@pytest.fixture
def study(tmp_path):
    study = Study(tmp_path / "study")
    documents = [
        {"doc_id": f"c{n:03d}", "kind": "complaint", "source_file": "a.csv", "title": "路灯" if n % 2 else "公积金",
         "text": (SLOW if n % 2 else FINE).format(n), "region": "甲市" if n < 30 else "乙市"}
        for n in range(60)
    ]
    problems = [
        {"doc_id": f"c{n:03d}", "code": "slow_response", "score": 0.8, "evidence": "没有解决", "start": 0, "end": 4}
        for n in range(1, 60, 2)
    ]
    for name, rows in [("documents", documents), ("service_problems", problems)]:
        writer = TableWriter(name, study.processed / TABLES[name].path)
        writer.write(table(name, rows))
        writer.close()
    return study


def fill(path, wrong=(), leave=()):
    """Fill a workbook in: slow where the text is about lamps, but for the rows that this coder gets wrong."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    columns = {name: at + 1 for at, name in enumerate(header)}
    for row in range(2, sheet.max_row + 1):
        if row in leave:
            continue
        slow = "路灯" in str(sheet.cell(row, columns["正文"]).value)
        sheet.cell(row, columns["响应迟缓"], "是" if slow != (row in wrong) else "否")
        sheet.cell(row, columns["诉求类型"], "投诉" if slow else "咨询")
    book.save(path)


def test_sample_agreement_and_training(study):
    paths = hand_coding.write_sample(study, ["张", "李"], size=40, random_share=0.5, seed=1)
    with (study.folder / "coding" / "sample.csv").open(encoding="utf-8-sig", newline="") as file:
        drawn = list(csv.DictReader(file))
    assert len({row["doc_id"] for row in drawn}) == 40
    assert [row["sample"] for row in drawn].count("random") == 20
    fill(paths[0])
    fill(paths[1], wrong={5, 9}, leave={12})
    rows, _problems = hand_coding.agreement_of(study, [])
    slow = next(row for row in rows if row["variable"] == "slow_response")
    kept = (study.folder / "pipeline" / "lexicons" / "coding_agreement.toml").read_text(encoding="utf-8")
    held = {row["variable"]: row for row in tomllib.loads(kept)["complaints"]["variables"]}
    assert held["slow_response"]["kappa"] == pytest.approx(slow["kappa"], abs=1e-6)
    assert "张" not in kept, "no coder's name is kept"
    assert slow["units"] == 39
    assert slow["per_cent"] == pytest.approx(37 / 39)
    assert 0.7 < slow["kappa"] < 1
    assert slow["low"] <= slow["alpha"] <= slow["high"]
    assert 19 <= slow["random_units"] <= 20, "half were drawn at random"
    assert held["slow_response"]["random_alpha"] == pytest.approx(slow["random_alpha"], abs=1e-6)
    alone = {row["doc_id"] for row in drawn if row["sample"] == "random"}
    assert alone != {row["doc_id"] for row in drawn}
    book = openpyxl.load_workbook(study.folder / "coding" / "agreement.xlsx")
    assert book["disagreements"].max_row == 3, "two texts to discuss, and the header"
    report, _ = hand_coding.train_on(study, [])
    trained = {row["code"]: row for row in report}
    assert trained["slow_response"]["trusted"]
    # Of the 20 texts drawn at random the two coders differ on some or left them out; the enriched ones correct nothing.
    assert 17 <= trained["slow_response"]["coded"] <= 20
    assert trained["slow_response"]["low"] <= trained["slow_response"]["corrected"] <= trained["slow_response"]["high"]
    assert (study.folder / "pipeline" / "lexicons" / "coding_study_layer.toml").is_file()
    sheet = openpyxl.load_workbook(study.folder / "coding" / "training.xlsx").worksheets[0]
    assert sheet.max_row == len(report) + 1
    kept = tomllib.loads((study.folder / "pipeline" / "lexicons" / "coding_agreement.toml").read_text(encoding="utf-8"))
    held = {row["code"]: row for row in kept["training"]["variables"]}
    assert held["slow_response"]["corrected"] == pytest.approx(trained["slow_response"]["corrected"], abs=1e-6)
    assert "slow_response" in {row["variable"] for row in kept["complaints"]["variables"]}, "agreement is kept beside it"
    codes, rules = hand_coding.audit_on(study, [])
    assert next(row for row in codes if row["code"] == "slow_response")["f1"] > 0.9
    assert any(row["hits"] for row in rules)


def test_a_coders_work_is_not_written_over(study):
    hand_coding.write_sample(study, ["张"], size=20, random_share=1.0, seed=1)
    with pytest.raises(GovtextError, match="is there already; move it away first"):
        hand_coding.write_sample(study, ["张"], size=20, random_share=1.0, seed=1)


def test_mistakes_are_told_in_one_line(study):
    with pytest.raises(GovtextError, match="there are no workbooks in coding; draw a sample"):
        hand_coding.agreement_of(study, [])
    paths = hand_coding.write_sample(study, ["张"], size=20, random_share=1.0, seed=1)
    fill(paths[0])
    with pytest.raises(GovtextError, match="there is one coder"):
        hand_coding.agreement_of(study, [])
    with pytest.raises(GovtextError, match="no complaint c999"):
        hand_coding.explain(study, "c999")
    with pytest.raises(GovtextError, match=r"sample|size|larger|texts"):
        hand_coding.write_sample(study, ["王"], size=999, random_share=0.5, seed=1)


def test_workbooks_that_nobody_filled_make_no_agreement(study):
    paths = hand_coding.write_sample(study, ["张", "李"], size=20, random_share=1.0, seed=1)
    with pytest.raises(GovtextError, match="no text is coded by two coders; fill the workbooks"):
        hand_coding.agreement_of(study, [])
    fill(paths[0])
    with pytest.raises(GovtextError, match="no text is coded by two coders"):
        hand_coding.agreement_of(study, [])
    assert not (study.folder / "coding" / "agreement.xlsx").exists()
    assert not (study.folder / "pipeline" / "lexicons" / "coding_agreement.toml").exists(), "the report would tell it"


def test_explain_shows_the_rule_and_its_words(study):
    rows = hand_coding.explain(study, "c001")
    given = [row for row in rows if row["given"]]
    assert {row["code"] for row in given} == {"slow_response"}
    assert all(row["evidence"] in SLOW.format(1) for row in given)
