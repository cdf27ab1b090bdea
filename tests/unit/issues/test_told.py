"""What was found of each text, held as numbers, reads like a table of lists."""

import pyarrow as pa

from govtext.issues.told import Told, places_of


def test_values_of_a_text_keep_their_order_and_texts_without_one_are_not_there():
    places = places_of(pa.array(["c1", "c2", "c3"]))
    told = Told(places, pa.array(["c2", "c1", "c2", "c9", "c3"]), pa.chunked_array([["b", "a", "a"], ["x", None]]))
    assert dict(told) == {"c1": ["a"], "c2": ["b", "a"]}
    assert told.get("c3", []) == []
    assert "c9" not in told
    assert len(told) == 2


def test_texts_with_the_same_values_share_one_list():
    told = Told(places_of(pa.array(["c1", "c2"])), pa.array(["c1", "c2"]), pa.array(["a", "a"]))
    assert told["c1"] is told["c2"]
