"""Replies: working days, survival curves, the table."""

from datetime import datetime

import numpy as np
import pytest

from govtext.issues.responses import response_table
from govtext.issues.responses.survival import kaplan_meier
from govtext.issues.responses.working_days import working_days
from govtext.settings import ResponsesSettings
from govtext.store import Source, table


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
    assert curve.times.tolist() == [1, 2, 4]
    assert curve.share.tolist() == pytest.approx([0.8, 0.6, 0.3])
    assert curve.at(3) == pytest.approx(0.6)
    assert curve.quantile(0.5) == 4
    assert curve.quantile(0.9) is None


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
