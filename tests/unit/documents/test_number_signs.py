"""What a batch is swept for never hides a number that the reading of one text finds."""

from __future__ import annotations

import random

import pytest

from govtext.documents import number_signs as signs
from govtext.documents.number_signs import number_signs
from govtext.documents.numbers import _FINDERS, find_numbers, view

PIECES = (
    "13812345678", "138-1234-5678", "0731-82345678", "www.example.com", "http://example.cn/1", "ab_c@example.com",
    "xy at qq.com", "xyz@QQ.COM", "护照E12345678", "微信abc12345", "QQ 12345678", "Q Q 1234567", "京A12345", "粤 B·12D45",
    "431002199001011234", "6222021234567890123", "加我V abcdef1", "一三八一二三四五六七八", "1 3 8 1 2 3 4 5 6 7 8",
    "l38123456o8", "军字第123456号", "WJ粤1234X", "社保卡A12345678", "0086-731-8234567", "电话2123456、2123457",
    "通行证12345678", "薇:abcdef12", "weChat ID abcdef", "电话二二三三四四五", "扣扣123456", "秋秋12345", "１３８１２３４５６７８",
)
CHARACTERS = "@HWhwtTpP.01234567890１９一二三零〇幺OolI -–—~·•*/()（）+护照证卡薇➕威信hatQqcomn字第加我V微扣号e京Aa\n\u3000\xa0电话手机😀٣𝟎是:,。"


def _texts(seed: int, count: int) -> list[str]:
    draw = random.Random(seed)
    return [
        "".join(
            draw.choice(CHARACTERS) if draw.random() < 0.7 else draw.choice(PIECES) for _ in range(draw.randint(0, 30))
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_a_finder_that_is_not_told_finds_nothing(seed: int) -> None:
    texts = _texts(seed, 300)
    for text, likely in zip(texts, number_signs(texts), strict=True):
        seen = view(text)
        for kind, sign, finder in _FINDERS:
            if not likely & kind and sign.search(seen):
                assert not list(finder(seen)), (kind, text)
        assert find_numbers(text, likely=likely) == find_numbers(text)
        assert find_numbers(text, rooms=True, likely=likely) == find_numbers(text, rooms=True)


@pytest.mark.parametrize("piece", PIECES)
def test_each_number_is_told_wherever_it_stands(piece: str) -> None:
    texts = ["", "无", piece, f"路{piece}灯", "灯", piece * 2, ""]
    for text, likely in zip(texts, number_signs(texts), strict=True):
        assert find_numbers(text, likely=likely) == find_numbers(text)


def test_plain_texts_are_told_to_hold_nothing() -> None:
    assert number_signs(["小区路灯坏了，2019年3月5日报修", "一二三四五六", "加强微管网", "", "12 345 条"]) == [0] * 5
    assert number_signs([]) == []


def test_what_one_text_holds_is_not_told_of_its_neighbours() -> None:
    texts = ["1381234", "5678", "加", "V信", "138-1234-5678", "护", "照"]
    told = number_signs(texts)
    assert told[1] == told[2] == told[5] == told[6] == 0
    assert told[4] & signs.PHONE
    assert not told[3] & signs.WECHAT


def test_pieces_that_are_looked_at_together_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _texts(7, 200)
    whole = number_signs(texts)
    monkeypatch.setattr(signs, "_PIECE", 50)
    assert number_signs(texts) == whole


def test_characters_beyond_the_table_leave_the_text_to_be_read() -> None:
    assert number_signs(["路灯\U0001d7ceO坏了"]) == [signs._ALL]
