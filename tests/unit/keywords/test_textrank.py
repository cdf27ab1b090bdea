"""TextRank of a batch against networkx' PageRank of each text alone."""

import networkx
import numpy as np
import pytest

from govtext.keywords.occurrences import occurrences
from govtext.keywords.phrases import by_position
from govtext.keywords.ranking import _in_order
from govtext.keywords.textrank import DAMPING, WINDOW, textrank
from govtext.vocabulary import Encoded

RNG = np.random.default_rng(11)
SIZE = 9


@pytest.fixture(scope="module")
def encoded():
    """Texts of random words, -1 being no content word; one text is empty, one holds a single word."""
    lengths = [30, 0, 1, 17, 60]
    words = RNG.integers(-1, SIZE, sum(lengths)).astype(np.int32)
    words[30] = 4
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    ids = [f"c{n}" for n in range(len(lengths))]
    return Encoded(ids, words, np.zeros(len(words), np.int16), np.ones(len(words), np.int32), offsets)


def graph_of(words):
    graph = networkx.Graph()
    graph.add_nodes_from(word for word in words if word >= 0)
    for at, one in enumerate(words):
        for other in words[at + 1 : at + WINDOW]:
            if one >= 0 and other >= 0 and one != other:
                weight = graph.edges[one, other]["weight"] + 1 if graph.has_edge(one, other) else 1
                graph.add_edge(one, other, weight=weight)
    return graph


def test_scores_are_pageranks(encoded):
    found = textrank(occurrences(encoded, SIZE), iterations=200).toarray()
    for text in (0, 3, 4):
        words = encoded.words[encoded.offsets[text] : encoded.offsets[text + 1]].tolist()
        ranks = networkx.pagerank(graph_of(words), alpha=DAMPING, tol=1e-12, max_iter=1000)
        highest = max(ranks.values())
        for word in range(SIZE):
            np.testing.assert_allclose(found[text, word], ranks.get(word, 0.0) / highest, atol=1e-7)


def test_the_order_after_twenty_iterations_is_the_order_at_the_end(encoded):
    short, long = (textrank(occurrences(encoded, SIZE), n).toarray()[4].argsort().tolist() for n in (20, 300))
    assert short == long


def test_occurrences_are_counts_with_first_places(encoded):
    found = occurrences(encoded, SIZE)
    np.testing.assert_array_equal(found.counts.toarray(), encoded.counts(SIZE).toarray())
    raised = by_position(found.weighted(found.counts.data.astype(float)), found).toarray()
    for text in range(len(encoded.doc_ids)):
        words = encoded.words[encoded.offsets[text] : encoded.offsets[text + 1]].tolist()
        for word in set(words) - {-1}:
            first = 1 + 1 / (1 + np.log1p(words.index(word)))
            np.testing.assert_allclose(raised[text, word], words.count(word) * first)


@pytest.mark.parametrize("largest", [50, 2**40])
def test_packed_numbers_sort_as_three_keys(largest):
    rows, millionths = RNG.integers(0, 20, 500), RNG.integers(1, 9, 500) * 142_857
    words = RNG.permutation(500) * (largest // 50)
    order = np.lexsort((words, -millionths, rows))
    for found, given in zip(_in_order(rows, millionths, words), (rows, words, millionths), strict=True):
        assert found.tolist() == given[order].tolist()


def test_a_batch_of_one_word_has_no_links():
    one = Encoded(["a"], np.array([2], np.int32), np.zeros(1, np.int16), np.ones(1, np.int32), np.array([0, 1]))
    assert textrank(occurrences(one, SIZE)).toarray().tolist() == [[0, 0, 1, 0, 0, 0, 0, 0, 0]]
