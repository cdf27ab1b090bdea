"""Heat: what each component means, and intervals that hold the index."""

import numpy as np
import pytest

from govtext.issues.recurring import heat as heats
from govtext.issues.recurring.heat import COMPONENTS, Members, measure, ranked
from govtext.settings import HeatWeights


def members(*issues):
    """Issues as lists of (author, day, liked)."""
    rows = sorted((at, author, day, liked) for at, issue in enumerate(issues) for author, day, liked in issue)
    columns = [np.array(column, dtype=float) for column in zip(*rows, strict=True)]
    return Members(columns[0].astype(np.int64), columns[1].astype(np.int64), columns[2], columns[3])


def component(heat, name):
    return heat.components[:, COMPONENTS.index(name)]


def test_more_messages_writers_and_likes_are_hotter():
    big = [(author, 100 + author, 3) for author in range(20)]
    small = [(50, 100, 0), (51, 119, 0)]
    heat = measure(members(small, big), HeatWeights(), 50, 1)
    assert heat.rank.tolist() == [2, 1]
    assert component(heat, "volume")[1] == component(heat, "authors")[1] == component(heat, "likes")[1] == 1.0
    assert component(heat, "volume")[0] == pytest.approx(np.log(3) / np.log(21), abs=1e-6)


def test_one_writer_with_many_messages_counts_as_one_writer():
    heat = measure(
        members([(1, day, 0) for day in range(10)], [(author + 10, author, 0) for author in range(10)]),
        HeatWeights(),
        20,
        1,
    )
    assert component(heat, "authors")[0] < component(heat, "authors")[1] == 1.0


def test_recency_halves_after_the_half_life():
    heat = measure(members([(1, 0, 0), (2, 10, 0)], [(3, 90, 0), (4, 100, 0)]), HeatWeights(half_life_days=90), 20, 1)
    assert component(heat, "recency").tolist() == pytest.approx([0.5, 1.0])


def test_burst_is_high_when_half_of_the_messages_come_at_once():
    together = [(author, 50, 0) for author in range(5)] + [(9, 0, 0), (10, 100, 0)]
    spread = [(20 + author, 15 * author, 0) for author in range(7)]
    heat = measure(members(together, spread), HeatWeights(), 20, 1)
    assert component(heat, "burst")[0] == 1.0
    assert component(heat, "burst")[1] == pytest.approx(0.5)


def test_intervals_hold_the_index_and_the_rank():
    random = np.random.default_rng(3)
    issues = [
        [(int(a), float(d), int(k)) for a, d, k in random.integers(0, 300, (size, 3))] for size in (3, 5, 8, 13, 21)
    ]
    heat = measure(members(*issues), HeatWeights(), 200, 4)
    assert (heat.low <= heat.index).all()
    assert (heat.index <= heat.high).all()
    assert (heat.rank_low <= heat.rank).all()
    assert (heat.rank <= heat.rank_high).all()
    assert ((heat.index >= 0) & (heat.index <= 100)).all()


def test_the_same_seed_gives_the_same_intervals():
    one, other = (
        measure(members([(1, 0, 1), (2, 9, 0)], [(3, 5, 0), (4, 6, 2)]), HeatWeights(), 50, 9) for _ in range(2)
    )
    assert one.low.tolist() == other.low.tolist()
    assert one.rank_high.tolist() == other.rank_high.tolist()


def test_messages_without_dates_and_no_issue_at_all():
    undated = measure(members([(1, np.nan, 0), (2, np.nan, 0)]), HeatWeights(), 20, 1)
    assert component(undated, "span")[0] == component(undated, "recency")[0] == 0.0
    none = np.zeros(0)
    assert (
        measure(Members(none.astype(np.int64), none.astype(np.int64), none, none), HeatWeights(), 20, 1).index.size == 0
    )


def test_equal_values_keep_their_order():
    assert ranked(np.array([1.0, 3.0, 3.0])).tolist() == [3, 1, 2]


def test_the_index_is_the_weighted_mean_of_the_components():
    # Three messages of days 0, 10 and 100, the last of all: half of them within 10 days of 100.
    one, two = [(1, 0, 0), (2, 10, 0), (3, 100, 0)], [(4, 20, 5), (5, 60, 0)]
    weights = HeatWeights(volume=0.6, authors=0.4, likes=0.2, span=0.2, recency=0.2, burst=0.4, half_life_days=40)
    heat = measure(members(one, two), weights, 20, 1)
    expected = [
        [1, 1, 0, 100 / 280, 1, 0.9],
        [np.log(3) / np.log(4), np.log(3) / np.log(4), 1, 40 / 220, 0.5, 0],
    ]
    assert heat.components == pytest.approx(np.array(expected), abs=1e-6)
    assert heat.index == pytest.approx(100 * np.array(expected) @ [0.3, 0.2, 0.1, 0.1, 0.1, 0.2], abs=1e-3)


def test_ranks_are_as_wide_as_messages_and_weights_leave_them_open():
    many = [(author, author % 90, 1) for author in range(60)]
    alike = [[(100 + 10 * issue + n, 30 + n, 0) for n in range(3)] for issue in range(4)]
    heat = measure(members(many, *alike), HeatWeights(), 200, 1)
    assert (heat.rank_low[0], heat.rank[0], heat.rank_high[0]) == (1, 1, 1), "no sample of messages or weights parts it from the first place"
    assert (heat.rank_low[1:] == 2).all(), "four issues alike change places"
    assert (heat.rank_high[1:] == 5).all()
    assert (heat.low < heat.index - 1)[1:].all()


def test_the_closest_half_may_be_the_last_or_the_first_one():
    late, early = [(1, 0, 0), (2, 60, 0), (3, 61, 0)], [(4, 0, 0), (5, 1, 0), (6, 61, 0)]
    heat = measure(members(late, early), HeatWeights(), 20, 1)
    assert component(heat, "burst").tolist() == pytest.approx([1 - 1 / 61, 1 - 1 / 61], abs=1e-6)
    # of five messages the half are three, of two none is told
    five = measure(members([(n, day, 0) for n, day in enumerate((0, 10, 90, 98, 100))], [(9, 0, 0), (10, 4, 0)]), HeatWeights(), 20, 1)
    assert component(five, "burst").tolist() == pytest.approx([0.9, 0.0], abs=1e-6)


def test_weights_that_are_all_nought_count_alike():
    issues = members([(1, 0, 0), (2, 10, 0), (3, 100, 0)], [(4, 20, 5), (5, 60, 0)])
    nought = HeatWeights(volume=0, authors=0, likes=0, span=0, recency=0, burst=0)
    heat = measure(issues, nought, 20, 1)
    assert heat.index == pytest.approx(100 * heat.components.mean(axis=1), abs=1e-3)
    alike = HeatWeights(volume=0.5, authors=0.5, likes=0.5, span=0.5, recency=0.5, burst=0.5)
    assert measure(issues, alike, 20, 1).index.tolist() == heat.index.tolist(), "only proportions count"


def test_a_message_that_a_sample_leaves_out_gives_no_day_and_no_writer():
    """Of two messages half a year apart some samples hold one alone: no span, no second writer."""
    issues = members([(1, 0, 0), (2, 180, 0)])
    spans = HeatWeights(volume=0, authors=0, likes=0, span=1, recency=0, burst=0)
    heat = measure(issues, spans, 100, 1)
    assert (heat.index[0], heat.low[0], heat.high[0]) == (50, 0, 50)
    late = HeatWeights(volume=0, authors=0, likes=0, span=0, recency=1, burst=0, half_life_days=180)
    assert measure(issues, late, 100, 1).low[0] < 100, "without its last message it was last written about earlier"


def test_of_many_messages_a_sample_is_drawn_from_a_table(monkeypatch):
    monkeypatch.setattr(heats, "_DRAWN_SINGLY", 10)
    drawn = heats._drawn(np.random.default_rng(5), 200_000)
    assert (drawn.mean(), drawn.var()) == pytest.approx((1.0, 1.0), abs=0.01)
    shares = np.bincount(drawn.astype(int), minlength=5)[:5] / len(drawn)
    assert shares == pytest.approx(np.exp(-1) / np.array([1, 1, 2, 6, 24]), abs=0.004)


def test_equal_values_are_ranked_in_their_order():
    assert ranked(np.array([0.2, 0.7, 0.2, 0.7 + 1e-12, 0.0])).tolist() == [3, 1, 4, 2, 5]
