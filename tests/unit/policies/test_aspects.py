"""What a message asks of a matter and a clause settles of it: told by wordings, compared by likeness."""

import numpy as np
import pytest
from tests.unit.policies.complaints import heard

from govtext.errors import GovtextError
from govtext.policies.aspects import AspectFrame, SettledAspects
from govtext.policies.matters import MatterFrame
from govtext.policies.queries import Queries

ROWS = [
    {"name": "期限", "said": ["多久|什么时候"], "rules": ["[一二三四五]日内|期限"]},
    {"name": "材料", "said": ["材料|证明"], "rules": ["材料", "凭[^，。]{0,9}证"]},
]
FRAME = AspectFrame({"aspect": ROWS}, "matters.toml")


def settled(wording: str) -> list[float]:
    return FRAME.settled(FRAME.scans([wording])[0], 0, len(wording))


def test_the_title_asks_more_than_the_beginning_and_the_rest_nothing():
    assert FRAME.names == ["期限", "材料"]
    assert FRAME.asked("要多久", "请问要什么材料") == [2.0, 1.0]
    assert FRAME.asked("多久能办好", "已经问过要多久。") == [3.0, 0.0]
    assert FRAME.asked("请问", "甲" * 300 + "要什么材料") == [0.0, 0.0]


def test_a_clause_says_more_with_more_wordings_and_less_the_longer_it_is():
    assert settled("应当在三日内办结。") == [0.5, 0.0]
    assert settled("应当在三日内办结，期限不得延长。")[0] == pytest.approx(2 / 3)
    assert settled("应当在三日内办结。" + "甲" * 291)[0] == pytest.approx(1 / 3)
    assert settled("凭身份证领取。") == [0.0, 0.5]


def test_likeness_is_that_of_directions_and_none_where_nothing_is_asked():
    clauses = SettledAspects([[0.5, 0.0], [0.0, 0.9], [0.0, 0.0], [0.0, 0.0]])
    asked = [[3.0, 0.0], [], [1.0, 1.0]]
    owner, row = np.repeat(np.arange(3), 3), np.tile(np.arange(3), 3)
    found = clauses.likeness(asked, owner, row).reshape(3, 3)
    assert found[0] == pytest.approx([1.0, 0.0, 0.0])
    assert found[1].tolist() == [0.0, 0.0, 0.0]
    assert found[2] == pytest.approx([0.5**0.5, 0.5**0.5, 0.0])
    none = np.zeros(0, dtype=np.intp)
    assert SettledAspects([]).likeness([], none, none).shape == (0,)
    assert SettledAspects([[], []]).likeness([[]], np.zeros(2, np.intp), np.arange(2)).tolist() == [0.0, 0.0]


def test_an_aspect_on_which_every_clause_speaks_tells_nothing():
    clauses = SettledAspects([[0.5, 0.5], [0.5, 0.0]])
    assert clauses.likeness([[1.0, 0.0]], np.zeros(2, np.intp), np.arange(2)).tolist() == [0.0, 0.0]


def test_what_an_issue_asks_is_summed_over_the_messages_that_raise_a_matter():
    queries = Queries()
    told = heard(
        ("c1", {}, {"甲": 1.0}, [2.0, 0.0]), ("c2", {}, {}, ()), ("c3", {}, {"甲": 1.0}, [1.0, 1.0]),
        ("c4", {}, {"甲": 1.0}, [1.0, 1.0]),
    )
    queries.add(told, {"c1": "i", "c2": "i", "c3": "i"})
    assert list(queries.of(["i"])[0].aspects) == [3.0, 1.0]
    assert list(queries.of(["other"])[0].aspects) == []


def test_wrong_tables_are_told_in_a_line():
    with pytest.raises(GovtextError, match="an aspect lacks rules"):
        AspectFrame({"aspect": [{"name": "a", "said": []}]}, "matters.toml")
    with pytest.raises(GovtextError, match="stands twice"):
        AspectFrame({"aspect": [ROWS[0], ROWS[0]]}, "matters.toml")
    with pytest.raises(GovtextError, match="no regular expression"):
        AspectFrame({"aspect": [{"name": "a", "said": ["("], "rules": []}]}, "matters.toml")


def test_the_shipped_aspects_are_read_with_the_matters(lexicons):
    content = lexicons.table("matters.toml")
    aspects = MatterFrame(content).aspects
    assert len(aspects.names) == len(content["aspect"]) > 10
    asked = dict(zip(aspects.names, aspects.asked("退休审核要等多久", ""), strict=True))
    assert asked["期限和进度"] == 2.0
    assert asked["费用和标准"] == 0.0
    assert MatterFrame({}).aspects.names == []


def test_a_message_that_raises_a_matter_asks_what_all_patterns_find(lexicons):
    frame = MatterFrame(lexicons.table("matters.toml"))
    messages = [
        ("退休审核要等多久", "需要什么材料，找哪个部门办"), ("失业金怎么领", "甲" * 295 + "要多少钱，" + "乙" * 200), ("您好", "谢谢"),
    ]
    told = frame.heard(messages)
    assert [bool(raised) for raised, _ in told] == [True, True, False]
    for message, (raised, asked) in zip(messages, told, strict=True):
        assert list(asked) == (frame.aspects.asked(*message) if raised else [])
    assert sum(told[0][1]) >= 3
