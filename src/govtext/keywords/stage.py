"""The keywords stage: keywords of texts and of the corpus, keyness between groups, co-occurrence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import tee

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from govtext.keywords.cooccurrence import PairCounts, strongest_pairs
from govtext.keywords.counting import Content, counted_apart, pairs_apart, spreads
from govtext.keywords.groups import Texts, WordCounts, read_texts
from govtext.keywords.network import communities, write_graphml
from govtext.keywords.phrases import PairTally, Phrases
from govtext.keywords.reading import Reading, tasks, weigh_from_file
from govtext.keywords.ways import Labels, Part, Ways, Weighed, in_order, weigh
from govtext.lexicons import Lexicons
from govtext.parallel import Work, batched
from govtext.settings import KeywordsSettings
from govtext.store import Artifact, Inputs, Produced, table
from govtext.vocabulary import Encoded, Vocabulary, smooth_idf

# Batches that are counted at a time: what groups hold of each is put in order and added up.
COUNTED_TOGETHER = 8
# Batches that a process weighs at a time, 8,192 texts: fewer are weighed here, which takes less than to send them.
TOGETHER = 4
# Those that it reads itself, a row group.
READ_TOGETHER = 8


def run(inputs: Inputs, settings: KeywordsSettings, lexicons: Lexicons, work: Work) -> Iterator[Produced]:
    """Yield document_keywords, corpus_keywords, keyness and cooccurrence.

    The words are read twice, batch by batch: once to count, once to weigh (see `reading`).
    """
    texts = read_texts(inputs["documents"], settings)
    stop_words = frozenset(word.word for word in lexicons.words("stopwords.txt"))
    content = Content(stop_words, settings.min_length, settings.names)
    vocabulary = content.vocabulary()
    reading = Reading(inputs["words"], vocabulary)
    if spreads(work):
        words, counted, tally = counted_apart(reading.batches(), texts, content, work)
        vocabulary.adopt(words)
    else:
        counted, tally = _counted(reading, vocabulary, texts)
    if not len(vocabulary):
        work.notice("keywords: no text holds a content word, so the keyword tables are empty")
    phrases = tally.phrases(settings.phrase_min_count, settings.phrase_cohesion)
    yield from _weighted(reading, vocabulary, counted, phrases, texts, settings, content, work)
    yield "keyness", table("keyness", counted.keyness(vocabulary.words, settings))


def _counted(reading: Reading, vocabulary: Vocabulary, texts: Texts) -> tuple[WordCounts, PairTally]:
    """Return how often the words of all texts stand in each group, and side by side; they join the vocabulary."""
    counted, tally = WordCounts(texts), PairTally()
    for some in batched(reading, COUNTED_TOGETHER):
        encoded = Encoded.joined(some)
        counted.add(encoded, len(vocabulary))
        tally.add(encoded, len(vocabulary))
    return counted, tally


def _weighted(
    reading: Reading, vocabulary: Vocabulary, counted: WordCounts, phrases: Phrases, texts: Texts,
    settings: KeywordsSettings, content: Content, work: Work,
) -> Iterator[Produced]:
    """Yield what needs the second reading: keywords of texts and kinds, pairs of words."""
    size, kinds = len(vocabulary), texts.kind.levels
    alphabetical = in_order(vocabulary.words)
    documents = dict(zip(kinds, counted.kind_documents(size), strict=True))
    of_texts = dict(zip(kinds, counted.kinds.texts.tolist(), strict=True))
    idf = np.array([smooth_idf(documents[kind], of_texts[kind]) for kind in kinds]).reshape(len(kinds), size)
    sums = {kind: np.zeros(size) for kind in kinds}
    phrase_names = phrases.names(vocabulary.words)
    ways = Ways(settings.methods, settings.per_text, phrases, in_order(phrase_names), idf, alphabetical)
    labels = Labels(vocabulary.words, phrase_names)
    chosen = _network_words(documents, alphabetical, settings)
    pairs = PairCounts(chosen)
    names = [vocabulary.words[i] for i in chosen.tolist()]
    networked = [place for place, kind in enumerate(kinds) if kind in settings.network_kinds]
    elsewhere = spreads(work)
    if elsewhere:
        pairs_apart(reading.batches(), texts, content, pairs, names, networked, work)
    weighs = partial(
        weigh, ways=ways, chosen=chosen[:0] if elsewhere else chosen, networked=np.array(networked, dtype=np.int64)
    )
    if reading.held or elsewhere or work.engine is not None:
        weighed = _weighed_here(reading, weighs, texts, work)
    else:
        read = partial(
            weigh_from_file, words=reading.words, vocabulary=labels.words, names=settings.names, weighs=weighs
        )
        given = tasks(reading.sizes, np.concatenate(counted.kind_of), READ_TOGETHER)
        weighed = work.map(read, given, "keywords", len(given))
    for some, made, together in weighed:
        for doc_ids, one in zip(some, made, strict=True):
            for kind, (words, weights) in zip(kinds, one.sums, strict=True):
                sums[kind][words] += weights
            for method, found in one.found:
                yield "document_keywords", labels.table(doc_ids, method, found)
        if not elsewhere:
            pairs.take(together)
    yield "corpus_keywords", _corpus_keywords(vocabulary.words, documents, sums, of_texts, alphabetical, settings)
    least = max(settings.network_min_documents, 1)
    linked = strongest_pairs(pairs, names, least, settings.network_pairs)
    yield from _network(linked)


def _weighed_here(
    reading: Reading, weighs: Callable[[list[Part]], tuple[list[Weighed], PairCounts]], texts: Texts, work: Work
) -> Iterator[tuple[list[list[str]], list[Weighed], PairCounts]]:
    """Yield the texts of some batches, and what is found in them; this process gives their words as numbers."""
    read, given = tee(batched(reading, TOGETHER))
    parts = ([_part(encoded, texts) for encoded in some] for some in given)
    # Not to the workers of a cluster: there what they send back costs more than to weigh here.
    weighed = map(weighs, parts) if spreads(work) else work.map(weighs, parts, "keywords")
    for some, (made, together) in zip(read, weighed, strict=True):
        yield [encoded.doc_ids for encoded in some], made, together


def _part(encoded: Encoded, texts: Texts) -> Part:
    return Part(encoded.words, encoded.offsets, texts.codes(texts.kind, encoded.doc_ids))


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
    enough = np.flatnonzero(total >= settings.network_min_documents)
    order = np.lexsort((alphabetical[enough], -total[enough]))[: settings.network_words]
    return np.sort(enough[order])


def _corpus_keywords(
    words: list[str],
    documents: dict[str, NDArray[np.float64]],
    sums: dict[str, NDArray[np.float64]],
    of_texts: dict[str, int],
    alphabetical: NDArray[np.int64],
    settings: KeywordsSettings,
) -> pa.Table:
    """Return the words with the greatest mean TF-IDF over the texts of each kind."""
    rows = []
    for kind in sorted(sums):
        mean = np.round(sums[kind] / max(of_texts[kind], 1), 6)
        enough = np.flatnonzero((mean > 0) & (documents[kind] >= settings.min_documents))
        order = enough[np.lexsort((alphabetical[enough], -mean[enough]))][: settings.per_kind]
        rows += [
            {
                "kind": kind, "rank": rank, "word": words[i], "weight": float(mean[i]),
                "documents": int(documents[kind][i]), "method": "tfidf",
            }
            for rank, i in enumerate(order.tolist(), start=1)
        ]
    return table("corpus_keywords", rows)
