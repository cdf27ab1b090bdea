"""Clauses are cut where a reader would cut them."""

from govtext.policies.numbering import value_of
from govtext.policies.outline import parse, sentences

LAW = """云岭省便民办事规定
2023年3月1日 云岭省人民政府公布

## 第一章　总 则

第一条 为了让群众办事少跑腿，制定本规定。

第二条　各级机关应当公开办事指南，写明下列内容：

（一）所需材料；

（二）办理时限。

第三条规定的情形除外。

第三条 材料齐全的，窗口应当在五个工作日内办结；材料不齐的：

1. 一次告知；

2. 允许补正。

第二章 附则

第三条之一 热线全天开通。

第四条 本规定自2023年5月1日起施行。

云岭省人民政府办公厅
2023年3月1日
"""

NOTICE = """关于精简证明材料的通知
各县市人民政府：
为减轻群众负担，现就精简证明材料通知如下。
一、总体要求
坚持能减则减，凡没有依据的证明一律取消。
二、主要任务
（一）清理证明。各单位六月底前列出清单，逐项说明依据。
清单向社会公布，接受群众监督。
（二）具体做到：
1.能核验的不再索要；
2.能共享的不再提交。
云岭省人民政府
"""


def wording(text: str, clause) -> str:
    return text[clause.start : clause.end]


def test_articles_with_their_paragraphs_and_items():
    structure, clauses = parse("p1", LAW)
    assert structure == "articles"
    assert [c.number for c in clauses] == ["第一条", "第二条", "第三条", "第三条之一", "第四条"]
    second, third = clauses[1], clauses[2]
    assert [p.level for p in second.parts] == ["paragraph", "item", "item", "paragraph"]
    assert [p.number for p in second.parts] == [None, "（一）", "（二）", None]
    assert [LAW[p.start : p.end] for p in second.parts][3] == "第三条规定的情形除外。"
    assert [p.number for p in third.parts] == [None, "1.", "2."]
    assert clauses[0].heading == "第一章 总则"
    assert clauses[3].heading == "第二章 附则"


def test_offsets_point_at_the_wording():
    _, clauses = parse("p1", LAW)
    assert wording(LAW, clauses[0]) == "为了让群众办事少跑腿，制定本规定。"
    assert wording(LAW, clauses[-1]) == "本规定自2023年5月1日起施行。"
    for clause in clauses:
        assert clause.start <= clause.parts[0].start
        assert clause.end == clause.parts[-1].end


def test_identifiers_are_stable_and_unique():
    first, again = parse("p1", LAW)[1], parse("p1", LAW)[1]
    assert [c.clause_id for c in first] == [c.clause_id for c in again]
    assert len({c.clause_id for c in first}) == len(first)
    # A change of wording elsewhere does not rename an article.
    changed = parse("p1", LAW.replace("少跑腿", "更省心"))[1]
    assert [c.clause_id for c in changed] == [c.clause_id for c in first]


def test_a_notice_is_cut_at_its_numbered_paragraphs():
    structure, clauses = parse("p2", NOTICE)
    assert structure == "outline"
    assert [c.number for c in clauses] == [None, None, "（一）", None, "（二）"]
    assert clauses[2].heading == "二、主要任务"
    assert clauses[3].heading == "二、主要任务 / （一）清理证明"
    assert [p.level for p in clauses[4].parts] == ["sentence", "item", "item"]
    assert wording(NOTICE, clauses[4]).endswith("不再提交。")


def test_a_text_without_clauses_gives_none():
    assert parse("p3", "题目")[1] == []
    assert parse("p3", "题目\n")[1] == []
    assert parse("p3", "")[1] == []


def test_sentences_keep_the_closing_quote():
    text = "他说：“可以办。”然后走了！"
    assert [text[a:b] for a, b in sentences(text, 0, len(text))] == ["他说：“可以办。”", "然后走了！"]


def test_numerals():
    assert [value_of(n) for n in ("十", "十二", "二十", "一百零三", "二〇二四", "97")] == [10, 12, 20, 103, 2024, 97]
