"""Guards: what an expression matches stays the same, and what isn't understood stays as it is."""

import re

import numpy as np
import pytest

from govtext.issues.coding.guards import guarded
from govtext.issues.coding.matcher import Matcher
from govtext.issues.coding.rules import Pattern
from govtext.literals import read_literals

SOURCES = [
    "找[^，]{0,6}?(?:街道办?|局|(?:这|那)个部门|(?<!不)管委会|所|中心|热线)(?:了|过)?",
    "(?:推|拖|赖|拒|躲|等)着(?:不[管理]|没人|一直|甲|乙|丙|丁{2})?",
    "来(?:(?:甲|乙|丙|丁|戊|己)(?:子|丑|寅|卯|辰|巳)|庚)",
    "问(?:了?|甲|乙|丙|丁|戊|己)谁",
    "(?<!去)(?:甲|乙)(?:[甲-癸]|a|b|c|d|\\.|\\()",
]
TEXTS = [
    "去找个这个部门了，找不管委会，找街道办过，找热线", "推着不管，拖着丁丁，等着一直等", "来甲子，来庚，来乙卯", "问谁问了谁问丁谁",
    "去甲甲乙c乙.甲(",
]


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_matched_stays_the_same(source: str) -> None:
    plain, guard = re.compile(source), re.compile(guarded(source))
    for text in ["".join(TEXTS), *TEXTS]:
        for start in range(len(text) + 1):
            expected, found = plain.match(text, start), guard.match(text, start)
            assert (found and found.span()) == (expected and expected.span())
            assert (found and found.groups()) == (expected and expected.groups())


def test_a_large_alternation_behind_a_gap_is_guarded() -> None:
    assert guarded("找.{0,8}?(?:局|所|院|办|站|中心)") == "找.{0,8}?(?:(?=[中办局所站院])(?:局|所|院|办|站|中心))"


@pytest.mark.parametrize(
    "source",
    [
        "(?:局|所|院|办|站|中心)找", "找(?:局|所)", "(?i)a(?:b|c|d|e|f|g)", "a(?:b|c|d|e|f|g?)", "a(?:b|c|d|e|f|\\])",
        "a(?<=x(?:b|c|d|e|f|g))", "[(]b|c|d|e|f|g",
    ],
)
def test_others_stay_as_they_are(source: str) -> None:
    assert guarded(source) == source


def test_expressions_that_are_tried_often_get_guards_and_match_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "找[^，]{0,6}?(?:局|所|院|办|站|中心)"
    matcher = Matcher([Pattern(re.compile(one), read_literals(one)) for one in (source, "推(?:甲|乙)")])
    before = matcher.read(TEXTS).matches
    monkeypatch.setattr("govtext.issues.coding.matcher.OFTEN", 1)
    assert matcher.read(TEXTS).matches == before
    assert [match.__self__.pattern for match in matcher.to_try(np.array([0, 1]))] == [guarded(source), "推(?:甲|乙)"]
    assert matcher.read(TEXTS).matches == before
    assert any(before)
