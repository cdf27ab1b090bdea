"""Latent Dirichlet allocation and its relatives, by gensim and tomotopy.

They are here to be compared with: the topics that theses print seldom come back with another seed,
which the stability in model_selection shows. Shares of texts are found alike for all of them, see `models`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from govtext.errors import GovtextError
from govtext.imports import one_by_one
from govtext.topics.models import Fitter, Model


def each_k(fit_one: Callable[[sparse.csr_matrix, int, int], Model]) -> Fitter:
    """Return a fitter of many numbers of topics from a fitter of one."""

    def fit_all(counts: sparse.csr_matrix, inside: NDArray[np.int64], ks: list[int], seed: int) -> Iterator[Model]:
        for k in ks:
            yield fit_one(counts[inside], k, seed)

    return fit_all


def fit_gensim_lda(counts: sparse.csr_matrix, k: int, seed: int, passes: int = 10) -> Model:
    """Fit latent Dirichlet allocation by online variational Bayes (Blei, Ng and Jordan 2003; gensim)."""
    with one_by_one:
        from gensim.matutils import Sparse2Corpus
        from gensim.models import LdaModel

    words = {i: str(i) for i in range(counts.shape[1])}
    # Online updates need many chunks: a small corpus is cut finer and read more often.
    chunk = min(max(counts.shape[0] // 10, 16), 2000)
    model = LdaModel(
        Sparse2Corpus(counts, documents_columns=False), num_topics=k, id2word=words, chunksize=chunk,
        passes=passes if counts.shape[0] > 2000 else 3 * passes, random_state=seed, alpha="asymmetric", eta="auto",
        eval_every=None, dtype=np.float64,
    )

    return Model.of_probabilities(model.get_topics())


def fit_gensim_nmf(counts: sparse.csr_matrix, k: int, seed: int, passes: int = 10) -> Model:
    """Fit online non-negative matrix factorisation of word counts (Zhao and Tan 2017; gensim)."""
    with one_by_one:
        from gensim.matutils import Sparse2Corpus
        from gensim.models.nmf import Nmf

    words = {i: str(i) for i in range(counts.shape[1])}
    bags = list(Sparse2Corpus(counts, documents_columns=False))
    model = Nmf(bags, num_topics=k, id2word=words, passes=passes, random_state=seed, minimum_probability=0.0)

    return Model.of_probabilities(model.get_topics())


def fit_tomotopy_lda(counts: sparse.csr_matrix, k: int, seed: int, iterations: int = 200) -> Model:
    """Fit latent Dirichlet allocation by collapsed Gibbs sampling (Griffiths and Steyvers 2004; tomotopy).

    Raises:
        GovtextError: tomotopy is not installed.
    """
    try:
        import tomotopy
    except ImportError as error:
        raise GovtextError(
            'topics.method = "lda_gibbs" needs tomotopy',
            hint='run: pip install "govtext[topics]", or choose another method',
        ) from error
    model = tomotopy.LDAModel(k=k, seed=seed)
    for words in _texts(counts):
        if words:
            model.add_doc(words)
    # One worker: with several the order of the draws is not fixed.
    model.train(iterations, workers=1)
    place = [int(word) for word in model.used_vocabs]
    topics = np.zeros((k, counts.shape[1]))
    for topic in range(k):
        topics[topic, place] = model.get_topic_word_dist(topic)

    return Model.of_probabilities(topics)


def _texts(counts: sparse.csr_matrix) -> list[list[str]]:
    """Return each text as a list of word numbers, each as often as it stands in the text."""
    rows: Any = counts
    return [
        [
            str(word)
            for word, count in zip(
                rows.indices[rows.indptr[i] : rows.indptr[i + 1]].tolist(),
                rows.data[rows.indptr[i] : rows.indptr[i + 1]].tolist(), strict=True,
            )
            for _ in range(int(count))
        ]
        for i in range(rows.shape[0])
    ]
