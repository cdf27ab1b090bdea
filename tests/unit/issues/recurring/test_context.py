from types import SimpleNamespace

import numpy as np

from govtext.issues.recurring.context import CONTEXT, Context


def context_of(pairs, odds, places=((), ())):
    evidence = SimpleNamespace(authors=np.arange(5))
    sides = tuple(np.array(side, dtype=np.int64) for side in pairs)
    places = tuple(np.array(side, dtype=np.int64) for side in places)
    return Context.of(evidence, sides, np.array(odds, np.float32), places)


def test_common_neighbours_and_rivals():
    # 0 and 1 share the neighbour 2; 3 and 4 are near each other only; a pair below -3 links nothing.
    context = context_of(([0, 1, 3, 0], [2, 2, 4, 3]), [0, 0, 4, -3.5])
    found = context.features(np.array([0, 3, 0]), np.array([1, 4, 3]), np.array([1, 2, 3], np.float32))
    assert set(found) == set(CONTEXT)
    assert found["common"].tolist() == [0.25, 0, 0]
    assert found["neighbours low"].tolist() == [1, 1, 1]
    # 0 and 1 are nearer to 2 than to each other, 3 and 4 have no nearer one.
    assert found["ahead low"].tolist() == [0.5, 0, 0.5]
    assert found["odds"].tolist() == [1, 2, 3]


def test_messages_of_the_same_place_are_counted():
    context = context_of(([], []), [], np.triu_indices(4, 1))
    found = context.features(np.array([0, 0]), np.array([1, 4]), np.zeros(2, np.float32))
    assert found["place neighbours low"].tolist() == [3, 0]
    assert found["place neighbours high"].tolist() == [3, 3]
