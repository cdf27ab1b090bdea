import numpy as np
from scipy import sparse

from govtext.topics.probabilities import word_probabilities

TRUTH = np.array([[0.6, 0.3, 0.1, 0.0], [0.0, 0.1, 0.4, 0.5]])


def test_probabilities_come_out_of_mixed_texts():
    generator = np.random.default_rng(2)
    shares = generator.dirichlet([1, 1], 3000)
    counts = sparse.csr_matrix(np.array([generator.multinomial(40, share @ TRUTH) for share in shares], dtype=np.float32))
    found = word_probabilities(counts, shares, rounds=60)
    np.testing.assert_allclose(found, TRUTH, atol=0.02)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-6)


def test_texts_without_shares_and_topics_without_texts():
    found = word_probabilities(sparse.csr_matrix(np.eye(3, dtype=np.float32)), np.array([[1.0, 0], [1.0, 0], [0, 0]]))
    np.testing.assert_allclose(found, [[0.5, 0.5, 0], [0, 0, 0]])
