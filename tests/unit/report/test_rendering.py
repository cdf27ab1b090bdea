"""Figures are given out in parts that are small at the end."""

import pytest

from govtext.report.figures.catalogue import FIGURES
from govtext.report.figures.rendering import TOGETHER, _parts


@pytest.mark.parametrize("workers", [2, 3, 8, 100])
def test_every_figure_is_in_one_part_and_the_last_parts_are_small(workers):
    parts = list(_parts(FIGURES, workers))
    assert sum(parts, ()) == FIGURES
    sizes = [len(part) for part in parts]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] <= TOGETHER
    assert set(sizes[-workers:]) == {1}
