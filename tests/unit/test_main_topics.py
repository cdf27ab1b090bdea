import pyarrow as pa

from govtext import main_topics
from govtext.store import Source
from govtext.text_rows import TextRows

SHARES = {"c2": {0: 0.2, 3: 0.5, 1: 0.3}, "c1": {2: 0.4, 1: 0.4, 0: 0.2}, "gone": {0: 1.0}, "c4": {5: 0.1}}


def found():
    rows = [{"doc_id": doc, "topic_id": topic, "weight": weight} for doc, own in SHARES.items() for topic, weight in own.items()]
    texts = TextRows.of(pa.array(["c1", "c2", "c3", "c4"]))
    topic, weight = main_topics.main_topics(texts, Source.of("document_topics", rows))
    return topic.tolist(), weight.tolist()


def test_the_largest_share_and_of_equal_ones_the_lower_number():
    assert found() == ([1, 3, -1, 5], [0.4, 0.5, -float("inf"), 0.1])


def test_a_text_may_lie_in_two_batches(monkeypatch):
    whole = found()
    monkeypatch.setattr(main_topics, "ROWS", 2)
    assert found() == whole
