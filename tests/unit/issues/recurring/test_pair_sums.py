"""Pairs added up by ranges of messages: the same as all at once."""

import numpy as np
import pytest

from govtext.issues.recurring import pair_sums
from govtext.issues.recurring.pair_sums import PairSums, dealt_out


@pytest.mark.parametrize(("size", "at_once", "threads"), [(50, 1 << 20, 1), (90_000, 700, 2), (90_000, 1 << 20, 1)])
def test_each_pair_is_there_once_with_the_sum_of_its_values(monkeypatch, size, at_once, threads):
    monkeypatch.setattr(pair_sums, "DEALT_AT_ONCE", at_once)
    random = np.random.default_rng(2)
    near = random.integers(0, size, 4000)
    sums, wanted = PairSums(size), {}
    for first in range(0, 4000, 500):
        left = near[first : first + 500]
        right = np.minimum(left + random.integers(-3, 4, 500), size - 1)
        left, right = left[right >= 0], right[right >= 0]
        values = random.random(len(left)).astype(np.float32)
        sums.add((left, right), values)
        for a, b, value in zip(left.tolist(), right.tolist(), values, strict=True):
            if a != b:
                wanted[min(a, b), max(a, b)] = wanted.get((min(a, b), max(a, b)), np.float32(0)) + value
    left, right, found = sums.taken(threads)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == sorted(wanted)
    assert left.dtype == (np.int32 if size > pair_sums.LARGE else np.int64)
    assert found.dtype == np.float32
    assert np.allclose(found, [wanted[pair] for pair in sorted(wanted)], rtol=1e-6)
    assert sum(map(len, sums.taken(threads))) == 0, "what was gathered is let go"


def test_entries_are_dealt_out_in_their_order():
    number, values = np.array([2, 0, 2, 1, 0]), np.array([10, 11, 12, 13, 14])
    assert [own.tolist() for (own,) in dealt_out(number, (values,), 4)] == [[11, 14], [13], [10, 12], []]
