"""How a line begins, and what its number is worth."""

import pytest

from govtext.policies.numbering import DEPTH, lines, value_of


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十五", 25), ("一百", 100), ("一百零三", 103), ("一百一十", 110),
     ("两百二十二", 222), ("一千零四十", 1040), ("二〇二四", 2024), ("37", 37), ("〇", 0)],
)
def test_values(numeral, value):
    assert value_of(numeral) == value


def test_what_is_no_digit_has_no_value():
    with pytest.raises(KeyError):
        value_of("一万")


@pytest.mark.parametrize(
    ("line", "level", "number", "value"),
    [
        ("第一编 总则", "part", "第一编", 1), ("第二章 监督", "chapter", "第二章", 2), ("第三节 期限", "section", "第三节", 3),
        ("第十二条 申请人应当", "article", "第十二条", 12), ("第 5 条 申请人", "article", "第 5 条", 5),
        ("第六条之二 补充", "article", "第六条之二", 6), ("一、总体要求", "first", "一、", 1), ("（三）流程", "second", "（三）", 3),
        ("4.材料", "third", "4.", 4), ("4.5万元", "plain", None, 0), ("（5）时限", "fourth", "（5）", 5),
        ("①申请", "fourth", "①", 1), ("⑳归档", "fourth", "⑳", 20), ("## 附则", "title", None, 0), ("无编号", "plain", None, 0),
    ],
)
def test_levels(line, level, number, value):
    found = lines(line)
    assert [(one.level, one.number, one.value) for one in found] == [(level, number, value)]


def test_where_a_line_and_its_wording_stand():
    text = "标题\n  ### 第一条　申请\n\n<!-- 来源 -->\n第二条【期限】十日\n<!-- 开头\n末尾 -->"
    title, first, second, opened, closed = lines(text)
    assert (title.marks, title.gap, title.start) == (0, False, 0)
    assert (first.marks, first.gap) == (3, True)
    assert text[first.start : first.end] == "第一条　申请"
    assert text[first.body : first.end] == "申请"
    assert (second.gap, text[second.body : second.end]) == (True, "【期限】十日")
    # only what is a comment whole is left out
    assert text[opened.start : opened.end] == "<!-- 开头"
    assert text[closed.start : closed.end] == "末尾 -->"


def test_headings_lie_in_one_another_by_rank():
    order = ["part", "chapter", "section", "title", "first", "second", "third", "fourth"]
    assert sorted(DEPTH, key=DEPTH.__getitem__) == order
    assert len(set(DEPTH.values())) == len(order)
