"""Parts of speech as jieba.posseg gives them, for the words that jieba cuts.

A word that the dictionary's best route takes has the dictionary's tag. Rows of characters that no
word covers are tagged by posseg's hidden Markov model over the whole row (`unknown_tags`); where
posseg would cut such a row otherwise than jieba does, a word has its dictionary tag, else the
model's tag of its last character. tests/unit/words/test_tagging.py counts the agreement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from govtext.words.batch import ALPHANUMERIC, FIRST_HAN, LAST_HAN, LOOKED_UP, CutBatch, places_in, stretches
from govtext.words.dictionary import Dictionary
from govtext.words.unknown_tags import row_tagger

_UNKNOWN = "x"
_NUMBER = re.compile(r"[\.0-9]+")
_LATIN = re.compile(r"[a-zA-Z0-9]+")
_NONE = -1
# Signs that jieba looks up and posseg does not: for posseg a row ends there.
_SIGNS = (ord("%"), ord("-"))


class Tagger:
    """Gives words their parts of speech."""

    def __init__(self, dictionary: Dictionary, hmm: bool = True) -> None:
        self._hmm = hmm
        self._dictionary = dictionary
        self._rows = row_tagger()
        self.names: list[str] = sorted({*dictionary.tag_names, *self._rows.tags, _UNKNOWN, "m", "eng"})
        self._code = {name: code for code, name in enumerate(self.names)}
        self._of_dictionary = np.array([*map(self._code.__getitem__, dictionary.tag_names), _NONE], dtype=np.int16)
        self._row_code = np.array([self._code[tag] for tag in self._rows.tags], dtype=np.int16)

    def codes(self, cut: CutBatch, dictionary_codes: NDArray[np.int16] | None = None) -> NDArray[np.int16]:
        """Return the number in `names` of every word's tag.

        Args:
            cut: the words.
            dictionary_codes: what `dictionary_codes` returns for them, where it is at hand.
        """
        if dictionary_codes is None:
            encoded = cut.strings().dictionary_encode()
            dictionary_codes = self.dictionary_codes(encoded.dictionary.to_pylist())[encoded.indices.to_numpy()]
        codes = dictionary_codes.copy()
        codes[~LOOKED_UP.take(cut.batch.codes[cut.starts])] = self._code[_UNKNOWN]
        if len(cut.row_starts):
            self._tag_rows(cut, codes)
        missing = codes == _NONE
        codes[missing] = self._code[_UNKNOWN]
        if not self._hmm:  # without the model posseg calls every run of letters and digits eng
            codes[missing & ALPHANUMERIC.take(cut.batch.codes[cut.starts])] = self._code["eng"]
        return codes

    def arrow(self, cut: CutBatch, codes: NDArray[np.int16]) -> Any:
        """Return an Arrow array with a list of tags per text."""
        import pyarrow as pa

        names = pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(self.names)).cast(pa.string())
        return pa.ListArray.from_arrays(pa.array(cut.counts, type=pa.int32()), names)

    def dictionary_codes(self, forms: Sequence[str]) -> NDArray[np.int16]:
        """Return the number in `names` of the tag that the dictionary has for every word, -1 where it lacks it."""
        return self._of_dictionary[self._dictionary.tags_of(forms)]

    def _tag_rows(self, cut: CutBatch, codes: NDArray[np.int16]) -> None:
        """Tag what lies in rows that the dictionary does not cover."""
        inside = places_in(cut.row_starts, cut.row_ends)
        characters = cut.batch.codes[inside]
        for sign in _SIGNS:
            if sign in characters:
                inside, characters = inside[characters != sign], characters[characters != sign]
        starts, ends = stretches(inside)
        several = np.repeat(ends - starts > 1, ends - starts)
        han = (characters >= FIRST_HAN) & (characters <= LAST_HAN)
        self._tag_han(cut, codes, inside[several & han])
        begun = np.zeros(len(cut.batch.codes), dtype=np.bool_)
        begun[inside[several & ~han]] = True
        for number in np.flatnonzero(begun[cut.starts]).tolist():
            codes[number] = self._code[_latin_tag(cut.batch.joined[cut.starts[number] : cut.ends[number]])]

    def _tag_han(self, cut: CutBatch, codes: NDArray[np.int16], places: NDArray[np.int64]) -> None:
        """Tag the words that lie in rows of Han characters, which stand at the places."""
        if not len(places):
            return
        starts, ends = stretches(places)
        joined = cut.batch.joined
        rows = [joined[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        tags, begins = self._rows.tag(rows)
        # Place in the batch → among those of the rows, -1 for others.
        at = np.full(len(cut.batch.codes) + 1, -1, dtype=np.int32)
        at[places] = np.arange(len(places), dtype=np.int32)
        begin = at[cut.starts]
        words = np.flatnonzero(begin >= 0)
        begin, last, behind = begin[words], at[cut.ends[words] - 1], at[cut.ends[words]]
        borders = np.cumsum(begins)
        # The same word for posseg: it begins here, another begins where it ends, none between.
        same = begins[begin] & ((behind < 0) | begins[behind]) & (borders[last] == borders[begin])
        codes[words] = np.where(same | (codes[words] == _NONE), self._row_code[tags[last]], codes[words])


def _latin_tag(word: str) -> str:
    if _NUMBER.match(word):
        return "m"
    return "eng" if _LATIN.match(word) else _UNKNOWN

