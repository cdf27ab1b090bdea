"""Whatever the text: the coder answers, its evidence is verbatim, and the same text gets the same codes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govtext.issues.coding import Coder, code_batch, explain, load_coder

PIECES = ["反映", "多次", "街道", "物业", "没有", "解决", "推诿", "希望", "如果", "不", "公示", "收费", "网站", "打不开", "态度",
          "恶劣", "为什么", "别人", "都", "可以", "，", "。", "？", "！", "\n", "“", "”", "《", "》", "3", "年", " ", "\t", "a", "𠮷", ":"]


@pytest.fixture(scope="module")
def coder(lexicons) -> Coder:
    return load_coder(lexicons)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.lists(st.sampled_from(PIECES), max_size=8), text=st.lists(st.sampled_from(PIECES), max_size=60))
def test_evidence_is_verbatim(coder: Coder, title: list[str], text: list[str]) -> None:
    row = {"doc_id": "c", "title": "".join(title).replace("\n", ""), "text": "".join(text)}
    whole = f"{row['title']}\n{row['text']}"
    types, problems = code_batch([row, row], coder)
    assert types[0] == types[1]
    assert problems[: len(problems) // 2] == problems[len(problems) // 2 :]
    for found in problems:
        assert whole[found["start"] : found["end"]] == found["evidence"]
        assert found["evidence"]
    if types[0]["demand"] is not None:
        assert whole[types[0]["demand_start"] : types[0]["demand_end"]] == types[0]["demand_evidence"]
    given_codes = {entry["code"] for entry in explain(row, coder) if entry["given"]}
    assert given_codes == {found["code"] for found in problems}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_is_coded(coder: Coder, text: str) -> None:
    types, _ = code_batch([{"doc_id": "c", "title": None, "text": text}], coder)
    assert types[0]["request_type"]
    assert 0 <= types[0]["severity"] <= 5
