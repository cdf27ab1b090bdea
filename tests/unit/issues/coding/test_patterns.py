"""The pattern language, and the literals that make it fast."""

import re

import pytest

from govtext.errors import GovtextError


GROUPS = {"office": ["街道", "水务局"], "verb": ["推给", "{office}推"]}


def test_groups_and_gaps_expand() -> None:
    pattern = compiled("{office}~推~{office}", GROUPS)
    assert pattern.search("水务局又推到街道")
    assert not pattern.search("水务局，又推到街道")
    assert compiled("{office}~~推", GROUPS).search("水务局，又推")
    assert not compiled("{office}~~推", GROUPS).search("水务局。又推")


def test_unknown_group_names_the_known_ones() -> None:
    with pytest.raises(GovtextError, match="unknown word group .ofice.*office, verb"):
        expand("{ofice}", GROUPS, where="book.toml")


def test_group_inside_itself_is_refused() -> None:
    with pytest.raises(GovtextError, match="inside itself"):
        expand("{a}", {"a": ["{a}"]})


def test_malformed_pattern_is_one_line() -> None:
    with pytest.raises(GovtextError) as caught:
        compiled("(?:推", {}, where="book.toml")
    assert "\n" not in str(caught.value) and "book.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("regex", "expected"),
    [
        ("推诿", [{"推诿"}]),
        ("(?:推诿|扯皮)", [{"推诿", "扯皮"}]),
        ("投诉[^，]{0,8}?(?:无果|未果)", [{"投诉"}, {"无果", "未果"}]),
        ("(?:推诿)?扯皮", [{"扯皮"}]),
        ("推诿了?", [{"推诿"}]),
        ("没有?人", [{"没"}, {"人"}]),
        ("(?<!不)公平(?!秤)", [{"公平"}]),
        ("(?:推|.)", []),
        ("[甲乙]方", [{"甲", "乙"}, {"方"}]),
        ("(?:再|又){2}问", [{"再", "又"}, {"问"}]),
    ],
)
def test_required_literals(regex: str, expected: list[set[str]]) -> None:
    assert [set(any_of) for any_of in required_literals(regex)] == expected


def test_a_match_always_holds_its_literals() -> None:
    regex = expand("{verb}~(?:街道|社区)?没(?:有)?人(?:管|理){1,2}", GROUPS)
    for text in ("推给他们没人管", "街道推来推去没有人理", "水务局推没人管管"):
        match = re.search(regex, text)
        assert match and all(any(word in match.group() for word in any_of) for any_of in required_literals(regex))
