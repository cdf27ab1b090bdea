"""Chances of counts worked out in arrays agree with SciPy's own."""

import numpy as np
import pytest
from scipy.stats import fisher_exact, hypergeom

from govtext.policies.gaps import falling, fisher, shuffled


@pytest.mark.parametrize("seed", range(40))
def test_as_scipy_has_it(seed):
    dice = np.random.default_rng(seed)
    total_a, total_b = (int(dice.integers(1, 10 ** dice.integers(1, 6))) for _ in range(2))
    a, b = int(dice.integers(0, total_a + 1)), int(dice.integers(0, min(total_b, 400) + 1))
    on_a, chances = falling(a + b, total_a, total_b)
    assert chances == pytest.approx(hypergeom.pmf(on_a, total_a + total_b, a + b, total_a), rel=1e-6, abs=1e-12)
    assert fisher(a, total_a, b, total_b) == pytest.approx(
        fisher_exact([[a, total_a - a], [b, total_b - b]])[1], rel=1e-6, abs=1e-9)
    assert shuffled(a, total_a, b, total_b, upper=True) == pytest.approx(
        hypergeom.sf(a - 1, total_a + total_b, a + b, total_a), rel=1e-6, abs=1e-9)


def test_an_empty_side_says_nothing():
    assert fisher(0, 0, 3, 9) == 1.0
    assert shuffled(0, 0, 3, 9) == 1.0
    assert fisher(5, 5, 0, 5) == pytest.approx(2 / 252)
