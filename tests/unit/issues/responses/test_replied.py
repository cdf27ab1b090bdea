"""Messages with replies: their content words and where they stand, counted as a reader would."""

from datetime import datetime

import pytest

from govtext.issues.responses.points import Tokens, Weights
from govtext.issues.responses.replied import replied_batches, replied_words
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
    (batch,) = replied_batches(*sources())
    first, second = batch
    assert first.tokens == Tokens(["路灯", "小区", "路灯"], [0, 5, 7])
    assert all(first.text[at:].startswith(word) for word, at in zip(*first.tokens, strict=True))
    assert first.title_end == 4
    assert first.tokens.within(5, 7) == ["小区"]
    # A line break at the very beginning ends no title: the next one does.
    assert second.title_end == 5
    assert [message.reply for message in batch] == REPLIES[:2]


def test_words_are_counted_once_a_message():
    ((messages, names, held, replies),) = replied_words(*sources())
    assert messages == 2
    assert dict(zip(names, held, strict=True)) == {"路灯": 1, "小区": 1, "停水": 1, "通知": 1}
    assert replies == REPLIES[:2]


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
    found = [message.doc_id for batch in replied_batches(many, cut, 3) for message in batch]
    assert found == ["c0.0", "c1.1", "c0.3", "c1.4"]
    assert len([message for batch in replied_batches(many, cut) for message in batch]) == 10
