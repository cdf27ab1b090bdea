"""Passages taken over are found with both places; formulas and short echoes are not."""

import string

from hypothesis import given
from hypothesis import strategies as st

from govtext.policies.reuse import passages, prepare

SHARED = "申请人已经提交过的材料，能够通过共享取得的，受理单位不得要求再次提交，需要核验的由受理单位自行核验并记录结果。"


def found(*texts: str, least: int = 30, spans=None):
    made = [prepare(text) for text in texts]
    whole = [[(0, len(text))] for text in texts] if spans is None else spans
    return list(passages(made, whole, least))


def test_a_passage_and_both_its_places():
    early, late = f"甲省规定如下。{SHARED}另有规定的除外。", f"为方便群众制定。{SHARED}本办法试行。"
    (one,) = found(early, late)
    assert (one.target, one.source) == (1, 0)
    assert late[one.start : one.end] in SHARED
    assert len(late[one.start : one.end]) > 45
    assert early[one.source_start : one.source_end] == late[one.start : one.end]


def test_a_changed_name_inside_does_not_break_it():
    (one,) = found(SHARED, SHARED.replace("受理单位不得", "综合窗口不得"))
    assert one.same >= 40


def test_it_stays_within_its_clause():
    text = SHARED + SHARED[::-1]
    half = len(SHARED)
    spans = [[(0, half), (half, len(text))]] * 2
    made = found(text, text, spans=spans)
    assert {(one.clause, one.source_clause) for one in made} == {(0, 0), (1, 1)}
    assert all(one.end <= half for one in made if one.clause == 0)


def test_formulas_of_the_genre_are_left_out():
    texts = [f"{chr(0x4E00 + n) * 20}。{SHARED}" for n in range(15)]
    assert found(*texts) == []


def test_nothing_to_compare():
    assert found("短") == []
    assert found("", "") == []
    assert found("短", "短") == []
    assert found("甲" * 5, SHARED) == []


@given(st.lists(st.text(alphabet="办事群众材料一二三，。\n" + string.digits, max_size=120), max_size=4))
def test_any_text(texts):
    for one in found(*texts, least=15):
        assert one.source < one.target
        same = [c for c in texts[one.target][one.start : one.end] if c not in "，。\n"]
        assert len(same) >= one.same >= 15
