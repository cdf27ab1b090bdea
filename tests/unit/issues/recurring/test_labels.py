"""Names of issues: place and matter in their own words."""

import jieba.posseg
import pytest

from govtext.issues.recurring import labels
from govtext.issues.recurring.labels import Message, clean_title
from govtext.issues.recurring.place_names import WordFacts, names_of

FACTS = WordFacts()


def message(title, text):
    cut = [(pair.word, pair.flag) for pair in jieba.posseg.cut(f"{title}\n{text}")]
    words, tags = [word for word, _ in cut], [tag for _, tag in cut]
    numbers = FACTS.numbers(words, tags)
    return Message(title, text, words, placed(words, numbers))


def placed(words, numbers):
    return [(first, last, tuple(words[first:last])) for first, last in names_of(FACTS, numbers)]


def label(messages, rarity):
    return labels.label(messages, rarity, {})


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


def test_titles_keep_what_they_need():
    assert clean_title("反映云杉花园楼板质量问题") == "云杉花园楼板质量问题"
    assert clean_title("希望让A6区的孩子就近上学") == "让A6区的孩子就近上学"
    assert clean_title("咨询B2区云杉路拓宽的相关问题") == "云杉路拓宽"


@pytest.mark.parametrize(
    ("title", "cleaned"),
    [
        ("关于“沅宁政务通”人脸识别的问题", "“沅宁政务通”人脸识别"),  # the opening mark goes with 关于, and comes back
        ("“青石云”A市政务中心不认", "“青石云”政务中心不认"),
        ("关于“青石路积水”的问题", "青石路积水"),  # marks around all of it say nothing
        ("青石路积水（急）", "青石路积水（急）"),
        ("青石路积水（请尽快处理", "青石路积水请尽快处理"),
        ("青石花园（二期)漏水", "青石花园（二期)漏水"),
        ("咨询《青石市引才办法》补贴", "《青石市引才办法》补贴"),
        ("青石市引才办法》补贴", "青石市引才办法补贴"),
        ('青石路"断头路何时打通', "青石路断头路何时打通"),
        ('关于"青石云"办事的问题', '"青石云"办事'),
        ("”青石云“打不开", "青石云打不开"),
    ],
)
def test_a_label_holds_both_marks_of_a_pair_or_neither(title, cleaned):
    assert clean_title(title) == cleaned


def test_a_matter_holds_no_half_of_a_pair_when_its_place_is_cut_off():
    texts = [("“望江花园”夜间施工", "望江花园夜里施工。"), ("“望江花园”夜间施工吵", "望江花园夜里吵。")]
    found = label([message(*text) for text in texts], {"望江": 6.0, "花园": 3.0, "夜间": 3.0, "施工": 2.5})
    for part in (found.whole, found.place, found.matter):
        assert part.count("“") == part.count("”"), found


def test_a_kind_of_place_is_no_place():
    texts = [("建议公交公司增开夜班车", "公交公司晚上九点就收车。"), ("公交公司夜班车太少", "晚上没有车。")]
    assert label([message(*text) for text in texts], {"公交": 3.0, "公司": 2.0, "夜班车": 5.0}).place == ""


def test_of_equal_places_the_first_in_order_is_taken():
    texts = [("望江花园停电", "云锦花园也停电。"), ("云锦花园停电", "望江花园也停电。")]
    rarity = {"望江": 4.0, "云锦": 4.0, "花园": 1.0}
    assert label([message(*text) for text in texts], rarity).place == "云锦花园"
    assert label([message(*text) for text in texts], rarity | {"望江": 4.1}).place == "望江花园"


def test_a_name_that_was_cut_through_grows_by_what_all_titles_have():
    texts = ["反映柳溪路积水", "柳溪路下雨就积水", "咨询柳溪路何时整治积水"]
    assert labels._grown("柳溪", texts) == "柳溪路"
    assert labels._grown("溪", texts) == "柳溪路"
    assert labels._grown("积水", texts) == "积水"
    dark = ["星河新城路灯不亮", "问星河新城路灯", "星河新城路灯又坏"]
    assert labels._grown("星河新城", dark, ["星河", "新城", "路灯", "不亮"]) == "星河新城"
    assert labels._grown("柳溪", texts, ["柳溪", "路", "积水", "路灯"]) == "柳溪路"
    old = ["老柳溪广场夜里太吵", "反映老柳溪广场噪音", "请管管老柳溪广场"]
    assert labels._grown("柳溪广场", old) == "老柳溪广场"
    assert labels._grown("柳溪广场", ["看柳溪广场太吵", "请看柳溪广场噪音"]) == "柳溪广场"


def test_a_place_in_the_middle_of_a_title_stays_there():
    assert labels.strip_place("把步道延长到柳溪公园北门", "柳溪公园") == "把步道延长到柳溪公园北门"
    assert labels.strip_place("柳溪公园路灯不亮", "柳溪公园") == "路灯不亮"
    assert labels.strip_place("请延长步道到柳溪公园", "柳溪公园") == "请延长步道到"


def test_a_name_that_one_message_has_as_an_unknown_word_is_still_the_place():
    """The cut may take the name whole in one message: of that word nothing is known."""
    first = message("望江花园施工扰民", "望江花园夜里施工。")
    whole = ["望江花园", "夜里", "施工", "\n", "天天", "如此", "。"]
    numbers = FACTS.numbers(whole, ["ns", "t", "vn", "x", "d", "r", "x"])
    last = Message("望江花园夜里施工", "天天如此。", whole, placed(whole, numbers))
    assert last.names == [(0, 1, ("望江花园",))]
    rarity = {"望江": 6.0, "花园": 3.0, "施工": 2.5}
    assert label([first, last], rarity).place == "望江花园"
    assert label([last, first], rarity).place == "望江花园"
