import pyarrow as pa

from govtext.text_rows import TextRows


def column(*ids):
    return pa.chunked_array([pa.array(ids, pa.string())])


def test_rows_are_found_in_any_order_and_unknown_texts_are_not():
    rows = TextRows.of(column("c3", "c1", "编号二", "c2"))
    assert rows.find(pa.array(["c1", "c9", "编号二", "c3", "c33", "c", ""])).tolist() == [1, -1, 2, 0, -1, -1, -1]
    assert rows.find(pa.array([], pa.string())).tolist() == []


def test_no_texts_at_all():
    assert TextRows.of(column()).find(pa.array(["a"])).tolist() == [-1]
