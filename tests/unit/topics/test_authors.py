import numpy as np
import pyarrow as pa
from scipy import sparse

from govtext.topics.authors import frequent_writers, within_limit, writers_using


def within(authors, most, usable=None):
    usable = np.ones(len(authors), dtype=bool) if usable is None else np.array(usable)
    writer = frequent_writers(pa.chunked_array([pa.array(authors, pa.string())]), usable, most)
    return within_limit(writer, usable, most).tolist()


OTHERS = [f"u{i}" for i in range(100)]


def test_the_first_texts_of_an_author_count():
    assert within(["a", *OTHERS, "a", "b", "a", "a"], 2) == [True] * 102 + [True, False, False]


def test_texts_that_are_not_usable_take_no_place():
    authors = ["a", "a", "a", *OTHERS]
    assert within(authors, 1, [False] + [True] * 102) == [True, True, False] + [True] * 100


def test_a_text_without_an_author_is_never_left_out():
    assert all(within([None] * 4 + OTHERS, 1))
    assert all(within([None] * 4, 1))
    assert within([], 1) == []


def test_a_name_of_many_texts_is_no_person():
    assert all(within(["匿名"] * 10 + OTHERS, 2))
    assert not all(within(["u"] * 5 + OTHERS, 2))


def test_no_limit():
    assert all(within(["a"] * 5 + OTHERS, 0))


def test_a_writer_uses_a_word_once():
    counts = sparse.csr_matrix(np.array([[1, 0, 2], [3, 0, 0], [0, 0, 1]], dtype=np.float32))
    assert writers_using(counts, np.array([7, 7, 2])).tolist() == [1, 0, 2]
    assert writers_using(counts[:0], np.zeros(0, dtype=np.int64)).tolist() == [0, 0, 0]
