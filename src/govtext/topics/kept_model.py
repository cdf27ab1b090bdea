"""The chosen model as two tables, and texts held against it without fitting anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from govtext.errors import GovtextError
from govtext.store import Produced, Source
from govtext.topics.fitting import one_thread
from govtext.topics.models import Array, Model
from govtext.vocabulary import Vocabulary, count_table


def model_tables(model: Model, words: list[str], held: NDArray[np.int64]) -> Iterator[Produced]:
    """Yield the tables that a model is read from again.

    Args:
        model: its topics in the order of their numbers.
        words: the vocabulary.
        held: texts that each word stands in.
    """
    topics, places = np.nonzero(model.profiles)
    names = pa.array(words, pa.string())
    yield "topic_model", pa.table(
        {
            "topic_id": pa.array(topics, pa.int64()), "word": names.take(pa.array(places)),
            "weight": pa.array(model.profiles[topics, places], pa.float64()),
        }
    )
    idf = pa.nulls(len(words), pa.float64()) if model.idf is None else pa.array(model.idf, pa.float64())
    yield "topic_vocabulary", pa.table({"word": names, "idf": idf, "documents": pa.array(held, pa.int64())})


@dataclass(frozen=True)
class KeptModel:
    """A model read from its tables: gives texts their shares of its topics."""

    model: Model
    vocabulary: Vocabulary

    @classmethod
    def read(cls, sources: Mapping[str, Source]) -> KeptModel:
        """Return the model of the tables topic_model and topic_vocabulary.

        Raises:
            GovtextError: there are no topics.
        """
        words, profiles = sources["topic_vocabulary"].read(), sources["topic_model"].read()
        if not profiles.num_rows:
            raise GovtextError("there are no topics to assign texts to", hint="see the notes of: govtext run topics")
        # Whatever its form or tag, a word of the list counts: it was looked at when the list was made.
        vocabulary = Vocabulary(min_length=1)
        place = np.array([vocabulary.number(word) for word in words.column("word").to_pylist()])
        if not np.array_equal(place, np.arange(len(place))):
            raise GovtextError("04_topics/topic_vocabulary.parquet was changed", hint="run: govtext run topics")
        at = pc.index_in(profiles.column("word"), words.column("word").combine_chunks()).to_numpy()
        topics = profiles.column("topic_id").to_numpy()
        weights = np.zeros((int(topics.max()) + 1, words.num_rows))
        weights[topics, at] = profiles.column("weight").to_numpy()
        idf = words.column("idf")
        model = Model(weights, weights, weights, None if idf.null_count else idf.to_numpy())
        return cls(model, vocabulary)

    def counts(self, batch: pa.RecordBatch) -> tuple[list[str], sparse.csr_matrix]:
        """Return the texts of a batch of the words table and how often each holds each word of the vocabulary."""
        known = len(self.model.profiles[0])
        encoded = self.vocabulary.encode(batch)
        kept = (encoded.words >= 0) & (encoded.words < known)
        return encoded.doc_ids, count_table(encoded.rows[kept], encoded.words[kept], (len(encoded.doc_ids), known))

    def shares(self, batch: pa.RecordBatch) -> tuple[list[str], Array]:
        """Return the texts of a batch of the words table and their shares, texts × topics.

        A text without a word of the vocabulary has no shares (zeros). A text's shares are those that
        it would have among the texts that the model was fitted on.
        """
        doc_ids, counts = self.counts(batch)
        with one_thread():
            return doc_ids, self.model.infer(counts)
