"""The shares of all texts of a large corpus, of which some have given words and model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from govtext.parallel import Work
from govtext.settings import TopicsSettings
from govtext.store import Inputs, Source
from govtext.table_batches import ROW_GROUP
from govtext.text_rows import TextRows
from govtext.topics.corpus import Corpus, groups_of, texts_of_kinds
from govtext.topics.description import Shares, shares_of
from govtext.topics.models import Model
from govtext.vocabulary import CODED, KnownWords

Values = list[str | None]
# Texts whose shares are inferred at a time: what a step makes of them stays in the processor's cache.
_TOGETHER = 2048


@dataclass(frozen=True)
class Everyone:
    """All texts: doc_ids, region, year and month as in `Corpus`, and texts × topics shares."""

    doc_ids: pa.StringArray
    region: Values
    year: Values
    month: Values
    shares: Shares


def everyone(
    inputs: Inputs, corpus: Corpus, model: Model, shares: Shares, settings: TopicsSettings, work: Work
) -> Everyone:
    """Return all texts with their shares.

    Args:
        inputs: documents and words.
        corpus: the texts that the model rests on.
        model: the model.
        shares: of the texts of the corpus, which may be all there are.
        settings: say which kinds of text are wanted.
        work: infers the shares of the others.
    """
    if len(corpus.doc_ids) == corpus.of_texts:
        return Everyone(corpus.doc_ids, corpus.region, corpus.year, corpus.month, shares)
    words = inputs["words"]
    wanted = texts_of_kinds(inputs["documents"], settings, ["region", "date"])
    known = TextRows.of(wanted.column("doc_id"))
    groups = range(-(-words.count() // ROW_GROUP))
    infer = partial(_inferred, words, model, pa.array(corpus.words, pa.string()))
    made = work.map(infer, groups, "shares of topics", len(groups), nearby=True)
    rows, found = _of_wanted(made, known, shares.shape[1])
    texts = wanted.take(pa.array(rows))
    return Everyone(texts.column("doc_id").combine_chunks(), *groups_of(texts), found)


def _inferred(words: Source, model: Model, vocabulary: pa.StringArray, group: int) -> tuple[pa.Array, Shares]:
    """Return the texts of a row group of the table words, and their shares."""
    (batch,) = words.batches(["doc_id", *CODED], ROW_GROUP, CODED, only=(group,))
    return batch.column("doc_id"), shares_of(model, KnownWords(vocabulary).counts(batch), _TOGETHER)


def _of_wanted(
    made: Iterator[tuple[pa.Array, Shares]], known: TextRows, topics: int
) -> tuple[NDArray[np.int64], Shares]:
    """Return which of the known texts were found, in the order of the words, and their shares."""
    rows, shares, filled = np.empty(len(known), np.int64), np.empty((len(known), topics), np.float32), 0
    for doc_ids, part in made:
        found = known.find(doc_ids)
        mine = found >= 0
        own = slice(filled, filled + int(mine.sum()))
        rows[own], shares[own], filled = found[mine], part[mine], own.stop
    return rows[:filled], shares[:filled]
