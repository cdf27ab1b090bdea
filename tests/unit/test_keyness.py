import math

import numpy as np
import pytest
from scipy import sparse
from scipy.stats import chi2_contingency, false_discovery_control

from govtext.keyness import (
    GroupCounts,
    Limits,
    _distinct,
    compare,
    keyness_rows,
    log_likelihood,
    membership,
    word_margins,
)

RNG = np.random.default_rng(3)
INSIDE, REST = RNG.poisson(4, 60), RNG.poisson(9, 60)


def fighting_words(y_i, y_j, a0):
    """Monroe, Colaresi and Quinn (2008) word by word, as their equations stand."""
    n_i, n_j = sum(y_i), sum(y_j)
    z = []
    for i, j in zip(y_i, y_j, strict=True):
        a = a0 * (i + j) / (n_i + n_j)
        delta = math.log((i + a) / (n_i + a0 - i - a)) - math.log((j + a) / (n_j + a0 - j - a))
        z.append(delta / math.sqrt(1 / (i + a) + 1 / (j + a)))
    return z


def test_log_odds_follow_the_equations():
    np.testing.assert_allclose(compare(INSIDE, REST, 500).z, fighting_words(INSIDE.tolist(), REST.tolist(), 500))


def test_log_likelihood_is_the_g_test_of_the_two_by_two_table():
    found = compare(INSIDE, REST).log_likelihood
    for place in range(60):
        a, b = INSIDE[place], REST[place]
        table = [[a, INSIDE.sum() - a], [b, REST.sum() - b]]
        if a + b:
            expected = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
            np.testing.assert_allclose(found[place], expected, atol=1e-8)


def test_rare_words_are_drawn_to_no_difference():
    inside, rest = np.array([3, 300, 1000]), np.array([1, 100, 2000])
    result = compare(inside, rest)
    assert result.z[0] < result.z[1]
    np.testing.assert_allclose(result.log_ratio[0], math.log2(3 / 1303) - math.log2(1 / 2101))


def test_words_of_equal_counts_are_compared_once_with_the_same_result(monkeypatch):
    inside, rest = RNG.poisson(1, 400), RNG.poisson(2, 400)
    margins = word_margins(inside + rest, float((inside + rest).sum()))
    alone = compare(inside, rest, 50, margins=margins)
    monkeypatch.setattr("govtext.keyness._MANY", 10)
    for name in ("log_odds", "z", "p", "log_likelihood", "p_log_likelihood", "log_ratio"):
        assert getattr(compare(inside, rest, 50, margins=margins), name).tolist() == getattr(alone, name).tolist()


@pytest.mark.parametrize("largest", [30, 2**58])
def test_distinct_values_are_those_of_numpy(largest):
    values = RNG.integers(0, 30, 500) * (largest // 30)
    _, first, same = np.unique(values, return_index=True, return_inverse=True)
    found = _distinct(values)
    assert found[0].tolist() == first.tolist()
    assert found[1].tolist() == same.tolist()


def test_signs_turn_with_the_groups():
    np.testing.assert_allclose(compare(INSIDE, REST).z, -compare(REST, INSIDE).z)


def test_empty_groups_differ_in_nothing():
    result = compare(np.zeros(3), np.zeros(3))
    assert not result.z.any()
    assert not result.log_likelihood.any()
    assert np.isfinite(compare(np.array([5, 0]), np.zeros(2)).z).all()


@pytest.mark.parametrize(
    ("counts", "published"),
    [((110, 2442, 111, 29114), 270.72), ((29, 13, 123, 31612), 263.90), ((31, 23, 139, 31584), 256.84), ((10, 0, 3, 31764), 167.23)],
    ids=["the swiss", "can be", "previous year", "mineral water"],
)
def test_log_likelihood_is_that_of_dunning_s_table(counts, published):
    """Dunning (1993), table of the most associated pairs in a bank's report."""
    both, first, second, neither = counts
    inside, outside = np.array([both, second], float), np.array([first, neither], float)
    found = log_likelihood(inside, outside, inside.sum(), outside.sum())[0]
    assert round(found, 2) == published


def test_some_words_compared_are_those_of_all():
    counts, rest = RNG.integers(0, 50, 200), RNG.integers(0, 80, 200)
    some = np.array([3, 17, 150])
    everything, chosen = compare(counts, rest), compare(counts, rest, words=some)
    for name, values in vars(everything).items():
        assert vars(chosen)[name].tolist() == values[some].tolist(), name


def test_z_is_that_of_another_implementation():
    """Values computed once with FightingWords (Hessel), given the same counts and the same prior."""
    found = compare(np.array([40, 12, 3, 25, 9, 1]), np.array([15, 30, 8, 60, 2, 14]), prior_words=100)
    np.testing.assert_allclose(found.z, [4.47478, -1.44827, -0.69767, -2.5285, 1.99822, -2.01418], atol=1e-5)


def batches(counts, groups, number, size):
    """Count texts × words in one batch or in several, the vocabulary growing from batch to batch."""
    counted = GroupCounts(number)
    for rows in np.array_split(np.arange(len(counts)), size):
        seen = counts[: rows[-1] + 1].any(axis=0).nonzero()[0].max() + 1
        counted.add(sparse.csr_matrix(counts[rows][:, :seen]), membership([groups[i] for i in rows], number))
    return counted


def test_counts_do_not_depend_on_batches_and_a_text_may_be_in_two_groups():
    counts = RNG.poisson(1, (40, 6)).astype(float)
    groups = [[0], [1], [0, 1], []] * 10
    one, many = batches(counts, groups, 2, 1), batches(counts, groups, 2, 13)
    inside = np.array([any(g == 0 for g in group) for group in groups])
    for counted in (one, many):
        np.testing.assert_array_equal(counted.occurrences(6).toarray()[0], counts[inside].sum(axis=0))
        np.testing.assert_array_equal(counted.documents(6).toarray()[0], (counts[inside] > 0).sum(axis=0))
        assert counted.texts.tolist() == [20, 20]


def test_rows_of_overlapping_groups_compare_with_all_other_texts():
    words = ["停水", "路灯", "小区"]
    counts = np.array([[3, 0, 1]] * 10 + [[0, 2, 1]] * 10 + [[0, 0, 4]] * 20, dtype=float)
    groups = [[0]] * 10 + [[0, 1]] * 5 + [[1]] * 5 + [[]] * 20
    rows = keyness_rows("problem", ["水", "灯"], batches(counts, groups, 2, 4), words, Limits(prior=20), counts.sum(axis=0))
    told = {(row["group"], row["word"]): (row["count"], row["rest_count"], row["documents"]) for row in rows}
    assert told["水", "停水"] == (30, 0, 10)
    assert told["灯", "路灯"] == (20, 0, 10)
    assert ("水", "小区") not in told
    water = next(row for row in rows if row["word"] == "停水")
    assert water["log_ratio"] > 4
    assert 0 <= water["log_likelihood_p_adjusted"] < 0.001


def test_small_groups_and_rare_words_are_left_out():
    counts = np.array([[9, 1]] * 6 + [[1, 9]] * 6 + [[50, 0]] * 2, dtype=float)
    groups = [[0]] * 6 + [[1]] * 6 + [[2]] * 2
    counted = batches(counts, groups, 3, 3)
    rows = keyness_rows("region", ["甲", "乙", "丙"], counted, ["水", "灯"], Limits(prior=10))
    assert {row["group"] for row in rows} == {"甲", "乙"}
    assert keyness_rows("region", ["甲", "乙", "丙"], counted, ["水", "灯"], Limits(min_texts=7)) == []
    assert keyness_rows("region", ["甲", "乙", "丙"], counted, ["水", "灯"], Limits(min_count=1000)) == []


def test_p_values_are_adjusted_over_all_words_and_groups():
    counts = np.vstack([RNG.poisson(3, (5, 8)), RNG.poisson(4, (6, 8)), RNG.poisson(9, (4, 8))]).astype(float)
    groups, words = [[0]] * 5 + [[1]] * 6 + [[2]] * 4, [f"w{n}" for n in range(8)]
    rows = keyness_rows("region", ["a", "b", "c"], batches(counts, groups, 3, 2), words, Limits(min_texts=5, min_documents=1))
    # A group of five texts is large enough, one of four is not and counts nowhere.
    first, second = counts[:5].sum(axis=0), counts[5:11].sum(axis=0)
    both = [compare(first, second), compare(second, first)]
    p, p_ratio = (false_discovery_control(np.concatenate([getattr(one, name) for one in both])).reshape(2, -1) for name in ("p", "p_log_likelihood"))
    assert {row["group"] for row in rows} == {"a", "b"}
    for row in rows:
        group, word = "ab".index(row["group"]), words.index(row["word"])
        assert row["count"] == (first, second)[group][word]
        assert row["p_adjusted"] == pytest.approx(p[group, word], abs=1e-6)
        assert row["log_likelihood_p_adjusted"] == pytest.approx(p_ratio[group, word], abs=1e-6)
    assert len(rows) == 8, "each word is above nought in one of two groups"


def test_the_words_kept_are_the_first_of_all():
    counts = RNG.poisson(RNG.gamma(2.0, 3.0, (12, 200))).astype(float)
    counts[:, 100:] = counts[:, :100]  # every word has its double: equal figures are told apart by the word
    groups, words = [[0]] * 6 + [[1]] * 6, [f"w{n:03d}" for n in range(200)]
    counted = batches(counts, groups, 2, 4)
    every = keyness_rows("region", ["a", "b"], counted, words, Limits(words=200, min_documents=1))
    some = keyness_rows("region", ["a", "b"], counted, words, Limits(words=31, min_documents=1))
    for group in "ab":
        assert [row for row in some if row["group"] == group] == [row for row in every if row["group"] == group][:31]
    assert len(some) == 62
