"""Traditional characters are read as Simplified ones; places and evidence are the text's own."""

import pytest

from govtext.issues.coding import code_batch, explain, load_coder
from govtext.issues.coding.variants import _SIMPLIFIED, _TRADITIONAL, all_as_simplified, as_simplified

SIMPLE = "路灯坏了半年\n我们多次打电话反映，社区和城管互相推诿，一直没有人来处理。请派人来修。"
MIXED = "路燈壞了半年\n我們多次打電話反映，社區和城管互相推諉，一直沒有人來處理。請派人來修。"


def test_each_character_has_one_counterpart_that_is_no_traditional_one() -> None:
    assert len(_TRADITIONAL) == len(_SIMPLIFIED) == len(set(_TRADITIONAL))
    assert not set(_TRADITIONAL) & set(_SIMPLIFIED)
    assert as_simplified("沒有, 乾 𠮷") == "没有, 乾 𠮷"
    assert as_simplified(_TRADITIONAL) == _SIMPLIFIED


def test_of_many_texts_each_is_read_by_itself() -> None:
    batch = [SIMPLE, MIXED, "", "\n", "沒有𠮷"]
    assert all_as_simplified(batch).texts == [as_simplified(text) for text in batch] == [SIMPLE, SIMPLE, "", "\n", "没有𠮷"]
    assert all_as_simplified([SIMPLE, ""]).texts == [SIMPLE, ""]


def test_they_are_those_of_opencc() -> None:
    opencc = pytest.importorskip("opencc")
    assert opencc.OpenCC("t2s").convert("，".join(_TRADITIONAL)) == "，".join(_SIMPLIFIED)


def test_a_text_in_either_script_gets_the_same_codes_with_its_own_words(lexicons) -> None:
    coder = load_coder(lexicons)
    rows = [dict(zip(("title", "text"), text.split("\n"), strict=True)) | {"doc_id": "c"} for text in (SIMPLE, MIXED)]
    (one, first), (other, second) = (code_batch([row], coder) for row in rows)
    assert {row["code"] for row in first} >= {"buck_passing"}
    assert len(first) == len(second)
    for plain, found in zip(first, second, strict=True):
        kept = ("code", "score", "start", "end", "rules")
        assert [plain[name] for name in kept] == [found[name] for name in kept]
        assert found["evidence"] == MIXED[found["start"] : found["end"]]
    assert one[0]["severity_cues"] == other[0]["severity_cues"] != []
    assert all(words in MIXED for words in other[0]["severity_evidence"])
    assert other[0]["demand_evidence"] in MIXED
    assert all(entry["evidence"] in MIXED for entry in explain(rows[1], coder))
