"""Stages run with one thread of linear algebra, and nothing is left behind."""

import os

import numpy as np
from threadpoolctl import threadpool_info

from govtext.build.linear_algebra import one_thread


def threads():
    np.ones((2, 2)) @ np.ones((2, 2))
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def test_blas_has_one_thread_inside_and_as_many_as_before_outside(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    before = threads()
    with one_thread():
        assert set(threads()) == {1}
        assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
        assert os.environ["OMP_NUM_THREADS"] == "3"  # who sets one keeps it
    assert threads() == before
    assert "OPENBLAS_NUM_THREADS" not in os.environ
