"""Groups of texts (kind, region, year) and how often each word stands in each of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from govtext.keywords.keyness import adjust, compare
from govtext.settings import KeywordsSettings
from govtext.store import Source
from govtext.vocabulary import Encoded


@dataclass(frozen=True)
class Texts:
    """What the documents table says of each text.

    Attributes:
        row: doc_id → position.
        codes: grouping → for each text the position of its value among the levels, -1 where it has none.
        levels: grouping → its values, sorted.
    """

    row: dict[str, int]
    codes: dict[str, NDArray[np.int64]]
    levels: dict[str, list[str]]

    def values(self, grouping: str, doc_ids: list[str]) -> NDArray[np.int64]:
        """Return the codes of the named texts."""
        return self.codes[grouping][[self.row[doc_id] for doc_id in doc_ids]] if doc_ids else np.zeros(0, np.int64)


def read_texts(documents: Source) -> Texts:
    """Return the kind, region and year of every text."""
    read = documents.read(["doc_id", "kind", "region", "date"])
    columns = {
        "kind": read.column("kind").to_pylist(),
        "region": read.column("region").to_pylist(),
        "year": [None if y is None else str(y) for y in pc.year(read.column("date")).to_pylist()],
    }
    levels = {name: sorted({v for v in values if v}) for name, values in columns.items()}
    codes = {}
    for name, values in columns.items():
        number = {level: place for place, level in enumerate(levels[name])}
        codes[name] = np.array([number.get(v, -1) for v in values], dtype=np.int64)
    return Texts({d: i for i, d in enumerate(read.column("doc_id").to_pylist())}, codes, levels)


class WordCounts:
    """Occurrences and texts of each word in each group, counted batch by batch.

    A grouping other than kind is counted within each kind, so that laws and letters don't mix:
    its groups are (kind, value).
    """

    def __init__(self, groupings: tuple[str, ...]) -> None:
        self.groupings = groupings
        self.texts: dict[str, Counter[Any]] = {name: Counter() for name in groupings}
        self._occurrences: dict[str, dict[Any, NDArray[np.float64]]] = {name: {} for name in groupings}
        self._documents: dict[str, dict[Any, NDArray[np.float64]]] = {name: {} for name in groupings}

    def add(self, encoded: Encoded, texts: Texts, size: int) -> None:
        """Add a batch; `size` is the size of the vocabulary after it."""
        counts = encoded.counts(size)
        present = sparse.csr_matrix((np.ones_like(counts.data), counts.indices, counts.indptr), counts.shape)
        kind = texts.values("kind", encoded.doc_ids)
        kinds = texts.levels["kind"]
        for name in self.groupings:
            code = texts.values(name, encoded.doc_ids)
            for k, value in sorted(set(zip(kind.tolist(), code.tolist(), strict=True))):
                if value < 0 or k < 0:
                    continue
                group: Any = kinds[k] if name == "kind" else (kinds[k], texts.levels[name][value])
                mine = (kind == k) & (code == value)
                self.texts[name][group] += int(mine.sum())
                for store, matrix in ((self._occurrences, counts), (self._documents, present)):
                    total = np.asarray(matrix[mine].sum(axis=0), dtype=np.float64).ravel()
                    store[name][group] = _padded(store[name].get(group), size) + total

    def group_documents(self, grouping: str, group: Any, size: int) -> NDArray[np.float64]:
        """Return the number of texts of the group that hold each word."""
        return _padded(self._documents[grouping].get(group), size)

    def occurrences(self, grouping: str, group: Any, size: int) -> NDArray[np.float64]:
        """Return how often each word stands in the texts of the group."""
        return _padded(self._occurrences[grouping].get(group), size)


def _padded(counts: NDArray[np.float64] | None, size: int) -> NDArray[np.float64]:
    made = np.zeros(size)
    if counts is not None:
        made[: len(counts)] = counts
    return made


def keyness_rows(
    counted: WordCounts, words: list[str], texts: Texts, settings: KeywordsSettings
) -> list[dict[str, Any]]:
    """Return rows of keyness: for each group the words that it uses most beyond the other groups.

    Groups of a grouping are compared within one kind of text; kinds are compared with each other.
    p is adjusted over all words and groups of a grouping.
    """
    rows: list[dict[str, Any]] = []
    for grouping in settings.keyness_groupings:
        if grouping == "kind":
            families: list[list[tuple[str, Any]]] = [[(kind, kind) for kind in texts.levels["kind"]]]
        else:
            families = [
                [(value, (kind, value)) for value in texts.levels[grouping] if counted.texts[grouping][(kind, value)]]
                for kind in settings.keyness_kinds
            ]
        for groups in families:
            large = [g for g in groups if counted.texts[grouping][g[1]] >= settings.keyness_min_texts]
            if len(large) > 1:
                rows += _compared(counted, words, grouping, large, settings)
    return rows


def _compared(
    counted: WordCounts, words: list[str], grouping: str, groups: list[tuple[str, Any]], settings: KeywordsSettings
) -> list[dict[str, Any]]:
    size = len(words)
    inside = np.array([counted.occurrences(grouping, group, size) for _, group in groups])
    total = inside.sum(axis=0)
    tested = np.flatnonzero(total >= settings.keyness_min_count)
    results = [compare(row, total - row, settings.keyness_prior) for row in inside]
    p = adjust(np.concatenate([result.p[tested] for result in results])).reshape(len(groups), -1)
    rows = []
    for place, ((name, group), result) in enumerate(zip(groups, results, strict=True)):
        documents = counted.group_documents(grouping, group, size)
        found: list[dict[str, Any]] = [
            {
                "grouping": grouping, "group": name, "word": words[i], "count": int(inside[place, i]),
                "rest_count": int(total[i] - inside[place, i]), "log_odds": round(float(result.log_odds[i]), 6),
                "z": round(float(result.z[i]), 6), "p_adjusted": round(float(p[place, at]), 6),
                "documents": int(documents[i]), "log_likelihood": round(float(result.log_likelihood[i]), 6),
                "log_ratio": round(float(result.log_ratio[i]), 6),
            }
            for at, i in enumerate(tested.tolist())
            if result.z[i] > 0 and documents[i] >= settings.min_documents
        ]
        found.sort(key=lambda row: (-row["z"], row["word"]))
        rows += found[: settings.keyness_words]
    return rows
