"""The ways of weighting the words of a text: TF-IDF, position, TextRank, phrases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from govtext.keywords.cooccurrence import PairCounts
from govtext.keywords.occurrences import Occurrences, occurrences
from govtext.keywords.phrases import Phrases, by_position
from govtext.keywords.ranking import Strongest, keyword_table, strongest
from govtext.keywords.textrank import textrank
from govtext.vocabulary import Encoded, tfidf

METHODS = ("tfidf", "position", "textrank", "phrase")


def in_order(words: Sequence[str]) -> NDArray[np.int64]:
    """Return the position of each word in the order of the words' characters."""
    position = np.empty(len(words), dtype=np.int64)
    position[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
    return position


class Ways:
    """Finds the keywords of texts in each way that is asked for, all of them as numbers.

    Args:
        methods: of `METHODS`.
        per_text: keywords of a text in each way.
        phrases: the pairs of words that count as phrases.
        by_name: position of each phrase in the order of the phrases' characters; it breaks ties.
        idf: kinds × words.
        alphabetical: the same of each word.
    """

    def __init__(
        self, methods: Sequence[str], per_text: int, phrases: Phrases, by_name: NDArray[np.int64],
        idf: NDArray[np.float64], alphabetical: NDArray[np.int64],
    ) -> None:
        self._methods, self._per_text, self.idf = methods, per_text, idf
        self._alphabetical, self._phrases, self._by_name = alphabetical, phrases, by_name
        # A phrase is as rare as the rarer of its two words.
        first, second = phrases.pairs >> 32, phrases.pairs & 0xFFFFFFFF
        self._phrase_idf = np.maximum(idf[:, first], idf[:, second])

    def found(
        self, encoded: Encoded, found: Occurrences, weights: sparse.csr_matrix, of_kind: NDArray[Any]
    ) -> Iterator[tuple[str, Strongest]]:
        """Yield (method, strongest words or phrases) of a batch, one after the other way.

        Args:
            encoded: the texts.
            found: their words.
            weights: TF-IDF of `found`.
            of_kind: row of `idf` for each text.
        """
        for method in METHODS:
            if method not in self._methods:
                continue
            order = self._alphabetical
            if method == "phrase":
                order = self._by_name
                weighted = self._phrase_weights(encoded, of_kind)
            elif method == "textrank":
                weighted = textrank(found)
            else:
                weighted = weights if method == "tfidf" else by_position(weights, found)
            yield method, strongest(weighted, self._per_text, order)

    def _phrase_weights(self, encoded: Encoded, of_kind: NDArray[Any]) -> sparse.csr_matrix:
        counts = self._phrases.counts(encoded)
        return tfidf(counts, self._phrase_idf, of_kind) if counts.shape[1] else counts


class Labels:
    """The words and phrases that numbers stand for.

    Args:
        words: the vocabulary.
        names: the phrases.
    """

    def __init__(self, words: Sequence[str], names: Sequence[str]) -> None:
        self.words, self._names = pa.array(words, pa.string()), pa.array(names, pa.string())

    def table(self, doc_ids: Sequence[str] | pa.StringArray, method: str, found: Strongest) -> pa.Table:
        """Return rows of document_keywords from what a way found in a batch."""
        return keyword_table(doc_ids, self._names if method == "phrase" else self.words, found, method)


@dataclass
class Part:
    """Some texts to be weighed: words, offsets and kinds as in `Encoded` and `Ways.found`."""

    words: NDArray[np.int32]
    offsets: NDArray[np.int64]
    of_kind: NDArray[np.int32]


@dataclass
class Weighed:
    """What was found in some texts.

    Attributes:
        found: of each way its name and the strongest words.
        sums: of each kind the words of its texts, and the sums of their weights.
    """

    found: list[tuple[str, Strongest]]
    sums: list[tuple[NDArray[np.intp], NDArray[np.float64]]] = field(default_factory=list)


def weigh(
    parts: list[Part], ways: Ways, chosen: NDArray[np.int64], networked: NDArray[np.int64]
) -> tuple[list[Weighed], PairCounts]:
    """Return what is found in each of some batches, and in how many of their texts chosen words stand together.

    Args:
        parts: the batches.
        ways: of weighting.
        chosen: the words whose pairs are counted.
        networked: the kinds of text whose pairs are counted.
    """
    pairs, made = PairCounts(chosen), []
    size = ways.idf.shape[1]
    for part in parts:
        none = np.zeros(0, dtype=np.int32)
        encoded = Encoded([""] * len(part.of_kind), part.words, none.astype(np.int16), none, part.offsets)
        found = occurrences(encoded, size)
        weights = tfidf(found.counts, ways.idf, part.of_kind)
        weighed = Weighed(list(ways.found(encoded, found, weights, part.of_kind)))
        of_entry = np.repeat(part.of_kind, np.diff(weights.indptr))
        for kind in range(len(ways.idf)):
            own = of_entry == kind
            held = weights.indices[own]
            words = np.flatnonzero(np.bincount(held, minlength=size))
            weighed.sums.append((words, np.asarray(np.bincount(held, weights.data[own], size)[words], np.float64)))
        if len(chosen):
            pairs.add(found.counts[np.isin(part.of_kind, networked)])
        made.append(weighed)
    return made, pairs
