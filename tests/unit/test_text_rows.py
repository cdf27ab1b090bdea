import numpy as np
import pyarrow as pa

from govtext import text_rows
from govtext.text_rows import TextRows


def column(*ids):
    return pa.chunked_array([pa.array(ids, pa.string())])


def test_rows_are_found_in_any_order_and_unknown_texts_are_not():
    rows = TextRows.of(column("c3", "c1", "编号二", "c2"))
    assert rows.find(pa.array(["c1", "c9", "编号二", "c3", "c33", "c", ""])).tolist() == [1, -1, 2, 0, -1, -1, -1]
    assert rows.find(pa.array([], pa.string())).tolist() == []


def test_no_texts_at_all():
    assert TextRows.of(column()).find(pa.array(["a"])).tolist() == [-1]


def test_texts_may_come_as_numbers_of_distinct_texts():
    rows = TextRows.of(column("c3", "c1"))
    assert rows.find(pa.array(["c1", "c9", "c1", "c3"]).dictionary_encode()).tolist() == [1, -1, 1, 0]


def test_texts_of_one_number_are_told_apart(monkeypatch):
    monkeypatch.setattr(text_rows, "_keys", lambda names, words: np.full(len(names), 7, np.uint64))
    rows = TextRows.of(column("b", "a", "c"))
    assert rows.find(pa.array(["c", "x", "a", "b"])).tolist() == [2, -1, 1, 0]


def test_long_texts_differ_past_what_the_known_ones_hold():
    rows = TextRows.of(column("12345678", "1234567"))
    assert rows.find(pa.array(["123456789", "12345678", "1234567"])).tolist() == [-1, 0, 1]
    assert TextRows.of(column("text of more than eight bytes, a", "text of more than eight bytes, b")).find(
        pa.array(["text of more than eight bytes, b"])).tolist() == [1]
