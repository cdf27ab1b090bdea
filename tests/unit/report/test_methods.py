"""What the methods say of dictionaries and of the coders' agreement."""

import shutil
from pathlib import Path

import pytest
import small_study

from govtext.build.agreement_record import keep_agreement
from govtext.build.study import Study
from govtext.lexicons import Lexicons
from govtext.settings import ReportSettings

ROW = {"units": 200, "share": 0.3, "per_cent": 0.93, "kappa": 0.81, "alpha": 0.8, "low": 0.7, "high": 0.88, "verdict": "good"}


def methods(tmp_path, lexicons):
    small_study.write_report(tmp_path, small_study.inputs(), ReportSettings(), lexicons, ("methods.md",))
    return (tmp_path / "methods.md").read_text(encoding="utf-8")


def test_dictionaries_are_told_with_their_sizes(tmp_path, lexicons):
    text = methods(tmp_path, lexicons)
    assert f"政务领域词 {len(set(lexicons.lines('gov_terms.txt'))):,} 个" in text
    assert f"{len(set(lexicons.lines('stopwords.txt'))):,} stop words" in text
    codebook = lexicons.table("service_problems.toml")
    rules = sum(len(one.get("rules", [])) for one in (*codebook["codes"], *codebook["types"]))
    assert f"含 10 个编码、{rules:,} 条规则" in text


def test_without_a_second_coder_the_methods_say_so_and_how_to_do_it(tmp_path, lexicons):
    text = methods(tmp_path, lexicons)
    assert "还没有第二名编码者的编码" in text
    assert "no second coder has coded yet" in text
    assert "govtext coding sample --coders" in text


@pytest.fixture
def coded(tmp_path, lexicons):
    """Lexicons of a study in which complaints were coded by three people, then clauses by two."""
    study = Study(tmp_path / "study")
    folder = study.folder / "pipeline" / "lexicons"
    folder.mkdir(parents=True)
    for name in ("coding_agreement.toml",):
        shutil.copy(lexicons.files[name], folder / name)
    keep_agreement(study, "complaints", 3, [
        {**ROW, "variable": "request_type"}, {**ROW, "variable": "slow_response", "kappa": float("nan"), "low": None},
        {**ROW, "variable": "high_cost", "units": 0},
    ])
    keep_agreement(study, "clauses", 2, [{**ROW, "variable": "instrument"}, {**ROW, "variable": "supply_talent"}])
    return Lexicons({**lexicons.files, "coding_agreement.toml": Path(folder / "coding_agreement.toml")})


def test_agreement_is_told_variable_by_variable(tmp_path, coded):
    text = methods(tmp_path / "out", coded) if (tmp_path / "out").mkdir() is None else ""
    assert "编码者间一致性（3 名编码者独立编码" in text
    assert "诉求类型 α = 0.80 [0.70, 0.88]，κ = 0.81，一致率 93.0%（n = 200）" in text
    assert "响应迟缓 α = 0.80，κ = –" in text
    assert "成本高昂 α" not in text
    assert "Agreement of 2 coders on policy instruments: instrument alpha = 0.80" in text
    assert "no second coder" not in text
