"""Words of a network stand as far apart as there are steps between them, as well as NetworkX places them."""

from collections import Counter

import networkx
import numpy as np

from govtext.report.figures.network_layout import layout, misfit, steps


def test_a_chain_is_nearly_a_line_with_equal_steps():
    found = layout([("a", "b"), ("b", "c")], Counter("abc"))
    a, b, c = (np.array(found[word]) for word in "abc")
    assert np.linalg.norm(b - (a + c) / 2) < 0.15
    assert abs(np.linalg.norm(a - b) - np.linalg.norm(b - c)) < 0.05
    assert max(abs(value) for place in found.values() for value in place) == 1.0


def test_a_part_without_a_link_stands_by_its_strongest_word_near_the_strongest_of_all():
    links = [("a", "b"), ("b", "c"), ("c", "d"), ("x", "y"), ("y", "z")]
    found = layout(links, Counter({"a": 9, "b": 1, "c": 1, "d": 1, "x": 1, "y": 2, "z": 1}))
    far = {pair: np.linalg.norm(np.subtract(found[pair[0]], found[pair[1]])) for pair in ("ay", "dy", "dx")}
    assert far["ay"] < far["dy"] < far["dx"]


def test_steps_between_words():
    linked = np.zeros((4, 4), dtype=bool)
    linked[[0, 1, 1, 2], [1, 0, 2, 1]] = True
    assert steps(linked).tolist() == [[0, 1, 2, -1], [1, 0, 1, -1], [2, 1, 0, -1], [-1, -1, -1, 0]]


def test_the_misfit_is_as_small_as_with_networkx():
    for seed in range(5):
        graph = networkx.connected_watts_strogatz_graph(40, 4, 0.2, seed=seed)
        links = [(str(one), str(other)) for one, other in graph.edges]
        words = list(dict.fromkeys(word for pair in links for word in pair))
        order = [int(word) for word in words]
        apart = np.array([[networkx.shortest_path_length(graph, one, other) for other in order] for one in order], float)
        theirs, ours = networkx.kamada_kawai_layout(graph), layout(links, Counter(words))

        def least(places, apart=apart):
            best = min(misfit(places * scale, apart) for scale in np.linspace(0.5, 8, 300))
            return best

        assert least(np.array([ours[word] for word in words])) < 1.1 * least(np.array([theirs[at] for at in order]))


def test_one_word_alone_and_none():
    assert layout([("a", "a")], Counter("a")) == {"a": (0.0, 0.0)}
    assert layout([], Counter()) == {}
