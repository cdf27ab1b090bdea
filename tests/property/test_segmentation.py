"""The words are jieba's, whatever the text, the dictionary and the order in which words were added."""

import jieba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jieba import finalseg

from govtext.words import dictionary as dictionaries
from govtext.words.prefix_table import build_prefix_table
from govtext.words.segmentation import Segmenter, SegmenterConfiguration

# Characters that meet every branch: common and rare Han, Han outside jieba's range, Latin, digits,
# signs within and outside blocks, line ends, an emoji, a single surrogate.
_COMMON = "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从电话打不通办事大厅咚"
_ODD = "㐀䶵鿕鿖𠀀𪚥々〇abcXYZ0189+#&._%- \t\r\n　，。！？《》（）“”…—é½Ａ１👍\ud800\x00"
texts = st.one_of(
    st.text(st.sampled_from(_COMMON), max_size=60),
    st.text(st.sampled_from(_COMMON + _ODD), max_size=60),
    st.text(max_size=40),
    st.lists(st.sampled_from(["咚咚咚", "2019年4月1日", "A7县", "3.5%", "C++", "\r\n", "一网通办", "打不通", "x-y_z", "\r"]))
    .map("".join),
)
words = st.one_of(
    st.text(st.sampled_from(_COMMON), min_size=1, max_size=5),
    st.text(st.sampled_from(_COMMON + "aB3+%-.\x00\n "), min_size=1, max_size=5),
    st.text(min_size=1, max_size=4),
)
entries = st.lists(
    st.tuples(words, st.one_of(st.none(), st.integers(0, 5), st.integers(0, 10**7)), st.none()), max_size=12
)


@pytest.fixture(scope="module")
def base():
    """jieba's table as it comes, to be copied for every example."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def jieba_words(base, added, cases, hmm):
    """Return what jieba itself makes of the texts in a process that knows no other dictionary."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = dict(base.FREQ), base.total, True
    before = finalseg.Force_Split_Words
    finalseg.Force_Split_Words = set()
    try:
        for word, frequency, tag in added:
            tokenizer.add_word(word, frequency, tag)
        return [tokenizer.lcut(text, HMM=hmm) for text in cases]
    finally:
        finalseg.Force_Split_Words = before


@pytest.fixture(scope="module")
def plain():
    """Segmenters with jieba's own dictionary."""
    return {hmm: Segmenter(SegmenterConfiguration(hmm=hmm)) for hmm in (True, False)}


@given(st.lists(texts, max_size=5), st.booleans())
@settings(max_examples=100, deadline=None)
def test_plain_words_are_jiebas(base, plain, cases, hmm):
    found = plain[hmm].cut(cases)
    assert found == jieba_words(base, (), cases, hmm)
    assert ["".join(cut) for cut in found] == cases


@given(entries, st.lists(texts, max_size=4), st.booleans())
@settings(max_examples=3, deadline=None)
def test_study_words_are_added_as_jieba_adds_them(base, added, cases, hmm):
    cases = [*cases, "".join(word for word, _, _ in added), "的".join(word for word, _, _ in reversed(added))]
    ours = Segmenter(SegmenterConfiguration(tuple(added), hmm))
    assert ours.cut(cases) == jieba_words(base, added, cases, hmm)


@given(entries, st.lists(texts, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_small_dictionaries(added, cases):
    """Dictionaries of a few words only, many of them: the table is built anew for each."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = {"的": 300, "不": 200, "不通": 3}, 503, True
    before = finalseg.Force_Split_Words
    finalseg.Force_Split_Words = set()
    try:
        for word, frequency, tag in added:
            tokenizer.add_word(word, frequency, tag)
        split = frozenset(finalseg.Force_Split_Words)
        cases = [*cases, "".join(word for word, _, _ in added)]
        for hmm in (True, False):
            ours = Segmenter(SegmenterConfiguration(hmm=hmm))
            table = build_prefix_table(list(tokenizer.FREQ), list(tokenizer.FREQ.values()), tokenizer.total)
            ours.__dict__["dictionary"] = dictionaries.Dictionary(table, split, np.zeros(0, np.int16), [])
            assert ours.cut(cases) == [tokenizer.lcut(text, HMM=hmm) for text in cases]
    finally:
        finalseg.Force_Split_Words = before
