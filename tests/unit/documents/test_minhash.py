import numpy as np

from govtext.documents.minhash import _Seen


def test_no_key_that_was_seen_is_told_as_new():
    generator = np.random.default_rng(5)
    seen, every = _Seen(), []
    assert not seen.may_hold(np.array([1, 2], dtype=np.uint64)).any()
    for size in (1, 3, 40, 2000, 30_000, 5):
        every.append(np.sort(generator.integers(0, 2**64, size, dtype=np.uint64)))
        seen.add(every[-1], every)
        assert all(seen.may_hold(keys).all() for keys in every)
    others = generator.integers(0, 2**64, 20_000, dtype=np.uint64)
    assert seen.may_hold(others).mean() < 0.12
