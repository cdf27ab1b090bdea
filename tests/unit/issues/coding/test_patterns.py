"""The pattern language, and the literals that make it fast."""

import re

import pytest

from govtext.errors import GovtextError
from govtext.issues.coding.index import PatternIndex
from govtext.issues.coding.literals import read_literals
from govtext.issues.coding.patterns import compiled, expand
from govtext.issues.coding.rules import Pattern

GROUPS = {"office": ["街道", "水务局"], "verb": ["推给", "{office}推"]}


def test_groups_and_gaps_expand() -> None:
    pattern = compiled("{office}~推~{office}", GROUPS)
    assert pattern.search("水务局又推到街道")
    assert not pattern.search("水务局，又推到街道")
    assert compiled("{office}~~推", GROUPS).search("水务局，又推")
    assert not compiled("{office}~~推", GROUPS).search("水务局。又推")


def test_unknown_group_names_the_known_ones() -> None:
    with pytest.raises(GovtextError, match=r"unknown word group .ofice.*office, verb"):
        expand("{ofice}", GROUPS, where="book.toml")


def test_group_inside_itself_is_refused() -> None:
    with pytest.raises(GovtextError, match="inside itself"):
        expand("{a}", {"a": ["{a}"]})


def test_malformed_pattern_is_one_line() -> None:
    with pytest.raises(GovtextError) as caught:
        compiled("(?:推", {}, where="book.toml")
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
    assert [set(any_of) for any_of in literals.needed] == needed
    assert set(literals.heads) == heads or (heads and all(any(h.startswith(k) for k in literals.heads) for h in heads))


SOURCES = [
    "推诿", "{verb}~没人(?:管|理)", "(?:反映|投诉)(?:过|了)?~~(?:无果|没有?下文)", "[一二三]年(?:多|了)", "不(?:予|给)(?:办|批)",
    "(?:让|叫)找.{1,6}[。，].{0,6}找", ".没有?用", "(?:网站|系统)~(?:卡(?!片)|崩)",
]
TEXT = (
    "标题没有用\n街道推给社区没人管，我反映过两年多了，没有下文。三年了！不予办理？让找水务局。又让找街道，投诉无果"
    "\n系统卡死，网站卡片，系统崩溃；推诿推诿"
)


@pytest.mark.parametrize("source", SOURCES)
def test_the_index_finds_what_the_expression_finds(source: str) -> None:
    regex = compiled(source, GROUPS)
    literals = read_literals(expand(source, GROUPS))
    index = PatternIndex([Pattern(regex, literals.needed, literals.heads)])
    found = {start for _, start, _ in index.matches(TEXT)}
    assert {match.start() for match in regex.finditer(TEXT)} <= found
    assert all(regex.match(TEXT, start) for start in found)


def test_a_match_always_holds_its_literals() -> None:
    regex = expand("{verb}~(?:街道|社区)?没(?:有)?人(?:管|理){1,2}", GROUPS)
    for text in ("推给他们没人管", "水务局推没人管管"):
        match = re.search(regex, text)
        assert match
        assert all(any(word in match.group() for word in each) for each in read_literals(regex).needed)
