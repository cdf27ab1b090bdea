"""Labels of topics: proposed ones, and those that the researcher gave."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.errors import GovtextError
from govtext.lexicons import Lexicons
from govtext.topics.quality import TIE_DECIMALS, assigned

LABEL_FILE = "topic_labels.toml"
# A researcher's label goes to a topic that holds at least this share of the label's words.
MATCHED = 0.5
# A phrase of a label: times that its words stand side by side, how they cling together (NPMI), its length.
PHRASE_COUNT, PHRASE_COHESION, PHRASE_CHARACTERS = 8, 0.4, 8
NO_PHRASES: Mapping[tuple[int, int], float] = MappingProxyType({})


def phrases_of(
    tokens: NDArray[Any], follows: NDArray[np.bool_], chosen: NDArray[Any], size: int
) -> dict[tuple[int, int], float]:
    """Return pairs of words that make a phrase: they often stand side by side, and cling together (NPMI).

    Args:
        tokens: word numbers of all texts one after the other, negative for other words.
        follows: whether a token stands right behind the one before it.
        chosen: the words that phrases are looked for among.
        size: number of words.
    """
    wanted = np.zeros(size + 1, dtype=bool)
    wanted[np.unique(chosen)] = True
    behind = np.flatnonzero(follows & wanted[tokens] & wanted[np.roll(tokens, 1)])
    total = max(int((tokens >= 0).sum()), 1)
    single = np.bincount(tokens[tokens >= 0], minlength=size)
    first, second = tokens[behind - 1].astype(np.int64), tokens[behind].astype(np.int64)
    pairs, counts = np.unique(first * size + second, return_counts=True)
    found = {}
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        one, other = divmod(pair, size)
        if count >= PHRASE_COUNT and one != other:
            joint = count / total
            cohesion = np.log(joint * total * total / (single[one] * single[other])) / -np.log(joint)
            if cohesion >= PHRASE_COHESION:
                found[one, other] = round(float(cohesion), 6)
    return found


def propose_labels(
    tops: NDArray[Any], scores: NDArray[Any], words: list[str], phrases: Mapping[tuple[int, int], float] = NO_PHRASES,
    number: int = 3,
) -> list[str]:
    """Return for each topic its words with the highest FREX among its top words, joined by 、.

    Two top words that make a phrase stand as one (交通 and 拥堵 as 交通拥堵). A word that is part of one
    already taken (投诉 of 投诉电话) says nothing new and is passed over.

    Args:
        tops: topics × top words, that a label is taken from.
        scores: FREX, topics × words.
        words: the vocabulary.
        phrases: pairs of words → how they cling together, see `phrases_of`.
        number: words or phrases in a label.
    """
    labels = []
    for topic, mine in enumerate(tops):
        ranked = sorted(mine.tolist(), key=lambda i: (-round(float(scores[topic, i]), TIE_DECIMALS), words[i]))
        taken: list[str] = []
        for i in ranked:
            pairs = [(one, other) for one, other in phrases if i in (one, other) and {one, other} <= set(ranked)]
            best = min(pairs, key=lambda pair: (-phrases[pair], words[pair[0]], words[pair[1]]), default=None)
            piece = words[i] if best is None else words[best[0]] + words[best[1]]
            if len(piece) > PHRASE_CHARACTERS:
                piece = words[i]
            if len(taken) < number and not any(piece in word or word in piece or words[i] in word for word in taken):
                taken.append(piece)
        labels.append("、".join(taken))
    return labels


def given_labels(lexicons: Lexicons) -> list[tuple[str, set[str]]]:
    """Return the researcher's labels, each with the words by which its topic is known again.

    Raises:
        GovtextError: an entry of the file lacks its label or its words.
    """
    if LABEL_FILE not in lexicons.files:
        return []
    found = []
    given = lexicons.table(LABEL_FILE).get("topic", [])
    for number, entry in enumerate(given if isinstance(given, list) else [given], start=1):
        label, words = (entry.get("label"), entry.get("words")) if isinstance(entry, dict) else (None, None)
        if not isinstance(label, str) or not label.strip() or not isinstance(words, list) or not words:
            raise GovtextError(
                f"topic {number} lacks a label or its words", file=lexicons.location(LABEL_FILE),
                hint='write: label = "..." and words = ["...", "..."], the words taken from govtext show topics',
            )
        found.append((label.strip(), {str(word) for word in words}))
    return found


def match_labels(given: list[tuple[str, set[str]]], topics: list[set[str]]) -> tuple[dict[int, str], list[str]]:
    """Return topic → the researcher's label, and the labels whose topic was not found again.

    Labels and topics are assigned one to one so that the shares of the labels' words that the topics
    hold sum to the most; a pair that shares less than half of the label's words is no match.

    Args:
        given: labels with their words.
        topics: words of each topic.
    """
    shares = np.array([[len(words & topic) / len(words) for topic in topics] for _, words in given])
    if not shares.size:
        return {}, [label for label, _ in given]
    rows, columns = assigned(shares)
    matched = {
        int(topic): given[place][0]
        for place, topic in zip(rows.tolist(), columns.tolist(), strict=True)
        if shares[place, topic] >= MATCHED
    }
    kept = {place for place, topic in zip(rows.tolist(), columns.tolist(), strict=True) if topic in matched}
    return matched, [label for place, (label, _) in enumerate(given) if place not in kept]
