"""The topic models by name. A model is added by a line in `FITTERS`; nothing else needs to know it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.topics.collapsed_lda import fit_collapsed_lda
from govtext.topics.lda import each_k, fit_gensim_lda, fit_gensim_nmf, fit_tomotopy_lda
from govtext.topics.models import Fitter, Model
from govtext.topics.word_topics import fit_text_nmf, fit_word_nmf

FITTERS: dict[str, Fitter] = {
    "nmf": fit_word_nmf,
    "nmf_texts": fit_text_nmf,
    "lda": each_k(fit_gensim_lda),
    "nmf_gensim": each_k(fit_gensim_nmf),
    "lda_gibbs": each_k(fit_tomotopy_lda),
    "lda_cvb": each_k(fit_collapsed_lda),
}
# Methods whose cost beyond one pass over the texts doesn't grow with their number: fitted on all of them.
READS_ALL = frozenset({"nmf"})


def fit_each(
    method: str, counts: sparse.csr_matrix, inside: NDArray[np.int64], ks: list[int], seed: int
) -> Iterator[Model]:
    """Yield a model for each number of topics, fitted on one thread: the same figures on any number of processors.

    Args:
        method: a name in `FITTERS`.
        counts: texts × words.
        inside: the texts to fit on, in order.
        ks: numbers of topics.
        seed: any whole number of 0 or more.
    """
    with one_thread():
        yield from FITTERS[method](counts, inside, ks, seed)


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep BLAS to one thread, so that sums are rounded alike everywhere."""
    with _libraries(len(sys.modules)).limit(limits=1):
        yield


@lru_cache(maxsize=1)
def _libraries(modules: int) -> Any:
    """Return what sets the threads of the libraries loaded; sought anew when modules have been: it takes a while."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def fit(method: str, counts: sparse.csr_matrix, inside: NDArray[np.int64], k: int, seed: int) -> Model:
    """Fit one model, see `fit_each`."""
    return next(iter(list(fit_each(method, counts, inside, [k], seed))))
