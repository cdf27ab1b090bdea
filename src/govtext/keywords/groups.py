"""Groups of texts (kind, region, year, any column) and how often each word stands in each of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from govtext.errors import GovtextError, nearest
from govtext.keyness import GroupCounts, Limits, keyness_rows
from govtext.settings import EXTRA, KeywordsSettings
from govtext.store import Source
from govtext.vocabulary import Encoded

_NONE = -1


@dataclass(frozen=True)
class Grouping:
    """Groups that are compared with each other.

    Attributes:
        name: how the table calls the grouping.
        levels: names of the groups, in order.
        codes: for each text the number of its group, -1 where it has none.
    """

    name: str
    levels: list[str]
    codes: NDArray[np.int32]


@dataclass(frozen=True)
class Texts:
    """What the documents table says of each text.

    Attributes:
        row: doc_id → position.
        kind: the kinds of text.
        groupings: what is compared, `kind` too where it is asked for.
    """

    row: dict[str, int]
    kind: Grouping
    groupings: list[Grouping]

    def places(self, doc_ids: list[str]) -> NDArray[np.int64]:
        """Return the positions of the named texts."""
        return np.fromiter(map(self.row.__getitem__, doc_ids), np.int64, len(doc_ids))

    def codes(self, grouping: Grouping, doc_ids: list[str]) -> NDArray[np.int32]:
        """Return the codes of the named texts."""
        return grouping.codes[self.places(doc_ids)]


def read_texts(documents: Source, settings: KeywordsSettings) -> Texts:
    """Return the groups of every text.

    A grouping other than kind is made within each of `keyness_kinds`, so that laws and letters
    don't mix; of its groups those of enough texts are kept, and of many the largest.

    Raises:
        GovtextError: no text has the column that a grouping names.
    """
    doc_ids = documents.read(["doc_id"]).column("doc_id").to_pylist()
    kinds = documents.read(["kind"]).column("kind").to_pylist()
    kind = _grouping("kind", kinds, 0, len(set(kinds)))
    made = []
    for name in settings.keyness_groupings:
        if name == "kind":
            made.append(kind)
            continue
        values = _values(documents, name)
        for one in settings.keyness_kinds:
            of_kind = [value if k == one else None for value, k in zip(values, kinds, strict=True)]
            told = name if len(settings.keyness_kinds) == 1 else f"{one}.{name}"
            made.append(_grouping(told, of_kind, settings.keyness_min_texts, settings.keyness_groups))
    return Texts({doc_id: place for place, doc_id in enumerate(doc_ids)}, kind, made)


def _grouping(name: str, values: Sequence[str | None], least: int, most: int) -> Grouping:
    counted = Counter(value for value in values if value)
    large = sorted((v for v, n in counted.items() if n >= least), key=lambda value: (-counted[value], value))[:most]
    number = {level: place for place, level in enumerate(sorted(large))}
    codes = np.fromiter((number.get(v or "", _NONE) for v in values), np.int32, len(values))
    return Grouping(name, sorted(large), codes)


def _values(documents: Source, name: str) -> list[str | None]:
    """Return the value of every text in the column; year and month are the date's."""
    if name.startswith(EXTRA):
        return _extra_values(documents, name.removeprefix(EXTRA))
    if name in {"year", "month"}:
        form = "%Y" if name == "year" else "%Y-%m"
        dates = documents.read(["date"]).column("date")
        values: list[str | None] = pc.strftime(dates, format=form).to_pylist()
        return values
    return [None if value is None else str(value) for value in documents.read([name]).column(name).to_pylist()]


def _extra_values(documents: Source, name: str) -> list[str | None]:
    values: list[str | None] = []
    seen: set[str] = set()
    for batch in documents.batches(["extra"]):
        for content in batch.column("extra").to_pylist():
            columns = json.loads(content) if content else {}
            seen.update(columns)
            value = columns.get(name)
            values.append(None if value is None else str(value).strip())
    if values and name not in seen:
        raise GovtextError(
            f'keywords.keyness_groupings: no text has a column "{name}" besides those that were mapped',
            file="pipeline/params.toml", hint=nearest(name, sorted(seen)) if seen else "take that grouping out",
        )
    return values


class WordCounts:
    """Occurrences and texts of each word in each kind and in each group, counted batch by batch.

    Args:
        texts: the groups.

    Attributes:
        kind_of: of each batch the number of each text's kind.
    """

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.kinds = GroupCounts(len(texts.kind.levels))
        # Where the kinds are compared too, they are counted once for both.
        self.groups = [self.kinds if one is texts.kind else GroupCounts(len(one.levels)) for one in texts.groupings]
        self.kind_of: list[NDArray[np.int32]] = []

    def add(self, encoded: Encoded, size: int) -> None:
        """Add a batch; `size` is the size of the vocabulary after it."""
        counts, places = encoded.counts(size), self.texts.places(encoded.doc_ids)
        self.kind_of.append(self.texts.kind.codes[places])
        others = zip(self.texts.groupings, self.groups, strict=True)
        pairs = [(self.texts.kind, self.kinds), *(one for one in others if one[1] is not self.kinds)]
        for grouping, counted in pairs:
            counted.add(counts, members(grouping.codes[places], len(grouping.levels)))

    def kind_documents(self, size: int) -> NDArray[np.float64]:
        """Return kinds × words: in how many texts of each kind each word stands."""
        return np.asarray(self.kinds.documents(size).toarray())

    def keyness(self, words: list[str], settings: KeywordsSettings) -> list[dict[str, Any]]:
        """Return the rows of keyness: for each group the words that it uses most beyond the other groups."""
        limits = Limits(
            settings.keyness_words, settings.keyness_min_count, settings.keyness_min_texts, settings.min_documents,
            settings.keyness_prior,
        )
        return [
            row
            for grouping, counted in zip(self.texts.groupings, self.groups, strict=True)
            for row in keyness_rows(grouping.name, grouping.levels, counted, words, limits)
        ]


def members(codes: NDArray[np.int32], count: int) -> sparse.csr_matrix:
    """Return groups × texts from the group of each text, -1 where it has none."""
    texts = np.flatnonzero(codes >= 0)
    return sparse.csr_matrix((np.ones(len(texts)), (codes[texts], texts)), (count, len(codes)))
