"""Messages with replies: their content words and where they stand, counted as a reader would."""

from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

from govtext.issues.responses.key_words import Content, KeyWords, Known
from govtext.issues.responses.points import Tokens, Weights
from govtext.issues.responses.quality import background
from govtext.issues.responses.replied import portions
from govtext.store import Source

CUT = [
    ("路灯 坏 了 \n 小区 路灯 整夜 不 亮", "n v u x n n d d a"),
    ("\n 停水 三天 \n 停水 通知", "x v m x v n"),
    ("没有 答复", "v n"),
]
REPLIES = ["已派人维修。", "管道抢修，次日恢复。", None]


def sources():
    documents = [
        {
            "doc_id": f"c{at}", "kind": "complaint", "source_file": "a.csv", "title": "", "text": "", "reply": reply,
            "reply_date": datetime(2024, 3, 1) if reply else None, "masked": 0,
        }
        for at, reply in enumerate(REPLIES)
    ]
    words = [
        {"doc_id": f"c{at}", "words": ["\n" if w == "\n" else w for w in cut.split(" ")], "tags": tags.split(" ")}
        for at, (cut, tags) in enumerate(CUT)
    ]
    return Source.of("documents", documents), Source.of("words", words)


def test_content_words_stand_where_the_text_has_them():
    (portion,) = portions(*sources())
    batch = portion.messages(KeyWords(Weights(2, {"小区": 2}), {"停水"}))
    first, second = batch
    assert first.tokens == Tokens(["路灯", "小区", "路灯"], [0, 5, 7])
    assert all(first.text[at:].startswith(word) for word, at in zip(*first.tokens, strict=True))
    assert first.title_end == 4
    assert first.tokens.within(5, 7) == ["小区"]
    # A line break at the very beginning ends no title: the next one does.
    assert second.title_end == 5
    assert [message.reply for message in batch] == REPLIES[:2]
    assert [message.keys for message in batch] == [["路灯", "小区"], ["通知"]]


def test_key_words_are_those_that_weigh_most_then_the_first_by_their_letters(monkeypatch):
    monkeypatch.setattr("govtext.issues.responses.key_words.MOST", 3)
    messages = [["乙", "甲", "常", "常", "每", "丙", "丙"], [], ["每", "常"]]
    known = Known(pa.array(["丙", "常", "甲", "每", "乙"]))
    word = [known.names.tolist().index(name) for message in messages for name in message]
    text = [at for at, message in enumerate(messages) for _ in message]
    content = Content(known, np.array(word, np.int32), np.array(text, np.int32), len(messages))
    found = KeyWords(Weights(9, {"常": 9, "每": 9}), {"每"}).of(content)
    assert found == [["丙", "乙", "甲"], [], ["常"]]


def test_words_are_counted_once_a_message():
    documents, words = sources()
    (portion,) = portions(documents, words)
    assert portion.content.texts == 2
    assert portion.replies == REPLIES[:2]
    known, _ = background(documents, words, 3)
    assert known.weights == Weights(2, {"路灯": 1, "小区": 1, "停水": 1, "通知": 1})


def test_a_word_that_was_never_counted_weighs_most():
    weights = Weights(9, {"路灯": 9, "停水": 1})
    assert weights.of("抢修") > weights.of("停水") > weights.of("路灯") == 1.0


@pytest.mark.parametrize("rows", [1, 2, 3, 512])
def test_every_third_message_with_a_reply_is_the_same_whatever_the_batches(monkeypatch, rows):
    monkeypatch.setattr("govtext.issues.responses.replied.ROWS", rows)
    documents, words = sources()
    many = [{**row, "doc_id": f"{row['doc_id']}.{at}"} for at in range(5) for row in documents.read().to_pylist()]
    cut = [{**row, "doc_id": f"{row['doc_id']}.{at}"} for at in range(5) for row in words.read().to_pylist()]
    many, cut = Source.of("documents", many), Source.of("words", cut)
    found = [(portion.content.texts, portion.replies) for portion in portions(many, cut, 3)]
    assert sum(texts for texts, _ in found) == 4
    # That is those to c0.0, c1.1, c0.3 and c1.4.
    assert [reply for _, replies in found for reply in replies] == [REPLIES[0], REPLIES[1], REPLIES[0], REPLIES[1]]
    assert sum(portion.content.texts for portion in portions(many, cut)) == 10
