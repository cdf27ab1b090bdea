import numpy as np
import pytest

from govtext.errors import GovtextError
from govtext.lexicons import Lexicons
from govtext.topics.labels import given_labels, match_labels, phrases_of, propose_labels


@pytest.fixture
def lexicons(tmp_path):
    def made(content):
        (tmp_path / "topic_labels.toml").write_text(content, encoding="utf-8")
        return Lexicons({"topic_labels.toml": tmp_path / "topic_labels.toml"})

    return made


def test_labels_take_the_most_telling_of_the_top_words():
    words = ["投诉", "投诉电话", "停水", "水管", "水压"]
    scores = np.array([[0.9, 0.8, 0.7, 0.1, 0.6]])
    assert propose_labels(np.array([[0, 1, 2, 3, 4]]), scores, words) == ["投诉、停水、水压"]


def test_a_given_label_finds_its_topic_again():
    given = [("供水", {"停水", "水管", "水压", "水费"}), ("公交", {"公交", "线路"})]
    topics = [{"公交", "线路", "站台"}, {"停水", "水管", "抢修"}, {"噪音"}]
    assert match_labels(given, topics) == ({0: "公交", 1: "供水"}, [])


def test_a_label_whose_topic_is_gone_is_reported():
    assert match_labels([("供水", {"停水", "水管", "水压"})], [{"公交"}, {"水压"}]) == ({}, ["供水"])
    assert match_labels([], [{"公交"}]) == ({}, [])


def test_the_label_file(lexicons):
    assert given_labels(Lexicons({})) == []
    assert given_labels(lexicons("# nothing yet")) == []
    content = '[[topic]]\nlabel = "供水"\nwords = ["停水", "水管"]\n'
    assert given_labels(lexicons(content)) == [("供水", {"停水", "水管"})]


@pytest.mark.parametrize("entry", ['label = "供水"', 'words = ["停水"]', 'label = ""\nwords = ["停水"]', "label = 3"])
def test_a_broken_entry_is_one_line(lexicons, entry):
    with pytest.raises(GovtextError, match="topic 1 lacks a label or its words"):
        given_labels(lexicons(f"[[topic]]\n{entry}\n"))


def test_words_that_stand_side_by_side_make_a_phrase_of_the_label():
    # 交通 拥堵 side by side ten times; 停水 next to either now and then; -1 is a word that was left out
    words = ["交通", "拥堵", "停水", "路口", "交通事故处理", "赔偿责任"]
    tokens = np.array([0, 1, -1] * 10 + [2, 0, 2, 1, 3, 2] * 3 + [4, 5] * 10)
    follows = np.ones(len(tokens), dtype=bool)
    follows[0] = False
    phrases = phrases_of(tokens, follows, np.array([[0, 1, 2, 3, 4, 5]]), len(words))
    assert (0, 1) in phrases
    assert not {(2, 0), (2, 1), (3, 2)} & phrases.keys()
    scores = np.array([[0.9, 0.8, 0.7, 0.6, 0.5, 0.4]])
    assert propose_labels(np.array([[0, 1, 2, 3]]), scores, words, phrases) == ["交通拥堵、停水、路口"]
    # a phrase too long for a label stays two words
    assert propose_labels(np.array([[4, 5]]), scores, words, phrases) == ["交通事故处理、赔偿责任"]


def test_words_with_another_between_them_make_no_phrase():
    tokens, follows = np.array([0, 1] * 20), np.zeros(40, dtype=bool)
    assert phrases_of(tokens, follows, np.array([[0, 1]]), 2) == {}
