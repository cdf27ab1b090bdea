"""Segmentation: batches, engines, lines, Arrow, and the shipped dictionary."""

import pickle

import jieba
import numpy as np
import pyarrow as pa
import pytest

from govtext.words.cut_documents import WordsConfiguration, cut_documents, cut_plainly
from govtext.words.places import place_lexicon
from govtext.words.segmentation import (
    LONGEST_BLOCK,
    Segmenter,
    SegmenterConfiguration,
    portions,
    segment_lines,
    segmenter,
)

TEXTS = ["办事大厅的电话一直打不通，窗口也没有人。", "", "C++ 3.5%\r\n第2页 A市", "不" * (LONGEST_BLOCK + 50) + "。好"]


@pytest.fixture(scope="module")
def study(lexicons):
    """A segmenter with the shipped terms."""
    return segmenter(SegmenterConfiguration(tuple((w.word, w.frequency, w.tag) for w in lexicons.words("gov_terms.txt"))))


@pytest.mark.parametrize("hmm", [True, False])
def test_both_engines_give_the_same_words(hmm):
    ours = Segmenter(SegmenterConfiguration((("打不通", None, "l"),), hmm))
    theirs = Segmenter(SegmenterConfiguration((("打不通", None, "l"),), hmm, engine="jieba"))
    assert ours.cut(TEXTS) == theirs.cut(TEXTS)
    assert ours.cut_arrow(TEXTS).to_pylist() == ours.cut(TEXTS)


def test_joined_words_are_the_text(study):
    assert ["".join(words) for words in study.cut(TEXTS)] == TEXTS


def test_words_do_not_depend_on_how_texts_are_batched(study):
    texts = TEXTS * 40
    assert study.cut(texts) == [words for text in texts for words in study.cut([text])]


def test_portions_hold_every_text_once(monkeypatch):
    monkeypatch.setattr("govtext.words.segmentation.BATCH_CHARACTERS", 5)
    texts = ["一二三", "", "四五六七八九", "十"]
    assert [text for part in portions(texts) for text in part] == texts


@pytest.mark.parametrize(
    "term", ["最多跑一次", "一网通办", "跨省通办", "不见面审批", "一窗受理", "告知承诺制", "踢皮球", "石沉大海", "A7县", "优化营商环境条例"]
)
def test_terms_stay_whole(study, term):
    assert term in study.cut([f"请问{term}的情况。"])[0]


def test_lines_are_words_between_single_spaces(lexicons):
    entries = [(w.word, w.frequency, w.tag) for w in lexicons.words("gov_terms.txt")]
    assert segment_lines(["推行一网通办  以来", "", "　"], entries) == ["推行 一网通办 以来", "", ""]
    assert segment_lines(["推行一网通办以来"], entries, plain=True) == ["推行 一网通 办 以来"]


def test_stretches_are_kept_whole_and_cut_at_their_edges(study):
    text = "根据国发〔2016〕55号文件"
    cut = study.cut_batch(["甲", text])
    whole, begun_in = cut.keep_whole(np.array([4]), np.array([15]))
    words = list(whole.words())
    assert words[0] == ["甲"]
    assert "国发〔2016〕55号" in words[1]
    assert "".join(words[1]) == text
    assert [cut.starts[old] <= new for old, new in zip(begun_in, whole.starts, strict=True)]
    assert whole.arrow().to_pylist() == words


def test_a_configuration_crosses_to_a_process(study):
    assert pickle.loads(pickle.dumps(study.configuration)) == study.configuration


def test_words_to_be_split_stay_within_their_study():
    plain = Segmenter()
    before = plain.cut(["张梓琪"])
    word = before[0][0]
    assert word == "张梓琪"
    split = Segmenter(SegmenterConfiguration(((word, 0, None),)))
    assert split.cut(["张梓琪"])[0] == list(word)
    assert plain.cut(["张梓琪"]) == before


@pytest.mark.real_data
def test_real_texts_are_cut_as_jieba_cuts_them(real_data):
    lines = (real_data / "sighan" / "pku_test.utf8").read_text(encoding="utf-8").splitlines()[::3]
    for hmm in (True, False):
        theirs = Segmenter(SegmenterConfiguration(hmm=hmm, engine="jieba"))
        assert Segmenter(SegmenterConfiguration(hmm=hmm)).cut(lines) == theirs.cut(lines)


@pytest.mark.real_data
def test_real_complaints_are_cut_as_jieba_cuts_them_with_the_study_s_terms(real_data, lexicons, study):
    pandas = pytest.importorskip("pandas")
    texts = []
    for path in sorted((real_data / "complaints").glob("*.xlsx")):
        frame = pandas.read_excel(path, engine="calamine")
        texts += [str(text) for text in frame.get("留言详情", [])][::25]
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    with lexicons.files["gov_terms.txt"].open("rb") as terms:
        tokenizer.load_userdict(terms)
    assert len(texts) > 200
    assert study.cut(texts) == [tokenizer.lcut(text) for text in texts]


def test_words_alone_are_those_that_a_study_without_lists_would_have():
    batch = pa.record_batch({
        "doc_id": [f"c{number}" for number in range(len(TEXTS) + 1)], "title": ["路灯"] * (len(TEXTS) + 1),
        "text": [*TEXTS, "〔姓名〕按国办发〔2016〕55号《办法》要求〔电话〕答复"],
    })
    nothing = frozenset()
    configuration = WordsConfiguration(
        SegmenterConfiguration(), place_lexicon([]), nothing, nothing, nothing, nothing, nothing, new_words=False)
    alone = cut_plainly(Segmenter(), batch)
    assert alone.equals(cut_documents(configuration, batch).words)
    assert "〔姓名〕" in alone["words"].to_pylist()[-1]
