"""Matters are raised by messages and spoken to by clauses, each in its own wording."""

import numpy as np
import pytest

from govtext.errors import GovtextError
from govtext.policies.complaint_links import link_complaints
from govtext.policies.linking import ClauseIndex
from govtext.policies.matters import BOTH, OPENING, TITLE, MatterFrame, SpokenMatters
from govtext.policies.queries import Queries, Reader, Said
from govtext.policies.vocabulary import Vocabulary

FRAME = MatterFrame(
    {
        "matter": [
            {"name": "待遇", "said": ["(钱|津贴)没(到|发)"], "rules": ["按时足额支付", "拒不(按时)?支付"]},
            {"name": "热线", "said": ["打不通"], "rules": ["二十四小时"]},
            {"name": "噪声", "said": ["太吵"], "rules": ["夜间施工"]},
        ]
    }
)


def test_a_title_raises_more_than_an_opening_and_the_rest_nothing():
    assert FRAME.raised("津贴没发", "您好") == {"待遇": TITLE}
    assert FRAME.raised("求助", "电话打不通") == {"热线": OPENING}
    assert FRAME.raised("津贴没发", "上月津贴没到") == {"待遇": BOTH}
    assert FRAME.raised("求助", "好" * 300 + "打不通") == {}


def test_a_matter_may_need_other_words_beside_it():
    frame = MatterFrame({"matter": [{"name": "维护", "among": "小区", "said": ["坏了"], "rules": ["养护"]}]})
    assert frame.raised("电梯坏了", "我们小区") == {"维护": TITLE}
    assert frame.raised("电梯坏了", "我们商场") == {}


def test_a_clause_speaks_the_more_the_more_distinct_wordings_it_holds():
    text = "应当按时足额支付。\n拒不支付的，责令按时足额支付。\n实行二十四小时值守。"
    scan = FRAME.scan(text)
    one, two, three = (text.find(part) for part in ("应当", "拒不", "实行"))
    assert FRAME.spoken(scan, one, two) == {"待遇": (0.5, "按时足额支付")}
    assert FRAME.spoken(scan, two, three)["待遇"][0] == pytest.approx(2 / 3)
    assert set(FRAME.spoken(scan, three, len(text))) == {"热线"}


def test_what_is_raised_meets_what_is_spoken_to():
    spoken = SpokenMatters(FRAME.names, [{"待遇": 0.5}, {}, {"待遇": 0.5, "热线": 0.5}])
    np.testing.assert_allclose(spoken.prior({"待遇": 1.0, "热线": 0.5}), [0.5, 0.0, 0.75])
    assert spoken.ruled({"待遇": 1.0, "噪声": 1.0}) == 0.5
    assert spoken.ruled({"噪声": 1.0}) == 0.0
    assert spoken.ruled({}) == 1.0


def test_a_clause_stands_over_the_complaints_that_raise_its_matter():
    index = ClauseIndex(["支付 待遇", "支付 期限 津贴", "值守 热线"], ["", "", ""], [1.0, 1.0, 1.0])
    spoken = SpokenMatters(FRAME.names, [{"待遇": 0.5}, {"待遇": 0.5}, {"热线": 0.5}])
    complaints = [
        Said("c1", {"津贴": 3.0}, {"待遇": 1.0}),
        Said("c2", {"津贴": 3.0}, {}),
        Said("c3", {"噪音": 1.0}, {"噪声": 1.0}),
        Said("c4", {"电话": 1.0}, {"热线": 0.5}),
    ]
    rows = link_complaints(complaints, index, spoken, ["a", "b", "c"], 0.5, 0.0)
    assert [(row["doc_id"], row["clause_id"], row["rank"]) for row in rows] == [("c1", "b", 1), ("c1", "a", 2), ("c4", "c", 1)]
    few = link_complaints(complaints, index, spoken, ["a", "b", "c"], 0.5, 0.25)
    assert [(row["doc_id"], row["clause_id"]) for row in few] == [("c1", "b"), ("c1", "a")]
    assert rows[0]["score"] > rows[1]["score"] == 0.25
    assert all(0 < row["score"] <= 1 for row in rows)
    assert link_complaints([], index, spoken, ["a", "b", "c"], 0.5, 0.0) == []
    assert link_complaints(complaints, ClauseIndex([], [], []), SpokenMatters(FRAME.names, []), [], 0.5, 0.0) == []


def test_an_issue_raises_what_enough_of_its_messages_raise():
    vocabulary = Vocabulary({}, [])
    reader = Reader({f"c{n}": "i" for n in range(4)}, {}, vocabulary, FRAME, Queries())
    for n, title in enumerate(["津贴没发", "津贴没发", "太吵", "求助"]):
        reader.read((f"c{n}", [title, "\n", "您好"], ["n", "x", "l"]))
    assert reader.queries.raised("i") == {"待遇": 0.5}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"matter": [{"name": "a", "said": ["x"]}]}, "a matter lacks rules"),
        ({"matter": [{"name": "a", "said": ["("], "rules": ["x"]}]}, "no regular expression"),
        ({"matter": [{"name": "a", "said": [], "rules": []}] * 2}, "stands twice"),
    ],
)
def test_a_faulty_frame_is_told_in_one_line(content, said):
    with pytest.raises(GovtextError, match=said):
        MatterFrame(content)


def test_the_shipped_frame_reads(lexicons):
    frame = MatterFrame(lexicons.table("matters.toml"))
    assert len(frame.names) > 60
    assert "失业保险" in frame.raised("失业金怎么领", "")
