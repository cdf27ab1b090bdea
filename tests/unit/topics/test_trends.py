import numpy as np

from govtext.topics.trends import bootstrap_interval, trend_rows

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


def test_rows_per_group_in_order_and_small_groups_left_out():
    years = ["2020"] * 200 + ["2019"] * 190 + [None] * 6 + ["1999"] * 4
    rows = trend_rows(SHARES, {"year": years}, least=5, draws=50, seed=3)
    assert [(row["topic_id"], row["group"]) for row in rows] == [(t, y) for t in range(3) for y in ("2019", "2020")]
    assert all(row["low"] <= row["share"] <= row["high"] for row in rows)
    assert {row["documents"] for row in rows} == {190, 200}
    assert rows == trend_rows(SHARES, {"year": years}, least=5, draws=50, seed=3)
    assert trend_rows(SHARES, {"region": [None] * 400}, 5, 50, 3) == []
