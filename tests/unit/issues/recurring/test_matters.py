"""Words belong to the kinds of matters whose words they contain."""

import numpy as np

from govtext.issues.recurring.matters import KINDS_OF_MATTER, kinds_of


def test_a_word_is_of_the_kinds_of_all_words_that_it_contains():
    listed = sorted({word for kind in KINDS_OF_MATTER for word in kind})
    words = ["", "甲", *listed, *(f"甲{word}乙" for word in listed), *(word[1:] for word in listed), "a\nb"]
    expected = [[any(word in one for word in kind) for kind in KINDS_OF_MATTER] for one in words]
    assert np.array_equal(kinds_of(words).toarray() > 0, np.array(expected))
    assert kinds_of([]).shape == (0, len(KINDS_OF_MATTER))
