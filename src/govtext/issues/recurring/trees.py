"""Boosted regression trees, read from a table and evaluated on columns of numbers.

The trees were grown by gradient boosting (Friedman 2001) with scikit-learn; a table of their nodes is
all that is needed to apply them, whatever version is installed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROWS_AT_ONCE = 65_536
# Leaves of a tree that are numbered by one byte.
FEW = 256


@dataclass(frozen=True)
class Node:
    """A question (`feature` at most `least`?) with its two answers, or a leaf with its value."""

    value: float
    feature: str = ""
    least: float = 0.0
    yes: Node | None = None
    no: Node | None = None

    def leaves(self) -> list[float]:
        """Return the values of the leaves, those of `yes` first."""
        return [self.value] if self.yes is None or self.no is None else self.yes.leaves() + self.no.leaves()

    @cached_property
    def size(self) -> int:
        """The number of leaves."""
        return len(self.leaves())

    def leaf(self, columns: dict[str, NDArray[Any]], kind: type[np.unsignedinteger[Any]], first: int = 0) -> Any:
        """Return the place in `leaves` of each row's leaf, a single number where the node is a leaf.

        Bits chosen by a mask take a twentieth of the time of numpy.where on answers that follow no order.

        Args:
            columns: name → value per row.
            kind: of the numbers.
            first: place of the node's first leaf.
        """
        if self.yes is None or self.no is None:
            return kind(first)
        told = columns[self.feature] <= np.float32(self.least)
        mask = told.view(np.uint8) if kind is np.uint8 else told.astype(kind)
        yes = self.yes.leaf(columns, kind, first)
        no = self.no.leaf(columns, kind, first + self.yes.size)
        differ = yes ^ no
        if self.yes.yes is None and self.no.yes is None:  # half of all: a product with a number takes fewer steps
            mask *= differ
            mask ^= no
            return mask
        np.negative(mask, out=mask)
        differ &= mask
        differ ^= no
        return differ


@dataclass(frozen=True)
class Trees:
    """A sum of trees.

    Attributes:
        start: the sum's first term.
        roots: the trees.
    """

    start: float
    roots: tuple[Node, ...]

    def of(self, columns: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
        """Return the sum per row, rounded to four digits: sums of floats in another order decide nothing."""
        rows = len(next(iter(columns.values())))
        made = np.empty(rows, dtype=np.float32)
        values = [np.array(root.leaves(), dtype=np.float32) for root in self.roots]
        for begin in range(0, rows, ROWS_AT_ONCE):
            part = {name: numbers[begin : begin + ROWS_AT_ONCE] for name, numbers in columns.items()}
            total = np.full(len(next(iter(part.values()))), self.start, dtype=np.float64)
            for root, own in zip(self.roots, values, strict=True):
                total += own.take(root.leaf(part, np.uint8 if len(own) <= FEW else np.uint16))
            made[begin : begin + ROWS_AT_ONCE] = total.round(4)
        return made


@cache
def read_trees(name: str) -> Trees:
    """Return the trees of a table of this package: tree, node, feature, least, yes, no, value; tree -1 is the start."""
    content = resources.files("govtext.issues.recurring").joinpath(name).read_text(encoding="utf-8")
    nodes: dict[str, dict[str, list[str]]] = {}
    for row in islice(csv.reader(content.splitlines()), 1, None):
        nodes.setdefault(row[0], {})[row[1]] = row[2:]
    start = float(nodes.pop("-1")["0"][-1])
    return Trees(start, tuple(_node(nodes[tree], "0") for tree in sorted(nodes, key=int)))


def _node(tree: dict[str, list[str]], at: str) -> Node:
    feature, least, yes, no, value = tree[at]
    return Node(0.0, feature, float(least), _node(tree, yes), _node(tree, no)) if feature else Node(float(value))
