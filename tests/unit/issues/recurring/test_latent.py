"""The sketched singular vectors are scikit-learn's, and those of the whole matrix where it is of low rank."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from govtext.issues.recurring.latent import product, right_vectors


@pytest.mark.parametrize("shape", [(60, 200), (200, 60), (80, 80)])
@pytest.mark.parametrize(("dtype", "near"), [(np.float32, 1e-4), (np.float64, 1e-10)])
def test_the_vectors_are_those_of_scikit_learn(shape: tuple[int, int], dtype: type, near: float) -> None:
    matrix = sparse.random(*shape, density=0.1, format="csr", dtype=dtype, random_state=3)
    _, values, expected = randomized_svd(matrix, 8, n_iter=2, random_state=5)
    vectors, sizes = right_vectors(matrix, 8, 5)
    assert vectors.dtype == dtype
    assert np.allclose(vectors, expected, atol=near)
    assert np.allclose(sizes, values, rtol=near)


def test_a_matrix_of_low_rank_is_spanned() -> None:
    random = np.random.default_rng(4)
    matrix = random.normal(size=(40, 3)) @ random.normal(size=(3, 90))
    found, values = right_vectors(sparse.csr_matrix(matrix), 3, 1)
    assert np.allclose(values, np.linalg.svd(matrix, compute_uv=False)[:3])
    assert np.allclose(found @ found.T, np.eye(3))
    assert np.allclose(matrix @ found.T @ found, matrix)


def test_beyond_the_rank_stand_zeros() -> None:
    random = np.random.default_rng(4)
    matrix = sparse.csr_matrix(random.normal(size=(90, 3)) @ random.normal(size=(3, 40)))
    found, values = right_vectors(matrix, 5, 1)
    assert np.allclose(found[:3] @ found[:3].T, np.eye(3))
    assert not found[3:].any()
    assert not values[3:].any()


def test_a_small_direction_beside_a_large_one_is_found_in_single_precision() -> None:
    random = np.random.default_rng(5)
    left, right = (np.linalg.qr(random.normal(size=(size, 20)))[0] for size in (120, 90))
    sizes = np.concatenate([[3000.0], np.linspace(30.0, 11.0, 19)])
    found, values = right_vectors(sparse.csr_matrix((left * sizes @ right.T).astype(np.float32)), 12, 1)
    assert np.allclose(values, sizes[:12], rtol=1e-3)
    assert np.abs(np.diagonal(found @ right[:, :12])).min() > 0.99


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_product_made_some_columns_at_a_time_has_the_bits_of_the_whole(dtype: type) -> None:
    random = np.random.default_rng(7)
    matrix = sparse.random(150, 130, density=0.9, format="csr", dtype=dtype, random_state=8)
    table = random.normal(size=(130, 150)).astype(dtype)
    assert np.array_equal(product(matrix, table), matrix @ table)
    assert np.array_equal(product(matrix.T, table.T), matrix.T @ table.T)
