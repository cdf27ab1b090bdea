"""jieba's dictionary is read as jieba reads it."""

import jieba
import pytest

from govtext.jieba_dictionary import listed_words
from govtext.words.dictionary import jieba_words, load_dictionary
from govtext.words.prefix_table import build_prefix_table, number_prefixes

TEXT = "高中生办理不动产登记，咚咚咚，IT行业𠀀"


@pytest.fixture(scope="module")
def tokenizer():
    made = jieba.Tokenizer()
    made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
    made.initialized = True
    return made


def substrings(text):
    return {text[a:b] for a in range(len(text)) for b in range(a + 1, len(text) + 1)}


def test_words_and_their_frequencies(tokenizer):
    listed = listed_words()
    assert sum(listed.frequencies) == tokenizer.total
    assert dict(zip(listed.words, listed.frequencies, strict=True)) == {w: n for w, n in tokenizer.FREQ.items() if n}
    assert jieba_words() == set(listed.words)


def test_what_stands_in_a_text_is_jieba_s_table(tokenizer):
    entries = (("咚咚咚", None, "nz"), ("不动产登记", None, None), ("登记", 7, None), ("业𠀀", 0, None))
    for added in ((), entries):
        for entry in added:
            tokenizer.add_word(*entry)
        expected = {part: tokenizer.FREQ[part] for part in substrings(TEXT) if part in tokenizer.FREQ}
        found = load_dictionary(added)
        assert found.table.frequencies_in(TEXT) == expected
        assert found.table.total == tokenizer.total
        assert found.tags["登记"] == "v"
    assert {"咚", "咚咚", "咚咚咚", "不动", "业𠀀"} <= expected.keys()


def test_nodes_of_words_to_come_are_not_of_the_table_yet():
    prefixes = number_prefixes(["不动", "不动产", "房产"])
    table = build_prefix_table(["不动"], [3], 3, prefixes)
    assert table.frequencies_in("不动产房产") == {"不": 0, "不动": 3}
    both = table.with_words(prefixes.of[1:], [5, 1 << 70], 8)
    assert both.frequencies_in("不动产房产") == {"不": 0, "不动": 3, "不动产": 5, "房": 0, "房产": 1 << 62}
    assert table.frequencies_in("房产") == {}
