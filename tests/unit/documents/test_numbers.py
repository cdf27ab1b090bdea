import pytest

from govtext.documents.disguised import identity_check_digit
from govtext.documents.numbers import find_numbers, luhn_valid, view

GOOD_ID = "11010519491231002X"


def found(text, **options):
    return [(text[start:end], kind) for start, end, kind in find_numbers(text, **options)]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("电话13912345678。", "phone", "13912345678"),
        ("手机:139-1234-5678", "phone", "139-1234-5678"),
        ("打139 1234 5678找我", "phone", "139 1234 5678"),
        ("+86 13912345678", "phone", "+86 13912345678"),
        ("１３９１２３４５６７８", "phone", "１３９１２３４５６７８"),
        ("一三九一二三四五六七八", "phone", "一三九一二三四五六七八"),
        ("座机0571-88123456转801", "phone", "0571-88123456转801"),
        ("（010）62345678", "phone", "（010）62345678"),
        ("联系电话：8812345", "phone", "8812345"),
        ("咨询电话：12358或8812345", "phone", "8812345"),
        ("我持E12345678号护照入境", "passport", "E12345678"),
        (f"身份证{GOOD_ID}", "identity", GOOD_ID),
        ("证件110105 19491231 002X", "identity", "110105 19491231 002X"),
        ("身份证号110105491231002", "identity", "110105491231002"),
        ("卡号4111 1111 1111 1111", "card", "4111 1111 1111 1111"),
        ("钱打到6222020000000000000上", "card", "6222020000000000000"),
        ("护照E12345678", "passport", "E12345678"),
        ("邮箱zhang.san@example.com，谢谢", "email", "zhang.san@example.com"),
        ("QQ：123456789", "account", "123456789"),
        ("我的微信号是abc_12345", "account", "abc_12345"),
        ("加vx：road_lamp99", "account", "road_lamp99"),
        ("车牌浙A12345违停", "plate", "浙A12345"),
        ("新能源车粤B·D12345", "plate", "粤B·D12345"),
    ],
)
def test_personal_numbers(text, kind, number):
    assert found(text) == [(number, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "拨打12345热线", "国发〔2016〕55号", "2019年3月5日", "共缴费13800元", "订单号13912345678", "快递单号：139123456789012",
        "身份证明", "110105194912310021", "4111111111111112", "12岁", "0000-00000000", "189*****678", "统一信用代码91330100MA12345678",
        "http://example.com/?id=13912345678", "100-200万元", "400-800-1234", "96333", "20190305123456", "面积13912345678平方米",
        "2018-2019学年", "微信公众号", "QQ群里说", "G60高速", "K139路", "GB18030-2005",
    ],
)
def test_look_alikes_stay(text):
    assert found(text) == []


def test_two_numbers_side_by_side():
    assert [n for n, _ in found("13912345678 13812345678，13712345678/13612345678")] == [
        "13912345678", "13812345678", "13712345678", "13612345678",
    ]


def test_rooms_only_when_asked():
    assert found("住3栋2单元1201室") == []
    assert found("住3栋2单元1201室", rooms=True) == [("3栋2单元1201室", "room")]


def test_check_digit_and_luhn():
    assert identity_check_digit(GOOD_ID[:17]) == "X"
    assert identity_check_digit("44052418800101001") == "4", "the standard's second example"
    assert luhn_valid("4111111111111111")
    assert not luhn_valid("4111111111111112")


def test_every_single_wrong_digit_of_an_identity_number_shows():
    # ISO 7064 MOD 11-2 finds each; so no weight may be a multiple of 11.
    for place in range(17):
        for digit in set("0123456789") - {GOOD_ID[place]}:
            assert identity_check_digit(GOOD_ID[:place] + digit + GOOD_ID[place + 1 : 17]) != "X", (place, digit)


@pytest.mark.parametrize("length", range(13, 22))
def test_cards_have_fifteen_to_nineteen_digits(length):
    number = next(n for n in (f"62{'0' * (length - 3)}{last}" for last in range(10)) if luhn_valid(n))
    assert (found(f"转到{number}了") == [(number, "card")]) == (15 <= length <= 19)


def test_letters_before_a_mobile_number_say_what_it_is():
    assert found("tel13912345678") == [("13912345678", "phone")]
    assert found("型号abc13912345678") == found("SN13912345678") == []


def test_a_local_number_is_no_telephone_where_it_counts_or_numbers_a_thing():
    assert found("电话8812345") == [("8812345", "phone")]
    assert found("联系费用8812345元") == found("联系电话费8812345元") == found("电话订单编号8812345") == []


def test_fifteen_digits_are_an_identity_number_by_province_and_birthday():
    assert found("110105491231002") == [("110105491231002", "identity")]
    assert found("110105491331002") == [], "no thirteenth month"
    assert found("190105491231002") == [], "no province 19"
    assert found("工单编号110105491231002") == []


def test_the_view_keeps_every_character_in_its_place():
    text = "ＱＱ：１２\u3000—\U0001f600\U00020000，\ud83d\ude00（Ａ）"
    assert view(text) == "QQ:12 -\U0001f600\U00020000,\ud83d\ude00(A)"
    assert view("\ude00\ud83dＡ") == "\ude00\ud83dA"
