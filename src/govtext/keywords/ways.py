"""The ways of weighting the words of a text: TF-IDF, position, TextRank, phrases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from govtext.keywords.occurrences import Occurrences
from govtext.keywords.phrases import Phrases, by_position
from govtext.keywords.ranking import keyword_table, strongest
from govtext.keywords.textrank import textrank
from govtext.vocabulary import Encoded, tfidf


class Ways:
    """Finds the keywords of texts in each way that is asked for.

    Args:
        methods: "tfidf", "position", "textrank", "phrase".
        per_text: keywords of a text in each way.
        words: the vocabulary.
        phrases: the pairs of words that count as phrases.
        idf: kinds × words.
        alphabetical: position of each word in the order of the words' characters; it breaks ties.
    """

    def __init__(
        self, methods: Sequence[str], per_text: int, words: list[str], phrases: Phrases, idf: NDArray[np.float64],
        alphabetical: NDArray[np.int64],
    ) -> None:
        self._methods, self._per_text = methods, per_text
        self._words, self._alphabetical = words, alphabetical
        self._phrases, self._names = phrases, phrases.names(words)
        by_name = sorted(range(len(self._names)), key=self._names.__getitem__)
        self._by_name = np.argsort(np.array(by_name, dtype=np.int64))
        # A phrase is as rare as the rarer of its two words.
        first, second = phrases.pairs >> 32, phrases.pairs & 0xFFFFFFFF
        self._phrase_idf = np.maximum(idf[:, first], idf[:, second])

    def tables(
        self, encoded: Encoded, found: Occurrences, weights: sparse.csr_matrix, of_kind: NDArray[Any]
    ) -> Iterator[pa.Table]:
        """Yield rows of document_keywords for a batch, one table a way.

        Args:
            encoded: the texts.
            found: their words.
            weights: TF-IDF of `found`.
            of_kind: row of `idf` for each text.
        """
        for method in ("tfidf", "position", "textrank", "phrase"):
            if method not in self._methods:
                continue
            labels, order = self._words, self._alphabetical
            if method == "phrase":
                labels, order = self._names, self._by_name
                weighted = self._phrase_weights(encoded, of_kind)
            elif method == "textrank":
                weighted = textrank(found)
            else:
                weighted = weights if method == "tfidf" else by_position(weights, found)
            yield keyword_table(encoded.doc_ids, labels, strongest(weighted, self._per_text, order), method)

    def _phrase_weights(self, encoded: Encoded, of_kind: NDArray[Any]) -> sparse.csr_matrix:
        counts = self._phrases.counts(encoded)
        return tfidf(counts, self._phrase_idf, of_kind) if counts.shape[1] else counts
