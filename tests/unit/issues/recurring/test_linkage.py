"""Agglomeration over judged pairs."""

import numpy as np

from govtext.issues.recurring.clustering import neighbourhoods
from govtext.issues.recurring.linkage import (
    UNJUDGED,
    Agglomeration,
    agglomerated,
    clipped,
    cluster_links,
    joining_values,
)


def joined(size, pairs, best_share=0.7, threshold=0.0):
    left, right, odds = (np.array(column) for column in zip(*pairs, strict=True))
    odds = clipped(odds.astype(float))
    links = left, right, odds, np.ones(len(odds)), odds
    return agglomerated(np.ones(size, dtype=np.int64), links, best_share, threshold).tolist()


def all_at_once(sizes, links, best_share, threshold):
    """Every pair told to one agglomeration, those that change nothing too."""
    agglomeration = Agglomeration(sizes.tolist(), best_share, threshold)
    left, right, *known = links
    values = joining_values(sizes[left], sizes[right], *known, best_share)
    agglomeration.link(*(column.tolist() for column in (*links, values)))
    return agglomeration.run()


def test_leaving_out_what_cannot_join_changes_no_cluster():
    for seed in range(20):
        random = np.random.default_rng(seed)
        size = 60
        drawn = random.random(size * (size - 1) // 2) < 0.15
        left, right = (side[drawn] for side in np.triu_indices(size, 1))
        sizes = random.integers(1, 4, size)
        judged = random.integers(1, sizes[left] * sizes[right] + 1).astype(float)
        best = clipped(random.normal(-2.5, 2.5, len(left)))
        others = UNJUDGED + random.random(len(left)) * (best - UNJUDGED)  # where the best is the least, all are
        links = left, right, best + others * (judged - 1), judged, best
        assert agglomerated(sizes, links, 0.5, -1.0).tolist() == all_at_once(sizes, links, 0.5, -1.0)


def test_strong_pairs_join_and_weak_ones_do_not():
    assert joined(4, [(0, 1, 3.0), (2, 3, -1.0), (1, 2, -2.0)]) == [0, 0, 2, 3]


def test_a_single_strong_link_does_not_chain_two_large_clusters():
    first = [(a, b, 4.0) for a in range(5) for b in range(a + 1, 5)]
    second = [(a, b, 4.0) for a in range(5, 10) for b in range(a + 1, 10)]
    apart = [(a, b, -4.0) for a in range(5) for b in range(5, 10) if (a, b) != (0, 5)]
    owner = joined(10, [*first, *second, *apart, (0, 5, 0.5)], best_share=0.5)
    assert owner == [0] * 5 + [5] * 5


def test_the_best_pair_counts_less_between_clusters_than_for_a_message():
    inside = [(a, b, 4.0) for a in range(4) for b in range(a + 1, 4)]
    leaning = [(a, 4, -3.0) for a in range(3)] + [(3, 4, 3.0)]
    assert joined(5, inside + leaning, best_share=0.5) == [0] * 5
    both = [*inside, *((a + 4, b + 4, odds) for a, b, odds in inside)]
    across = [(a, b, 3.0 if a == b - 4 else -3.0) for a in range(4) for b in range(4, 8)]
    assert joined(8, both + across, best_share=0.5) == [0] * 4 + [4] * 4


def test_the_order_of_the_pairs_does_not_matter():
    pairs = [(0, 1, 2.0), (1, 2, 1.5), (0, 2, 1.0), (3, 4, 0.5), (2, 3, 0.2)]
    assert joined(5, pairs) == joined(5, pairs[::-1])


def test_links_between_clusters_are_summed():
    left, right, total, judged, best = cluster_links(
        np.array([0, 0, 1, 2]), np.array([1, 1, 0, 2]), np.array([1.0, 3.0, -1.0, 5.0]), 3
    )
    assert (left.tolist(), right.tolist(), total.tolist(), judged.tolist(), best.tolist()) == (
        [0],
        [1],
        [3.0],
        [3.0],
        [3.0],
    )


def test_neighbourhoods_hang_together_and_leave_pairs_out():
    pairs = np.array([0, 1, 4]), np.array([1, 2, 5])
    found = neighbourhoods(6, pairs, np.array([1.0, 1.0, 1.0]))
    assert [group.tolist() for group in found] == [[0, 1, 2]]
