"""Weeks, peaks, and the test for rising issues."""

import numpy as np
import pytest
from scipy.stats import binom, false_discovery_control

from govtext.issues.recurring.timeline import peak_week, rising, week_of


def day(text):
    return float(np.datetime64(text, "D").astype(int))


def test_a_week_begins_on_monday():
    assert week_of(np.array([day("2024-05-05"), day("2024-05-06"), day("2024-05-12")])).tolist() == [
        day("2024-04-29"),
        day("2024-05-06"),
        day("2024-05-06"),
    ]


def test_an_issue_that_comes_in_the_last_weeks_rises_and_one_spread_out_does_not():
    corpus = np.arange(0, 700, dtype=float)
    issue = np.array([0] * 8 + [1] * 8)
    days = np.concatenate([np.linspace(675, 699, 8), np.linspace(0, 690, 8)])
    p, found = rising(issue, days, corpus, 2)
    assert found.tolist() == [True, False]
    assert p[0] < 0.001 < p[1]


def test_the_p_value_is_the_tail_of_the_binomial_over_all_issues():
    corpus = np.arange(0, 700, dtype=float)  # 28 of 700 messages in the last four weeks
    issue = np.array([0] * 10 + [1] * 10 + [2] * 4)
    days = np.concatenate([[699, 672, 690], np.arange(7), [680], np.arange(9), [671, 1, 2, np.nan]])
    p, found = rising(issue, days, corpus, 3)
    tails = [binom.sf(2, 10, 0.04), binom.sf(0, 10, 0.04), 1.0]
    assert p == pytest.approx(false_discovery_control(tails))
    assert found.tolist() == [True, False, False]
    assert rising(issue, days, corpus, 3, level=float(p[0]))[1].tolist() == [True, False, False], "the level itself counts"
    assert not rising(issue[1:], days[1:], corpus, 3, level=1.0)[1].any(), "two messages are no rise"


def test_growth_of_the_whole_corpus_is_no_rise():
    corpus = np.concatenate([np.arange(0, 600, 30), np.full(500, 650.0)])
    issue, days = np.zeros(10, dtype=int), np.concatenate([[100.0], np.full(9, 650.0)])
    assert not rising(issue, days, corpus, 1)[1][0]


def test_the_first_of_equal_peaks():
    days = np.array([day("2024-05-06"), day("2024-05-07"), day("2024-05-20"), day("2024-05-21"), np.nan])
    issue = np.array([0, 0, 0, 0, 0])
    assert peak_week(issue, days, 1).tolist() == [day("2024-05-06")]
