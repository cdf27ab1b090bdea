"""What complaints say, put together by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from govtext.policies.hearing import Heard


def heard(*complaints: tuple[str, Mapping[str, int], dict[str, float], Sequence[float]]) -> Heard:
    """Return complaints as heard; each with its words and where they stand, its matters and what it asks."""
    words = sorted({word for _, said, _, _ in complaints for word in said})
    numbers = [words.index(word) for _, said, _, _ in complaints for word in said]
    places = [place for _, said, _, _ in complaints for place in said.values()]
    return Heard(
        [doc_id for doc_id, _, _, _ in complaints], words, np.cumsum([0, *(len(said) for _, said, _, _ in complaints)]),
        np.array(numbers, dtype=np.int32), np.array(places, dtype=np.int8),
        [matters for _, _, matters, _ in complaints], [()] * len(complaints), [asked for _, _, _, asked in complaints],
    )
