"""How typical messages are of their issues, against issue after issue with rows of all words."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import sparse

from govtext.issues.recurring import typical
from govtext.issues.recurring.typical import NEAR_COPY, similarities

RNG = np.random.default_rng(5)
STARTS = np.array([0, 2, 9, 10, 24])


class Words:
    """Rows of unit length; the last message says nothing."""

    def __init__(self, rows):
        made = sparse.random_array((rows, 50), density=0.2, rng=RNG, dtype=np.float32).toarray()
        made[3], made[-1] = made[4] + np.float32(0.01), 0
        lengths = np.linalg.norm(made, axis=1, keepdims=True)
        self.rows = sparse.csr_matrix(made / np.where(lengths, lengths, 1))

    def unit_rows(self, name, part):
        assert name == "words"
        return self.rows[part]


@pytest.mark.parametrize("at_once", [1, 5, 10_000])
def test_each_message_is_held_against_its_own_issue(monkeypatch, at_once):
    monkeypatch.setattr(typical, "WEIGHED_AT_ONCE", at_once)
    monkeypatch.setattr(typical, "PAIRS_AT_ONCE", at_once)
    monkeypatch.setattr(typical, "COMPARED", 6)
    words, member = Words(30), np.array([20, 8, 3, 11, 4, *range(12, 20), *range(21, 30), 6, 29])
    similarity, copies = similarities(words, member, STARTS)
    for first, last in pairwise(STARTS):
        rows = words.rows[member[first:last]].toarray().astype(float)
        centre = rows.sum(axis=0)
        expected = rows @ centre / max(np.linalg.norm(centre), 1e-30)
        assert similarity[first:last] == pytest.approx(np.clip(expected, 0, 1), abs=2e-6)
        alike = rows[:6] @ rows[:6].T - np.eye(len(rows[:6])) * 9
        assert copies[first:last].tolist() == [*(alike.max(axis=1) >= NEAR_COPY), *[False] * max(0, last - first - 6)]
    assert similarity[-1] == 0
    assert copies.any()
