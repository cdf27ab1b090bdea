"""Stretches of a batch of characters."""

import numpy as np
import pytest

from govtext.words.batch import places_in, stretches


@pytest.mark.parametrize(
    ("starts", "ends", "places"),
    [
        ([], [], []),
        ([3], [5], [3, 4]),
        ([0, 4, 9], [2, 7, 10], [0, 1, 4, 5, 6, 9]),
    ],
)
def test_places_of_stretches_are_put_together_again(starts, ends, places):
    found = places_in(np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64))
    assert found.tolist() == places
    assert [border.tolist() for border in stretches(found)] == [starts, ends]


def test_stretches_that_touch_are_one():
    found = places_in(np.array([2, 4]), np.array([4, 6]))
    assert [border.tolist() for border in stretches(found)] == [[2], [6]]
