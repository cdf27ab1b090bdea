"""Replies: working days, survival curves, the table."""

from datetime import datetime

import numpy as np
import pytest

from govtext.issues.responses import response_table
from govtext.issues.responses.working_days import working_days
from govtext.settings import ResponsesSettings
from govtext.store import Source, table
from govtext.survival import kaplan_meier


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


def test_working_days_by_hand():
    # Friday to Monday; over the National Day week of 2019 with its worked Saturday; the same day; backwards.
    start = days("2024-03-15", "2019-09-30", "2024-03-15", "2024-03-18")
    end = days("2024-03-18", "2019-10-12", "2024-03-15", "2024-03-15")
    assert working_days(start, end).tolist() == [1, 5, 0, 0]


def test_working_days_against_chinesecalendar():
    calendar = pytest.importorskip("chinese_calendar")
    random = np.random.default_rng(2)
    starts = np.datetime64("2010-01-01") + random.integers(0, 5900, 200).astype("timedelta64[D]")
    for start, length in zip(starts, random.integers(0, 60, 200), strict=True):
        end = start + np.timedelta64(int(length), "D")
        theirs = sum(calendar.is_workday((start + np.timedelta64(step, "D")).astype(object)) for step in range(1, int(length) + 1))
        assert working_days(np.array([start]), np.array([end]))[0] == theirs, (start, end)


def test_survival_curve_against_lifelines():
    lifelines = pytest.importorskip("lifelines")
    random = np.random.default_rng(0)
    durations, answered = random.integers(0, 60, 300).astype(float), random.random(300) < 0.7
    ours, theirs = kaplan_meier(durations, answered), lifelines.KaplanMeierFitter().fit(durations, answered)
    assert ours.share == pytest.approx(theirs.survival_function_.loc[ours.times].to_numpy().ravel())
    interval = theirs.confidence_interval_.loc[ours.times].to_numpy()
    assert ours.low == pytest.approx(interval[:, 0])
    assert ours.high == pytest.approx(interval[:, 1])
    assert ours.quantile(0.5) == theirs.median_survival_time_


def test_survival_curve_by_hand():
    # Five messages: replies after 1, 2 and 4 days, two still waiting after 3 and 5.
    curve = kaplan_meier(np.array([1.0, 2, 3, 4, 5]), np.array([True, True, False, True, False]))
    assert curve.times.tolist() == [1, 2, 3, 4, 5]
    assert curve.share.tolist() == pytest.approx([0.8, 0.6, 0.6, 0.3, 0.3])
    assert curve.at(3) == pytest.approx(0.6)
    assert curve.at(0.9) == 1
    assert curve.quantile(0.5) == 4
    assert curve.quantile(0.9) is None


def test_survival_curve_and_interval_as_r_prints_them():
    # Miller (1981), acute myelogenous leukaemia, maintained: summary(survfit(Surv(time, status) ~ 1,
    # conf.type = "log-log")) of R's survival on its data set aml.
    times = np.array([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161.0])
    curve = kaplan_meier(times, np.array([1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0], dtype=bool))
    happened = np.isin(curve.times, [9, 13, 18, 23, 31, 34, 48])
    assert curve.share[happened] == pytest.approx([0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184], abs=5e-4)
    assert curve.low[happened] == pytest.approx([0.508, 0.447, 0.350, 0.266, 0.1673, 0.0928, 0.0117], abs=5e-4)
    assert curve.high[happened] == pytest.approx([0.987, 0.951, 0.899, 0.835, 0.753, 0.657, 0.525], abs=5e-4)
    assert curve.quantile(0.5) == 31
    assert curve.quantile_interval(0.5) == (13, None)
    assert curve.quantile_interval(0.25) == (9, 34), "of the first quartile, 18"


def test_whole_days_and_the_same_waits_in_halves_give_one_curve():
    dice = np.random.default_rng(2)
    days, answered = dice.integers(0, 40, 200).astype(float), dice.random(200) < 0.7
    whole, halves = kaplan_meier(days, answered), kaplan_meier(days + 0.5, answered)
    assert whole.times.tolist() == (halves.times - 0.5).tolist() == sorted(set(days.tolist()))
    for name in ("share", "low", "high"):
        assert getattr(whole, name).tolist() == getattr(halves, name).tolist()


def test_the_last_reply_of_all_closes_no_interval():
    everybody = kaplan_meier(np.array([1.0, 2, 3, 4, 5]), np.ones(5, dtype=bool))
    assert everybody.quantile(0.5) == 3
    assert everybody.quantile_interval(0.5) == (1, None)
    assert (everybody.share[-1], everybody.low[-1]) == (0, 0)
    assert everybody.high[-1] == everybody.high[-2] > 0.5
    nobody = kaplan_meier(np.array([1.0, 2, 2]), np.zeros(3, dtype=bool))
    assert nobody.share.tolist() == nobody.low.tolist() == nobody.high.tolist() == [1, 1]
    at_once = kaplan_meier(np.array([2.0, 2]), np.ones(2, dtype=bool))
    assert (at_once.share.tolist(), at_once.low.tolist(), at_once.high.tolist()) == ([0], [0], [1])


def documents(*rows):
    return Source.of(
        "documents",
        [
            {
                "doc_id": f"c{at}",
                "kind": "complaint",
                "title": "",
                "text": "问",
                "source_file": file,
                "department": office,
                "date": datetime(2024, 3, 1, 9),
                "reply_date": reply,
                "reply": "答" if reply else None,
            }
            for at, (file, office, reply) in enumerate(rows)
        ],
    )


def test_unanswered_messages_count_as_waiting_and_files_without_replies_are_left_out():
    rows = response_table(
        documents(
            ("a.xlsx", "甲局", datetime(2024, 3, 4)),
            ("a.xlsx", "甲局", datetime(2024, 3, 25)),
            ("a.xlsx", "乙局", None),
            ("b.xlsx", "乙局", None),
        ),
        ResponsesSettings(least_messages=1),
    )
    assert table("responses", rows).num_rows == len(rows)
    everything = rows[0]
    assert (everything["grouping"], everything["complaints"], everything["answered"]) == ("all", 3, 2)
    assert everything["over_15_days"] == pytest.approx(2 / 3)
    first = next(row for row in rows if row["group"] == "甲局")
    assert (first["complaints"], first["median_days"], first["median_working_days"]) == (2, 3.0, 1.0)


def test_findings_make_groups_and_no_replies_make_no_rows():
    source = documents(("a.xlsx", None, datetime(2024, 3, 4)), ("a.xlsx", None, datetime(2024, 3, 5)))
    rows = response_table(source, ResponsesSettings(least_messages=1), {"problem": {"c0": ["slow_response"]}})
    assert [(r["group"], r["complaints"]) for r in rows if r["grouping"] == "problem"] == [("slow_response", 1)]
    assert response_table(documents(("a.xlsx", None, None)), ResponsesSettings()) == []


def test_a_row_tells_days_working_days_and_what_took_longer_than_the_limits():
    # Written on Friday 1 March 2024; 1, 5, 6, 15 and 16 working days: the limits themselves are kept.
    replies = [("a.xlsx", office, datetime(2024, 3, day)) for day in (25, 4, 22, 8, 11) for office in ("乙局", "甲局")]
    rows = response_table(documents(*replies), ResponsesSettings(least_messages=5))
    assert [row["group"] for row in rows if row["grouping"] == "department"] == ["乙局", "甲局"], "whatever the order of messages"
    row = next(row for row in rows if row["group"] == "甲局")
    assert (row["median_days"], row["p90_days"], row["median_working_days"], row["p90_working_days"]) == (10, 24, 6, 16)
    assert (row["over_5_working_days"], row["over_15_working_days"], row["over_15_days"]) == pytest.approx((0.6, 0.2, 0.4))
    assert (row["low"], row["high"]) == (3, None)


def test_the_interval_is_that_of_the_median():
    # nine replies after 1 to 9 days: by Greenwood on the scale of ln(-ln S) the median, 5, lies between 1 and 8 days
    replies = [("a.xlsx", "甲局", datetime(2024, 3, 1 + day)) for day in range(1, 10)]
    row = response_table(documents(*replies), ResponsesSettings())[0]
    curve = kaplan_meier(np.arange(1.0, 10), np.ones(9, dtype=bool))
    assert row["median_days"] == 5
    assert (row["low"], row["high"]) == curve.quantile_interval(0.5) == (1, 8)
    assert curve.quantile_interval(0.75) != curve.quantile_interval(0.5)


def test_a_group_of_too_few_messages_has_no_row_and_a_reply_of_the_same_day_took_none():
    same_day, day_before = datetime(2024, 3, 1, 8), datetime(2024, 2, 29)
    source = documents(*[("a.xlsx", "甲局", same_day)] * 3, *[("a.xlsx", "乙局", day_before)] * 2, ("a.xlsx", "丙局", same_day))
    for least, groups in ((1, ["丙局", "甲局"]), (2, ["甲局"]), (3, ["甲局"]), (4, [])):
        rows = response_table(source, ResponsesSettings(least_messages=least))
        assert [row["group"] for row in rows if row["grouping"] == "department"] == groups
        assert (rows[0]["complaints"], rows[0]["median_days"]) == (4, 0), "what was answered before it was asked tells no time"


def test_an_empty_reply_is_none_and_one_without_a_date_tells_no_time():
    row = {"kind": "complaint", "title": "", "text": "问", "source_file": "a.xlsx", "date": datetime(2024, 3, 1)}
    source = Source.of("documents", [
        {**row, "doc_id": "c0", "reply": "答", "reply_date": datetime(2024, 3, 11)}, {**row, "doc_id": "c1", "reply": ""},
        {**row, "doc_id": "c2", "reply": "答"},
    ])
    everything = response_table(source, ResponsesSettings())[0]
    assert (everything["complaints"], everything["answered"]) == (2, 1)
