"""Sums over batches: the same with one process and with two, neighbours merged in order."""

import pytest

from govtext.errors import GovtextError
from govtext.parallel import Work, batched
from govtext.reduction import Tree, added


def counted(batch):
    return len(batch), list(batch)


def joined(one, other):
    return [*one, *other]


def failing(batch):
    if 30 in batch:
        raise GovtextError("row is bad", file="a.csv", row=30)
    return counted(batch)


@pytest.mark.parametrize("batches", [0, 1, 2, 3, 4, 5, 8, 11])
def test_sums_come_every_so_many_batches_and_at_the_end_in_order(batches):
    items = list(batched(range(batches * 10), 10))
    alone = list(added(Work(1), counted, items, joined, every=4))
    assert alone == list(added(Work(2), counted, items, joined, every=4))
    assert [kept for kept, _ in alone] == [10] * batches
    assert [at for at, (_, part) in enumerate(alone) if part] == sorted({*range(3, batches, 4), *range(batches)[-1:]})
    assert [number for _, part in alone for number in part or []] == list(range(batches * 10))


def test_parts_may_be_added_to_the_first_of_them():
    items = list(batched(range(110), 10))
    merged = list(added(Work(1), counted, items, joined, every=4))
    assert list(added(Work(1), counted, items, joined, every=4, add=list.extend)) == merged
    assert list(added(Work(2), counted, items, joined, every=4, add=list.extend)) == merged


def test_a_part_is_merged_with_as_many_as_it_holds():
    merged = []

    def merge(one, other):
        merged.append((one, other))
        return one + other

    tree = Tree(merge)
    for _ in range(6):
        tree.add(1)
    assert tree.sum() == 6
    assert merged == [(1, 1), (1, 1), (2, 2), (1, 1), (4, 2)]


def test_an_error_of_a_batch_is_told():
    with pytest.raises(GovtextError, match="a.csv row 30: row is bad"):
        list(added(Work(2), failing, batched(range(100), 10), joined))
