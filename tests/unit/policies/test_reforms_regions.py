"""Reforms spread, regions differ, deadlines meet reply lags, gaps have intervals."""

import math
from collections import Counter
from datetime import datetime

import numpy as np
import pytest

from govtext.policies.gaps import difference, gap_row, shuffled, with_null
from govtext.policies.lags import Lags, asks_for_reply
from govtext.policies.reforms import ReformVocabulary, TextReforms, spread
from govtext.policies.regions import RegionCounts, compare


def test_reforms_are_found_once_where_names_overlap():
    vocabulary = ReformVocabulary({"reforms": {"好差评": ["好差评"], "热线": ["12345(热线)?", "热线"]}})
    assert vocabulary.find("12345热线和好差评") == [(0, "热线"), (8, "好差评")]


def test_first_mention_and_share():
    def text(doc, region, year, count):
        return TextReforms(doc, region, datetime(year, 1, 1), Counter({"好差评": count}), Counter({"好差评": count}))

    rows = list(spread([text("b", "乙省", 2021, 1), text("a", "甲省", 2019, 2), text("c", "乙省", 2018, 0)], ["好差评"]))
    whole = next(row for row in rows if row["grouping"] == "all")
    assert (whole["naming"], whole["texts"], whole["mentions"]) == (2, 3, 3)
    assert (whole["first_doc_id"], whole["first_region"]) == ("a", "甲省")
    second = next(row for row in rows if row["group"] == "乙省")
    assert second["share"] == 0.5
    assert second["low"] < 0.5 < second["high"]
    assert not [row for row in rows if row["group"] == "2018"]


def test_a_reform_of_one_region_is_held_against_texts_shuffled():
    """All five texts of one region name it, none of the other's five: 1 of 252 ways to draw them."""
    texts = [
        TextReforms(f"{region}{at}", region, datetime(2019 + at % 2, 1, 1) if at else None, Counter({"x": region == "甲省"}), Counter())
        for region in ("甲省", "乙省") for at in range(5)
    ]
    rows = {(row["grouping"], row["group"]): row for row in spread(texts, ["x"])}
    assert rows["region", "甲省"]["p_adjusted"] == pytest.approx(1 / math.comb(10, 5), abs=1e-6)
    assert ("region", "乙省") not in rows
    # by year only the eight dated ones are shuffled: two of the four of a year naming it are what chance gives
    assert rows["year", "2020"]["p_adjusted"] == rows["year", "2019"]["p_adjusted"] == pytest.approx(53 / 70, abs=1e-6)
    assert rows["all", ""]["p_adjusted"] is None


def test_an_undated_text_is_never_first():
    rows = list(
        spread(
            [TextReforms("a", "", None, Counter({"x": 1}), Counter()), TextReforms("b", "", datetime(2020, 1, 1), Counter({"x": 1}), Counter())],
            ["x"],
        )
    )
    assert rows[0]["first_doc_id"] == "b"


def test_newcombe_against_published_values():
    # Newcombe (1998), 56/70 against 48/80: 0.2 (0.0524, 0.3339) by method 10.
    gap, low, high = difference(56, 70, 48, 80)
    assert (gap, low, high) == (pytest.approx(0.2), pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


def test_a_gap_needs_both_sides():
    row = gap_row("buck_passing", 8, 100, 40, 0, 20)
    assert (row["weight"], row["coverage"], row["gap"]) == (0.2, 0.0, 0.2)
    assert row["gap_low"] < 0.2 < row["gap_high"]
    assert gap_row("buck_passing", 0, 0, 0, 3, 20)["gap"] is None


def test_reply_lags_by_region():
    start = datetime(2024, 1, 1)
    lags = Lags([("甲省乙市", start, datetime(2024, 1, day)) for day in (3, 5, 21)] + [("丙省", start, datetime(2024, 1, 2))])
    assert lags.measure("甲省", 7.0) == {
        "replies": 3, "later": False, "median_days": 4.0, "p90_days": pytest.approx(16.8), "within": pytest.approx(2 / 3, abs=1e-6),
        "within_low": pytest.approx(0.2077, abs=1e-3), "within_high": pytest.approx(0.9385, abs=1e-3),
    }
    assert lags.measure("", 7.0)["replies"] == 4
    assert lags.measure("丁省", 7.0) == {}
    # A rule is held against the messages of its own time alone.
    later = Lags([("甲省", datetime(2020, 1, 1), datetime(2020, 1, 9)), ("甲省", datetime(2024, 1, 1), datetime(2024, 1, 3))])
    assert later.measure("甲省", 7.0, datetime(2023, 5, 1))["within"] == 1.0
    assert later.measure("甲省", 7.0, datetime(2019, 5, 1))["within"] == 0.5
    assert later.measure("甲省", 7.0, datetime(2024, 1, 1))["replies"] == 1, "written the day that the rule is dated"
    assert later.measure("甲省", 7.0, datetime(2024, 1, 2)) == {"later": True}
    half = Lags([("甲省", None, datetime(2024, 1, 3)), ("甲省", datetime(2024, 1, 1), None), ("甲省", datetime(2024, 1, 2), datetime(2024, 1, 1))])
    assert half.measure("甲省", 7.0) == {}, "without both days, or answered before it was asked, nothing is measured"


def test_only_answers_are_held_against_reply_lags():
    assert asks_for_reply("应当在五个工作日内答复留言人", "留言")
    assert not asks_for_reply("信访人不服的，可以自收到书面答复之日起30日内请求复查", "信访")
    assert not asks_for_reply("收到改进建议的机关应当在30日内反馈", "信访")
    assert not asks_for_reply("三十个工作日内办结登记手续", "不动产登记")
    # Other steps than the reply: a review, telling whether the matter is accepted, where to send it.
    assert not asks_for_reply("收到复查请求的机关应当在30日内提出复查意见并书面答复", "信访")
    assert not asks_for_reply("应当自收到之日起15日内决定是否受理并书面告知信访人", "信访")
    assert not asks_for_reply("不能当场答复的，应当自收到信访事项之日起15日内书面告知信访人", "信访")
    assert not asks_for_reply("不能即时答复的，应当在一个工作日内转交承办单位", "热线")
    assert asks_for_reply("信访事项应当自受理之日起60日内办结", "信访")
    assert asks_for_reply("办理完毕后应当在五日内书面告知办理结果", "信访")


def test_days_to_a_reply_are_whole_days_as_in_the_table_of_replies():
    lags = Lags([("甲省", datetime(2024, 1, 1, 23), datetime(2024, 1, 12, 1)), ("甲省", datetime(2024, 1, 1, 1), datetime(2024, 1, 12, 23))])
    assert lags.measure("甲省", 11.0) == {**lags.measure("甲省", 11.5), "median_days": 11.0, "within": 1.0}
    assert lags.measure("甲省", 10.9)["within"] == 0.0


def test_what_sets_a_region_apart():
    one, other = RegionCounts(), RegionCounts()
    for _ in range(30):
        one.add("a", ["p"], ["r"], ["跑一次", "服务"])
        other.add("b", [], [], ["处罚", "服务"])
    rows = list(compare({"甲省": one, "乙省": other}, ()))
    share = next(r for r in rows if (r["region"], r["kind"], r["item"]) == ("甲省", "instrument", "a"))
    assert (share["share"], share["rest_share"]) == (1.0, 0.0)
    assert share["effect"] == pytest.approx(math.pi)
    assert share["p_adjusted"] < 0.001
    words = [r["item"] for r in rows if r["region"] == "甲省" and r["kind"] == "word"]
    assert words[0] == "跑一次"
    assert "处罚" not in words
    assert list(compare({"甲省": one}, ())) == []


def test_the_null_of_a_gap_is_what_shuffling_gives():
    random, sides = np.random.default_rng(5), np.repeat([True, False], [40, 25])
    counts = np.array([True] * 12 + [False] * 28 + [True] * 2 + [False] * 23)
    seen = abs(12 / 40 - 2 / 25)
    drawn = []
    for _ in range(4000):
        random.shuffle(sides)
        drawn.append(abs(counts[sides].mean() - counts[~sides].mean()) >= seen - 1e-12)
    assert shuffled(12, 40, 2, 25) == pytest.approx(np.mean(drawn), abs=0.02)
    assert shuffled(0, 40, 0, 25) == 1.0
    assert shuffled(3, 0, 0, 25) == 1.0
    assert shuffled(5, 5, 0, 20, upper=True) < 1e-3 < shuffled(1, 5, 4, 20, upper=True)


def test_gap_rows_carry_the_null_corrected_for_their_number():
    rows = [gap_row("a", 30, 100, 40, 1, 30), gap_row("b", 10, 100, 40, 8, 30)]
    told = with_null(rows, 40, 30)
    assert told[0]["p_adjusted"] < 0.001
    assert told[1]["p_adjusted"] == pytest.approx(shuffled(10, 40, 8, 30), abs=1e-6)
    assert with_null([gap_row("a", 0, 0, 0, 3, 20)], 0, 20)[0]["p_adjusted"] is None


def test_a_reform_of_one_region_stands_out_against_shuffled_texts():
    def text(number, region, count):
        named = Counter({"好差评": count})
        return TextReforms(f"p{number}", region, datetime(2020 + number % 2, 1, 1), named, named)

    texts = [text(n, "甲省", 1) for n in range(8)] + [text(n, "乙省", int(n == 8)) for n in range(8, 24)]
    rows = {(row["grouping"], row["group"]): row["p_adjusted"] for row in spread(texts, ["好差评"])}
    assert rows["region", "甲省"] < 0.001
    assert rows["region", "乙省"] > 0.9
    assert rows["year", "2020"] > 0.2
    assert rows["all", ""] is None
