"""Matters are raised by messages and spoken to by clauses, each in its own wording."""

import math

import pytest
from tests.unit.policies.complaints import heard

from govtext.errors import GovtextError
from govtext.policies.aspects import SettledAspects
from govtext.policies.complaint_links import link_complaints
from govtext.policies.hearing import IN_OPENING, IN_TITLE
from govtext.policies.linking import ClauseIndex
from govtext.policies.matters import (
    BOTH,
    BUSINESS_ONLY,
    HANDLED,
    KINDS,
    OPENING,
    TITLE,
    MatterFrame,
    SpokenMatters,
    serves_businesses_alone,
)
from govtext.policies.queries import Queries, gather
from govtext.policies.ranking import LinkRanker, Weights
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
    assert FRAME.raised([("津贴没发", "您好")])[0] == {"待遇": TITLE}
    assert FRAME.raised([("求助", "电话打不通")])[0] == {"热线": OPENING}
    assert FRAME.raised([("津贴没发", "上月津贴没到")])[0] == {"待遇": BOTH}
    assert FRAME.raised([("求助", "好" * 300 + "打不通")])[0] == {}


def test_a_matter_may_need_other_words_beside_it():
    frame = MatterFrame({"matter": [{"name": "维护", "among": "小区", "said": ["坏了"], "rules": ["养护"]}]})
    assert frame.raised([("电梯坏了", "我们小区")])[0] == {"维护": TITLE}
    assert frame.raised([("电梯坏了", "我们商场")])[0] == {}


def test_a_clause_speaks_the_more_the_more_distinct_wordings_it_holds():
    text = "应当按时足额支付。\n拒不支付的，责令按时足额支付。\n实行二十四小时值守。"
    scan = FRAME.scans([text])[0]
    one, two, three = (text.find(part) for part in ("应当", "拒不", "实行"))
    assert FRAME.spoken(scan, one, two) == {"待遇": (0.5, "按时足额支付")}
    assert FRAME.spoken(scan, two, three)["待遇"][0] == pytest.approx(2 / 3)
    assert set(FRAME.spoken(scan, three, len(text))) == {"热线"}


def test_a_core_wording_counts_more_and_only_within_its_documents():
    frame = MatterFrame(
        {
            "matter": [
                {"name": "保修", "said": ["漏水"], "core": ["保修责任"], "rules": ["查验"]},
                {"name": "答复", "said": ["没人回"], "rules": ["答复"], "within": "热线"},
            ]
        }
    )
    text = f"应当查验并答复。\n承担保修责任。{'无关。' * 200}"
    scan = frame.scans([text])[0]
    plain = frame.spoken(scan, 0, text.find("\n"))
    assert set(plain) == {"保修"}
    core = frame.spoken(scan, text.find("\n"), len(text))
    assert core["保修"] == (0.75, "保修责任")
    assert plain["保修"][0] == 0.5
    assert set(frame.spoken(scan, 0, text.find("\n"), "市民热线条例\n")) == {"保修", "答复"}


def test_clauses_for_businesses_alone_speak_less_to_other_matters():
    frame = MatterFrame(
        {
            "matter": [
                {"name": "网办", "said": ["网上"], "rules": ["网上办理"]},
                {"name": "执照", "said": ["执照"], "rules": ["营业执照"], "business": True},
            ]
        }
    )
    wording = "经营主体可以网上办理营业执照。"
    assert serves_businesses_alone(wording, "")
    assert serves_businesses_alone("可以网上办理。", "某市优化营商环境条例")
    assert not serves_businesses_alone("企业和群众可以网上办理。", "某市优化营商环境条例")
    assert not serves_businesses_alone("可以网上办理。", "某市热线条例")
    alone = frame.spoken(frame.scans([wording])[0], 0, len(wording), "", business=True)
    both = frame.spoken(frame.scans([wording])[0], 0, len(wording))
    assert alone["网办"][0] == pytest.approx(BUSINESS_ONLY * both["网办"][0])
    assert alone["执照"] == both["执照"]


def test_what_is_raised_meets_what_is_spoken_to():
    spoken = SpokenMatters(FRAME, [{"待遇": 0.5}, {}, {"待遇": 0.7, "热线": 0.5}])
    met = spoken.met([{"热线": 0.5, "待遇": 1.0, "噪声": 1.0}, {}, {"热线": 1.0}])
    entries = (met.owner, met.row, met.kind, met.weight, met.strength, met.settled)
    assert list(zip(*(part.tolist() for part in entries), strict=True)) == [
        (0, 0, 0, 1.0, 0.5, 1), (0, 2, 0, 1.0, 0.7, 1), (0, 2, 0, 0.5, 0.5, 0), (2, 2, 0, 1.0, 0.5, 0),
    ]
    assert [len(part) for part in vars(spoken.met([{}, {"噪声": 1.0}])).values()] == [0] * 7
    assert spoken.shares([{"待遇": 1.0, "噪声": 1.0}, {"噪声": 1.0}, {}]).tolist() == [0.5, 0.0, 1.0]
    assert spoken.shares([]).tolist() == []


def test_a_subject_on_which_the_rules_are_silent_takes_little_when_named_in_passing():
    spoken = SpokenMatters(FRAME, [{"待遇": 0.5}])
    shares = spoken.shares([{"待遇": 1.0, "噪声": 0.5}, {"待遇": 0.5, "噪声": 1.0}])
    assert shares.tolist() == pytest.approx([0.8, 1 / 3])


def test_what_is_no_subject_takes_nothing_from_the_share_and_how_a_message_was_handled_is_told_by_messages():
    frame = MatterFrame(
        {
            "matter": [
                {"name": "噪声", "said": ["吵"], "rules": ["夜间施工"]},
                {"name": "待遇", "said": ["津贴"], "rules": ["支付"]},
                {"name": "无果", "said": ["没人回"], "rules": ["答复"], "handling": True},
                {"name": "指南", "said": ["怎么办"], "rules": ["指南"], "beside": True},
            ]
        }
    )
    spoken = SpokenMatters(frame, [{"待遇": 0.5}, {"无果": 0.5}, {"指南": 0.5}])
    raised = [{"噪声": 1.0, "无果": 0.5}, {"噪声": 1.0, "指南": 1.0}, {"待遇": 0.5, "指南": 1.0}, {"无果": 1.0}]
    assert spoken.shares(raised).tolist() == [0.0, 0.0, 1.0, 1.0]
    # It is told by the share of messages, the subject by its mean weight.
    queries = Queries(handling=frame.handling)
    said = heard(("c1", {}, {"无果": 0.5, "待遇": 0.5}, ()), ("c2", {}, {}, ()), ("c3", {}, {}, ()))
    queries.add(said, dict.fromkeys(said.doc_ids, "i"))
    assert queries.of(["i"])[0].raised == {"无果": 0.5}


def test_a_clause_stands_over_the_complaints_that_raise_its_matter():
    index = ClauseIndex(["支付 待遇", "支付 期限 津贴", "值守 热线"], ["", "", ""], [1.0, 1.0, 1.0])
    spoken = SpokenMatters(FRAME, [{"待遇": 0.5}, {"待遇": 0.5}, {"热线": 0.5}])
    complaints = heard(
        ("c1", {"津贴": IN_TITLE}, {"待遇": 1.0}, ()),
        ("c2", {"津贴": IN_TITLE}, {}, ()),
        ("c3", {"噪音": IN_OPENING}, {"噪声": 1.0}, ()),
        ("c4", {"电话": IN_OPENING}, {"热线": 0.5}, ()),
    )
    ranker = LinkRanker(index, spoken, [False] * 3, SettledAspects([[]] * 3), Weights({"covered": 1.0, "subject": 1.0}, 0.0))
    rows = link_complaints(complaints, ranker, ["a", "b", "c"], {}, 0.0).to_pylist()
    assert [(row["doc_id"], row["clause_id"], row["rank"]) for row in rows] == [("c1", "b", 1), ("c1", "a", 2), ("c4", "c", 1)]
    assert link_complaints(complaints, ranker, ["a", "b", "c"], {}, 0.6)["doc_id"].to_pylist() == ["c1", "c1"]
    assert rows[0]["score"] > rows[1]["score"] == pytest.approx(1 / (1 + math.exp(-0.5)), abs=1e-6)
    assert all(0 < row["score"] <= 1 for row in rows)
    assert link_complaints(heard(), ranker, ["a", "b", "c"], {}, 0.0).num_rows == 0
    none = LinkRanker(ClauseIndex([], [], []), SpokenMatters(FRAME, []), [], SettledAspects([]), Weights.read({}))
    assert link_complaints(complaints, none, [], {}, 0.0).num_rows == 0


def test_an_issue_raises_what_enough_of_its_messages_raise():
    titles = ["津贴没发", "津贴没发", "太吵", "求助"]
    texts = [(f"c{n}", [title, "\n", "您好"], ["n", "x", "l"]) for n, title in enumerate(titles)]
    queries = gather(texts, {f"c{n}": "i" for n in range(4)}, {}, Vocabulary({}, []), FRAME)
    assert queries.of(["i"])[0].raised == {"待遇": 0.5}


def test_service_in_general_counts_beside_a_subject_on_which_the_rules_are_silent():
    frame = MatterFrame(
        {
            "matter": [
                {"name": "驾照", "said": ["驾照"], "rules": ["机动车驾驶证"]},
                {"name": "拖延", "said": ["还没审核"], "rules": ["法定期限内办结"], "general": True},
            ]
        }
    )
    assert frame.raised([("驾照换领", "好" * 300 + "，还没审核")])[0] == {"驾照": TITLE, "拖延": HANDLED}
    spoken = SpokenMatters(frame, [{"拖延": 0.5}])
    assert spoken.shares([{"驾照": 1.0, "拖延": 0.5}]).tolist() == [0.0]
    assert [KINDS[kind] for kind in spoken.met([{"驾照": 1.0, "拖延": 0.5}]).kind] == ["service"]


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
    assert "失业保险" in frame.raised([("失业金怎么领", "")])[0]
