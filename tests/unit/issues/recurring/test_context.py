from types import SimpleNamespace

import numpy as np

from govtext.issues.recurring.context import CONTEXT, Context
from govtext.issues.recurring.links import Links


def context_of(pairs, odds, places=((), ()), view=None):
    view = np.eye(5, dtype=np.float32) if view is None else view
    evidence = SimpleNamespace(
        authors=np.arange(5), latent=view, latent_title=view, kinds=view, kinds_title=view
    )
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


def test_what_all_of_a_place_speak_of_tells_nothing():
    estate, trouble, other = np.array([1, 0, 0.0]), np.array([0, 1, 0.0]), np.array([0, 0, 1.0])
    rows = np.stack([estate + trouble, estate + trouble, estate + other, estate + other, other]).astype(np.float32)
    everyone = np.triu_indices(4, 1)
    context = context_of(([], []), [], everyone, rows)
    found = context.features(np.array([0, 0]), np.array([1, 2]), np.zeros(2, np.float32))
    assert found["local latent"][0] > 0.9
    assert found["local latent"][1] < 0 < rows[0] @ rows[2]
    assert found["place neighbours low"].tolist() == [3, 3]


def test_links_tell_how_much_of_a_cluster_is_near():
    # Clusters {0, 1} and {2}: only 0 is near 2; cluster {3} is nearer to 2.
    number = np.array([0, 0, 1, 2])
    pairs = (np.array([0, 2]), np.array([2, 3]))
    odds = np.array([1.0, 3.0])
    links = Links.of(number, pairs, odds)
    assert list(zip(links.left, links.right, strict=True)) == [(0, 1), (1, 2)]
    told = links.told(number, pairs, odds)
    assert told["cover low"].tolist() == [(1.0 - 4.0) / 2, 3.0]
    assert told["cover high"].tolist() == [1.0, 3.0]
    assert told["behind"].tolist() == [2.0, 0.0]
    assert told["judged"].tolist() == [0.5, 1.0]
    assert not len(Links.of(number, pairs, np.array([-2.0, -2.0])).left)
