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
    corpus: MessageCorpus, frame: Frame, rows: Sequence[NDArray[np.int64]], pairs: Sequence[Pairs]
) -> Iterator[Part]:
    """Yield the parts, made when they are taken; pairs of rows of two parts are in none.

    Args:
        corpus: the messages.
        frame: of the corpus.
        rows: of each part, ascending.
        pairs: kinds of pairs of rows of the corpus; their order within a part stays.
    """
    of, place = np.full(corpus.size, -1, dtype=np.int32), np.zeros(corpus.size, dtype=np.int64)
    for number, own in enumerate(rows):
        of[own], place[own] = number, np.arange(len(own))
    kinds = [_by_part(kind, of, place, len(rows)) for kind in pairs]
    for number, own in enumerate(rows):
        messages, used = corpus.rows(own, alone=False)
        yield Part(messages, frame.rows(used), tuple(kind(number) for kind in kinds))


def _by_part(pairs: Pairs, of: NDArray[np.int32], place: NDArray[np.int64], count: int) -> Callable[[int], Pairs]:
    """Return what gives the pairs of each part as its rows."""
    inside = (of[pairs[0]] == of[pairs[1]]) & (of[pairs[0]] >= 0)
    left, right = pairs[0][inside], pairs[1][inside]
    part = of[left]
    order = np.argsort(part, kind="stable")
    left, right, begins = left[order], right[order], np.searchsorted(part[order], np.arange(count + 1))

    def of_part(number: int) -> Pairs:
        own = slice(int(begins[number]), int(begins[number + 1]))
        return place[left[own]], place[right[own]]

    return of_part
