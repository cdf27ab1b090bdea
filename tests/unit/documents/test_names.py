import random

import pytest

from govtext.documents import names
from govtext.documents.name_forms import find_surnames
from govtext.documents.name_places import name_places
from govtext.documents.names import find_names, is_name


def found(text, *known):
    return [text[start:end] for start, end, _ in find_names(text, known)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我叫李秀兰，今年六十岁", ["李秀兰"]),
        ("我叫周立家住东街", ["周立"]),
        ("我叫欧阳文静。", ["欧阳文静"]),
        ("联系人：赵铁柱 电话", ["赵铁柱"]),
        ("姓名：钱多，男", ["钱多"]),
        ("村主任孙大勇说不归他管", ["孙大勇"]),
        ("找到吴建平科长", ["吴建平"]),
        ("我是郑小芳，住在西街", ["郑小芳"]),
        ("我丈夫冯国强，在外打工", ["冯国强"]),
        ("我叫阿依古丽·买买提，是学生", ["阿依古丽·买买提"]),
        ("恳请解决。\n陈志明", ["陈志明"]),
        ("投诉人：何晓梅。何晓梅多次来访", ["何晓梅", "何晓梅"]),
        ("在场的有张建国、李秀兰和王磊等人", ["张建国", "李秀兰", "王磊"]),
        ("快递员罗金华不肯送上楼", ["罗金华"]),
        ("联系人：王 强", ["王 强"]),
        ("联系人：鲜娜", ["鲜娜"]),
        ("姓名：Zhang Wei", ["Zhang Wei"]),
        ("牧民扎西多吉来信", ["扎西多吉"]),
        ("经核查，周德明于去年购房", ["周德明"]),
        ("尊敬的王建国县长", ["王建国"]),
        ("举报：孙凯霸占公地", ["孙凯"]),
    ],
)
def test_names(text, names):
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "张女士说", "王局长您好", "我是高中生，想问", "我叫了三次车", "联系人不接电话", "负责人员都不在", "主任高度重视", "书记关注此事",
        "姓名和电话都填了", "街道管委主任", "申请人需要提供", "请李某某处理", "城管局长", "谢谢！", "当事人和单位", "业主代表大会",
        "老师上课方式", "希望能与张老师谈一下", "物业公司经理态度差", "村民委员会", "医生说没有号", "\n谢谢",
        "雷锋镇的路", "住在梅溪湖边", "杜鹃路堵车", "徐基海鲜酒店的油烟", "云建办〔2013〕8号", "绿地·香颂小区", "王某承认了", "陈先生说",
        "沅安市长方云时代漏水", "沅安市长方云公馆交房", "留守老人钱财被骗", "还我们安静的夜晚", "姓名：保密", "联系人：匿名",
    ],
)
def test_what_names_nobody_stays(text):
    assert found(text) == []


def test_names_from_other_columns_are_found_everywhere():
    assert found("本人程小东要投诉，程小东签字", "程小东") == ["程小东", "程小东"]


@pytest.mark.parametrize(
    ("text", "surnames"),
    [
        ("王女士说", ["王"]), ("尊敬的李县长：", ["李"]), ("那个姓赵的不讲理", ["赵"]), ("一名黄姓男子", ["黄"]), ("欧阳主任来过", ["欧阳"]),
        ("班主任来过", []), ("老师说的", []), ("高中老师", []), ("女士您好", []),
    ],
)
def test_surnames_that_stand_for_a_person(text, surnames):
    assert [text[start:end] for start, end, _ in find_surnames(text)] == surnames


def test_many_names_in_a_long_text_cost_no_more_than_its_length():
    people = [a + b + c for a in "王李张刘陈杨赵黄" for b in "建国志文" for c in "强明华军"]
    text = "。".join(f"来的是{name}" for name in people) + "。" + "、".join(people)
    assert found(text) == people + people


def test_is_name():
    assert is_name("欧阳文静")
    assert not is_name("市信访局")
    assert not is_name("u123456")


# surnames, given names, what stands around names, edges: random texts of these hold names of all kinds and much else
PIECES = [
    *"王李张欧阳司马高于方周明国建华文小丽强勇的了是我和、，：: \n。人（", "我叫", "联系人：", "姓名:", "投诉人", "老师", "先生", "，男", "科长",
    "村委会", "小区", "等人", "李秀兰", "张建国", "王磊", "扎西", "卓玛", "古丽·买买提", "Zhang Wei", "1391", "路", "街道", "感谢", "𠀀", "\ud800", "",
]


def test_swept_together_texts_hold_the_names_that_they_hold_alone():
    draw = random.Random(7)
    texts = ["".join(draw.choices(PIECES, k=draw.randrange(30))) for _ in range(4000)]
    alone = [find_names(text, ("钱多多",)) for text in texts]
    together = [find_names(text, ("钱多多",), places) for text, places in zip(texts, name_places(texts), strict=True)]
    assert together == alone
    assert sum(map(len, alone)) > 3000
    assert name_places([]) == []


def test_few_places_of_plain_text_are_read():
    text = "小区的路灯坏了半年，居民多次向物业和社区反映，一直没有人来修，晚上老人出门很不安全，请有关部门尽快处理。"
    (places,) = name_places([text * 20])
    assert not places.likely
    assert not places.other_forms


def test_what_is_remembered_of_a_place_is_what_the_whole_text_says(monkeypatch):
    """The characters around a place decide, wherever in a text they stand, at its edges, too."""
    draw = random.Random(11)
    pieces = ["联系人：", "王建国", "李秀英", "我叫", "陈小明", "、", "，", "\n", "主任", "找", "张丽", "路", "公司", "反映", "的", "是",
              "（", "12岁", "〔2019〕", "镇政府", "女士", " ", "家园小区", "赵", "和"]
    texts = ["".join(draw.choices(pieces, k=draw.randint(1, 14))) for _ in range(1500)]
    texts += [text[: draw.randint(1, len(text))] for text in texts]
    names._judgements.clear()
    remembered = [find_names(text) for text in texts]
    assert sum(map(len, remembered)) > 500
    assert len(names._judgements) > 500

    def afresh(text, start, *more):
        end, score = names._judged(text, start, *more)
        return end - start, score

    monkeypatch.setattr(names, "_in_context", afresh)
    assert [find_names(text) for text in texts] == remembered
