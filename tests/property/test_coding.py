"""Whatever the text: the coder answers, its evidence is verbatim, and the same text gets the same codes."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govtext.issues.coding import Coder, code_batch, explain, load_coder
from govtext.issues.coding.matcher import Matcher
from govtext.issues.coding.rules import Pattern
from govtext.literals import read_literals

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


PATTERNS = [
    "推诿", "没有?人(?:管|理)", "[123三]+年(?:了|多)?", "(?:推|没)[^，。；\n]{0,3}(?:管|理|年)", "推[^。！？!\n]{0,9}?(?:了|人)",
    "(?<!没)有人(?!理)", "(?:三年)+(?:了|没有)*人", "(?:管|理)?(?:没|[^没有])年", "没.{1,3}人", "[^推]{2}诿", "x|年[1-3]?", "1{2}",
    "(?:没|没有|没有人|推|诿|三|年|了|管|理|1|2|x)人",
]
LETTERS = "推诿没有人管理三年了12x，。！？；\n"


def plainly(pattern: re.Pattern[str], text: str, overlapping: bool) -> list[tuple[int, int]]:
    """Try a pattern at every place of every sentence."""
    found, reached = [], 0
    for sentence in re.finditer(r"[^。！!？?\n]+[。！!？?\n]*", text):
        for start in range(*sentence.span()):
            match = pattern.match(text, start, sentence.end())
            if match is not None and (overlapping or start >= reached):
                found.append((start, match.end() - start))
                reached = match.end()
    return found


MATCHER = Matcher([Pattern(re.compile(source), read_literals(source)) for source in PATTERNS])


@given(st.lists(st.text(LETTERS, max_size=60), min_size=1, max_size=5))
def test_many_patterns_in_many_texts_are_found_as_one_by_one(texts: list[str]) -> None:
    for text, found in zip(texts, MATCHER.read(texts).matches, strict=True):
        for number, pattern in enumerate(MATCHER.patterns):
            if MATCHER.crossing[number] == 0:
                own = sorted((start, length) for length, start, of in found if of == number)
                assert own == plainly(pattern.regex, text, bool(MATCHER.overlapping[number])), pattern.regex.pattern
