"""Pairs of neighbours are counted the same however the texts come."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from govtext.keywords import phrases
from govtext.keywords.phrases import PairTally
from govtext.vocabulary import Encoded


def encoded(texts):
    words = np.array([word for text in texts for word in text], dtype=np.int32)
    offsets = np.cumsum([0, *map(len, texts)])
    return Encoded([str(at) for at in range(len(texts))], words, words.astype(np.int16), words, offsets)


@pytest.mark.parametrize("waiting", [0, 7, 1 << 20])
@pytest.mark.parametrize("size", [1, 13, 400])
def test_the_counts_are_those_of_counting_one_by_one(monkeypatch, waiting, size):
    monkeypatch.setattr(phrases, "_LEAST_WAITING", waiting)
    random = np.random.default_rng(5)
    texts = [(random.zipf(1.4, random.integers(0, 30)).clip(0, 40) - 1).tolist() for _ in range(400)]
    texts[3] = [-1, 2, -1, 3]
    tally = PairTally()
    for start in range(0, 400, size):
        tally.add(encoded(texts[start : start + size]), 40)
    counted = Counter(pair for text in texts for pair in pairwise(text) if min(pair) >= 0)
    words = Counter(word for text in texts for word in text if word >= 0)
    total = sum(words.values())
    expected = sorted(
        first << 32 | second for (first, second), n in counted.items()
        if n >= 3 and round(np.log(n / total / (words[first] * words[second] / total**2)) / -np.log(n / total), 6) >= 0.1
    )
    assert len(expected) > 3
    found = tally.phrases(3, 0.1)
    assert found.pairs.tolist() == expected
    table = found.counts(encoded(texts[:20])).toarray()
    for text, row in zip(texts[:20], table.tolist(), strict=True):
        held = Counter(pairwise(text))
        assert row == [held[pair >> 32, pair & 0xFFFFFFFF] for pair in expected]


def test_no_text_has_no_phrase():
    assert PairTally().phrases(5, 0.3).pairs.tolist() == []
