"""What a chosen model says: its topics with their words, labels and texts, and the texts' shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from govtext.settings import TopicsSettings
from govtext.store import Produced, table
from govtext.topics.coherence import topic_cv, topic_npmi
from govtext.topics.corpus import Corpus
from govtext.topics.fitting import one_thread
from govtext.topics.labels import match_labels, phrases_of, propose_labels
from govtext.topics.models import Array, Model, largest_first
from govtext.topics.probabilities import word_probabilities
from govtext.topics.quality import TIE_DECIMALS, frex, top_words, topic_exclusivity
from govtext.topics.selection import windows_for
from govtext.topics.topic_map import positions

# Weights of probability against lift for which a topic's most relevant words are listed.
RELEVANCES = (0.0, 0.3, 0.6)
# Rarer words in a topic say little of it, however much they stand in it alone.
_LEAST_PROBABILITY = 0.0005
# Texts whose shares are inferred at a time: bounds the memory whatever the corpus.
_BLOCK = 20_000
SHARE_DECIMALS = 6
# Texts × topics: half the memory of double precision.
Shares = NDArray[np.float32]


@dataclass(frozen=True)
class Topics:
    """P(word | topic), the words each topic is shown by, and the corpus' texts' shares; largest topic first.

    Shares are rounded to six decimals, which single precision holds: `exact` gives them back.
    """

    probabilities: Array
    tops: NDArray[np.int64]
    shares: Shares


def describe(model: Model, corpus: Corpus, settings: TopicsSettings) -> tuple[Topics, Model, NDArray[np.int64]]:
    """Return what the tables hold of a model, the model with its largest topic first, and that order."""
    order = largest_first(model, shares_of(model, corpus.counts).mean(axis=0, dtype=np.float64))
    model = model.ordered(order)
    shares = shares_of(model, corpus.counts)
    with one_thread():
        probabilities = model.topic_words if model.idf is None else word_probabilities(corpus.counts, shares)
    return Topics(probabilities, top_words(model.shown, settings.top_words), shares), model, order


def exact(shares: Shares) -> Array:
    """Return shares as numbers of double precision with six decimals."""
    return np.asarray(np.round(shares.astype(np.float64), SHARE_DECIMALS))


def shares_of(model: Model, counts: sparse.csr_matrix, together: int = _BLOCK) -> Shares:
    """Return texts × topics: the shares of texts × words counts, inferred for so many texts together."""
    shares = np.empty((counts.shape[0], len(model.profiles)), dtype=np.float32)
    with one_thread():
        for at in range(0, len(shares), together):
            shares[at : at + together] = np.round(model.infer(counts[at : at + together]), SHARE_DECIMALS)
    return shares


def labels_of(
    topics: Topics, corpus: Corpus, given: list[tuple[str, set[str]]]
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (label, whose it is) of each topic, and the researcher's labels that fit none."""
    words = corpus.words
    phrases = phrases_of(corpus.tokens, corpus.follows, topics.tops, len(words))
    proposed = propose_labels(topics.tops, frex(topics.probabilities), words, phrases)
    held = [
        {words[i] for i in [*shown.tolist(), *probable.tolist()]}
        for shown, probable in zip(topics.tops, top_words(topics.probabilities, 20), strict=True)
    ]
    matched, lost = match_labels(given, held)
    return [
        (matched[topic], "researcher") if topic in matched else (label, "proposed")
        for topic, label in enumerate(proposed)
    ], lost


def topic_tables(
    corpus: Corpus, topics: Topics, shares: Shares, stability: Array, level: float, labels: list[tuple[str, str]],
    settings: TopicsSettings,
) -> Iterator[Produced]:
    """Yield topics and topic_words.

    Args:
        corpus: the texts that the model rests on.
        topics: the model's topics.
        shares: of all texts.
        stability: of each topic.
        level: stability that a stable topic reaches.
        labels: (label, whose it is) of each topic.
        settings: how many words and texts are listed.
    """
    windows, places = windows_for(corpus, [topics.tops]), positions(topics.probabilities)
    npmi, cv = topic_npmi(windows[0], topics.tops), topic_cv(windows[1], topics.tops)
    scores = frex(topics.probabilities)
    exclusivity = topic_exclusivity(topics.probabilities, topics.tops)
    weighed = shares.any(axis=1)
    # As in topic_trends: a text without any word of the vocabulary says nothing of any topic.
    mean = shares.sum(axis=0, dtype=np.float64) / max(int(weighed.sum()), 1)
    main = np.where(weighed, shares.argmax(axis=1), -1)
    rows = [
        {
            "topic_id": topic, "label": labels[topic][0], "label_source": labels[topic][1],
            "share": round(float(mean[topic]), 6),
            "coherence_npmi": round(float(npmi[topic]), 6), "coherence_cv": round(float(cv[topic]), 6),
            "exclusivity": round(float(exclusivity[topic]), 6), "stability": round(float(stability[topic]), 6),
            "stable": bool(stability[topic] >= level),
            "documents": int((main == topic).sum()), "top_words": [corpus.words[i] for i in words.tolist()],
            "examples": _examples(corpus, topics.shares[:, topic], settings.examples),
            "map_x": float(places[topic, 0]), "map_y": float(places[topic, 1]),
        }
        for topic, words in enumerate(topics.tops)
    ]
    yield "topics", table("topics", rows)
    yield "topic_words", table("topic_words", _word_rows(corpus, topics.probabilities, scores, settings.listed_words))


def _word_rows(corpus: Corpus, probabilities: Array, scores: Array, listed: int) -> list[dict[str, Any]]:
    """Return rows of topic_words: the most probable words, and a third as many of the most relevant.

    Relevance is that of Sievert and Shirley (2014); its λ can be moved on the report's page.
    """
    overall = np.asarray(corpus.counts.sum(axis=0), dtype=np.float64).ravel()
    overall = np.maximum(overall / max(overall.sum(), 1.0), 1e-12)
    rows = []
    for topic, values in enumerate(probabilities):
        chosen = set(top_words(values[None, :], listed)[0].tolist())
        logs = np.log(np.maximum(values, 1e-12))
        for weight in RELEVANCES:
            relevance = np.where(values > _LEAST_PROBABILITY, logs - (1 - weight) * np.log(overall), -np.inf)
            chosen |= set(top_words(relevance[None, :], max(listed // 3, 1))[0].tolist())
        held = [i for i in chosen if round(float(values[i]), 6) > 0]
        held.sort(key=lambda i: (-round(float(values[i]), TIE_DECIMALS), i))
        rows += [
            {
                "topic_id": topic, "rank": rank, "word": corpus.words[i], "weight": round(float(values[i]), 6),
                "frex": round(float(scores[topic, i]), 6), "corpus": round(float(overall[i]), 8),
            }
            for rank, i in enumerate(held, start=1)
        ]
    return rows


def _examples(corpus: Corpus, shares: Shares, number: int) -> list[str]:
    """Return the texts with the highest share of a topic that hold at least an average number of its words.

    Very short texts reach a share of 1 with a single word; the longer ones show the topic better.
    """
    sizes = np.diff(corpus.counts.indptr)
    long_enough = corpus.fitted & (sizes >= np.median(sizes[corpus.fitted]))
    held = np.where(long_enough, shares, np.float32(0.0))
    first = np.argsort(-held, kind="stable")[: 10 * number].tolist()
    ids = {i: corpus.doc_ids[i].as_py() for i in first}
    first.sort(key=lambda i: (-held[i], ids[i]))
    return [ids[i] for i in first[:number] if held[i] > 0]


def document_topics(doc_ids: pa.StringArray, shares: Shares, least: float) -> Iterator[Produced]:
    """Yield the rows of document_topics: shares of `least` and more."""
    for at in range(0, len(shares), _BLOCK):
        rounded = exact(shares[at : at + _BLOCK])
        rows, topics = np.nonzero(rounded >= max(least, 1e-6))
        yield "document_topics", pa.table(
            {
                "doc_id": doc_ids[at : at + _BLOCK].take(pa.array(rows)),
                "topic_id": pa.array(topics, pa.int64()),
                "weight": pa.array(rounded[rows, topics], pa.float64()),
            }
        )
