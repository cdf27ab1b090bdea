"""Of a large corpus so many texts say how well words go together."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse

from govtext.topics.corpus import Corpus

TEXTS = [[0, 1], [], [2], [3, -1, 4], [5]]


def corpus(most):
    offsets = np.cumsum([0, *map(len, TEXTS)])
    tokens = np.array([token for text in TEXTS for token in text], dtype=np.int32)
    none = [None] * len(TEXTS)
    return Corpus(
        pa.array([f"c{at}" for at in range(len(TEXTS))]), list("abcdef"), sparse.csr_matrix((len(TEXTS), 6)), tokens,
        offsets, np.zeros(len(tokens), bool), np.ones(len(TEXTS), bool), none, none, none, most, len(TEXTS),
    )


def texts_of(sample):
    tokens, offsets = sample
    return [tokens[first:last].tolist() for first, last in pairwise(offsets)]


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_the_sample_holds_whole_texts_in_their_order_and_is_always_the_same(most):
    found = texts_of(corpus(most).sample)
    assert len(found) == most
    places = [TEXTS.index(text) for text in found]
    assert places == sorted(set(places))
    assert texts_of(corpus(most).sample) == found


@pytest.mark.parametrize("most", [5, 100])
def test_a_corpus_that_is_not_larger_is_its_own_sample(most):
    assert texts_of(corpus(most).sample) == TEXTS
