"""Several expressions find what one with all of them as alternatives finds."""

import re

import pytest

from govtext.issues.responses.expressions import Expressions, any_of_all

TEXTS = [
    "", "感谢您的来信", "非常感谢您", "请您向区社保中心咨询", "预计三日内完成", "请问何时能修好？", "何时修好", "我局将尽快处理",
    "已转办", "a1b", "电话：123", "感", "。", "完成了（感谢）", "x|y",
]


@pytest.mark.parametrize(
    "patterns",
    [
        ["^感谢", "^(?:再次|非常)?感谢", "收悉$"],
        ["(?:请|建议)[^，。]{0,8}(?:中心|局)", "^我(?:局|委)", "办$"],
        ["[？?]$|请问|何时"],
        ["预计|争取", "(?:前|内)(?:全部)?完成"],
        ["感?谢", "电?话"],
        [r"(\d).*\1", "修"],
        [r"x\|y", "[|]", "^a|b$"],
        ["."],
        [r"^\d{3}$"],
        ["a|"],
    ],
)
def test_found_is_what_a_search_for_all_of_them_finds(patterns):
    expressions, whole = Expressions(patterns), re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    for text in TEXTS:
        assert bool(expressions.found(text)) == bool(whole.search(text)), text
        one, other = expressions.search(text), whole.search(text)
        assert (one and one.span()) == (other and other.span())


def test_several_joined_find_what_any_of_them_finds():
    several = [Expressions(["^感谢", "收悉$"]), Expressions(["办$", "(?:请|建议)[^，。]{0,8}(?:中心|局)"])]
    joined = any_of_all(several)
    assert joined is not None
    for text in TEXTS:
        assert bool(joined.found(text)) == any(bool(one.found(text)) for one in several), text


def test_expressions_that_refer_to_groups_are_not_joined():
    assert any_of_all([Expressions(["请"]), Expressions([r"(\d).*\1"])]) is None


@pytest.mark.parametrize(
    ("pattern", "anywhere"),
    [("(?:前|内)完成", True), ("^感谢", False), ("收悉$", False), ("将(?!近)", False), (r"\b将", False), ("[^，]将", False)],
)
def test_what_hangs_on_what_stands_around_it_is_told(pattern, anywhere):
    assert Expressions(["预计", pattern]).stands_anywhere is anywhere
