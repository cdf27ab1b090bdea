"""Evidence cuts no word, and takes in no more than the words at its edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtext.issues.coding import code_batch, load_coder
from govtext.issues.coding.whole_words import whole


@pytest.mark.parametrize(
    ("text", "told", "held"),
    [
        ("停水三天没有通知居民", "三天没有通", "三天没有通知"),
        ("路灯坏了三天没有修好", "没有修", "没有修好"),
        ("他们总是推脱", "推", "推脱"),
        ("两家互相推诿", "推诿", "互相推诿"),
        ("学校乱收费太多", "校乱收", "学校乱收费"),
        # 管理 stands across the edge, but the words are 不管 and 理由.
        ("不管理由是什么", "不管", "不管"),
        ("不管理由是什么", "理由", "理由"),
        ("不理，通知", "不理", "不理"),
        ("不理\n通知", "理", "不理"),
    ],
)
def test_a_span_is_widened_to_the_words_at_its_edges(text: str, told: str, held: str) -> None:
    start = text.index(told)
    first, last = whole(text, start, start + len(told))
    assert text[first:last] == held


@given(st.text("没有通知推诿学校乱收费管理由，\n。a1 ", min_size=1, max_size=40), st.data())
def test_it_never_narrows_never_leaves_the_clause_and_stays_when_done_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = whole(text, start, end)
    assert 0 <= first <= start < end <= last <= len(text)
    assert start - first < 4
    assert last - end < 4
    assert not set(text[first:start] + text[end:last]) & set("，\n。 ")


def test_words_told_late_and_not_done_are_told_apart(lexicons) -> None:
    """没有通 of a road or a pipe is slow; of a notice it is none of that."""
    coder = load_coder(lexicons)
    texts = [
        {"doc_id": "1", "title": "停水", "text": "停水三天没有通知居民，请说明。"},
        {"doc_id": "2", "title": "断路", "text": "村口的桥断了，镇里说马上修，三个月没有通，至今没人来。"},
    ]
    found = {(row["doc_id"], row["code"]): row["evidence"] for row in code_batch(texts, coder)[1]}
    assert ("1", "slow_response") not in found
    assert found["1", "opaque_information"] == "没有通知"
    assert ("2", "slow_response") in found
