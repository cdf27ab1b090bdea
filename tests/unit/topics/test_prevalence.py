import numpy as np
import pytest
from scipy.special import expit

from govtext.topics.prevalence import prevalence_tables


def made(texts=4000, year_effect=0.0, region_effect=0.0, seed=0):
    """Shares of two topics; region 乙 sends most of its texts in 2021, so that a plain mean mixes the two up."""
    generator = np.random.default_rng(seed)
    region = generator.random(texts) < 0.5
    late = generator.random(texts) < np.where(region, 0.8, 0.2)
    mean = expit(-1.0 + year_effect * late + region_effect * region)
    share = generator.beta(5 * mean, 5 * (1 - mean))
    shares = np.stack([share, 1 - share], axis=1)
    covariates = {"year": np.where(late, "2021", "2020").tolist(), "region": np.where(region, "乙", "甲").tolist()}
    return shares, covariates


def by_group(rows, topic=0):
    return {(row["grouping"], row["group"]): row for row in rows if row["topic_id"] == topic}


def test_an_effect_of_the_year_is_not_laid_to_the_region():
    shares, covariates = made(year_effect=1.0)
    rows = by_group(prevalence_tables(shares, covariates, 30)[0])
    plain = rows["region", "乙"]["share"] - rows["region", "甲"]["share"]
    adjusted = rows["region", "乙"]["adjusted"] - rows["region", "甲"]["adjusted"]
    assert plain > 0.1
    assert abs(adjusted) < 0.02
    tests = {row["grouping"]: row for row in prevalence_tables(shares, covariates, 30)[1] if row["topic_id"] == 0}
    assert tests["year"]["p_adjusted"] < 1e-6 < 0.01 < tests["region"]["p_adjusted"]


def test_the_adjusted_share_is_the_true_one_and_its_interval_holds_it():
    inside = 0
    truth = 0.5 * expit(-1.0 + 1.0) + 0.5 * expit(-1.0 + 1.0 + 0.5)
    for seed in range(40):
        shares, covariates = made(1500, 1.0, 0.5, seed)
        row = by_group(prevalence_tables(shares, covariates, 30)[0])["year", "2021"]
        assert row["adjusted"] == pytest.approx(truth, abs=0.04)
        inside += row["low"] <= truth <= row["high"]
    assert inside >= 34


def test_of_one_covariate_the_interval_is_that_of_each_group_s_mean():
    shares, covariates = made(3000, region_effect=0.7)
    region = np.array(covariates["region"])
    rows = by_group(prevalence_tables(shares, {"region": covariates["region"]}, 30)[0])
    for name in ("甲", "乙"):
        own, row = shares[region == name, 0], rows["region", name]
        reach = 1.959964 * own.std() / np.sqrt(len(own))
        assert (row["share"], row["documents"]) == (pytest.approx(own.mean(), abs=1e-6), len(own))
        assert (row["low"], row["adjusted"], row["high"]) == pytest.approx(
            (own.mean() - reach, own.mean(), own.mean() + reach), abs=2e-4
        )


def test_a_group_of_as_many_texts_as_asked_for_is_told_apart():
    shares = np.linspace(0.1, 0.9, 60)[:, None]
    rows, _ = prevalence_tables(shares, {"region": ["甲"] * 30 + ["乙"] * 30}, 30)
    assert [row["group"] for row in rows] == ["乙", "甲"]
    assert prevalence_tables(shares, {"region": ["甲"] * 31 + ["乙"] * 29}, 30) == ([], [])


def test_without_differences_few_are_called_different():
    called = 0
    for seed in range(30):
        _, tests = prevalence_tables(*made(600, seed=seed), 30)
        called += any(row["p_adjusted"] < 0.05 for row in tests)
    assert called <= 5


def test_the_effect_size_is_omega_squared():
    shares = np.array([[0.1], [0.2], [0.3], [0.5], [0.6], [0.7]])
    _, tests = prevalence_tables(shares, {"region": ["甲"] * 3 + ["乙"] * 3}, 2)
    between, within, total = 6 * 0.2**2, 0.04 / 4, 6 * 0.2**2 + 0.04
    assert tests[0]["effect"] == pytest.approx((between - within) / (total + within), abs=1e-5)


def test_small_groups_and_texts_without_one_are_not_told_apart():
    shares, covariates = made(400)
    covariates["region"][:5] = ["丙"] * 5
    covariates["region"][5:9] = [None] * 4
    rows, tests = prevalence_tables(shares, covariates, 30)
    assert {row["group"] for row in rows if row["grouping"] == "region"} == {"甲", "乙"}
    region = [row for row in tests if row["grouping"] == "region"]
    assert {(row["groups"], row["documents"]) for row in region} == {(2, 391)}


def test_texts_without_a_region_are_no_region_that_differs():
    """Two regions alike, and texts of none that speak of something else: regions don't differ for that."""
    generator = np.random.default_rng(5)
    mean = np.r_[np.full(400, 0.3), np.full(100, 0.9)]
    share = generator.beta(5 * mean, 5 * (1 - mean))
    shares = np.stack([share, 1 - share], axis=1)
    covariates = {"region": [("甲", "乙")[at % 2] for at in range(400)] + [None] * 100}
    rows, tests = prevalence_tables(shares, covariates, 30)
    assert {row["group"] for row in rows} == {"甲", "乙"}
    assert (tests[0]["groups"], tests[0]["documents"]) == (2, 400)
    assert tests[0]["p"] > 0.01
    assert tests[0]["effect"] < 0.01
    own = [share[:400][at::2] for at in range(2)]
    z = (own[0].mean() - own[1].mean()) / np.sqrt(sum(one.var() / len(one) for one in own))
    assert tests[0]["statistic"] == pytest.approx(z**2, abs=0.3)


@pytest.mark.parametrize("covariates", [{}, {"year": ["2020"] * 50}, {"year": [None] * 50}])
def test_without_two_groups_there_is_nothing_to_compare(covariates):
    assert prevalence_tables(np.full((50, 2), 0.5), covariates, 30) == ([], [])


def test_a_group_without_any_of_the_topic_has_a_finite_estimate():
    shares = np.zeros((100, 2))
    shares[:50, 0], shares[50:, 1] = 1.0, 1.0
    rows, tests = prevalence_tables(shares, {"region": ["甲"] * 50 + ["乙"] * 50}, 30)
    assert all(0 <= row["low"] <= row["adjusted"] <= row["high"] <= 1 for row in rows)
    assert tests[0]["effect"] == pytest.approx(1.0, abs=0.01)
