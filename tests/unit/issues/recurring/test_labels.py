"""Names of issues: place and matter in their own words."""

import jieba.posseg

from govtext.issues.recurring.labels import Message, clean_title, description, label


def message(title, text):
    cut = [(pair.word, pair.flag) for pair in jieba.posseg.cut(f"{title}\n{text}")]
    return Message(title, text, [w for w, _ in cut], [t for _, t in cut])


def test_place_and_matter_of_messages_about_one_estate():
    found = label(
        [
            message("投诉B3区望江花园夜间施工噪音扰民", "望江花园旁边的工地夜间施工，吵得睡不着。"),
            message("望江花园夜间施工扰民严重", "每天夜里施工，噪音很大。"),
            message("请管一管望江花园附近工地夜间施工", "工地在望江花园东门外。"),
        ],
        {"望江": 6.0, "花园": 3.0, "夜间": 3.0, "施工": 2.5, "噪音": 2.5, "扰民": 2.5, "工地": 3.0},
    )
    assert found.place == "望江花园"
    assert "施工" in found.matter
    assert "望江" not in found.matter
    assert found.whole.startswith("望江花园")
    assert "投诉" not in found.whole
    assert "B3" not in found.whole


def test_titles_lose_what_only_says_that_somebody_writes():
    assert clean_title("关于B3区望江花园停水的问题？") == "望江花园停水"
    assert clean_title("请问何时能办不动产证？") == "何时能办不动产证"


def test_the_description_is_the_first_sentence_that_says_enough():
    assert (
        description("停水", "尊敬的领导：您好！望江花园这个月已经停水六次了。没有人管。")
        == "望江花园这个月已经停水六次了。"
    )
    assert description("只有标题", "") == "只有标题"
