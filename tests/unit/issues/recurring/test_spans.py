"""Names in many texts at once are those of each text by itself."""

import numpy as np

from govtext.issues.recurring.place_names import WordFacts, names_of
from govtext.issues.recurring.spans import names_in

WORDS = ["云锦", "花园", "小区", "路", "停水", "的", "新城", "望江路", "3", "\n", "业主", "大道"]
TAGS = ["nz", "n", "n", "n", "v", "uj", "n", "ns", "m", "x", "n", "n"]


def test_names_of_many_texts_are_those_of_each():
    random = np.random.default_rng(4)
    facts = WordFacts()
    known = np.array(facts.numbers(WORDS, TAGS))
    texts = [known[random.integers(0, len(known), size)] for size in random.integers(0, 30, 200)]
    begins = np.concatenate(([0], np.cumsum([len(text) for text in texts])))
    first, last = names_in(facts, np.concatenate(texts), begins)
    assert list(zip(first.tolist(), last.tolist(), strict=True)) == [
        (begin + start, begin + end)
        for begin, text in zip(begins.tolist(), texts, strict=False)
        for start, end in names_of(facts, text.tolist())
    ]
    assert len(first) > 300


def test_no_text_has_no_names():
    first, last = names_in(WordFacts(), np.zeros(0, dtype=np.int32), np.zeros(1, dtype=np.int64))
    assert not len(first)
    assert not len(last)
