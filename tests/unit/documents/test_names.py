import pytest

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
    ],
)
def test_what_names_nobody_stays(text):
    assert found(text) == []


def test_names_from_other_columns_are_found_everywhere():
    assert found("本人程小东要投诉，程小东签字", "程小东") == ["程小东", "程小东"]


def test_is_name():
    assert is_name("欧阳文静")
    assert not is_name("市信访局")
    assert not is_name("u123456")
