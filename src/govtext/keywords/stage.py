"""The keywords stage: keywords of texts and of the corpus, keyness between groups, co-occurrence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from govtext.keywords.cooccurrence import PairCounts, strongest_pairs
from govtext.keywords.groups import Texts, WordCounts, keyness_rows, read_texts
from govtext.keywords.ranking import keyword_table, strongest
from govtext.lexicons import Lexicons
from govtext.parallel import Work
from govtext.settings import KeywordsSettings
from govtext.store import Inputs, Produced, Source, table
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
    for encoded in _encoded(inputs["words"], vocabulary):
        counted.add(encoded, texts, len(vocabulary))
    if not len(vocabulary):
        work.notice("keywords: no text holds a content word, so the keyword tables are empty")
    yield from _weighted(inputs["words"], vocabulary, counted, texts, settings)
    yield "keyness", table("keyness", keyness_rows(counted, vocabulary.words, texts, settings))


def _encoded(words: Source, vocabulary: Vocabulary) -> Iterator[Encoded]:
    for batch in words.batches(COLUMNS):
        yield vocabulary.encode(batch)


def _weighted(
    words: Source, vocabulary: Vocabulary, counted: WordCounts, texts: Texts, settings: KeywordsSettings
) -> Iterator[Produced]:
    """Yield what needs the second reading: keywords of texts and kinds, pairs of words."""
    size = len(vocabulary)
    alphabetical = np.empty(size, dtype=np.int64)
    alphabetical[sorted(range(size), key=vocabulary.words.__getitem__)] = np.arange(size)
    kinds = texts.levels["kind"]
    documents = {kind: counted.group_documents("kind", kind, size) for kind in kinds}
    idf = np.array([smooth_idf(documents[kind], counted.texts["kind"].get(kind, 0)) for kind in kinds])
    sums = {kind: np.zeros(size) for kind in kinds}
    chosen = _network_words(documents, alphabetical, settings)
    pairs = PairCounts(chosen)
    for encoded in _encoded(words, vocabulary):
        counts = encoded.counts(size)
        of_kind = texts.values("kind", encoded.doc_ids)
        weights = tfidf(counts, idf, of_kind)
        for place, kind in enumerate(kinds):
            sums[kind] += np.asarray(weights[of_kind == place].sum(axis=0)).ravel()
        found = strongest(weights, settings.per_text, alphabetical)
        yield "document_keywords", keyword_table(encoded.doc_ids, vocabulary.words, found, "tfidf")
        networked = [place for place, kind in enumerate(kinds) if kind in settings.network_kinds]
        pairs.add(counts[np.isin(of_kind, networked)])
    yield "corpus_keywords", _corpus_keywords(vocabulary.words, documents, sums, counted, alphabetical, settings)
    least = max(settings.network_min_documents, 1)
    rows = strongest_pairs(pairs, [vocabulary.words[i] for i in chosen.tolist()], least, settings.network_pairs)
    yield (
        "cooccurrence",
        table("cooccurrence", [dict(zip(("word_a", "word_b", "documents", "npmi"), row, strict=True)) for row in rows]),
    )


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
