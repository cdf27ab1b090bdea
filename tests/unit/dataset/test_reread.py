"""Tables that several files are made of are read once in a process, as long as there is room."""

import pyarrow as pa
import pytest

from govtext.dataset import reread
from govtext.dataset.exports import Export
from govtext.dataset.reread import read_once
from govtext.tables import TABLES


@pytest.fixture
def counted():
    """An export of three rows in two batches, and the columns of each reading."""
    asked = []

    def read(columns):
        asked.append(columns)
        whole = pa.table({"issue_id": ["i1", "i2", "i3"], "label": ["井盖", "路灯", "公交"], "size": [3, 2, 2]})
        yield from whole.select(columns).to_batches(2)

    return Export(TABLES["issues"], read, lambda: 3), asked


def rows(export, columns):
    return pa.Table.from_batches(list(export.read(columns))).to_pylist()


def test_columns_that_were_read_are_not_read_again(counted):
    export, asked = counted
    [once] = read_once([export])
    assert rows(once, ["issue_id", "label"]) == rows(export, ["issue_id", "label"])
    asked.clear()
    assert rows(once, ["label"]) == [{"label": "井盖"}, {"label": "路灯"}, {"label": "公交"}]
    assert asked == []


def test_other_columns_are_read(counted):
    export, asked = counted
    [once] = read_once([export])
    rows(once, ["label"])
    assert rows(once, ["size", "label"])[0] == {"size": 3, "label": "井盖"}
    assert asked == [["label"], ["size", "label"]]
    assert rows(once, ["size"])[2] == {"size": 2}
    assert len(asked) == 2


def test_what_there_is_no_room_for_is_read_again_and_whole(counted, monkeypatch):
    export, asked = counted
    monkeypatch.setattr(reread, "MOST_HELD", 20)
    [once] = read_once([export])
    assert len(rows(once, ["label"])) == len(rows(once, ["label"])) == 3
    assert len(asked) == 2


def test_a_reading_left_in_the_middle_is_not_taken_for_all(counted):
    export, asked = counted
    [once] = read_once([export])
    next(iter(once.read(["label"])))
    assert len(rows(once, ["label"])) == 3
    assert len(asked) == 2


def test_another_run_reads_anew_and_lets_go_of_the_last_one(counted):
    export, asked = counted
    for _ in range(2):
        [once] = read_once([export])
        rows(once, ["label"])
    assert len(asked) == 2
    assert len(reread._held) == 1
