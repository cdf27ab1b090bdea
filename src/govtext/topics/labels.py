"""Proposed labels of topics."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from govtext.topics.quality import TIE_DECIMALS


def propose_labels(
    tops: NDArray[Any], scores: NDArray[Any], words: list[str], number: int = 3
) -> list[str]:
    """Return for each topic its words with the highest FREX among its top words, joined by 、.

    A word that is part of one already taken (投诉 of 投诉电话) says nothing new and is passed over.

    Args:
        tops: topics × top words, that a label is taken from.
        scores: FREX, topics × words.
        words: the vocabulary.
        number: words in a label.
    """
    labels = []
    for topic, mine in enumerate(tops):
        ranked = sorted(mine.tolist(), key=lambda i: (-round(float(scores[topic, i]), TIE_DECIMALS), words[i]))
        taken: list[str] = []
        for i in ranked:
            if len(taken) < number and not any(words[i] in word or word in words[i] for word in taken):
                taken.append(words[i])
        labels.append("、".join(taken))
    return labels
