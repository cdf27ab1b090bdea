"""The co-occurrence network: communities of words, and the network as a file."""

from __future__ import annotations

from pathlib import Path

Pair = tuple[str, str, int, float]


def communities(pairs: list[Pair], seed: int = 1) -> dict[str, int]:
    """Return word → community, 0 being the largest (Louvain, Blondel et al. 2008, weighted by NPMI).

    Args:
        pairs: (word_a, word_b, documents, npmi).
        seed: seed of the order in which words are looked at.
    """
    import networkx

    words = sorted({word for pair in pairs for word in pair[:2]})
    number = {word: place for place, word in enumerate(words)}
    # Numbers, not words: the order of a set of words changes from one run of Python to the next.
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(words)))
    graph.add_weighted_edges_from((number[a], number[b], weight) for a, b, _, weight in pairs)
    if not words:
        return {}
    found = [sorted(group) for group in networkx.community.louvain_communities(graph, seed=seed)]
    found.sort(key=lambda group: (-len(group), group))
    return {words[member]: place for place, group in enumerate(found) for member in group}


def write_graphml(path: Path, pairs: list[Pair], of_word: dict[str, int]) -> None:
    """Write the network as GraphML, for Gephi and other programs.

    Args:
        path: the file.
        pairs: (word_a, word_b, documents, npmi).
        of_word: community of each word.
    """
    import networkx

    graph = networkx.Graph()
    for word in sorted(of_word):
        graph.add_node(word, community=of_word[word])
    for a, b, documents, npmi in pairs:
        graph.add_edge(a, b, documents=documents, npmi=npmi)
    path.write_text("\n".join(networkx.generate_graphml(graph)) + "\n", encoding="utf-8", newline="\n")
