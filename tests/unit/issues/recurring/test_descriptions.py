"""The sentence that tells an issue: verbatim, with both of a pair of marks or neither."""

import pytest

from govtext.issues.recurring.descriptions import LONGEST, description
from govtext.issues.recurring.marks import lone_marks


def test_it_is_the_first_sentence_that_says_enough():
    told = description("停水", "尊敬的领导：您好！望江花园这个月已经停水六次了。没有人管。")
    assert told == "望江花园这个月已经停水六次了。"
    assert description("只有标题", "") == "只有标题"


def test_a_quotation_that_ends_with_its_sentence_keeps_its_mark():
    text = "窗口的人一边玩手机一边说“今天不办，明天再来。”我已经跑了三趟。"
    assert description("", text) == "窗口的人一边玩手机一边说“今天不办，明天再来。”"
    # the sentence behind it begins without the mark
    assert description("", "他说“不办。”我已经为这件事跑了三趟。") == "他说“不办。”我已经为这件事跑了三趟。"[7:]


def test_a_quotation_of_several_sentences_is_taken_to_its_end():
    text = "物业回复业主说“水管是小事；你们自己找人修！我们不管。”大家都很气愤。"
    assert description("", text) == "物业回复业主说“水管是小事；你们自己找人修！我们不管。”"


def test_a_quotation_that_goes_on_too_far_is_left_out():
    text = f"小区的路灯从去年冬天坏到现在，物业回复“{'水管也是小事；' * 30}”大家都很气愤。"
    told = description("", text)
    assert told == "小区的路灯从去年冬天坏到现在，物业回复…"


def test_a_long_sentence_is_cut_before_a_bracket_that_would_stay_open():
    text = f"{'望江花园的路灯坏了没有人来修，' * 7}详见附件（{'晚上出门很不安全，' * 5}）。"
    told = description("", text)
    assert told.endswith("详见附件…")
    assert lone_marks(told) == set()
    whole = description("", text.replace("（", "，").replace("）", ""))
    assert len(whole) == LONGEST  # without brackets it is cut where it always was
    assert whole.endswith("…")


def test_a_mark_whose_other_half_the_writer_left_out_is_left_out():
    assert description("", "根据《城市供水条例的规定停水要提前一天告诉住户。") == "城市供水条例的规定停水要提前一天告诉住户。"
    assert description("", "停水要提前一天告诉住户才行）这是谁都知道的。") == "停水要提前一天告诉住户才行…"


@pytest.mark.parametrize("text", [
    "要求给小区安装”一户一表”的水表，已经等了一年。",  # the same mark for both
    "根据巜城市供水条例》的规定停水要提前一天告诉住户。",  # a character that looks like the mark
    "存在以下这些问题没有解决，一）水压太低，2）水质发黄。",  # numbers in a list
    '物业说"水管是小事"，已经等了一年。',
    "物业说（他们叫“和谐”物业）水管是小事，已经等了一年。",
])
def test_what_is_no_half_of_a_pair_stays(text):
    assert description("", text) == text


def test_where_nothing_whole_says_enough_the_next_sentence_does():
    assert description("", "张三说（他不修）的（水管坏了）（。路灯坏了一个多月没有人来修。") == "张三说（他不修）的（水管坏了）…"
    assert description("", "（他说（不修（不管（就是不来（。路灯坏了一个多月没有人来修。") == "路灯坏了一个多月没有人来修。"


def test_a_title_in_its_place_is_whole_too():
    assert description("小区停水（第三次", "") == "小区停水"
    assert description("“", "") == "“"


@pytest.mark.parametrize("text", [
    "一、" + "“甲说：水（冷的）停了；乙说：" * 20, "”" * 40, "（" * 200, "《一》" * 80, "水" * 300 + "”", "1）" * 50,
])
def test_it_is_never_longer_than_it_may_be_and_always_verbatim(text):
    told = description("", text)
    assert len(told) <= LONGEST
    assert told.removesuffix("…") in text
