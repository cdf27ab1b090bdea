"""Tags are jieba.posseg's wherever both cut the same words."""

import random

import jieba
import pytest
from jieba import posseg

from govtext.words import unknown_tags
from govtext.words.segmentation import Segmenter, SegmenterConfiguration
from govtext.words.unknown_tags import RowTagger

TEXTS = [
    "我们小区的住户反映，一楼商铺油烟扰民，打了3次电话都没人接，请问怎么办？",
    "张梓琪老师说：2019年4月1日起APP收费3.5元，A7县的咚咚咚公司WIFI-6不退。",
    "㕛叒叕丶丶丶，垅里的人昇昇 x=1+2 C++ 12345",
    "",
]


def agreement(texts, entries=()):
    """Return (words cut the same, words of these tagged the same)."""
    ours = Segmenter(SegmenterConfiguration(tuple(entries)))
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for entry in entries:
        tokenizer.add_word(*entry)
    theirs = posseg.POSTokenizer(tokenizer)
    theirs.word_tag_tab.update({word: tag for word, _, tag in entries if tag})
    same = equal = 0
    for text, words, tags in zip(texts, ours.cut(texts), ours.tag(texts), strict=True):
        expected, at = {}, 0
        for pair in theirs.cut(text):
            expected[at, at + len(pair.word)] = pair.flag
            at += len(pair.word)
        at = 0
        for word, tag in zip(words, tags, strict=True):
            flag = expected.get((at, at + len(word)))
            at += len(word)
            same += flag is not None
            equal += flag == tag
    return same, equal


def test_tags_are_posseg_s():
    same, equal = agreement(TEXTS)
    assert same > 60
    assert equal == same


def test_study_words_have_their_tags():
    entries = (("打不通", None, "l"), ("咚咚咚", None, "nz"))
    same, equal = agreement(["热线打不通，咚咚咚。"], entries)
    assert same == equal
    assert Segmenter(SegmenterConfiguration(entries)).tag(["热线打不通"]) == [["n", "l"]]


def test_one_tag_a_word():
    ours = Segmenter()
    assert [len(tags) for tags in ours.tag(TEXTS)] == [len(words) for words in ours.cut(TEXTS)]


def test_a_row_has_the_states_that_posseg_gives_it_whatever_else_is_tagged(monkeypatch):
    draw = random.Random(11)
    known = "苗圃街岭坪张梓琪陈老大小咚昇垅里的人住户路灯一"
    rows = {"".join(draw.choices(known, k=draw.randint(1, 6))) for _ in range(400)}
    # the same beginnings several times, a row that begins another, characters that the model does not know
    rows |= {row + end for row in sorted(rows)[::5] for end in ("", "村", "村里", "㕛", "丶丶")} | {"㕛叒叕", "丶"}
    monkeypatch.setattr(unknown_tags, "_ROWS_PER_BLOCK", 150)
    ours = RowTagger()
    ours.tag(sorted(rows))
    for row in rows:
        assert ours._memo[row] == ours._tag_with_posseg(row), row
    alone = RowTagger()
    for row in sorted(rows)[::40]:
        assert all((one == other).all() for one, other in zip(alone.tag([row]), ours.tag([row]), strict=True))


@pytest.mark.real_data
def test_tags_of_real_texts(real_data):
    lines = (real_data / "sighan" / "pku_test.utf8").read_text(encoding="utf-8").splitlines()[::40]
    same, equal = agreement(lines)
    assert equal >= 0.999 * same
