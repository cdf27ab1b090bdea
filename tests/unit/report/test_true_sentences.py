"""Sentences that a thesis would quote say what was done: denominators, units, what was left out, and where a rule ends."""

import pytest
import small_study

from govtext.report.citing import Cited
from govtext.report.contents import Contents
from govtext.report.findings.flow import flow_sentence
from govtext.report.findings.issues import issues
from govtext.report.findings.policies import gaps
from govtext.report.methods import methods_text
from govtext.report.tables.corpus import selection
from govtext.report.tables.policies import by_problem, by_topic
from govtext.report.wording import shipped
from govtext.robustness.conditions import MOST_SOURCES
from govtext.store import Inputs, Source
from govtext.topics.references import DEVIATIONS


def contents(records=None, **changed):
    tables = {**small_study.inputs().tables, **{name: Source.of(name, rows) for name, rows in changed.items()}}
    return Contents(Inputs(tables=tables, records=records or {}), [], "样", {})


def paragraph(made, part, language="zh"):
    return next(one.say(language) for each in methods_text(made) for one in each.paragraphs if part in one.say(language))


def models(*tried):
    """Rows of model_selection from (method, k, fits), the first fit of the first one chosen."""
    return [
        {"method": method, "k": k, "seed": seed, "coherence_npmi": 0.2, "stability": 0.8, "chosen": (at, seed) == (0, 1)}
        for at, (method, k, fits) in enumerate(tried) for seed in range(1, fits + 1)
    ]


def test_fits_to_compare_are_not_counted_among_those_that_k_was_chosen_from():
    made = contents(model_selection=models(("nmf", 4, 7), ("nmf", 3, 4), ("lda_cvb", 4, 3), ("nmf, shuffled words", 4, 2)))
    text = paragraph(made, "选定 K")
    assert text.startswith("在 K = 3, 4 下比较了词共现矩阵的非负矩阵分解（NMF；Lee 与 Seung，1999；Yan 等，2013）的 11 次拟合")
    assert "；另以LDA（Blei 等，2003；折叠变分推断）的 3 次拟合、打乱词语的文本的 2 次拟合作对照" in text
    assert "主题数中取最小" in text
    english = paragraph(made, "Chosen: K", "en")
    assert english.startswith("11 fits (seeds and subsamples) of non-negative factors")
    assert "; beside them stand 3 fits of LDA (Blei et al., 2003; collapsed variational), 2 fits of texts with shuffled words;" in english


def test_a_number_of_topics_that_was_set_was_not_chosen_by_the_rule():
    text = paragraph(contents(model_selection=models(("nmf", 4, 7))), "选定 K")
    assert "K 由设置给定（topics.k）" in text
    assert "取最小" not in text
    assert "作对照" not in text


def test_the_limits_of_stability_and_of_the_vocabulary_are_those_of_the_run():
    settings = {"stable_above": 0.4, "top_words": 7, "max_share": 0.5, "drop_places": False}
    text = paragraph(contents({"topics": {"settings": settings}}), "选定 K")
    assert "取前 7 个词" in text
    assert "稳定性低于 0.4，" in text
    assert "出现于超过 50.0% 文本的词" in text or "出现于超过 50% 文本的词" in text
    assert "地名" not in text
    assert "地名与人名" in paragraph(contents(), "选定 K")
    assert DEVIATIONS == 3
    assert "加三个标准差" in text


def test_a_difference_of_shares_is_told_in_percentage_points():
    text = paragraph(contents({"robustness": {"settings": {
        "refit_texts": 900, "share_difference": 0.05, "order": 0.9, "median_share": 0.2, "keywords": 20, "overlap": 0.7,
        "topic_overlap": 0.33}}}), "判断标准")
    assert "指出问题的比例相差不超过 5 个百分点" in text
    assert "等待中位数相差不超过主结果的 20%" in text
    assert f"（至多 {MOST_SOURCES} 个，从最大的起）" in text
    assert f"(at most {MOST_SOURCES}, the largest first)" in shipped("methods.toml")


def test_coded_complaints_and_members_of_issues_are_both_parts_of_the_complaints():
    text = flow_sentence(contents())
    assert "诉求中带有服务问题编码 n =" in text.say("zh")
    assert "诉求中归入重复问题 n =" in text.say("zh")
    assert "complaints in a recurring issue n =" in text.say("en")


def gap_row(code, gap):
    return {"code": code, "complaints": 5, "share": 0.1, "clauses": 5, "weight": 0.4 + gap, "coverage": 0.4, "gap": gap}


@pytest.mark.parametrize(("rows", "zh"), [
    ([("slow_response", 0.3), ("high_cost", -0.2)], "的 40.0%；条款最偏重“high_cost”（条款 40.0%，诉求 20.0%）。"),
    ([("slow_response", 0.3), ("high_cost", 0.1)], "的 40.0%。"),  # none outweighs: nothing is said of one that does
    ([("slow_response", -0.1), ("high_cost", -0.2)], None),
])
def test_the_gap_names_its_denominators_and_only_what_weighs_more(rows, zh):
    found = [one.text.say("zh") for one in gaps(contents(gaps=[gap_row(*row) for row in rows]))]
    if zh is None:
        assert found == []
    else:
        assert len(found) == 1
        assert found[0].startswith("与政策条款相比，诉求最偏重“slow_response”：占有编码诉求的 70.0%，针对它的条款占针对任一问题的条款")
        assert found[0].endswith(zh)


def test_a_two_way_table_of_problems_is_drawn_from_the_clauses_on_a_problem():
    made = contents()
    speaking = sum(bool(row["problems"]) for row in made.rows("clauses"))
    assert f"n = {speaking} 条对应任一问题的条款" in by_problem(made).note.say("zh")
    assert f"n = {len(made.rows('clauses'))} 条条款" in by_topic(made).note.say("zh")


def test_held_out_figures_of_different_models_are_not_to_be_compared():
    assert "两者不可比" in selection(contents()).note.say("zh")


def test_issues_of_one_writer_are_told_beside_those_of_many():
    rows = small_study.inputs().tables["issues"].read().to_pylist()
    made = contents(issues=[{**row, "authors": 1 if at == 0 else 3} for at, row in enumerate(rows)])
    assert "其中 1 个只有一名留言人" in paragraph(made, "重复出现的问题（至少")
    assert "1 of them of one writer alone" in paragraph(made, "recurring issues (of", "en")
    (found,) = issues(made)
    assert f"归为 {len(rows)} 个重复出现的问题（1 个只有一名留言人）" in found.text.say("zh")
    assert {"issues.authors=1.count"} <= {piece.key for piece in found.text.zh if isinstance(piece, Cited)}


def test_codes_that_a_statistical_layer_gives_are_not_said_to_be_given_by_rules_alone():
    made = contents({"issues": {"lexicons": {"coding_layer.toml": "ab"}}})
    assert "每个编码一个逻辑回归" in paragraph(made, "统计层")
    assert "a logistic regression for each code" in paragraph(made, "A statistical layer", "en")
    told = [one.say("zh") for each in methods_text(contents()) for one in each.paragraphs]
    assert not any("统计层" in one for one in told)


def test_repeated_texts_are_said_to_be_near_ones_too():
    assert "相同、转发、近似，或同一作者短期内相似" in paragraph(contents(), "duplicate_of")
    assert "与前文相同或相近" in flow_sentence(contents()).say("zh")
