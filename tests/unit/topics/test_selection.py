import numpy as np

from govtext.topics.selection import Tried, choose, reason, remarks


def tried(k, npmi, stability):
    return Tried(k, [], [npmi], [0.5], [stability], np.full(k, stability))


def test_coherence_does_not_make_up_for_topics_that_do_not_come_back():
    winner, others = choose([tried(5, 0.10, 0.95), tried(10, 0.22, 0.90), tried(20, 0.26, 0.60)])
    assert winner.k == 10
    assert [other.k for other in others] == [20, 5]


def test_of_equals_the_smallest_wins():
    assert choose([tried(11, 0.42, 0.85), tried(13, 0.42, 0.85), tried(25, 0.43, 0.85)])[0].k == 11


def test_without_any_coherence_the_most_stable_wins():
    assert choose([tried(5, -0.1, 0.2), tried(8, -0.2, 0.3)])[0].k == 8


def test_the_reason_names_what_nearly_won():
    grid = [tried(5, 0.10, 0.95), tried(10, 0.22, 0.90)]
    assert "here K=10: NPMI 0.220, stability 0.900" in reason(*choose(grid))
    assert [k for k, _ in remarks(grid)] == [10, 5]
