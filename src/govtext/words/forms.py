"""The distinct words of a batch, and what each may be in a mention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govtext.words.batch import CutBatch
from govtext.words.offices import may_be_matter, may_end_office
from govtext.words.places import PlaceLexicon, may_end_place

OFFICE, MATTER, PLACE = 1, 2, 4


@dataclass(frozen=True)
class Forms:
    """The words of a batch as their distinct forms.

    Attributes:
        distinct: the forms, and others that stand beside them in other batches.
        index: for every word of the batch the number of its form.
    """

    distinct: list[str]
    index: NDArray[np.int32]

    @classmethod
    def of(cls, cut: CutBatch) -> Forms:
        """Return the forms of a cut batch."""
        encoded = cut.strings().dictionary_encode()
        return cls(encoded.dictionary.to_pylist(), encoded.indices.to_numpy())

    @classmethod
    def of_all(cls, cuts: Sequence[CutBatch]) -> list[Forms]:
        """Return the forms of several cut batches, numbered together: most stand in each of them."""
        if not cuts:
            return []
        import pyarrow as pa

        encoded = pa.concat_arrays([cut.strings() for cut in cuts]).dictionary_encode()
        distinct, ends = encoded.dictionary.to_pylist(), np.cumsum([len(cut.starts) for cut in cuts])
        return [cls(distinct, index) for index in np.split(encoded.indices.to_numpy(), ends[:-1])]

    def words(self) -> list[str]:
        """Return the words of the batch, all texts one after the other."""
        words: list[str] = np.array(self.distinct, dtype=object)[self.index].tolist()
        return words

    def counts(self) -> NDArray[np.int64]:
        """Return how often each form stands in the batch."""
        return np.bincount(self.index, minlength=len(self.distinct)).astype(np.int64)


def role_of(form: str, tag: str, offices: frozenset[str], matters: frozenset[str], places: PlaceLexicon) -> int:
    """Return the sum of OFFICE (may end an office's name), MATTER (may begin one), PLACE (may end a place's name).

    Args:
        form: the word.
        tag: the part of speech that the dictionary has for it.
        offices: names of offices.
        matters: names of service matters.
        places: how places are named.
    """
    return (
        OFFICE * may_end_office(form, tag, offices) + MATTER * may_be_matter(form, matters)
        + PLACE * may_end_place(form, places)
    )
