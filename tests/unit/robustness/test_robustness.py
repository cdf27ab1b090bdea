"""The main findings again: what changes is planted, so it is known which of them survive."""

import datetime

import numpy as np
import pyarrow as pa
import pytest

from govtext.parallel import Work
from govtext.robustness import problems
from govtext.robustness.conditions import Complaints, conditions, halves
from govtext.robustness.stage import run
from govtext.settings import RobustnessSettings
from govtext.store import Inputs, Source
from govtext.words.segmentation import segmenter

START = datetime.datetime(2023, 1, 1)
SUBJECTS = ("公交 线路 班次 车辆 站台 候车 司机 路口", "学校 教师 补课 学生 收费 课本 校车 食堂", "医院 医保 报销 住院 门诊 药品 医生 病历")


def study(size=240, late_code="slow_response", region_of=None):
    """Texts on three subjects; problems, regions and replies by rule."""
    rng = np.random.default_rng(7)
    documents, words, problems = [], [], []
    for at in range(size):
        doc = f"c{at:04d}"
        mine = SUBJECTS[at % 3].split()
        cut = [mine[n] for n in rng.permutation(8)[:6]] + ["的", "了"]
        date = START + datetime.timedelta(days=at)
        documents.append({
            "doc_id": doc, "kind": "complaint", "source_file": "甲.xlsx" if at % 4 else "乙.xlsx", "source_row": at,
            "title": "来信", "text": "".join(cut), "date": date, "region": "东城" if at % 2 else "西城",
            "reply": "好" if at % 4 else None, "reply_date": date + datetime.timedelta(days=5) if at % 4 else None,
            "duplicate_of": "c0000" if at and at % 12 == 0 else None, "masked": 0,
        })
        words.append({"doc_id": doc, "words": cut, "tags": ["n"] * 6 + ["uj", "ul"]})
        if at % 2 or at % 3 == 0:
            code = "slow_response" if at < 0.6 * size else late_code
            problems.append({"doc_id": doc, "code": code, "score": 1.0, "evidence": "的", "start": 0, "end": 1, "side": "public"})
        if at % 5 == 0:
            problems.append({"doc_id": doc, "code": "buck_passing", "score": 1.0, "evidence": "的", "start": 0, "end": 1, "side": "public"})
    gaps = [{"code": code, "complaints": 1, "share": 0.1, "clauses": 2, "coverage": 0.5} for code in ("slow_response", "buck_passing")]
    chosen = [{"method": "nmf", "k": 3, "seed": 1, "chosen": True}]
    tables = {"documents": documents, "words": words, "service_problems": problems, "gaps": gaps, "model_selection": chosen,
              "entities": []}
    return Inputs({name: Source.of(name, rows) for name, rows in tables.items()},
                  records={"topics": {"settings": {"min_words": 2, "max_share": 1.0, "boilerplate": []}}})


def rows(inputs, lexicons, work=None, **settings):
    made = run(inputs, RobustnessSettings(region_texts=20, **settings), lexicons, work or Work())
    return {(row["finding"], row["condition"], row["detail"]): row for _, table in made for row in table.to_pylist()}


def test_what_does_not_depend_on_the_condition_survives(lexicons):
    found = rows(study(), lexicons, refits=False)
    assert {key[1] for key in found} == {"without_duplicates", "earlier_half", "later_half", "without_source"}
    assert found["top_problem", "earlier_half", "2023-05-01"]["survives"]
    assert found["median_wait", "without_duplicates", ""]["value"] == 5.0
    region = found["top_region", "later_half", "2023-05-01"]
    assert (region["main_label"], region["label"], region["survives"]) == ("东城", "东城", True)
    share = found["problem_share", "without_source", "乙.xlsx"]
    assert share["texts"] == 180
    assert share["low"] < share["value"] < share["high"]


def test_a_finding_of_one_half_does_not_survive_the_other(lexicons):
    found = rows(study(late_code="high_cost"), lexicons, refits=False)
    late = found["top_problem", "later_half", "2023-05-01"]
    assert (late["label"], late["survives"]) == ("high_cost", False)
    assert not found["problem_order", "later_half", "2023-05-01"]["survives"]
    assert found["top_problem", "earlier_half", "2023-05-01"]["survives"]


def test_topics_and_keywords_are_made_anew_under_each_condition(lexicons):
    found = rows(study(), lexicons)
    made = {key[1] for key in found if key[0] == "topics"}
    assert {"dictionary", "stop_list", "earlier_half", "later_half", "more_topics", "fewer_topics"} == made
    assert found["keywords", "stop_list", ""]["survives"]
    assert found["topics", "earlier_half", "2023-05-01"]["value"] == pytest.approx(1.0, abs=0.5)
    top = found["top_topic", "stop_list", ""]
    assert (top["main_label"], top["label"], top["value"]) == (top["label"], top["label"], 1.0)
    # Six words drawn from eight that are cut apart by jieba as well: the same topics.
    assert found["top_topic", "dictionary", ""]["value"] > 0.5


def test_the_other_dictionary_is_not_held_on(lexicons):
    segmenter.cache_clear()
    assert ("keywords", "dictionary", "") in rows(study(), lexicons)
    assert segmenter.cache_info().currsize == 0


def test_the_rules_of_the_settings_decide(lexicons):
    inputs = study(late_code="high_cost")
    key = "problem_order", "later_half", "2023-05-01"
    assert not rows(inputs, lexicons, refits=False, order=0.9)[key]["survives"]
    assert rows(inputs, lexicons, refits=False, order=0.0)[key]["survives"] == (rows(inputs, lexicons, refits=False)[key]["value"] >= 0)


def test_the_part_that_is_refitted_is_the_same_on_every_run(lexicons):
    one, other = (rows(study(), lexicons, refit_texts=120) for _ in range(2))
    assert one == other
    assert one["keywords", "dictionary", ""]["texts"] == 120


def test_few_or_undated_texts_have_no_conditions(lexicons):
    assert rows(study(30), lexicons) == {}
    assert halves([None] * 400) == []
    assert halves([START] * 400) == []
    empty = study(0)
    assert list(run(empty, RobustnessSettings(), lexicons, Work())) == []


def test_parts_are_neither_all_nor_too_few():
    complaints = Complaints.read(study()["documents"])
    for part in conditions(complaints):
        assert 50 <= part.texts.sum() < len(complaints.doc_ids)


def test_the_wait_of_more_texts_than_a_setting_may_ask_for():
    size = 10_050
    day = datetime.datetime(2020, 1, 1)
    columns = {
        "doc_id": [f"c{at}" for at in range(size)], "kind": ["complaint"] * size, "source_file": ["a.csv"] * size,
        "region": [None] * size, "department": [None] * size, "date": [day] * size,
        "reply": ["1"] * size, "reply_date": [day + datetime.timedelta(days=4)] * size,
    }
    assert problems._median(pa.table(columns)).value == 4.0


@pytest.mark.parametrize(("one", "other"), [([5, 3, 3, 1], [2, 2, 7, 1]), ([4, 3, 2, 1], [1, 2, 3, 4]), ([9, 1], [5, 2])])
def test_the_order_of_problems_is_compared_as_scipy_does(one, other):
    from scipy.stats import spearmanr

    def counted(counts):
        return [(f"code{number}", count) for number, count in enumerate(counts)]

    assert problems._order(counted(one), counted(other)) == pytest.approx(spearmanr(one, other).statistic, abs=1e-6)
    assert problems._order(counted(one), counted([3] * len(one))) is None, "counts all alike have no order"
    assert problems._order(counted([3] * len(one)), counted(one)) is None


def test_a_part_without_any_problem_confirms_nothing(lexicons):
    """No problem is named in the later half: its first code by the alphabet is no top problem, and there is no order."""
    inputs = study()
    kept = [row for row in inputs["service_problems"].read().to_pylist() if row["doc_id"] < "c0120"]
    found = rows(Inputs({**{name: inputs[name] for name in ("documents", "words", "gaps", "model_selection", "entities")},
                         "service_problems": Source.of("service_problems", [{**row, "code": "a_first"} if row["code"] == "slow_response" else row for row in kept])},
                        records=inputs.records), lexicons, refits=False)
    later = "later_half", "2023-05-01"
    assert (found["top_problem", *later]["main_label"], found["top_problem", *later]["label"]) == ("a_first", None)
    assert not found["top_problem", *later]["survives"]
    assert (found["problem_order", *later]["value"], found["problem_order", *later]["survives"]) == (None, False)
    assert (found["problem_share", *later]["value"], found["problem_share", *later]["survives"]) == (0, False)
    assert ("largest_gap", *later) not in found
    assert found["top_problem", "earlier_half", "2023-05-01"]["survives"]


def test_a_share_that_differs_by_just_as_much_as_allowed_survives(lexicons):
    found = rows(study(), lexicons, refits=False)
    share = found["problem_share", "without_source", "乙.xlsx"]
    apart = abs(share["main_value"] - share["value"])
    assert apart > 0.001
    for allowed, held in ((apart + 1e-6, True), (apart - 0.001, False)):
        assert rows(study(), lexicons, refits=False, share_difference=allowed)["problem_share", "without_source", "乙.xlsx"]["survives"] is held
