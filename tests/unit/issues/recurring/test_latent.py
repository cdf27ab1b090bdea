"""The sketched singular vectors are scikit-learn's, bit for bit, and those of the whole matrix where it is of low rank."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from govtext.issues.recurring.latent import product, right_vectors


@pytest.mark.parametrize("shape", [(60, 200), (200, 60), (80, 80)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_vectors_are_those_of_scikit_learn(shape: tuple[int, int], dtype: type) -> None:
    matrix = sparse.random(*shape, density=0.1, format="csr", dtype=dtype, random_state=3)
    _, _, expected = randomized_svd(matrix, 8, n_iter=2, random_state=5)
    assert np.array_equal(right_vectors(matrix, 8, 5), expected)


def test_a_matrix_of_low_rank_is_spanned() -> None:
    random = np.random.default_rng(4)
    matrix = random.normal(size=(40, 3)) @ random.normal(size=(3, 90))
    found = right_vectors(sparse.csr_matrix(matrix), 3, 1)
    assert np.allclose(found @ found.T, np.eye(3))
    assert np.allclose(matrix @ found.T @ found, matrix)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_product_made_some_columns_at_a_time_has_the_bits_of_the_whole(dtype: type) -> None:
    random = np.random.default_rng(7)
    matrix = sparse.random(150, 130, density=0.9, format="csr", dtype=dtype, random_state=8)
    table = random.normal(size=(130, 150)).astype(dtype)
    assert np.array_equal(product(matrix, table), matrix @ table)
    assert np.array_equal(product(matrix.T, table.T), matrix.T @ table.T)
