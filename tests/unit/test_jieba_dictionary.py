"""jieba's dictionary is read as jieba reads it."""

import jieba
import numpy as np
import pytest

from govtext.jieba_dictionary import code_points, listed_words, of_each, read_lines
from govtext.words.dictionary import load_dictionary
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
    assert listed.frequencies.sum() == tokenizer.total
    of_words = dict(zip(listed.words(), listed.frequencies.tolist(), strict=True))
    assert of_words == {word: frequency for word, frequency in tokenizer.FREQ.items() if frequency}
    chosen = listed.sizes == 3
    assert listed.words(chosen) == [word for word in listed.words() if len(word) == 3]
    assert listed.words(chosen & ~chosen) == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("tag", ["n", "nrfg", "é", "longer"])
def test_lines_are_read_alike_however_they_are_written(line_end, tag):
    lines = ["不动产 12345 n", f"𠀀b 0 {tag}", "C++ 7 nz", "不动产 3 v", ""]
    read = read_lines(line_end.join(lines).encode())
    assert read.words() == ["不动产", "𠀀b", "C++", "不动产"]
    assert read.sizes.tolist() == [3, 2, 3, 3]
    assert read.frequencies.tolist() == [12345, 0, 7, 3]
    assert [read.tag_names[number] for number in read.tag] == ["n", tag, "nz", "v"]


@pytest.mark.parametrize("last", ["办法 8 n", "办法 8 longer", "办法 8 N", "办法 8 n9"])
def test_pieces_of_a_file_are_put_together(monkeypatch, last):
    lines = [*(f"不动产{'一' * n} {n} {'nrfg'[: n % 4 + 1]}" for n in range(40)), last, ""]
    monkeypatch.setattr("govtext.jieba_dictionary._PIECE", 60)
    read = read_lines("\n".join(lines).encode())
    tags = [read.tag_names[number] for number in read.tag]
    assert read.tag_names == sorted(set(tags))
    again = zip(read.words(), read.frequencies.tolist(), tags, strict=True)
    assert [f"{word} {frequency} {tag}" for word, frequency, tag in again] == lines[:-1]


def test_a_function_is_asked_once_for_each_number():
    for numbers in ([3, 7, 3, 0], [1 << 40, 3, 3, 1 << 40], []):
        asked = []
        values, place = of_each(lambda number, asked=asked: asked.append(number) or number / 2, np.array(numbers, int))
        assert [values[at] for at in place] == [number / 2 for number in numbers]
        assert asked == sorted(set(numbers))


def test_what_stands_in_a_text_is_jieba_s_table(tokenizer):
    entries = (("咚咚咚", None, "nz"), ("不动产登记", None, None), ("登记", 7, None), ("业𠀀", 0, None))
    for added in ((), entries):
        for entry in added:
            tokenizer.add_word(*entry)
        expected = {part: tokenizer.FREQ[part] for part in substrings(TEXT) if part in tokenizer.FREQ}
        found = load_dictionary(added)
        assert found.table.frequencies_in(TEXT) == expected
        assert found.table.total == tokenizer.total
        tags = [found.tag_names[number] for number in found.tags_of(["登记", "咚咚咚"])]
        assert tags[0] == "v"
        assert not added or tags[1] == "nz"
        assert found.tags_of(["咚咚咚咚", "不动产登", "𠀀", ""]).tolist() == [-1, -1, -1, -1]
    assert {"咚", "咚咚", "咚咚咚", "不动", "业𠀀"} <= expected.keys()


def test_nodes_of_words_to_come_are_not_of_the_table_yet():
    prefixes = number_prefixes(*code_points(["不动", "不动产", "房产"]))
    table = build_prefix_table(["不动"], [3], 3, prefixes)
    assert table.frequencies_in("不动产房产") == {"不": 0, "不动": 3}
    both = table.with_words(prefixes.of[1:], [5, 1 << 70], 8)
    assert both.frequencies_in("不动产房产") == {"不": 0, "不动": 3, "不动产": 5, "房": 0, "房产": 1 << 62}
    assert table.frequencies_in("房产") == {}
