import pytest

from govtext.documents.places import Divisions, Place, addressee, coded_place, seat_of


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        (("A7县的路灯不亮",), ("A市", "A7县")), (("路灯不亮", "住在B市C3区"), ("B市", "")), (("A市A3区东街",), ("A市", "A3区")),
        (("K12县",), ("K市", "K12县")), (("住在B区3栋",), None), (("路灯",), None), (("PDA市场",), None), (("M州水库",), ("M州", "")),
    ],
)
def test_anonymised_places_and_their_nesting(texts, place):
    assert coded_place(*texts) == place


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("尊敬的A市教育局领导：您好", "A市教育局"), ("尊敬的〔姓名〕书记，您好", "书记"), ("尊敬的王市长：", "市长"),
        ("市城管局：\n路灯坏了", "市城管局"), ("A7县委书记您好！", "A7县委书记"), ("您好，路灯坏了", None),
        ("我要投诉城管局：不作为", None), ("尊敬的领导：", None), ("路灯坏了，请教育局管", None),
    ],
)
def test_the_office_addressed(text, office):
    assert addressee(text) == office


@pytest.fixture(scope="module")
def divisions(lexicons):
    return Divisions.from_table(lexicons.table("divisions.toml"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("杭州市西湖区的路灯", Place("浙江省", "杭州市", "西湖区")), ("浙江省杭州市的路灯", Place("浙江省", "杭州市")),
        ("浙江省的政策", Place("浙江省")), ("北京市朝阳区", Place("北京市", "北京市", "朝阳区")), ("朝阳区的路灯", Place()),
        ("浦东新区的路灯", Place("上海市", "上海市", "浦东新区")), ("吉林省吉林市的路灯", Place("吉林省", "吉林市")),
        ("南京市场上", Place()), ("安康市石泉县", Place("陕西省", "安康市", "石泉县")), ("襄樊市的旧档案", Place("湖北省", "襄阳市")),
        ("路灯", Place()), ("广州市民反映", Place()),
    ],
)
def test_divisions_and_their_nesting(divisions, text, place):
    assert divisions.find(text) == place


def test_divisions_have_a_year_and_all_provinces(divisions):
    assert divisions.year >= 2020
    assert len(divisions.provinces) == 34
    assert len(divisions.cities) >= 333


@pytest.mark.parametrize(
    ("office", "place"),
    [
        ("白石市教育局", Place(None, "白石市")), ("东山区教育局", Place(None, None, "东山区")), ("云江省白石市教育局", Place("云江省", "白石市")),
        ("市教育局", Place()), ("教育局", Place()), ("本市教育局", Place()),
    ],
)
def test_the_seat_of_an_office(office, place):
    assert seat_of(office) == place
