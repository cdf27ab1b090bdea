"""The keywords stage: keywords of texts and of the corpus, keyness between groups, co-occurrence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse

from govtext.keywords.cooccurrence import PairCounts, strongest_pairs
from govtext.keywords.groups import Texts, WordCounts, keyness_rows, read_texts
from govtext.keywords.network import communities, write_graphml
from govtext.keywords.phrases import PairTally, Phrases, by_position
from govtext.keywords.ranking import keyword_table, strongest
from govtext.lexicons import Lexicons
from govtext.parallel import Work
from govtext.settings import KeywordsSettings
from govtext.store import Artifact, Inputs, Produced, Source, table
from govtext.vocabulary import Encoded, Vocabulary, smooth_idf, tfidf

COLUMNS = ["doc_id", "words", "tags"]


def run(inputs: Inputs, settings: KeywordsSettings, lexicons: Lexicons, work: Work) -> Iterator[Produced]:
    """Yield document_keywords, corpus_keywords, keyness and cooccurrence.

    The words are read twice, batch by batch: once to count, once to weigh.
    """
    texts = read_texts(inputs["documents"])
    stop_words = {word.word for word in lexicons.words("stopwords.txt")}
    vocabulary = Vocabulary(stop_words, settings.min_length, names=settings.names)
    counted = WordCounts(("kind", "region", "year"))
    tally = PairTally()
    for encoded in _encoded(inputs["words"], vocabulary):
        counted.add(encoded, texts, len(vocabulary))
        tally.add(encoded, len(vocabulary))
    if not len(vocabulary):
        work.notice("keywords: no text holds a content word, so the keyword tables are empty")
    phrases = tally.phrases(settings.phrase_min_count, settings.phrase_cohesion)
    yield from _weighted(inputs["words"], vocabulary, counted, phrases, texts, settings)
    yield "keyness", table("keyness", keyness_rows(counted, vocabulary.words, texts, settings))


def _encoded(words: Source, vocabulary: Vocabulary) -> Iterator[Encoded]:
    for batch in words.batches(COLUMNS):
        yield vocabulary.encode(batch)


def _weighted(
    words: Source, vocabulary: Vocabulary, counted: WordCounts, phrases: Phrases, texts: Texts,
    settings: KeywordsSettings,
) -> Iterator[Produced]:
    """Yield what needs the second reading: keywords of texts and kinds, pairs of words."""
    size, kinds = len(vocabulary), texts.levels["kind"]
    alphabetical = np.empty(size, dtype=np.int64)
    alphabetical[sorted(range(size), key=vocabulary.words.__getitem__)] = np.arange(size)
    documents = {kind: counted.group_documents("kind", kind, size) for kind in kinds}
    idf = np.array([smooth_idf(documents[kind], counted.texts["kind"].get(kind, 0)) for kind in kinds])
    sums = {kind: np.zeros(size) for kind in kinds}
    names = phrases.names(vocabulary.words)
    by_name = np.argsort(np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64))
    chosen = _network_words(documents, alphabetical, settings)
    pairs = PairCounts(chosen)
    for encoded in _encoded(words, vocabulary):
        counts = encoded.counts(size)
        of_kind = texts.values("kind", encoded.doc_ids)
        weights = tfidf(counts, idf, of_kind)
        for place, kind in enumerate(kinds):
            sums[kind] += np.asarray(weights[of_kind == place].sum(axis=0)).ravel()
        for method, found, labels in (
            ("tfidf", strongest(weights, settings.per_text, alphabetical), vocabulary.words),
            ("position", strongest(by_position(weights, encoded), settings.per_text, alphabetical), vocabulary.words),
            ("phrase", strongest(_phrase_weights(phrases, encoded, idf, of_kind), settings.per_text, by_name), names),
        ):
            if method in settings.methods:
                yield "document_keywords", keyword_table(encoded.doc_ids, labels, found, method)
        networked = [place for place, kind in enumerate(kinds) if kind in settings.network_kinds]
        pairs.add(counts[np.isin(of_kind, networked)])
    yield "corpus_keywords", _corpus_keywords(vocabulary.words, documents, sums, counted, alphabetical, settings)
    least = max(settings.network_min_documents, 1)
    linked = strongest_pairs(pairs, [vocabulary.words[i] for i in chosen.tolist()], least, settings.network_pairs)
    yield from _network(linked)


def _phrase_weights(
    phrases: Phrases, encoded: Encoded, idf: NDArray[np.float64], of_kind: NDArray[np.int64]
) -> sparse.csr_matrix:
    """Return phrases weighted like words, a phrase being as rare as the rarer of its two words."""
    counts = phrases.counts(encoded)
    if not counts.shape[1]:
        return counts
    first, second = phrases.pairs >> 32, phrases.pairs & 0xFFFFFFFF
    return tfidf(counts, np.maximum(idf[:, first], idf[:, second]), of_kind)


def _network(linked: list[tuple[str, str, int, float]]) -> Iterator[Produced]:
    of_word = communities(linked)
    rows = [
        {
            "word_a": a, "word_b": b, "documents": documents, "npmi": npmi,
            "community_a": of_word[a], "community_b": of_word[b],
        }
        for a, b, documents, npmi in linked
    ]
    yield "cooccurrence", table("cooccurrence", rows)
    yield Artifact("cooccurrence.graphml", partial(write_graphml, pairs=linked, of_word=of_word))


def _network_words(
    documents: dict[str, NDArray[np.float64]], alphabetical: NDArray[np.int64], settings: KeywordsSettings
) -> NDArray[np.int64]:
    """Return the words that stand in most texts of the network's kinds."""
    total = np.zeros(len(alphabetical))
    for kind, count in documents.items():
        if kind in settings.network_kinds:
            total += count
    order = np.lexsort((alphabetical, -total))[: settings.network_words]
    return np.sort(order[total[order] >= settings.network_min_documents])


def _corpus_keywords(
    words: list[str],
    documents: dict[str, NDArray[np.float64]],
    sums: dict[str, NDArray[np.float64]],
    counted: WordCounts,
    alphabetical: NDArray[np.int64],
    settings: KeywordsSettings,
) -> pa.Table:
    """Return the words with the greatest mean TF-IDF over the texts of each kind."""
    rows = []
    for kind in sorted(sums):
        mean = np.round(sums[kind] / max(counted.texts["kind"].get(kind, 0), 1), 6)
        order = np.lexsort((alphabetical, -mean))
        order = order[(mean[order] > 0) & (documents[kind][order] >= settings.min_documents)][: settings.per_kind]
        rows += [
            {
                "kind": kind, "rank": rank, "word": words[i], "weight": float(mean[i]),
                "documents": int(documents[kind][i]), "method": "tfidf",
            }
            for rank, i in enumerate(order.tolist(), start=1)
        ]
    return table("corpus_keywords", rows)
