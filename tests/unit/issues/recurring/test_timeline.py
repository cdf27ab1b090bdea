"""Weeks, peaks, and the test for rising issues."""

import numpy as np
import pytest
from scipy.stats import binom, false_discovery_control

from govtext.issues.recurring.timeline import peak_week, rise, week_of, weeks


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
    recent, expected, p, found = rise(issue, days, corpus, 2)
    assert recent.tolist() == [8, 1]
    assert expected == pytest.approx([8 * 0.04, 8 * 0.04])  # 28 of 700 days
    assert found.tolist() == [True, False]
    assert p[0] < 0.001 < p[1]


def test_the_p_value_is_the_tail_of_the_binomial_over_all_issues():
    corpus = np.arange(0, 700, dtype=float)  # 28 of 700 messages in the last four weeks
    issue = np.array([0] * 10 + [1] * 10 + [2] * 4)
    days = np.concatenate([[699, 672, 690], np.arange(7), [680], np.arange(9), [671, 1, 2, np.nan]])
    _, _, p, found = rise(issue, days, corpus, 3)
    tails = [binom.sf(2, 10, 0.04), binom.sf(0, 10, 0.04), 1.0]
    assert p == pytest.approx(false_discovery_control(tails))
    assert found.tolist() == [True, False, False]
    assert rise(issue, days, corpus, 3, level=float(p[0])).rising.tolist() == [True, False, False], "the level itself counts"
    assert not rise(issue[1:], days[1:], corpus, 3, level=1.0).rising.any(), "two messages are no rise"


def test_growth_of_the_whole_corpus_is_no_rise():
    corpus = np.concatenate([np.arange(0, 600, 30), np.full(500, 650.0)])
    issue, days = np.zeros(10, dtype=int), np.concatenate([[100.0], np.full(9, 650.0)])
    assert not rise(issue, days, corpus, 1).rising[0]


def test_the_first_of_equal_peaks():
    days = np.array([day("2024-05-06"), day("2024-05-07"), day("2024-05-20"), day("2024-05-21"), np.nan])
    issue = np.array([0, 0, 0, 0, 0])
    assert peak_week(issue, days, 1).tolist() == [day("2024-05-06")]


def test_weeks_hold_every_dated_message_once_and_a_burst_is_the_tail_over_all_issues_and_weeks():
    corpus = np.arange(4, 704, dtype=float)  # a message a day, 100 whole weeks
    issue = np.array([0] * 10 + [1] * 10 + [2] * 3)
    days = np.concatenate([[4, 5, 6, 10, 4], np.arange(100, 600, 100), np.arange(50, 700, 65), [4, 11, np.nan]])
    found = weeks(issue, days, corpus, 3)
    assert found.messages.sum() == np.isfinite(days).sum()
    assert list(zip(found.issue, found.week, strict=True)) == sorted(set(zip(found.issue, found.week, strict=True)))
    assert (found.week % 7 == 4).all(), "Mondays"
    first = found.issue.tolist().index(0)
    assert (found.week[first], found.messages[first]) == (4, 5)
    assert found.expected[first] == pytest.approx(10 * 7 / 700)
    tails = binom.sf(found.messages - 1, np.array([10, 10, 2])[found.issue], 0.01)
    every = np.concatenate([tails, np.ones(3 * 100 - len(tails))])  # weeks without a message: p = 1
    assert found.p == pytest.approx(false_discovery_control(every)[: len(tails)])
    assert found.burst.tolist() == [at == first for at in range(len(found.burst))]


def test_a_week_of_two_messages_and_a_week_full_of_all_complaints_are_no_bursts():
    corpus = np.concatenate([np.arange(4, 704, 7), np.full(900, 32.0)])
    both = weeks(np.array([0] * 6 + [1, 1]), np.array([32.0, 33, 34, 32, 32, 200, 400, 401]), corpus, 2, level=1.0)
    assert both.messages.tolist() == [5, 1, 2]
    assert both.burst.tolist() == [True, False, False], "at level 1 only the number of messages counts"
    told = weeks(np.zeros(6, dtype=int), np.array([32.0, 33, 34, 32, 32, 200]), corpus, 1)
    assert not told.burst.any(), "the whole corpus came then"


def test_weeks_without_any_date():
    empty = weeks(np.array([0, 0]), np.array([np.nan, np.nan]), np.array([np.nan]), 1)
    assert [len(column) for column in empty] == [0] * 6
