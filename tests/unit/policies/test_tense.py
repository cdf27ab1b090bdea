"""A work report's review is told from its tasks."""

import pytest

from govtext.policies.outline import Clause, parse
from govtext.policies.tense import tense_of

REPORT = """2024年云岭省政府工作报告
各位代表：
现在，我代表省人民政府向大会报告工作，请予审议。
一、2023年工作回顾
过去一年，全省办件量增长12%，网上可办率达到90%。
二、2024年主要任务
（一）优化服务
今年要推进一网通办，力争群众少跑腿，窗口服务明显提升。
三、加强政府自身建设
坚持依法行政，自觉接受监督，持续改进作风。
"""


def test_headings_tell_review_from_task():
    _, clauses = parse("p1", REPORT)
    told = {REPORT[c.start : c.end][:4]: tense for c, tense in zip(clauses, tense_of(REPORT, clauses), strict=True)}
    assert told == {"现在，我": None, "过去一年": "review", "今年要推": "task", "坚持依法": "task"}


def test_a_report_without_headings_is_told_by_its_words():
    text = "2024年政府工作报告\n过去一年，经济增长5%，新增就业10万人，取得显著成绩。\n今年要加快改革，着力推进服务，确保群众满意。\n"
    _, clauses = parse("p1", text)
    assert tense_of(text, clauses) == ["review", "task"]


def tense(body, title="2024年政府工作报告", chapter=""):
    """The tense of one clause of a report, under a heading or none."""
    start = len(title) + 1
    clause = Clause("p1", "paragraph", None, chapter, chapter, start, start + len(body))
    return tense_of(f"{title}\n{body}", [clause])[0]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("过去五年主要工作和2024年安排", "review"),  # looking back decides before any year
        ("2023年情况", "review"), ("2024年情况", "task"), ("2025年情况", "task"),
        ("2023年到2024年情况", "task"),  # the later year decides
        ("重点工作", "task"),
    ],
)
def test_a_heading_tells_by_its_words_and_years(heading, told):
    assert tense("全省概况。", chapter=heading) == told
    assert tense("全省增长5%，取得显著成绩。", chapter=heading) == told, "the heading decides, whatever the wording"


def test_a_heading_without_a_time_leaves_it_to_the_wording():
    assert tense("全省增长5%，取得显著成绩。", chapter="云岭概况") == "review"
    assert tense("去年加快改革。", chapter="云岭概况") == "task", "as much of one as of the other"
    assert tense("全省概况。", chapter="云岭概况") == "task"
    assert tense("全省概况。", title="政府工作报告", chapter="2023年情况") == "task", "the report tells no year"


def test_without_a_heading_what_is_reached_weighs_double():
    assert tense("全省概况。") is None
    assert tense("去年加快改革。") is None, "as much of one as of the other"
    assert tense("去年取得成绩，加快推进改革，深化服务。") == "review", "two against three"
    assert tense("去年，加快推进改革。") == "task", "one against two"
    assert tense("现在向大会报告工作，请予审议。去年取得显著成绩。") is None


def test_the_year_of_a_report_may_stand_in_its_first_lines():
    title, head, body = "政府工作报告", "在2024年1月10日的会议上", "全省概况。"
    text = f"{title}\n{head}\n{body}"
    clause = Clause("p1", "paragraph", None, "2023年情况", "2023年情况", text.index(body), len(text))
    assert tense_of(text, [clause]) == ["review"]
