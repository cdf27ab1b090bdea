"""What pairs of messages share."""

import numpy as np
from scipy import sparse

from govtext.issues.recurring.corpus import Terms
from govtext.issues.recurring.views import Side


def side_of(whole, title):
    matrices = [sparse.csr_matrix(np.array(rows, dtype=np.uint8)) for rows in (title, whole)]
    documents = np.count_nonzero(whole, axis=0).astype(np.int32)
    return Side.of(Terms(*matrices, np.zeros(len(documents), np.float32), documents), {}, {})


def told(shared):
    return list(zip(*(column.tolist() for column in (shared.pair, shared.term, shared.one, shared.other)), strict=True))


def test_shared_terms_are_told_with_the_counts_of_both_whatever_the_order_of_pairs():
    rng = np.random.default_rng(3)
    title = rng.integers(0, 3, (6, 9))
    whole = title * 3 + rng.integers(0, 2, (6, 9))
    side = side_of(whole, title)
    left, right = np.array([0, 0, 2, 0, 5, 4]), np.array([1, 3, 4, 5, 5, 0])
    found = side.shared(left, right)
    for shared, one, other in (
        (found.texts, whole, whole), (found.titles, title, title),
        (found.title_in_text, title, whole), (found.text_in_title, whole, title),
    ):
        assert shared.pairs == len(left)
        assert told(shared) == [
            (pair, term, one[a, term], other[b, term])
            for pair, (a, b) in enumerate(zip(left, right, strict=True))
            for term in range(9)
            if one[a, term] and other[b, term]
        ]


def test_pairs_that_share_nothing_and_no_pairs_at_all():
    side = side_of([[1, 0, 0], [0, 2, 0], [0, 0, 0]], [[0, 0, 0]] * 3)
    assert told(side.shared(np.array([0, 1, 2]), np.array([1, 2, 2])).texts) == []
    none = np.zeros(0, dtype=np.int64)
    assert told(side.shared(none, none).texts) == []
