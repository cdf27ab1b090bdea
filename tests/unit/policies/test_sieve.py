"""What a text may match, told from letters that matches cannot do without."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from govtext.lexicons import Lexicons
from govtext.policies import sieve
from govtext.policies.matters import MATTERS
from govtext.policies.sieve import Phrases, Sieve, any_of

FOLDER = Path(__file__).parents[3] / "pipeline" / "lexicons"
SHIPPED = [re.compile(one) for row in Lexicons({MATTERS: FOLDER / MATTERS}).table(MATTERS)["matter"] for one in row["said"]]
SIEVE = Sieve(SHIPPED)
LETTERS = st.text(alphabet="社保卡补办路灯坏了0，", max_size=12)


def test_only_what_can_stand_in_the_text_is_possible():
    patterns = [re.compile(one) for one in ("社保(卡|号)", "补办|路灯", r"\d+路", "(没|未)[^，]{0,3}修", "[^，]灯")]
    one = Sieve(patterns)
    assert one.possible(["补办社保卡", "12路不停站", "", "路灯坏了没人修"]) == [[0, 1], [2], [], [1, 2, 3, 4]]
    assert Sieve([re.compile("abc", re.IGNORECASE)]).possible(["ABC"]) == [[0]]
    assert one.possible([]) == []


def test_a_literal_does_not_reach_from_one_text_into_the_next():
    assert Sieve([re.compile("社保卡"), re.compile("路")]).possible(["补办社", "保卡", "路"]) == [[], [], [1]]


def test_all_that_a_match_holds_is_asked_for():
    one = Sieve([re.compile("(没|未)(交|付)款")])
    assert one.possible(["没有付款", "没付钱", "未交款"]) == [[], [], [0]]


@settings(deadline=None)
@given(LETTERS)
def test_no_match_of_the_shipped_wordings_is_lost(text):
    [possible] = SIEVE.possible([text])
    assert {place for place, pattern in enumerate(SHIPPED) if pattern.search(text)} <= set(possible)


def test_letters_are_told_alike_where_too_many_to_be_marked(monkeypatch):
    texts = ["失业金领了多久，养老金怎么调整", "", "小区门禁坏了没人修😀", "12路改道", "工伤认定不给办"]
    marked = SIEVE.possible(texts)
    monkeypatch.setattr(sieve, "_MOST_MARKED", 0)
    assert Sieve(SHIPPED).possible(texts) == marked
    assert sum(map(len, marked)) > 10


def test_shipped_wordings_are_possible_where_they_stand():
    spoken = "失业金领了多久，养老金怎么调整，公交车不来，小区门禁坏了没人修，工伤认定不给办，12路改道"
    found = [place for place, pattern in enumerate(SHIPPED) if pattern.search(spoken)]
    assert len(found) >= 4
    [possible] = SIEVE.possible([spoken])
    assert set(found) <= set(possible)
    assert len(possible) < len(SHIPPED) / 3


@settings(deadline=None)
@given(st.lists(st.text(alphabet="一窗通办事.", min_size=1, max_size=4), min_size=1, max_size=8), LETTERS | st.text("一窗通办事."))
def test_words_joined_by_their_beginnings_match_as_the_longest_first_would(words, text):
    plain = re.compile("|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word)))))
    assert [m.span() for m in any_of(words).finditer(text)] == [m.span() for m in plain.finditer(text)]


@settings(deadline=None)
@given(
    st.lists(st.text(alphabet="一窗通办事\U00020000.", min_size=2, max_size=4), min_size=1, max_size=8),
    st.text("一窗通办事\U00020000.", max_size=60),
)
def test_phrases_are_found_in_long_texts_as_in_short_ones(phrases, text):
    for long in (text + "。" * 200, "。" * 200 + text):
        assert [m.span() for m in Phrases(phrases).find(long)] == [m.span() for m in any_of(phrases).finditer(long)]
    assert [m.span() for m in Phrases(phrases).find(text)] == [m.span() for m in any_of(phrases).finditer(text)]
