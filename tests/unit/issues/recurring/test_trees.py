import numpy as np
import pytest

from govtext.issues.recurring.context import CONTEXT
from govtext.issues.recurring.features import FEATURES, SENSE_FEATURES
from govtext.issues.recurring.trees import Node, Trees, read_trees


def test_a_sum_of_trees_asks_its_questions():
    first = Node(0.0, "a", 0.5, Node(1.0), Node(0.0, "b", 2.0, Node(10.0), Node(20.0)))
    trees = Trees(100.0, (first, Node(0.25)))
    columns = {"a": np.array([0.5, 0.6, 0.6], np.float32), "b": np.array([9, 2, 2.1], np.float32)}
    assert trees.of(columns).tolist() == [101.25, 110.25, 120.25]


def test_rows_beyond_one_step_are_not_forgotten(monkeypatch):
    monkeypatch.setattr("govtext.issues.recurring.trees.ROWS_AT_ONCE", 3)
    values = np.arange(10, dtype=np.float32)
    made = Trees(0.0, (Node(0.0, "a", 4.0, Node(-1.0), Node(1.0)),)).of({"a": values})
    assert made.tolist() == [-1.0] * 5 + [1.0] * 5


def test_the_shipped_trees_ask_only_what_is_measured():
    def asked(node):
        return {node.feature} | asked(node.yes) | asked(node.no) if node.yes else set()

    trees = read_trees("pair_trees.csv")
    named = set().union(*(asked(root) for root in trees.roots))
    assert len(trees.roots) > 50
    assert named <= {*FEATURES, *SENSE_FEATURES, *CONTEXT}
    assert "odds" in named
    assert named & set(CONTEXT) - {"odds"}


def test_the_surer_the_regression_the_surer_the_trees():
    trees = read_trees("pair_trees.csv")
    names = (*FEATURES, *SENSE_FEATURES, *CONTEXT)
    columns = {name: np.zeros(2, np.float32) for name in names} | {"odds": np.array([-5.0, 5.0], np.float32)}
    doubtful, sure = trees.of(columns)
    assert doubtful < sure
    with pytest.raises(KeyError):
        trees.of({"odds": np.zeros(1, np.float32)})


def test_trees_of_more_leaves_than_a_byte_counts_find_each_leaf():
    def grown(low, high):
        middle = (low + high) // 2
        leaf = high - low == 1
        return Node(float(low)) if leaf else Node(0.0, "a", middle - 0.5, grown(low, middle), grown(middle, high))

    values = np.arange(300, dtype=np.float32)[::-1].copy()
    assert Trees(0.0, (grown(0, 300),)).of({"a": values}).tolist() == values.tolist()
    assert Trees(0.0, (grown(0, 200),)).of({"a": values[100:]}).tolist() == values[100:].tolist()
