import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govtext.keywords.occurrences import occurrences
from govtext.vocabulary import Encoded


@pytest.mark.parametrize("size", [9, 2**60])
@given(st.lists(st.lists(st.integers(-1, 8), max_size=6), max_size=6))
def test_entries_are_in_order_with_the_first_place_of_each_word(size, texts):
    words = np.array([word for one in texts for word in one], dtype=np.int32)
    offsets, none = np.cumsum([0, *(len(one) for one in texts)]), np.zeros(0, dtype=np.int32)
    # Sizes that don't fit beside the places are sorted in another way.
    found = occurrences(Encoded([""] * len(texts), words, none.astype(np.int16), none, offsets), size)
    held = [(text, word) for text, one in enumerate(texts) for word in sorted(set(one) - {-1})]
    assert found.counts.indices.tolist() == [word for _, word in held]
    assert found.counts.data.tolist() == [texts[text].count(word) for text, word in held]
    assert found.first.tolist() == [texts[text].index(word) for text, word in held]
    told = [held.index((text, word)) if word >= 0 else -1 for text, one in enumerate(texts) for word in one]
    assert found.entry.tolist() == told
