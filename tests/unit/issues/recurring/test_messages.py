"""What tables tell of messages."""

import numpy as np
import pyarrow as pa

from govtext.issues.recurring.messages import Messages, Values


def messages_named(*doc_ids):
    none = np.zeros(len(doc_ids), dtype=np.int64)
    place = {doc: at for at, doc in enumerate(doc_ids)}
    days, dates = np.full(len(doc_ids), np.nan), np.full(len(doc_ids), np.datetime64("NaT", "us"))
    return Messages(list(doc_ids), place, days, dates, none - 1, [None] * len(doc_ids), none, none)


def test_values_of_groups_come_by_frequency_and_equal_ones_in_their_order():
    table = pa.table({
        "doc_id": ["c", "a", "a", "b", "x", "d", "b"],
        "code": ["slow", "slow", "cost", "fees", "cost", None, "slow"],
    })
    values = Values(table, "code", messages_named("a", "b", "c", "d"))
    found = values.by_frequency(np.array([0, 1, 3, 2, 0]), np.array([0, 0, 1, 2, 3]), 5)
    assert found == [["slow", "cost", "fees"], [], ["slow"], ["cost", "slow"], []]


def test_no_table_tells_nothing_of_any_group():
    values = Values(None, "code", messages_named("a", "b"))
    assert values.by_frequency(np.array([0, 1]), np.array([0, 1]), 2) == [[], []]
    assert values.by_frequency(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 0) == []
