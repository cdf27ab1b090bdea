import pytest

from govtext.documents.divisions import Place
from govtext.documents.places import addressee, coded_place, seat_of


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
        ("市城管局领导好 \n路灯坏了", "市城管局"), ("致市水务局\n停水了", "市水务局"), ("市城管局路灯坏了", None),
        ("我要投诉城管局：不作为", None), ("尊敬的领导：", None), ("路灯坏了，请教育局管", None),
    ],
)
def test_the_office_addressed(text, office):
    assert addressee(text) == office


@pytest.mark.parametrize(
    ("office", "place"),
    [
        ("白石市教育局", Place(None, "白石市")), ("东山区教育局", Place(None, None, "东山区")), ("云江省白石市教育局", Place("云江省", "白石市")),
        ("市教育局", Place()), ("教育局", Place()), ("本市教育局", Place()),
    ],
)
def test_the_seat_of_an_office(office, place):
    assert seat_of(office) == place
