"""The words × words table that is never made, against the one written out."""

import numpy as np
from scipy import sparse

from govtext.topics.word_factors import REGULARISED, PairTable, Spectrum


def drawn(texts=200, words=60, seed=1):
    return sparse.random(texts, words, 0.2, "csr", np.float32, np.random.default_rng(seed))


def written_out(weights):
    table = (weights.T @ weights).toarray().astype(np.float64)
    np.fill_diagonal(table, 0.0)
    totals = table.sum(axis=1)
    roots = np.sqrt(totals + REGULARISED * totals.mean())
    return table / roots[:, None] / roots[None, :]


def test_products_are_those_of_the_table_written_out():
    weights = drawn()
    columns = np.random.default_rng(2).standard_normal((60, 5)).astype(np.float32)
    np.testing.assert_allclose(PairTable(weights).times(columns), written_out(weights) @ columns, atol=1e-5)


def test_the_spectrum_is_that_of_the_table_written_out():
    weights = drawn()
    found = Spectrum.of(PairTable(weights), 60, 1)
    values = np.linalg.eigvalsh(written_out(weights))
    np.testing.assert_allclose(np.sort(found.values), values, atol=1e-5)
    np.testing.assert_allclose(found.vectors @ found.vectors.T, np.eye(60), atol=1e-5)


def test_a_word_that_stands_alone_and_a_table_of_fewer_directions_than_are_sought():
    weights = sparse.csr_matrix(np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0]], dtype=np.float32))
    found = Spectrum.of(PairTable(weights), 60, 1)
    np.testing.assert_allclose((found.vectors.T * found.values) @ found.vectors, written_out(weights), atol=1e-5)
