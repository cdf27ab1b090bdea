import numpy as np
import pytest
from scipy import sparse

from govtext.store import Inputs, Source
from govtext.topics.fitting import fit
from govtext.topics.pooling import MOST_TEXTS, pool_keys, pooled
from govtext.topics.quality import matched_jaccard, top_words

TOPICS, OWN, NOISE = 8, 12, 60


def short_texts(one_subject, texts=600, words=2, seed=0):
    """Texts of two words; their authors keep to one subject, or write on any."""
    generator = np.random.default_rng(seed)
    author = generator.integers(0, texts // 10, texts)
    topic = author % TOPICS if one_subject else generator.integers(0, TOPICS, texts)
    own = topic[:, None] * OWN + generator.integers(0, OWN, (texts, words))
    noise = TOPICS * OWN + generator.integers(0, NOISE, (texts, words))
    drawn = np.where(generator.random((texts, words)) < 0.6, own, noise)
    rows = np.repeat(np.arange(texts), words)
    counts = sparse.csr_matrix((np.ones(rows.size, np.float32), (rows, drawn.ravel())), (texts, TOPICS * OWN + NOISE))
    counts.sum_duplicates()
    return counts, [f"u{number}" for number in author]


def recovered(counts):
    truth = np.arange(TOPICS * OWN).reshape(TOPICS, OWN)
    model = fit("nmf", counts, np.arange(counts.shape[0]), TOPICS, 1)
    return matched_jaccard(truth, top_words(model.shown, OWN)).mean()


def test_pooling_helps_where_authors_keep_to_a_subject_and_harms_where_they_do_not():
    counts, authors = short_texts(one_subject=True)
    assert recovered(pooled(counts, authors)) > recovered(counts) + 0.1
    counts, authors = short_texts(one_subject=False)
    assert recovered(pooled(counts, authors)) < recovered(counts) - 0.1


def test_pools_add_up_their_texts_and_nothing_is_lost():
    counts = sparse.csr_matrix(np.array([[1, 0], [2, 1], [0, 3], [1, 1]], dtype=np.float32))
    made = pooled(counts, ["a", None, "a", None])
    assert made.toarray().tolist() == [[1, 3], [2, 1], [1, 1]]


def test_a_pool_holds_so_many_texts_at_the_most():
    counts = sparse.csr_matrix(np.ones((2 * MOST_TEXTS + 1, 1), dtype=np.float32))
    assert pooled(counts, ["a"] * (2 * MOST_TEXTS + 1)).toarray().ravel().tolist() == [MOST_TEXTS, MOST_TEXTS, 1]


@pytest.fixture
def inputs():
    documents = [
        {"doc_id": f"c{i}", "kind": "complaint", "source_file": "a.csv", "title": "", "text": "", "author": author}
        for i, author in enumerate(["u1", "u2", "u1", None])
    ]
    entities = [
        {"doc_id": doc_id, "kind": kind, "text": text, "start": 0, "end": len(text)}
        for doc_id, kind, text in [
            ("c0", "place", "石桥市"), ("c1", "place", "石桥市"), ("c2", "place", "石桥市"),
            ("c0", "place", "翠竹苑"), ("c1", "place", "翠竹苑"), ("c2", "place", "独一处"), ("c3", "department", "石桥市"),
        ]
    ]
    return Inputs({"documents": Source.of("documents", documents), "entities": Source.of("entities", entities)})


def test_the_rarest_shared_place_and_the_author_are_the_keys(inputs):
    ids = ["c0", "c1", "c2", "c3"]
    assert pool_keys(inputs, ids, "author") == ["u1", "u2", "u1", None]
    assert pool_keys(inputs, ids, "place") == ["翠竹苑", "翠竹苑", "石桥市", None]
