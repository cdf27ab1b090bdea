"""Messages that hang together by pairs, and what a process that only reads them needn't load."""

import subprocess
import sys

import numpy as np
from scipy import sparse

from govtext.issues.recurring.together import hanging_together


def test_pairs_hang_together_whatever_their_direction():
    pairs = sparse.coo_matrix((np.ones(2, dtype=np.int8), ([0, 3], [2, 2])), shape=(5, 5))
    count, part = hanging_together(pairs)
    assert count == 3
    assert part[0] == part[2] == part[3]
    assert len({part[0], part[1], part[4]}) == 3


def test_a_process_that_only_reads_messages_loads_no_linear_algebra():
    code = "import sys, govtext.issues.stage; assert not {'scipy.linalg', 'scipy.special'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
