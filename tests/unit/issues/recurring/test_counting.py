"""Pairs of text and name as matrices of ones."""

import numpy as np
import pytest
from scipy import sparse

from govtext.issues.recurring.counting import Column, RunCounts, core_matrices, ones_matrix


@pytest.mark.parametrize(("pairs", "texts", "columns"), [(0, 3, 2), (1, 1, 1), (400, 50, 30)])
def test_a_text_has_a_column_once_however_often_it_is_told(pairs, texts, columns):
    dice = np.random.default_rng(3)
    text = dice.integers(0, texts, pairs).astype(np.int32)
    column = dice.integers(0, columns, pairs).astype(np.int32)
    made = ones_matrix(text, column, texts, columns)
    wanted = np.zeros((texts, columns), dtype=np.float32)
    wanted[text, column] = 1
    assert np.array_equal(made.toarray(), wanted)
    assert made.indices.dtype == np.int32
    assert made.has_canonical_format


def test_many_texts_times_many_columns_do_not_overflow():
    text, column = np.array([70_000, 70_000, 3], dtype=np.int32), np.array([69_999, 1, 69_999], dtype=np.int32)
    made = ones_matrix(text, column, 70_001, 70_000)
    assert made.nnz == 3
    assert made[70_000, 69_999] == made[70_000, 1] == made[3, 69_999] == 1


def test_pairs_of_names_are_numbered_alike_in_titles_and_everywhere():
    text = np.array([0, 0, 1, 2], dtype=np.int32)
    code = np.array([2_000_000_000, 7, 7, 2_000_000_000], dtype=np.int32)
    title, whole = core_matrices((text, code, np.array([True, False, True, False])), 3)
    assert title.toarray().tolist() == [[0, 1], [1, 0], [0, 0]]
    assert whole.toarray().tolist() == [[1, 1], [1, 0], [0, 1]]
    assert core_matrices((text[:0], code[:0], np.zeros(0, dtype=bool)), 2)[1].shape == (2, 1)


def test_a_column_grows_and_its_numbers_are_no_copies_in_a_matrix():
    column = Column(np.int32)
    for start in range(0, 300, 100):
        column.add(np.arange(start, start + 100))
    assert column.numbers().tolist() == list(range(300))
    matrix = sparse.csr_matrix((np.ones(300, dtype=np.uint8), column.numbers(), np.array([0, 300])), shape=(1, 300))
    assert np.shares_memory(matrix.indices, column.numbers())


def test_numbers_of_another_kind_may_stand_where_the_first_ones_were():
    column = Column(np.int64)
    column.add(np.arange(10))
    column.numbers().view(np.int32)[:7] = np.arange(7) + 1
    kept = column.cut(np.int32, 7)
    assert kept.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert len(column.numbers()) == 4  # the bytes of the seven, in numbers of eight


def test_runs_of_several_texts_have_columns_in_their_order_and_those_of_one_text_are_counted_only():
    runs = RunCounts()
    own = [[5 << 40, 9 << 50], [5 << 40, 7 << 45], [3, 7 << 45, 9 << 50]]
    runs.add(np.array(list(map(len, own)), dtype=np.int32), np.concatenate(own))
    made = runs.runs()
    assert made.held.tolist() == [2, 2, 3]
    assert made.shared.toarray().tolist() == [[1, 0, 1], [1, 1, 0], [0, 1, 1]]


def test_threads_number_runs_alike(monkeypatch):
    monkeypatch.setattr("govtext.issues.recurring.counting._AT_ONCE", 100)  # in parts
    random = np.random.default_rng(3)
    kinds = random.integers(0, 1 << 63, 400)
    own = [np.unique(random.choice(kinds, 12)) for _ in range(90)]

    def numbered(threads):
        runs = RunCounts()
        runs.add(np.array(list(map(len, own)), dtype=np.int32), np.concatenate(own))
        return runs.runs(threads)

    one, three = numbered(1), numbered(3)
    assert one.shared.shape[1] > 100
    assert (one.shared != three.shared).nnz == 0
    met = {run: [at for at, text in enumerate(own) if run in text] for run in kinds.tolist()}
    several = [texts for _, texts in sorted(met.items()) if len(texts) > 1]
    assert [one.shared[:, at].nonzero()[0].tolist() for at in range(one.shared.shape[1])] == several
