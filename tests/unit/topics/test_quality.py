import numpy as np

from govtext.topics.quality import frex, jaccard, matched_jaccard, top_words, topic_exclusivity

TOPICS = np.array([[0.5, 0.3, 0.2, 0.0], [0.1, 0.1, 0.2, 0.6]])


def test_top_words_break_ties_by_number_and_ignore_rounding_errors():
    assert top_words(np.array([[0.2, 0.2 + 1e-13, 0.6]]), 3).tolist() == [[2, 0, 1]]


def test_frex_is_the_harmonic_mean_of_two_ranks():
    scores = frex(TOPICS)
    # Word 1 of topic 0: share of the weight 0.75 is third lowest of four, weight 0.3 likewise.
    assert scores[0, 1] == 1 / (0.5 / 0.75 + 0.5 / 0.75)
    assert scores[0, 3] == 0
    assert scores[1, 3] == 1


def test_exclusive_topics_score_higher():
    shared = np.array([[0.4, 0.3, 0.3, 0.0], [0.3, 0.4, 0.3, 0.0]])
    apart = np.array([[0.6, 0.4, 0.0, 0.0], [0.0, 0.0, 0.6, 0.4]])
    assert topic_exclusivity(apart, top_words(apart, 2)).mean() > topic_exclusivity(shared, top_words(shared, 2)).mean()


def test_jaccard_and_the_best_assignment():
    a = np.array([[0, 1, 2], [3, 4, 5]])
    b = np.array([[3, 4, 6], [0, 1, 5]])
    assert jaccard(a, b).tolist() == [[0, 0.5], [0.5, 0.2]]
    assert matched_jaccard(a, b).tolist() == [0.5, 0.5]
    assert matched_jaccard(a, a[::-1]).tolist() == [1, 1]


def test_each_partner_is_taken_once():
    a = np.array([[0, 1], [0, 2]])
    b = np.array([[0, 1], [7, 8]])
    assert sorted(matched_jaccard(a, b).tolist()) == [0, 1]
