"""The curves of the report are those behind the table `responses`."""

import datetime
import warnings

import numpy as np
import pytest
import small_study
from scipy import stats

from govtext.issues.responses.lag import waiting_messages
from govtext.report.contents import Contents
from govtext.report.waits import largest_groups, waits
from govtext.store import Inputs, Source
from govtext.survival import kaplan_meier
from govtext.waiting import Wait, curve

D = datetime.datetime


def contents_of(changes=None):
    made = small_study.tables()
    for at, change in (changes or {}).items():
        made["documents"][at] |= change
    study = Inputs(tables={name: Source.of(name, rows) for name, rows in made.items()})
    return Contents(study, [], "样"), study


CHANGES = {
    1: {"reply": "有答复，没有日期。", "reply_date": None}, 2: {"reply_date": D(2022, 1, 1)}, 3: {"date": None},
    5: {"source_file": "别处.csv", "reply": None, "reply_date": None}, 6: {"reply_date": D(2025, 7, 1), "reply": None},
}


@pytest.mark.parametrize("changes", [{}, CHANGES])
def test_waits_and_curve_are_those_of_the_issues_stage(changes):
    contents, study = contents_of(changes)
    found, expected = waits(contents), waiting_messages(study["documents"])
    assert [wait.message.doc_id for wait in found] == expected.doc_ids
    assert [wait.days for wait in found] == expected.days.tolist()
    assert [wait.answered for wait in found] == expected.answered.tolist()
    assert 0 < sum(wait.answered for wait in found) < len(found)
    made, other = curve(found), kaplan_meier(expected.days, expected.answered)
    for day in range(60):
        assert made.at(day) == pytest.approx(other.at(day), abs=1e-6)
    assert made.low[1:] == pytest.approx(other.low, abs=1e-6)
    assert made.high[1:] == pytest.approx(other.high, abs=1e-6)


@pytest.mark.parametrize("answered", [[1] * 9, [0] * 9, [1, 0, 1, 1, 0, 1, 0, 1, 1], [0, 1, 1, 1, 1, 1, 1, 1, 1]])
def test_the_curve_is_that_of_scipy(answered):
    days = [3, 0, 7, 7, 2, 40, 7, 3, 0]
    waits_ = [Wait(None, day, bool(one)) for day, one in zip(days, answered, strict=True)]
    split = [[day for day, one in zip(days, answered, strict=True) if one == kind] for kind in (1, 0)]
    expected = stats.ecdf(stats.CensoredData(uncensored=split[0], right=split[1])).sf
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        ends = expected.confidence_interval(0.95, method="log-log")
    made = curve(waits_)
    assert made.days == [0.0, *expected.quantiles]
    assert made.share[1:] == pytest.approx(expected.probabilities, abs=1e-6)
    for mine, other in ((made.low[1:], ends.low), (made.high[1:], ends.high)):
        known = ~np.isnan(other.probabilities)
        assert np.array(mine)[known] == pytest.approx(other.probabilities[known], abs=1e-6)
        assert set(np.array(mine)[~known & (expected.probabilities == 1)]) <= {1}
    done = expected.probabilities == 0
    assert set(np.array(made.low[1:])[done]) <= {0}
    assert set(np.array(made.high[1:])[done]) <= {made.high[-2]}, "nothing is known of the end: it stays where it was"


def test_groups_are_the_largest_of_enough_complaints():
    contents, _ = contents_of()
    found = waits(contents)
    groups = largest_groups(found, "region")
    assert [name for name, _ in groups] == sorted(small_study.REGIONS, key=lambda name: (-20, name))
    assert all(len(members) == 20 for _, members in groups)
    assert largest_groups(found[:15], "region") == []
    assert curve(found[:4]) is None
    assert curve(found[:5]) is not None
