import math

import numpy as np
from scipy import sparse

from govtext.keywords.cooccurrence import PairCounts, npmi, strongest_pairs


def test_npmi_of_known_counts():
    together = np.array([[4, 2, 0], [2, 2, 0], [0, 0, 3]], dtype=float)
    value = npmi(together, 8)
    assert value[0, 2] == -1
    np.testing.assert_allclose(value[0, 1], math.log((2 / 8) / (4 / 8 * 2 / 8)) / -math.log(2 / 8))
    np.testing.assert_allclose(value[1, 1], 1.0)


def test_npmi_where_every_text_holds_both():
    assert npmi(np.full((2, 2), 5.0), 5).tolist() == [[1, 1], [1, 1]]
    assert npmi(np.zeros((2, 2)), 0).tolist() == [[0, 0], [0, 0]]


def test_counts_add_up_over_batches_and_ties_fall_by_word():
    pairs = PairCounts(np.array([0, 1, 3]))
    pairs.add(sparse.csr_matrix(np.array([[2, 1, 9, 0], [1, 1, 0, 1]], dtype=np.float32)))
    pairs.add(sparse.csr_matrix(np.array([[0, 0, 0, 1], [0, 0, 5, 0]], dtype=np.float32)))
    assert pairs.documents == 4
    assert pairs.together.tolist() == [[2, 2, 1], [2, 2, 1], [1, 1, 2]]
    assert strongest_pairs(pairs, ["水管", "停水", "路灯"], 1, 10) == [("停水", "水管", 2, 1.0)]
    assert strongest_pairs(pairs, ["水管", "停水", "路灯"], 3, 10) == []


def test_of_pairs_alike_the_more_frequent_comes_first_then_the_first_by_its_words():
    pairs = PairCounts(np.arange(6))
    pairs.together = np.zeros((6, 6))
    for a, b, texts in ((0, 1, 2), (2, 3, 2), (4, 5, 4)):
        pairs.together[np.ix_([a, b], [a, b])] = texts
    pairs.documents = 20
    found = strongest_pairs(pairs, ["丙", "甲", "乙", "丁", "子", "丑"], 1, 10)
    assert found == [("丑", "子", 4, 1.0), ("丁", "乙", 2, 1.0), ("丙", "甲", 2, 1.0)]
    assert strongest_pairs(pairs, ["丙", "甲", "乙", "丁", "子", "丑"], 1, 2) == found[:2]
