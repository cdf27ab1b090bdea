from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from govtext.topics import selection
from govtext.topics.selection import Tried, choose, far_behind, reason, remarks, run_grid


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


def test_a_number_left_behind_does_not_win_and_says_so():
    grid = [replace(tried(5, 0.40, 0.95), behind=True, refits=[None] * 3), tried(10, 0.22, 0.90)]
    winner, others = choose(grid)
    assert (winner.k, others) == (10, [])
    assert dict(remarks(grid))[5] == "far behind after 2 refits (topics.left_behind): no more were made"


def test_far_behind_is_below_a_share_of_the_best_score():
    grid = [tried(5, 0.10, 0.90), tried(8, 0.20, 0.90), tried(10, 0.13, 0.90)]
    assert far_behind(grid, 0.6) == {5}
    assert far_behind(grid, 0.4) == frozenset()
    assert far_behind([tried(5, -0.1, 0.2), tried(8, -0.2, 0.3)], 0.6) == frozenset()


@dataclass
class Asked:
    """Stands for `Fits`: what was asked for, and models whose stability depends on K alone."""

    counts: np.ndarray
    asked: list = field(default_factory=list)

    def of(self, ks, refits):
        self.asked += [(k, refits) for k in ks]
        return [(k, seed) for k in ks for seed in range(refits + 1)]


STABILITY = {5: 0.5, 8: 0.9, 10: 0.85, 12: 0.75, 16: 0.3}


@pytest.fixture
def race(monkeypatch):
    def run(texts, **settings):
        monkeypatch.setattr(selection, "Coherence", lambda corpus: type("Known", (), {"add": lambda self, models: None})())
        monkeypatch.setattr(
            selection, "summary",
            lambda k, refits, known: replace(tried(k, 0.2, STABILITY[k]), refits=[one for one in refits if one[0] == k]),
        )
        monkeypatch.setattr(selection, "_tried", lambda fits, counts, known: [
            selection.summary(k, fits.of([k], number), known) for k, number in counts.items()
        ])
        fits = Asked(np.zeros((texts, 1)))
        made = run_grid(None, fits, list(STABILITY), 5, 20, 2, **settings)
        return {item.k: len(item.refits) - 1 for item in made}, {item.k for item in made if item.behind}, fits.asked
    return run


def test_a_number_far_behind_after_two_refits_gets_no_more(race):
    refits, behind, asked = race(3000, left_behind=0.6)
    assert refits == {5: 2, 8: 20, 10: 20, 12: 5, 16: 2}
    assert behind == {5, 16}
    assert max(number for k, number in asked if k in behind) == 2


def test_the_next_best_is_looked_at_closely_where_it_is_near(race, monkeypatch):
    monkeypatch.setitem(STABILITY, 10, 0.76)
    assert race(3000, left_behind=0.6)[0] == {5: 2, 8: 20, 10: 5, 12: 5, 16: 2}
    assert race(3000)[0] == {5: 5, 8: 20, 10: 20, 12: 5, 16: 5}


def test_of_few_texts_or_without_the_setting_all_are_screened_alike(race):
    every = {5: 5, 8: 20, 10: 20, 12: 5, 16: 5}
    assert race(selection.LEAST_TEXTS - 1, left_behind=0.6)[:2] == (every, set())
    assert race(3000, left_behind=0.0)[:2] == (every, set())
