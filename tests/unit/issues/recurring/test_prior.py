"""The share of pairs of one matter is told from a corpus' own pairs."""

import numpy as np
import pytest

from govtext.issues.recurring.judgement import FITTED_ON, FITTED_SMALL
from govtext.issues.recurring.prior import SHARE_FITTED_ON, not_borne_out, share_of_one_matter

GRANTED = SHARE_FITTED_ON * FITTED_ON / FITTED_SMALL
PAIRS = FITTED_SMALL * (FITTED_SMALL - 1) // 2


def log_odds(share, granted=GRANTED, pairs=PAIRS, seed=0):
    """Log-odds under the granted share of pairs of which `share` are of one matter: two normal kinds, 4 apart."""
    random = np.random.default_rng(seed)
    same = np.arange(pairs) < round(share * pairs)
    told = random.normal(np.where(same, 4.0, 0.0), 1.0)
    return (4.0 * told - 8.0 + np.log(granted / (1 - granted))).astype(np.float32)


@pytest.mark.parametrize("share", [0.0005, 0.002, 0.01, 0.05])
def test_the_planted_share_is_told_whatever_was_granted(share):
    for granted in (GRANTED, GRANTED / 10):
        found = share_of_one_matter(log_odds(share, granted), PAIRS, granted)
        assert found == pytest.approx(share, rel=0.35)


def test_hopeless_pairs_that_are_left_out_change_little():
    odds = log_odds(0.01)
    assert share_of_one_matter(odds[odds > -6], PAIRS, GRANTED) == pytest.approx(
        share_of_one_matter(odds, PAIRS, GRANTED), rel=0.1
    )


def test_as_much_as_was_granted_or_more_changes_nothing():
    for share in (GRANTED, 0.7 * GRANTED, 4 * GRANTED):
        assert not_borne_out(log_odds(share), FITTED_SMALL, True) == 0.0


def test_what_is_not_borne_out_is_taken_off():
    tenth = not_borne_out(log_odds(GRANTED / 10), FITTED_SMALL, True)
    assert tenth == pytest.approx(-np.log(10), abs=0.4)
    # As if one pair were of one matter.
    none = not_borne_out(log_odds(0.0)[:100] - 4, FITTED_SMALL, True)
    assert none == pytest.approx(np.log(1 / (PAIRS * GRANTED)), abs=1e-3)


def test_no_pairs_or_sure_pairs_only():
    assert share_of_one_matter(np.zeros(0, np.float32), 10, 0.01) == 0.0
    assert share_of_one_matter(np.full(10, 8.0, np.float32), 10, 0.01) == 0.5
    assert not_borne_out(np.full(1, 8.0, np.float32), 2, True) == 0.0


def test_nothing_is_granted_to_large_corpora_so_nothing_is_taken_off():
    assert not_borne_out(np.full(3, -5.0, np.float32), FITTED_ON, False) == 0.0
