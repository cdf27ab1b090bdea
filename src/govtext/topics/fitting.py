"""The topic models by name. A model is added by a line in `FITTERS`; nothing else needs to know it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scipy import sparse

from govtext.topics.lda import each_k, fit_gensim_lda, fit_gensim_nmf, fit_tomotopy_lda
from govtext.topics.models import Fitter, Model, fit_text_nmf, fit_word_nmf

FITTERS: dict[str, Fitter] = {
    "nmf": fit_word_nmf,
    "nmf_texts": fit_text_nmf,
    "lda": each_k(fit_gensim_lda),
    "nmf_gensim": each_k(fit_gensim_nmf),
    "lda_gibbs": each_k(fit_tomotopy_lda),
}


def fit_each(method: str, counts: sparse.csr_matrix, ks: list[int], seed: int) -> Iterator[Model]:
    """Yield a model for each number of topics, fitted on one thread: the same figures on any number of processors.

    Args:
        method: a name in `FITTERS`.
        counts: texts × words.
        ks: numbers of topics.
        seed: any whole number of 0 or more.
    """
    with one_thread():
        yield from FITTERS[method](counts, ks, seed)


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep BLAS to one thread, so that sums are rounded alike everywhere, and silence solvers that stop early."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def fit(method: str, counts: sparse.csr_matrix, k: int, seed: int) -> Model:
    """Fit one model, see `fit_each`."""
    return next(iter(list(fit_each(method, counts, [k], seed))))
