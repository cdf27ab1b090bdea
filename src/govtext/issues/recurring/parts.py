"""Parts of a corpus that are worked on one after another, by whichever process: messages with pairs of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govtext.issues.recurring.candidates import Pairs
from govtext.issues.recurring.corpus import MessageCorpus
from govtext.issues.recurring.evidence import Frame


@dataclass(frozen=True)
class Part:
    """Some messages of a corpus.

    Attributes:
        corpus: the messages; what is rare is told by the whole corpus.
        frame: of the whole corpus, for the words of the part.
        pairs: kinds of pairs of the part's rows.
    """

    corpus: MessageCorpus
    frame: Frame
    pairs: tuple[Pairs, ...]


def parts(
    corpus: MessageCorpus, frame: Frame, rows: Sequence[NDArray[np.int64]], pairs: list[Pairs]
) -> Iterator[Part]:
    """Yield the parts, made when they are taken; pairs of rows of two parts are in none.

    Args:
        corpus: the messages.
        frame: of the corpus.
        rows: of each part, ascending.
        pairs: kinds of pairs of rows of the corpus, taken out of the list with the first part, so that they are not
            held twice; their order within a part stays.
    """
    of, place = np.full(corpus.size, -1, dtype=np.int32), np.zeros(corpus.size, dtype=np.int32)
    for number, own in enumerate(rows):
        of[own], place[own] = number, np.arange(len(own))
    kinds = []
    while pairs:
        kinds.append(_by_part(pairs.pop(0), of, place, len(rows)))
    for number, own in enumerate(rows):
        messages, used = corpus.rows(own, alone=False)
        yield Part(messages, frame.rows(used), tuple(kind(number) for kind in kinds))


def _by_part(pairs: Pairs, of: NDArray[np.int32], place: NDArray[np.int32], count: int) -> Callable[[int], Pairs]:
    """Return what gives the pairs of each part as its rows."""
    inside = np.flatnonzero((of[pairs[0]] == of[pairs[1]]) & (of[pairs[0]] >= 0))
    part = of[pairs[0][inside]]
    inside = inside[np.argsort(part, kind="stable")]
    begins = np.concatenate(([0], np.cumsum(np.bincount(part, minlength=count))))
    left, right = place[pairs[0][inside]], place[pairs[1][inside]]

    def of_part(number: int) -> Pairs:
        own = slice(int(begins[number]), int(begins[number + 1]))
        return left[own].astype(np.int64), right[own].astype(np.int64)

    return of_part
