"""What the methods say of dictionaries and of the coders' agreement."""

import re
import shutil
from pathlib import Path

import pytest
import small_study
from docx import Document

from govtext.build.agreement_record import keep_agreement, keep_training
from govtext.build.study import Study
from govtext.lexicons import Lexicons
from govtext.report.contents import Contents
from govtext.report.methods import methods_text
from govtext.report.models import NAMES
from govtext.report.reference_list import author_year, references, standard, works
from govtext.report.tables.corpus import selection
from govtext.report.wording import shipped
from govtext.settings import ReportSettings
from govtext.store import Inputs, Source

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


def test_what_training_came_to_is_told_code_by_code(tmp_path, coded):
    row = {"texts": 30, "rules_f1": 0.4, "layer_f1": None, "raw": 0.481, "corrected": 0.33, "low": 0.21, "high": 0.53, "coded": 26.0}
    study = Study(tmp_path / "study")
    keep_training(study, 2, [
        {**row, "code": "slow_response", "chosen": "layer", "trusted": False},
        {**row, "code": "high_cost", "chosen": "rules", "trusted": True, "corrected": float("nan"), "low": float("nan")},
    ])
    (tmp_path / "out").mkdir()
    text = methods(tmp_path / "out", coded)
    assert "响应迟缓采用训练层，未达可信标准，机器计 48.1%（校正 33.0% [21.0%, 53.0%]，n = 26）；" in text
    assert "成本高昂仍用原规则与统计层，可信，机器计 48.1%（校正 – [–, 53.0%]，n = 26）。" in text
    assert "by the trained layer, not trusted, by machine 48.1% (corrected 33.0% [21.0%, 53.0%], n = 26)" in text
    assert "编码者间一致性（3 名编码者" in text, "agreement is still told"


def test_agreement_on_the_random_part_stands_beside_that_on_all(tmp_path, coded):
    study = Study(tmp_path / "study")
    alone = {"random_units": 90, "random_alpha": 0.64, "random_kappa": 0.66, "random_low": 0.5, "random_high": 0.75}
    keep_agreement(study, "complaints", 2, [{**ROW, **alone, "variable": "request_type"}, {**ROW, "variable": "high_cost"}])
    (tmp_path / "out").mkdir()
    text = methods(tmp_path / "out", coded)
    assert "仅按随机抽取的部分：诉求类型 α = 0.64 [0.50, 0.75]，κ = 0.66（n = 90）。" in text
    assert "on those drawn at random alone: request type alpha = 0.64 [0.50, 0.75], kappa = 0.66 (n = 90)." in text
    assert text.count("仅按随机抽取的部分") == 1, "clauses have no part drawn by scores"


def test_the_means_over_refits_stand_in_methods_as_in_the_table(tmp_path, lexicons):
    text = methods(tmp_path, lexicons)
    assert "K = 3（采用种子 1 的拟合）" in text
    assert "该 K 下 2 次拟合的均值（与“主题模型的选择”表相同）：NPMI = 0.115" in text
    tables = small_study.inputs().tables
    rows = tables["model_selection"].read().to_pylist()
    rows = [{**row, "coherence_npmi": 0.3} if (row["method"], row["k"], row["seed"]) == ("nmf", 3, 2) else row for row in rows]
    given = Inputs(tables={**tables, "model_selection": Source.of("model_selection", rows)})
    contents = Contents(given, [], "样", {})
    (text,) = [one.say("en") for section in methods_text(contents) for one in section.paragraphs if "fits of this K" in one.say("en")]
    assert "NPMI = 0.207" in text
    heads = [head.text.en for head in selection(contents).heads]
    assert heads[3:5] == ["Mean NPMI", "Mean c_v"]


def test_works_that_are_cited_are_listed_as_a_thesis_lists_them(tmp_path, lexicons):
    text = methods(tmp_path, lexicons)
    chinese, english = text.split("## 参考文献")[1].split("## References")
    assert re.search(
        r"- RÖDER M, BOTH A, HINNEBURG A, 2015\. Exploring the Space of Topic Coherence Measures\[C\]//Proceedings of .*: 399-408\.", chinese)
    assert "WILSON E B, 1927. Probable Inference, the Law of Succession, and Statistical Inference[J]. Journal of the American Statistical Association, 22(158): 209-212." in chinese
    assert "ROTHWELL R, ZEGVELD W, 1985. Reindustrialization and Technology[M]. London: Longman." in chinese
    assert "- Papke, L. E., & Wooldridge, J. M. (1996). Econometric" in english
    assert "Journal of Applied Econometrics, 11(6), 619–632." in english
    # The text cites by author and year: a numbered list would not answer to it. By names, then.
    names = [one.replace("Ö", "O") for one in re.findall(r"^- (\w+)", chinese, re.MULTILINE)]
    assert len(names) > 8
    assert names == sorted(names)
    cohen = next(work for work in works() if work.key == "cohen1988")
    assert standard(cohen) == "COHEN J, 1988. Statistical Power Analysis for the Behavioral Sciences[M]. 2nd ed. Hillsdale: Lawrence Erlbaum."
    assert author_year(cohen).endswith("Sciences (2nd ed.). Hillsdale: Lawrence Erlbaum.")
    # What was not done is not cited: nobody has coded twice.
    assert "Krippendorff" not in english.split("## BibTeX")[0]
    assert "@book{krippendorff2004" in english


def test_word_has_the_list_and_no_bibtex(tmp_path, lexicons):
    small_study.write_report(tmp_path, small_study.inputs(), ReportSettings(), lexicons, ("methods.docx",))
    text = "\n".join(one.text for one in Document(str(tmp_path / "methods.docx")).paragraphs)
    assert "参考文献" in text
    assert "QUINN K M, 2008. Fightin' Words" in text
    assert "@article" not in text
    assert "BibTeX" not in text


def test_every_work_is_named_with_its_year_and_every_year_has_its_work():
    wordings = shipped("methods.toml") + "\n".join(name.en for _, name in NAMES.values())
    english = wordings.replace("\\\n", "")
    known = works()
    assert len(known) == references().count("@")
    assert [work.key for work in known if not work.cited_in(english)] == []
    years = set(re.findall(r"\b(?:19|20)\d\d\b", english))
    assert years <= {work.fields["year"] for work in known}


def test_limits_tell_the_accuracy_of_the_tool_and_not_of_the_study(tmp_path, lexicons):
    text = methods(tmp_path, lexicons)
    assert "不是本研究文本上的准确度" in text
    assert "宏平均 F1 约 0.68–0.77" in text
    assert "a recall of 0.33 within the first five" in text


def test_what_rests_on_some_of_the_texts_is_told_with_how_many(lexicons):
    study = small_study.inputs()
    told = {}
    for most in (0, 40, 60, 63, 1000):
        settings = {"words": {"new_word_texts": most}, "topics": {"model_texts": most}}
        records = {stage: {"settings": one} for stage, one in settings.items()}
        contents = Contents(Inputs(tables=study.tables, records=records), [], "样", {})
        told[most] = "".join(one.say("en") for section in methods_text(contents) for one in section.paragraphs)
    words, topics = "sought in some {} of the 63 texts", "Of the 60 texts some {}"
    assert (words.format(40) in told[40], topics.format(40) in told[40]) == (True, True)
    assert (words.format(60) in told[60], "Of the 60 texts" in told[60]) == (True, False)
    for most in (0, 63, 1000):
        assert "sought in some" not in told[most]
        assert "Of the 60 texts" not in told[most]
