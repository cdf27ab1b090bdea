"""Numbers that people wrote so that a platform's own mask should not find them."""

import random
import re

import pytest

from govtext.documents import disguised, numbers
from govtext.documents.disguised import digits_of, identity_check_digit, valid_identity
from govtext.documents.number_signs import number_signs
from govtext.documents.numbers import find_numbers

GOOD_ID = "11010519491231002X"


def found(text):
    return [(text[start:end], kind) for start, end, kind in find_numbers(text)]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("打1 3 9 1 2 3 4 5 6 7 8找我", "phone", "1 3 9 1 2 3 4 5 6 7 8"),
        ("电话：(139)12345678", "phone", "(139)12345678"),
        ("139（1234）5678", "phone", "139（1234）5678"),
        ("139-123-45678", "phone", "139-123-45678"),
        ("139_1234_5678", "phone", "139_1234_5678"),
        ("139·1234·5678", "phone", "139·1234·5678"),
        ("139～1234～5678", "phone", "139～1234～5678"),
        ("139*12345678", "phone", "139*12345678"),
        ("手机139一2345六78", "phone", "139一2345六78"),
        ("幺三九 一二三四 五六七八", "phone", "幺三九 一二三四 五六七八"),
        ("壹叁玖壹贰叁肆伍陆柒捌", "phone", "壹叁玖壹贰叁肆伍陆柒捌"),
        ("139O0139OOO打这个", "phone", "139O0139OOO"),
        ("我电话l3912345678", "phone", "l3912345678"),
        ("手机号13912345678元旦后打", "phone", "13912345678"),
        ("固话：零五七一八八一二三四五六", "phone", "零五七一八八一二三四五六"),
        ("86-571-88123456", "phone", "86-571-88123456"),
        (" ".join(GOOD_ID), "identity", " ".join(GOOD_ID)),
        (f"ID{GOOD_ID}", "identity", GOOD_ID),
        (f"残疾证{GOOD_ID}42", "identity", f"{GOOD_ID}42"),
        ("一一〇一〇五一九四九一二三一〇〇二X", "identity", "一一〇一〇五一九四九一二三一〇〇二X"),
        ("社会保障号110105194912310021", "identity", "110105194912310021"),
        ("护照号：G 1234 5678", "passport", "G 1234 5678"),
        ("台胞证12345678", "passport", "12345678"),
        ("军官证：军字第1234567号", "passport", "军字第1234567号"),
        ("社保卡号A12345678", "card", "A12345678"),
        ("加我V：lamp2020", "account", "lamp2020"),
        ("威信road_lamp99", "account", "road_lamp99"),
        ("薇：lamp_2020", "account", "lamp_2020"),
        ("wechat id: lamp-2020", "account", "lamp-2020"),
        ("Q Q号12345678", "account", "12345678"),
        ("12345678#qq.com", "email", "12345678#qq.com"),
        ("roadlamp(at)163.com", "email", "roadlamp(at)163.com"),
        ("邮箱 roadlamp @ 163 . com", "email", "roadlamp @ 163 . com"),
        ("车牌：浙A 12 345", "plate", "浙A 12 345"),
        ("川A12O45", "plate", "川A12O45"),
        ("WJ浙12345", "plate", "WJ浙12345"),
    ],
)
def test_disguised_numbers(text, kind, number):
    assert found(text) == [(number, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "第1 3 5 7 9 11 13 15期", "一三五七九路车", "二〇一九年一二三四季度", "一二三四五六七八九", "lO3OI", "型号IOl3",
        "WJ1234A型水泵", "护照20190305提交", "办护照10000本", "加V5.2版本", "加WiFi信号", "加微信群", "威信扫地",
        "订单号139-123-45678", "139/1234米", "面积1 3 9米", "京A牌照", "沪C 2019年", "C#语言", "字第12号", "蓝天.com",
        "1 3 9 1 2 3 4 5 6 7 8 9", "110105194912310021", f"编号{GOOD_ID[:17]}1", "医保卡余额123456789",
    ],
)
def test_look_alikes_of_disguises_stay(text):
    assert found(text) == []


def test_half_of_a_disguised_number_is_digits():
    assert found("139OOOOOOOO") == []  # three digits: a pattern of letters
    assert found("13912OOOOOO") == [("13912OOOOOO", "phone")]


def test_an_identity_number_needs_province_birthday_and_check_digit():
    assert valid_identity(GOOD_ID)
    assert valid_identity(GOOD_ID.lower())
    for wrong in ("10", "99"):
        first = wrong + GOOD_ID[2:17]
        assert not valid_identity(first + identity_check_digit(first)), "no such province"
    first = GOOD_ID[:10] + "1331" + GOOD_ID[14:17]
    assert not valid_identity(first + identity_check_digit(first)), "no such month"
    assert not valid_identity(GOOD_ID[:17] + "1")


def test_signs_stand_for_digits():
    assert digits_of("幺三〇 Ol-玖9") == "1300199"


NAMED = [
    "微信", "薇信", "微X", "威信", "V信", "v信", "vx", "Wx", "weixin", "wechat", "WeChat", "WEIXIN", "QQ", "qq", "扣扣", "扣号", "企鹅号",
    "秋秋", "q q", "加我v ", "加微", "薇:", "tel", "电话", "护照", "身份证", "卡号", "邮箱", "",
]
WRITTEN = [
    "lamp2020", "12345678", "13912345678", "139 1234 5678", "(0571)88123456", "8812345", GOOD_ID, "E12345678", "浙A12345", "使A12345",
    "6222020000000000000", "1 3 9 1 2 3 4 5 6 7 8", "一三九一二三四五六七八", "1391234567八", "l3912345678", "a1@qq.com", "a1#qq.com",
]


@pytest.mark.parametrize("between", ["", "：", "号是", "我的", "（"])
def test_no_quick_look_passes_over_what_a_closer_one_finds(monkeypatch, between):
    """Each finder has a sign without which it is not asked; 威信 followed by letters had none."""
    texts = [f"{name}{between}{written}" for name in NAMED for written in WRITTEN]
    quick = [find_numbers(text, likely=likely) for text, likely in zip(texts, number_signs(texts), strict=True)]
    monkeypatch.setattr(numbers, "_may_hold_one", lambda text: True)
    monkeypatch.setattr(numbers, "_FINDERS", tuple((-1, re.compile(""), finder) for *_, finder in numbers._FINDERS))
    assert {text: found for text, found in zip(texts, quick, strict=True) if found != find_numbers(text)} == {}
    assert sum(map(bool, quick)) > len(texts) / 2


def test_patterns_tried_where_they_may_begin_find_what_they_find_everywhere():
    draw = random.Random(3)
    texts = [
        "".join(draw.choices(["1", "13", "139", "1 3", "(138)", "2", "5678", "4321", " ", "-", ".", "一", "幺三", "三九八七", "O", "l", "a", "电话"], k=12))
        for _ in range(30000)
    ]
    counted = 0
    for text in texts:
        grouped = [m.span() for m in disguised._GROUPED.finditer(text)]
        mixed = [m.span() for m in disguised._MIXED.finditer(text)]
        assert grouped == [m.span() for m in disguised._matches_at(disguised._GROUPED, disguised._beginnings_of_groups(text), text)]
        starts = [m.start() for m in disguised._MIXED_SIGNS.finditer(text)]
        assert mixed == [m.span() for m in disguised._matches_at(disguised._MIXED, starts, text)]
        counted += len(grouped) + len(mixed)
    assert counted > 500


def test_what_is_looked_for_first_rules_out_nothing():
    draw = random.Random(4)
    signs = ["1", "23456789012345", "零一二三四五六七", "护照", "通行证", "回乡", "证", "字第", "医保卡", "社保障卡", "薇信", "徽信", "加我", "加", "V", "微", "➕",
             ":", " ", "WeChat ", "wechat", "Q", "q", ".com", "。cn", ". net", "COM", " dot ", "WJ", "的", "a"]
    texts = ["".join(draw.choices(signs, k=4)) for _ in range(20000)]
    held = [bool(disguised._ANY.search(text)) for text in texts]
    assert [disguised._may_hold_one(text) for text in texts] == held
    assert 2000 < sum(held) < 19000
