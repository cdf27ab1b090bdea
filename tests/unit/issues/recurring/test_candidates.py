import numpy as np
import pytest
from scipy import sparse

from govtext.issues.recurring.candidates import nearest, same_author, weightiest
from govtext.issues.recurring.clustering import near_copies
from govtext.issues.recurring.near_of_many import near_of_many


@pytest.mark.parametrize("terms", [1, 3, 12])
def test_the_weightiest_terms_of_each_row_stay(terms):
    dense = np.random.default_rng(4).random((60, 90)).astype(np.float32)
    dense[dense < np.linspace(0, 1, 60)[:, None]] = 0
    kept = weightiest(sparse.csr_matrix(dense), terms).toarray()
    for row, left in zip(dense, kept, strict=True):
        wanted = np.sort(row[row > 0])[::-1][:terms]
        assert np.sort(left[left > 0])[::-1].tolist() == wanted.tolist()


def test_nearest_are_the_greatest_products_over_rare_columns():
    random = np.random.default_rng(5)
    dense = (random.random((80, 40)) * (random.random((80, 40)) < 0.2)).astype(np.float32)
    (left, right), products = nearest(sparse.csr_matrix(dense), 4, 100, 0.2)
    alike = dense @ dense.T
    np.fill_diagonal(alike, 0)
    for row in range(80):
        wanted = np.sort(alike[row][alike[row] >= 0.2])[::-1][:4]
        assert np.allclose(np.sort(products[left == row])[::-1], wanted, atol=1e-4)
        assert np.allclose(alike[row][right[left == row]], products[left == row], atol=1e-4)


@pytest.mark.parametrize("at_once", [1, 7, 80])
def test_the_nearest_are_the_same_rows_against_those_behind_or_against_all(monkeypatch, at_once):
    random = np.random.default_rng(6)
    dense = (random.random((80, 40)) * (random.random((80, 40)) < 0.2)).astype(np.float32)
    dense[40:44] = dense[3]  # several are equally near
    view = sparse.csr_matrix(dense)
    monkeypatch.setattr("govtext.issues.recurring.candidates.AHEAD_AT_ONCE", at_once)
    (left, right), products = nearest(view, 4, 100, 0.2)
    monkeypatch.setattr("govtext.issues.recurring.candidates.LARGE_CORPUS", 10)
    monkeypatch.setattr("govtext.issues.recurring.candidates.TERMS_IN_LARGE", 40)
    (lefts, rights), of_all = nearest(view, 4, 100, 0.2)
    assert left.tolist() == lefts.tolist()
    assert right.tolist() == rights.tolist()
    assert np.array_equal(products, of_all)


@pytest.mark.parametrize(("rows_bits", "block_bits", "threads"), [(1, 1, 1), (0, 3, 2), (2, 5, 3), (3, 6, 2), (4, 7, 1)])
def test_the_nearest_of_many_are_the_same_whatever_the_blocks(monkeypatch, rows_bits, block_bits, threads):
    random = np.random.default_rng(7)
    dense = (random.random((80, 40)) * (random.random((80, 40)) < 0.3)).astype(np.float32)
    dense[[5, 33, 34, 70]], dense[[9, 60]] = dense[3], 0  # several are equally near, and some rows are empty
    view = sparse.csr_matrix(dense)
    (left, right), products = nearest(view, 4, 100, 0.2)
    monkeypatch.setattr("govtext.issues.recurring.near_of_many.ROWS_BITS", rows_bits)
    monkeypatch.setattr("govtext.issues.recurring.near_of_many.BLOCK_BITS", block_bits)
    found = list(near_of_many(view, 4, 0.2, threads))
    assert np.concatenate([lefts for (lefts, _), _ in found]).tolist() == left.tolist()
    assert np.concatenate([rights for (_, rights), _ in found]).tolist() == right.tolist()
    assert np.array_equal(np.concatenate([own for _, own in found]), products)


def test_messages_of_one_writer_are_pairs_unless_he_writes_of_everything():
    authors = np.array([3, 1, -1, 3, -1, 3, 1, *[7] * 30])
    left, right = same_author(authors)
    assert {tuple(sorted(pair)) for pair in zip(left.tolist(), right.tolist(), strict=True)} == {
        (0, 3), (0, 5), (3, 5), (1, 6),
    }
    assert len(left) == 4
    assert not len(same_author(np.array([-1, -1]))[0])


def test_near_copies_start_out_together_and_chains_do_not():
    everyone = [(0, 1), (0, 2), (1, 2)]
    chain = [(3, 4), (4, 5), (5, 6), (6, 7)]
    left, right = (np.array(side) for side in zip(*everyone, *chain, (8, 9), strict=True))
    odds = np.array([4.5] * 7 + [3.9])
    assert near_copies(10, (left, right), odds).tolist() == [0, 0, 0, 3, 4, 5, 6, 7, 8, 9]
