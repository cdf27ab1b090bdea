import numpy as np

from govtext.topics.trends import NEARLY_ABOVE, bootstrap_interval, trend_rows

SHARES = np.random.default_rng(1).dirichlet([1, 2, 3], 400)


def test_interval_agrees_with_the_normal_one_for_many_texts():
    low, high = bootstrap_interval(SHARES, 2000, [1])
    error = 1.96 * SHARES.std(axis=0) / 20
    np.testing.assert_allclose(low, SHARES.mean(axis=0) - error, atol=0.004)
    np.testing.assert_allclose(high, SHARES.mean(axis=0) + error, atol=0.004)


def test_large_groups_take_the_normal_interval():
    low, high = bootstrap_interval(np.tile(SHARES, (51, 1)), 10, [1])
    assert (low < SHARES.mean(axis=0)).all()
    assert (high > SHARES.mean(axis=0)).all()
    assert (high - low < 0.02).all()


def test_of_a_large_corpus_smaller_groups_take_it_too_and_it_is_nearly_the_same(monkeypatch):
    # Shares as skewed as those of a rare topic.
    shares = np.random.default_rng(2).dirichlet([0.05, 0.3, 2], 2100)
    drawn = bootstrap_interval(shares, 4000, [1])
    normal = bootstrap_interval(shares, 4000, [1], NEARLY_ABOVE)
    width = drawn[1] - drawn[0]
    for one, other in zip(drawn, normal, strict=True):
        assert (np.abs(one - other) < 0.04 * width).all()
    rows = trend_rows(shares, {"year": ["2020"] * 2100}, 5, 50, 3)
    assert rows == trend_rows(shares, {"year": ["2020"] * 2100}, 5, 50, 3)
    monkeypatch.setattr("govtext.topics.trends.MANY", 2099)
    of_many = trend_rows(shares, {"year": ["2020"] * 2100}, 5, 50, 3)
    assert of_many != rows
    assert [row["low"] for row in of_many] == np.round(normal[0], 6).tolist()


def test_rows_per_group_in_order_and_small_groups_left_out():
    years = ["2020"] * 200 + ["2019"] * 190 + [None] * 6 + ["1999"] * 4
    rows = trend_rows(SHARES, {"year": years}, least=5, draws=50, seed=3)
    assert [(row["topic_id"], row["group"]) for row in rows] == [(t, y) for t in range(3) for y in ("2019", "2020")]
    assert all(row["low"] <= row["share"] <= row["high"] for row in rows)
    assert {row["documents"] for row in rows} == {190, 200}
    assert rows == trend_rows(SHARES, {"year": years}, least=5, draws=50, seed=3)
    assert trend_rows(SHARES, {"region": [None] * 400}, 5, 50, 3) == []
