import numpy as np
import pytest
from scipy import sparse

from govtext.topics.dynamics import dynamics_rows, jensen_shannon, periods_of

WORDS = ["口罩", "核酸", "水管", "水压", "旧词", "新词"]


def made():
    """Two topics; the first one's 旧词 gives way to 新词, the second stays."""
    rows, periods, shares = [], [], []
    for year in ("2019", "2020", "2021"):
        for _ in range(60):
            old = {"2019": 9, "2020": 5, "2021": 0}[year]
            rows.append([4, 3, 0, 0, old, 9 - old])
            shares.append([1.0, 0.0])
            rows.append([0, 0, 5, 4, 0, 0])
            shares.append([0.0, 1.0])
            periods += [year, year]
    counts = sparse.csr_matrix(np.array(rows, dtype=np.float32))
    return counts, np.array(shares), periods


def test_words_that_come_and_go_are_seen_and_a_topic_that_stays_stays():
    counts, shares, periods = made()
    totals = np.asarray(counts.T @ shares).T
    rows = dynamics_rows(counts, shares, totals / totals.sum(axis=1, keepdims=True), periods, WORDS, 3)
    first = {row["period"]: row["word"] for row in rows if row["topic_id"] == 0 and row["rank"] == 1}
    assert first == {"2019": "旧词", "2020": "旧词", "2021": "新词"}
    change = {(row["topic_id"], row["period"]): row["change"] for row in rows}
    assert change[0, "2019"] is None
    assert change[0, "2021"] > 0.05
    assert change[1, "2021"] == pytest.approx(0, abs=1e-6)


def test_a_period_almost_without_words_changes_almost_nothing():
    counts, shares, periods = made()
    periods = ["2022" if at < 2 else "2019" for at in range(len(periods))]
    totals = np.asarray(counts.T @ shares).T
    rows = dynamics_rows(counts, shares, totals / totals.sum(axis=1, keepdims=True), periods, WORDS, 3)
    assert max(row["change"] for row in rows if row["period"] == "2022") < 0.01


def test_few_years_are_cut_into_quarters_and_small_periods_left_out():
    months = ["2020-01"] * 40 + ["2020-05"] * 40 + ["2020-12"] * 3 + [None]
    assert periods_of(months, 30)[::40] == ["2020-Q1", "2020-Q2", None]
    years = [f"{year}-07" for year in (2018, 2019, 2020) for _ in range(40)]
    assert periods_of(years, 30)[::40] == ["2018", "2019", "2020"]


def test_one_period_shows_no_change():
    counts, shares, _ = made()
    assert dynamics_rows(counts, shares, np.full((2, 6), 1 / 6), ["2019"] * 360, WORDS, 3) == []


def test_divergence_runs_from_none_to_one_bit():
    one, other = np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]), np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 1.0]])
    assert jensen_shannon(one, other) == pytest.approx([0.0, 1.0])
