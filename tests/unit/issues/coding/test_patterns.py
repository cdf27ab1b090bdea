"""The pattern language, and the literals that make it fast."""

import re

import pytest

from govtext.errors import GovtextError
from govtext.issues.coding import index
from govtext.issues.coding.matcher import Matcher, stays_in_piece
from govtext.issues.coding.patterns import compiled, expand, source_of
from govtext.issues.coding.rules import Pattern
from govtext.issues.coding.scan import Texts
from govtext.literal_scan import LiteralScan
from govtext.literals import UNLIMITED, Literals, branches_of, read_branches, read_literals

GROUPS = {"office": ["街道", "水务局"], "verb": ["推给", "{office}推"]}


def test_groups_and_gaps_expand() -> None:
    pattern = compiled(expand("{office}~推~{office}", GROUPS), "{office}~推~{office}")
    assert pattern.search("水务局又推到街道")
    assert not pattern.search("水务局，又推到街道")
    assert compiled(expand("{office}~~推", GROUPS), "{office}~~推").search("水务局，又推")
    assert not compiled(expand("{office}~~推", GROUPS), "{office}~~推").search("水务局。又推")


def test_unknown_group_names_the_known_ones() -> None:
    with pytest.raises(GovtextError, match=r"unknown word group .ofice.*office, verb"):
        expand("{ofice}", GROUPS, where="book.toml")


def test_group_inside_itself_is_refused() -> None:
    with pytest.raises(GovtextError, match="inside itself"):
        expand("{a}", {"a": ["{a}"]})


def test_malformed_pattern_is_one_line() -> None:
    with pytest.raises(GovtextError) as caught:
        compiled(expand("(?:推", {}), "(?:推", where="book.toml")
    assert "\n" not in str(caught.value)
    assert "book.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("regex", "needed", "heads"),
    [
        ("推诿", [{"推诿"}], {"推诿"}),
        ("(?:推诿|扯皮)", [{"推诿", "扯皮"}], {"推诿", "扯皮"}),
        ("投诉[^，]{0,8}?(?:无果|未果)", [{"投诉"}, {"无果", "未果"}], {"投诉"}),
        ("(?:推诿)?扯皮", [{"扯皮"}], {"推诿", "扯皮"}),
        ("推诿了?", [{"推诿"}], {"推诿"}),
        ("没有?人", [{"没"}, {"人"}], {"没人", "没有人"}),
        ("(?<!不)公平(?!秤)", [{"公平"}], {"公平"}),
        ("(?:推|.)", [], set()),
        ("[甲乙]方", [{"甲", "乙"}, {"方"}], {"甲方", "乙方"}),
        (".方", [{"方"}], set()),
    ],
)
def test_what_a_match_holds_and_begins_with(regex: str, needed: list[set[str]], heads: set[str]) -> None:
    literals = read_literals(regex)
    assert [set(need.any_of) for need in literals.needed] == needed
    assert set(literals.heads) == heads or (heads and all(any(h.startswith(k) for k in literals.heads) for h in heads))


@pytest.mark.parametrize(
    ("regex", "window"),
    [
        ("投诉[^，]{0,8}?(?:无果|未果)", (2, 10)),
        ("(?:老|老旧)?小区.+拆除", (3, UNLIMITED)),
        ("(?<!不)[一二]{2}(?:个|多个)月", (3, 4)),
        ("好a{1,3}(?:$|b)c", (2, 5)),
    ],
)
def test_where_the_last_literal_stands(regex: str, window: tuple[int, int]) -> None:
    last = read_literals(regex).needed[-1]
    assert (last.least, min(last.most, UNLIMITED)) == window


@pytest.mark.parametrize("regex", [r"(?i)app", r"(?P<one>甲)", r"甲\u4e59", r"(甲)\1", r"(甲)?(?(1)乙|丙)"])
def test_what_is_not_understood_puts_no_condition(regex: str) -> None:
    assert read_literals(regex) == Literals((), frozenset())


def test_ranges_of_a_class_are_spelled_out() -> None:
    assert read_literals("[0-3年]月").heads == {"0月", "1月", "2月", "3月", "年月"}
    assert read_literals("[一-龥]某").heads == frozenset()


@pytest.mark.parametrize(
    ("regex", "openings"),
    [
        ("(?:办|开)(?:证|明)", {"办证", "办明", "开证", "开明"}),
        ("[12]+月", {"11", "12", "21", "22", "1月", "2月"}),
        ("甲?乙*丙", {"甲乙乙", "甲乙丙", "甲丙", "乙乙", "乙丙", "丙"}),
        ("(?:甲|乙丙丁){2,3}", {"甲甲", "甲乙丙", "乙丙丁"}),
        ("(?:甲|)乙", {"甲乙", "乙"}),
        ("(?:甲|[^丁])乙", set()),
        ("甲?", set()),
    ],
)
def test_how_a_match_may_open(regex: str, openings: set[str]) -> None:
    assert read_literals(regex).openings == openings


def test_branches_are_told_apart_at_the_outermost_bars_alone() -> None:
    regex = r"甲(乙|丙)|[|丁]戊|\|己|庚"
    assert branches_of(regex) == ["甲(乙|丙)", "[|丁]戊", r"\|己", "庚"]
    assert [one.openings for one in read_branches(regex)] == [{"甲乙", "甲丙"}, {"|戊", "丁戊"}, {"|己"}, {"庚"}]
    assert branches_of("(?i)甲|乙") == ["(?i)甲|乙"]
    assert read_branches("(?i)甲|乙") == [Literals((), frozenset())]


@pytest.mark.parametrize(
    ("regex", "stays"),
    [
        ("推诿", True), (r"推[^，。；\n]{0,4}诿", True), ("推[^，。；\n：]*诿", True), ("(?<!不。)推(?!.{0,3}吗)诿", True),
        (r"推\.\d", True), ("[一-龥]推", True), ("推[^，。]{0,4}诿", False), ("推.诿", False), ("推[，、]诿", False),
        ("[　-龥]推", False), (r"推\s?诿", False), ("(?s)推", False), ("推(?=(?:.|吗))诿", False), ("推；?诿", False),
    ],
)
def test_what_stays_between_two_marks(regex: str, stays: bool) -> None:
    assert stays_in_piece(regex) is stays


SOURCES = [
    "推诿", "{verb}~没人(?:管|理)", "(?:反映|投诉)(?:过|了)?~~(?:无果|没有?下文)", "[一二三]年(?:多|了)", "不(?:予|给)(?:办|批)",
    "(?:让|叫)找.{1,6}[。，].{0,6}找", ".没有?用", "(?:网站|系统)~(?:卡(?!片)|崩)", "[0-9]{2,}", "(?i)xyz", "[一-龥]{1,3}水务",
    "(?:三|[^三])年.*投诉", r"三年[^，。；\n]{0,6}(?:理|管)", "反映[^，]*年[^。]*下文", "推.*诿",
]
TEXT = (
    "标题没有用\n街道推给社区没人管，我反映过两年多了，没有下文。三年了！不予办理？让找水务局。又让找街道，投诉无果"
    "\n系统卡死，网站卡片，系统崩溃；推诿推诿，去找水务局12次，XYZ"
)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("before", ["", "。\n又推诿", "三年"])
def test_the_matcher_finds_what_the_expression_finds(source: str, before: str) -> None:
    regex = compiled(expand(source, GROUPS), source)
    matcher = Matcher([Pattern(regex, read_literals(expand(source, GROUPS)))])
    texts = [before, TEXT, "", before + TEXT]
    for text, found in zip(texts, matcher.read(texts).matches, strict=True):
        assert all(regex.match(text, start) and length >= 0 for length, start, _ in found)
        first = {m.start() for part in re.finditer(r"[^。！!？?\n]+[。！!？?\n]*", text)
                 for m in regex.finditer(text, part.start(), part.end())}
        assert first <= {start for _, start, _ in found}


@pytest.mark.parametrize(
    "source",
    [
        "[一二三][^，。；\n]{0,3}推诿", "[一二三][^，。；\n]*推诿", "[一二三][^。！？\n]{0,4}推诿", "[一二三].{0,4}推诿",
        "[一二三]年?(?:[^，。；\n]{0,6}没人[^，。；\n]{0,2}|了[^，。；\n]{0,3})推诿", "[甲推].{2}[一二三](?:了|.{3})推诿",
    ],
)
def test_from_a_rarer_literal_the_same_matches_are_found(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    matcher = Matcher([Pattern(compiled(source, source), read_literals(source))])
    texts = [
        "一二三一二", "三年\n十一二年推诿推诿，三推诿。一二", "", "一三！二三，一没人推诿；一二了推诿", "推诿一二三", "二三一", "推诿了一了推诿",
        "推诿。一二三推诿", "一二三年，推诿",
    ]
    found, candidates = matcher.read(texts).matches, matcher.candidates(Texts(texts))[0]
    monkeypatch.setattr(index, "_SEEK_COST", 1 << 40)
    assert matcher.read(texts).matches == found
    assert any(found)
    assert len(candidates.patterns) < sum(text.count(number) for text in texts for number in "一二三")


def test_texts_do_not_reach_into_each_other() -> None:
    regex = compiled(expand("推~诿", {}), "推~诿")
    matcher = Matcher([Pattern(regex, read_literals(regex.pattern))])
    assert matcher.read(["又推", "诿", "推了诿"]).matches == [[], [], [(3, 0, 0)]]


def test_every_literal_is_found_at_every_place() -> None:
    literals = ["路", "路灯", "灯", "路灯不亮", "不亮", "亮了又灭", "灭"]
    texts = ["路灯不亮", "", "路", "灯不亮了又灭", "不"]
    row = Texts(texts)
    found = zip(*(column.tolist() for column in LiteralScan(literals).occurrences(row.points)), strict=True)
    in_texts = {(texts[row.text_at[place]], place - row.starts[row.text_at[place]], literals[number]) for number, place in found}
    assert in_texts == {
        (text, at, literal) for text in texts for literal in literals for at in range(len(text)) if text.startswith(literal, at)
    }
    assert LiteralScan([]).occurrences(row.points)[0].tolist() == []


@pytest.mark.parametrize("source", ["(?:街道|水务局)~推", "[街水]道", "推诿", "(?i)街道|推"])
def test_a_pattern_that_is_tried_where_it_may_begin_matches_the_same(source: str) -> None:
    regex = expand(source, {})
    plain, tried = compiled(regex, source), compiled(regex, source, tried=True)
    text = "街道又推诿，水务局不推"
    assert [found.span() for found in tried.finditer(text)] == [found.span() for found in plain.finditer(text)]
    assert source_of(tried) == source_of(plain) == regex
