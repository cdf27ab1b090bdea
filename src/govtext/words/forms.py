"""The distinct words of a batch, and what each may be in a mention.

What depends on the word alone is found once for each distinct word and remembered by the process:
a text repeats most of the words of the texts before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govtext.words.batch import CutBatch
from govtext.words.offices import may_be_matter, may_end_office
from govtext.words.places import PlaceLexicon, may_end_place

OFFICE, MATTER, PLACE = 1, 2, 4
# Words remembered: about 100 MB at most.
_MOST_HELD = 1_000_000


@dataclass(frozen=True)
class Forms:
    """The words of a batch as their distinct forms.

    Attributes:
        distinct: the forms.
        index: for every word of the batch the number of its form.
    """

    distinct: list[str]
    index: NDArray[np.int32]

    @classmethod
    def of(cls, cut: CutBatch) -> Forms:
        """Return the forms of a cut batch."""
        encoded = cut.strings().dictionary_encode()
        return cls(encoded.dictionary.to_pylist(), encoded.indices.to_numpy())

    def words(self) -> list[str]:
        """Return the words of the batch, all texts one after the other."""
        words: list[str] = np.array(self.distinct, dtype=object)[self.index].tolist()
        return words

    def counts(self) -> NDArray[np.int64]:
        """Return how often each form stands in the batch."""
        return np.bincount(self.index, minlength=len(self.distinct)).astype(np.int64)


class Roles:
    """What a word may be in a mention, by its form and the tag that the dictionary has for it.

    Args:
        offices: names of offices.
        matters: names of service matters.
        places: how places are named.
    """

    def __init__(self, offices: frozenset[str], matters: frozenset[str], places: PlaceLexicon) -> None:
        self.made_of = (offices, matters, places)
        self._held: dict[str, int] = {}

    def flags(self, forms: Sequence[str], tags: Sequence[str]) -> NDArray[np.uint8]:
        """Return for each form the sum of OFFICE (may end an office's name), MATTER (may begin one), PLACE."""
        held = self._held
        if len(held) > _MOST_HELD:
            held.clear()
        offices, matters, places = self.made_of
        flags = list(map(held.get, forms))
        for place in [place for place, flag in enumerate(flags) if flag is None]:
            form = forms[place]
            flags[place] = held[form] = (
                OFFICE * may_end_office(form, tags[place], offices)
                + MATTER * may_be_matter(form, matters)
                + PLACE * may_end_place(form, places)
            )
        return np.array(flags, dtype=np.uint8)


_roles: list[Roles] = []


def roles_of(offices: frozenset[str], matters: frozenset[str], places: PlaceLexicon) -> Roles:
    """Return this process' roles for the lexicons."""
    if not _roles or _roles[0].made_of != (offices, matters, places):
        _roles[:] = [Roles(offices, matters, places)]
    return _roles[0]
