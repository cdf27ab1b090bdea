import math

import numpy as np
from scipy.stats import chi2_contingency, false_discovery_control

from govtext.keyness import adjust, compare

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


def test_signs_turn_with_the_groups():
    np.testing.assert_allclose(compare(INSIDE, REST).z, -compare(REST, INSIDE).z)


def test_empty_groups_differ_in_nothing():
    result = compare(np.zeros(3), np.zeros(3))
    assert not result.z.any()
    assert not result.log_likelihood.any()
    assert np.isfinite(compare(np.array([5, 0]), np.zeros(2)).z).all()


def test_adjustment_is_benjamini_hochberg():
    p = RNG.random(40)
    np.testing.assert_allclose(adjust(p), false_discovery_control(p))
    assert adjust(np.zeros(0)).tolist() == []
