"""The words that tell what messages are about: of each those that weigh most, told for some hundred at once."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.issues.responses.points import Weights

MOST = 30


class Known:
    """The distinct words of some batches: those of one part of a file share a dictionary.

    Attributes:
        dictionary, names, lengths: the words and their characters.
        breaks: which are line breaks.
    """

    def __init__(self, dictionary: pa.StringArray) -> None:
        self.dictionary = dictionary
        self.names = np.array(dictionary.to_pylist(), dtype=object)
        self.lengths = pc.utf8_length(dictionary).to_numpy(zero_copy_only=False).astype(np.int64)
        self.breaks: NDArray[np.bool_] = self.names == "\n"

    def are(self, dictionary: pa.StringArray) -> bool:
        """Tell whether these are the words of a dictionary."""
        return len(dictionary) == len(self.dictionary) and bool(dictionary.equals(self.dictionary))


class Content(NamedTuple):
    """The content words of some messages, one message after the other.

    Attributes:
        known: the distinct words.
        word, text: per word, which it is and its message.
        texts: how many messages there are.
    """

    known: Known
    word: NDArray[np.int32]
    text: NDArray[np.int32]
    texts: int


class KeyWords:
    """Finds the key words of messages: at most `MOST`, those that weigh most; of equal ones the first by its letters.

    Args:
        weights: of words; a word counts as often as it stands.
        generic: words that every plea holds.
    """

    def __init__(self, weights: Weights, generic: Collection[str]) -> None:
        self._weights, self._generic = weights, generic
        self._known: Known | None = None
        self._worth, self._rank = np.zeros(0), np.zeros(0, dtype=np.int64)

    def of(self, content: Content) -> list[list[str]]:
        """Return the key words of each message."""
        if content.known is not self._known:
            # Read anew, the tables bring the same dictionary: its words were weighed already.
            if self._known is None or not self._known.are(content.known.dictionary):
                self._look_up(content.known)
            self._known = content.known
        kept = self._worth[content.word] > 0
        width = max(len(self._worth), 1)
        pairs = content.text[kept].astype(np.int64) * width + content.word[kept]
        pairs, times = np.unique(pairs, return_counts=True)
        text, word = pairs // width, pairs % width
        word = word[np.lexsort((self._rank[word], -(self._worth[word] * times), text))]
        names = content.known.names[word].tolist()
        begins = np.searchsorted(text, np.arange(content.texts + 1)).tolist()
        return [names[first : min(last, first + MOST)] for first, last in pairwise(begins)]

    def _look_up(self, known: Known) -> None:
        """Note for each word what it weighs, 0 for a generic one, and its place by its letters."""
        worth, held = self._weights.of_count, self._weights.documents.get
        self._worth = np.array([worth[held(name, 0)] for name in known.names.tolist()], dtype=np.float64)
        generic = pc.index_in(pa.array(sorted(self._generic), pa.string()), value_set=known.dictionary).drop_null()
        self._worth[generic.to_numpy()] = 0.0
        order = pc.array_sort_indices(known.dictionary).to_numpy()
        self._rank = np.empty(len(order), dtype=np.int64)
        self._rank[order] = np.arange(len(order))
