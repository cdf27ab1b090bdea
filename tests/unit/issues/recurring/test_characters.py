"""Runs of characters and their order."""

import numpy as np

from govtext.issues.recurring.characters import _by_text


def test_runs_are_ordered_by_text_and_then_by_themselves():
    dice = np.random.default_rng(5)
    of, run = np.sort(dice.integers(0, 40, 500)), dice.integers(0, 1 << 62, 500)
    assert _by_text(of, run, 40).tolist() == np.lexsort((run, of)).tolist()


def test_runs_that_differ_in_the_lowest_bits_alone_are_in_order_too():
    of = np.array([0, 0, 0, 1, 1])
    run = np.array([(5 << 30) + 1, 5 << 30, 7, 9, 3])
    order = _by_text(of, run, 1 << 20)
    assert run[order].tolist() == [7, 5 << 30, (5 << 30) + 1, 3, 9]
    assert of[order].tolist() == [0, 0, 0, 1, 1]
