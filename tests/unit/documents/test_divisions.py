import pytest

from govtext.documents.divisions import Divisions, Place
from govtext.errors import GovtextError


@pytest.fixture(scope="module")
def divisions(lexicons):
    return Divisions.from_lexicons(lexicons.table("divisions.toml"), lexicons.lines("division_codes.txt"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("杭州市西湖区的路灯", Place("浙江省", "杭州市", "西湖区")), ("浙江省杭州市的路灯", Place("浙江省", "杭州市")),
        ("浙江省的政策", Place("浙江省")), ("北京市朝阳区", Place("北京市", "北京市", "朝阳区")), ("北京朝阳区", Place("北京市", "北京市", "朝阳区")),
        ("浦东新区的路灯", Place("上海市", "上海市", "浦东新区")), ("吉林省吉林市的路灯", Place("吉林省", "吉林市")),
        ("南京市场上", Place()), ("安康市石泉县", Place("陕西省", "安康市", "石泉县")), ("襄樊市的旧档案", Place("湖北省", "襄阳市")),
        ("路灯", Place()), ("杭州市", Place("浙江省", "杭州市")), ("昆山市", Place("江苏省", "苏州市", "昆山市")), ("广州市民反映", Place()), ("昆山市的路灯", Place("江苏省", "苏州市", "昆山市")),
        ("吉林省梨树县的路灯", Place("吉林省", "四平市", "梨树县")), ("璧山县的老路", Place("重庆市", "重庆市", "璧山区")),
        ("小区东区停水，物业在西区", Place()), ("攀枝花市东区停水", Place("四川省", "攀枝花市", "东区")), ("市和县都不管", Place()), ("沿海城市的房价", Place()), ("镇政府，和县里的部门", Place()), ("大同市的市区", Place("山西省", "大同市")), ("家住昆山市", Place("江苏省", "苏州市", "昆山市")),
        ("老城区改造", Place()), ("洛阳市老城区改造", Place("河南省", "洛阳市", "老城区")), ("仙桃市的路灯", Place("湖北省", "仙桃市")),
        ("恩施州的学校", Place()), ("积石山保安族东乡族撒拉族自治县的路", Place("甘肃省", "临夏回族自治州", "积石山保安族东乡族撒拉族自治县")),
        ("杭州市东山县的路灯", Place("浙江省", "杭州市", "东山县")), ("白下区的旧档案", Place("江苏省", "南京市", "白下区")),
    ],
)
def test_divisions_and_their_nesting(divisions, text, place):
    assert divisions.find(text) == place


def test_a_name_that_several_cities_have_is_ambiguous_unless_a_parent_is_named(divisions):
    lone = divisions.find("鼓楼区的路灯坏了")
    assert (lone.province, lone.city, lone.county) == (None, None, None)
    assert {"南京市", "徐州市", "福州市", "开封市"} <= set(lone.ambiguous)
    assert divisions.find("鼓楼区的路灯坏了，南京真该管管") == Place("江苏省", "南京市", "鼓楼区")
    assert divisions.find("鼓楼区的路灯坏了", ["福建省的信访"]) == Place("福建省", "福州市", "鼓楼区")
    assert divisions.find("鼓楼区的路灯坏了", ["江苏省的信访"]).ambiguous


def test_the_table_is_whole_and_dated(divisions, lexicons):
    codes = dict(line.split()[:2] for line in lexicons.lines("division_codes.txt") if len(line.split()) == 2)
    assert divisions.year == 2023
    assert len(divisions.provinces) == 34
    assert sum(code.endswith("00") and not code.endswith("0000") for code in codes) == 333
    assert sum(not code.endswith("00") for code in codes) == 2848
    # every code lies within one that is there: a city's, or a province's where it is governed directly
    for code in codes:
        parent = code[:4] + "00" if code[2:4] != "90" and not code.endswith("00") else code[:2] + "0000"
        assert parent in codes or (codes[code[:2] + "0000"] in ("北京市", "天津市", "上海市", "重庆市")), code


def test_a_study_adds_divisions_and_a_wrong_line_is_named(lexicons):
    lines = lexicons.lines("division_codes.txt")
    own = Divisions.from_lexicons({"year": 2025, "counties": {"长沙市": ["示例新区"]}, "former": {"旧例县": "昆山市"}}, lines)
    assert own.find("示例新区停水") == Place("湖南省", "长沙市", "示例新区")
    assert own.find("旧例县停水") == Place("江苏省", "苏州市", "昆山市")
    with pytest.raises(GovtextError, match="no province has"):
        Divisions.from_lexicons({"counties": {"无此市": ["示例新区"]}}, lines)
    with pytest.raises(GovtextError, match="is no division; write: code name"):
        Divisions.from_lexicons({}, ["43 湖南"])
