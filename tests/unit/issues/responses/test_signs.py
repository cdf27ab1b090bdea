"""Sentences that differ in numbers, names and marks alone have one sign."""

import pytest

from govtext.issues.responses.signs import signs


@pytest.mark.parametrize(
    "other",
    ["已安排2023-3检修路灯。", "已安排检修——路灯！", "〔电话1〕已安排（A1）检修路灯", "已安排１２检修𝟑路灯", " 已安排\n检修 路灯 "],
)
def test_what_is_left_out_tells_no_sentences_apart(other):
    one, same = signs(["已安排检修路灯", other]).tolist()
    assert one == same != 0


@pytest.mark.parametrize("other", ["已安排检修灯路", "已安排检修路灯灯", "已安排检修路灯〔", "已安排检修路𠮷", "已安检修路灯排"])
def test_other_sentences_have_other_signs(other):
    one, another = signs(["已安排检修路灯", other]).tolist()
    assert one != another


def test_a_sign_does_not_hang_on_what_stands_beside_it():
    texts = ["已安排检修路灯", "", "谢谢", "已安排检修路灯", "垃圾桶已增设到位"]
    together = signs(texts).tolist()
    assert together == [int(signs([text])[0]) for text in texts]
    assert together[0] == together[3]
    assert together[1] == together[2] == 0
    assert signs([]).tolist() == []
