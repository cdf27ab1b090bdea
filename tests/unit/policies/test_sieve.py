"""Where texts may match, told from letters that matches cannot do without."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from govtext.lexicons import Lexicons
from govtext.policies.matters import MATTERS
from govtext.policies.sieve import ANYWHERE, UNSURE, Phrases, Sieve, any_of, parted

FOLDER = Path(__file__).parents[3] / "pipeline" / "lexicons"
SHIPPED = [re.compile(one) for row in Lexicons({MATTERS: FOLDER / MATTERS}).table(MATTERS)["matter"] for one in row["said"]]
SIEVE = Sieve(SHIPPED)
LETTERS = st.text(alphabet="社保卡补办路灯坏了0，", max_size=12)


def may_match(sieve, texts):
    """Return for each text the patterns that may match it, each with the places at which it may."""
    found = [{} for _ in texts]
    for text, pattern, place in zip(*(column.tolist() for column in sieve.candidates(texts)[:3]), strict=True):
        found[text].setdefault(pattern, []).append(place)
    return found


def test_only_where_all_stands_that_a_match_needs_may_one_begin():
    patterns = [re.compile(one) for one in ("社保(卡|号)", "补办|路灯", r"\d+路", "(没|未)[^，]{0,3}修", "[^，]灯")]
    texts = ["补办社保卡", "12路不停站", "", "路灯坏了没人修，没坏的不用修"]
    assert may_match(Sieve(patterns), texts) == [
        {0: [2], 1: [0]}, {2: [ANYWHERE]}, {}, {1: [0], 2: [ANYWHERE], 3: [4], 4: [ANYWHERE]}
    ]
    assert may_match(Sieve([re.compile("abc", re.IGNORECASE)]), ["ABC", ""]) == [{0: [ANYWHERE]}] * 2
    assert may_match(Sieve(patterns), []) == []
    assert may_match(Sieve([]), ["补办"]) == [{}]


def test_a_literal_does_not_reach_from_one_text_into_the_next():
    one = Sieve([re.compile("社保卡"), re.compile("路"), re.compile("(没|未).{0,9}修")])
    assert may_match(one, ["补办社", "保卡", "路", "没人", "修路"]) == [{}, {}, {1: [0]}, {}, {1: [1]}]


def test_all_that_a_match_holds_is_asked_for_and_so_near_as_it_stands():
    one = Sieve([re.compile("(没|未)(交|付)款"), re.compile("没[^，]{0,2}灯")])
    assert may_match(one, ["没有付款", "没付钱", "未交款", "没一盏灯", "没一盏路灯"]) == [{}, {}, {0: [0]}, {1: [0]}, {}]


def test_branches_ask_for_what_each_needs_and_a_place_is_told_once():
    one = Sieve([re.compile("(没|未)(交|付)款|路灯坏|没付(钱|款)")])
    assert may_match(one, ["没付水费，路灯款", "没付款，路灯坏了"]) == [{}, {0: [0, 4]}]


def test_letters_that_are_a_match_wherever_they_stand_are_told_with_their_end():
    patterns = ["路灯|补办(卡|证)", "(?<!没)补办", "社保(卡|号)?", "坏了$", "没有人来修", "一++灯"]
    found = Sieve(list(map(re.compile, patterns))).candidates(["路灯坏了，没有人来修，补办卡，社保"])
    told = list(zip(*(column.tolist() for column in found[1:]), strict=True))
    assert told == [(0, 0, 2), (0, 11, 14), (1, 11, UNSURE), (2, 15, 17), (3, 2, UNSURE), (4, 5, UNSURE)]


@settings(deadline=None)
@given(st.lists(LETTERS, max_size=3))
def test_what_needs_no_trial_is_a_match(texts):
    for text, number, place, end in zip(*(column.tolist() for column in SIEVE.candidates(texts)), strict=True):
        assert end == UNSURE or SHIPPED[number].match(texts[text], place, end)


def test_only_the_branches_that_must_be_are_sought_anywhere():
    whole = re.compile(r"公交(车|站)|\d+路(车|站)?|地铁")
    assert [one.pattern for one in parted(whole)] == ["公交(车|站)|地铁", r"\d+路(车|站)?"]
    assert [one.pattern for one in parted(re.compile("公?[^，]路|公交"))] == ["公交", "公?[^，]路"]
    for plain in ("公交|地铁", r"\d+路", "(公交|[^，]路)站", "(?i)abc|[^，]路"):
        assert [one.pattern for one in parted(re.compile(plain))] == [plain]


@settings(deadline=None)
@given(st.lists(LETTERS, max_size=3))
def test_no_match_of_the_shipped_wordings_is_lost(texts):
    for text, found in zip(texts, may_match(SIEVE, texts), strict=True):
        for number, pattern in enumerate(SHIPPED):
            places = found.get(number, [])
            assert ANYWHERE in places or {match.start() for match in pattern.finditer(text)} <= set(places)


def test_shipped_wordings_are_possible_where_they_stand():
    spoken = "失业金领了多久，养老金怎么调整，公交车不来，小区门禁坏了没人修，工伤认定不给办，12路改道"
    found = {place for place, pattern in enumerate(SHIPPED) if pattern.search(spoken)}
    assert len(found) >= 4
    [possible] = may_match(SIEVE, [spoken])
    assert found <= set(possible)
    assert len(possible) < len(SHIPPED) / 20


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


@settings(deadline=None)
@given(
    st.lists(st.text(alphabet="一窗通办", min_size=2, max_size=4), min_size=1, max_size=8),
    st.text("一窗通办。", max_size=40), st.integers(0, 40), st.integers(0, 40),
)
def test_phrases_of_a_part_are_those_of_the_part_alone(words, text, start, end):
    phrases = Phrases(words)
    found = [match.span() for match in phrases.within(text, phrases.begun(text), start, min(end, len(text)))]
    assert found == [(start + first, start + last) for first, last in (m.span() for m in phrases.find(text[start:end]))]
