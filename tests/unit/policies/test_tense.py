"""A work report's review is told from its tasks."""

from govtext.policies.outline import parse
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
