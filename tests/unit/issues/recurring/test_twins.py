"""Issues of one label are told apart, and what is apart already stays as it is."""

import datetime as dt

from govtext.issues.recurring.labels import Message
from govtext.issues.recurring.twins import telling_words, told_apart

MAY = dt.datetime(2024, 5, 3)


def row(label, place=None, first=MAY):
    return {"label": label, "place": place, "first_date": first}


def test_labels_alike_get_the_first_word_that_the_others_lack():
    rows = [row("社保转移"), row("路灯不亮"), row("社保转移"), row("社保转移")]
    words = {0: ("养老", "外省"), 2: ("养老", "军人"), 3: ("养老", "失业金", "军人")}
    assert told_apart(rows, words) == ["社保转移（外省）", "路灯不亮", "社保转移（2）", "社保转移（失业金）"]


def test_a_place_that_the_label_lacks_goes_first_and_the_month_last():
    rows = [row("停水", "柳荫巷"), row("停水", None, dt.datetime(2023, 1, 9)), row("停水")]
    assert told_apart(rows, {}) == ["停水（柳荫巷）", "停水（2023-01）", "停水（3）"]


def test_no_two_labels_are_alike_whatever_they_are():
    rows = [row(""), row(None), row("（1）"), row("甲（1）"), row("甲", first=None), row("甲", first=None), row("甲（乙）"), row("甲", first=None)]
    found = told_apart(rows, {4: ("乙",)})
    assert len(set(found)) == len(found)
    assert found[2:4] == ["（1）", "甲（1）"], "what is unlike stays as it is"
    assert found[6] == "甲（乙）"
    assert told_apart([], {}) == []


def test_telling_words_are_shared_and_rare_and_not_in_the_label():
    messages = [Message("社保转移", "", ["社保", "转移", "外省", "我", "A3", "办理"], [])] * 3
    messages.append(Message("社保", "", ["社保", "军人", "办理"], []))
    rarity = {"外省": 3.0, "军人": 5.0, "办理": 0.2, "A3": 6.0, "我": 6.0, "社保": 4.0, "转移": 4.0}
    assert telling_words(messages, rarity, "社保转移") == ("外省", "军人", "办理")
