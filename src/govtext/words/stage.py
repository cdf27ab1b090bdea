"""The words stage: every text is cut into words once, and what it mentions is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from govtext.jieba_dictionary import import_jieba
from govtext.reduction import added
from govtext.store import table
from govtext.table_batches import evenly_spread
from govtext.words.agreement import agreement
from govtext.words.candidates import CandidateCounter
from govtext.words.cut_documents import Counts, WordsConfiguration, cut_documents, document_texts
from govtext.words.dictionary import JIEBA_VERSION
from govtext.words.new_words import Evidence, Surroundings, parts_of, surroundings, with_examples
from govtext.words.offices import MATTER_TAG, OFFICE_TAG
from govtext.words.places import place_lexicon
from govtext.words.segmentation import SegmenterConfiguration, segmenter

if TYPE_CHECKING:
    import pyarrow as pa

    from govtext.lexicons import Lexicons, LexiconWord
    from govtext.parallel import Work
    from govtext.settings import WordsSettings
    from govtext.store import Inputs, Produced, Source

# Texts per batch: larger ones gain nothing, smaller ones cost more to send to a process than to cut.
TEXTS_PER_BATCH = 1024


def run(inputs: Inputs, settings: WordsSettings, lexicons: Lexicons, work: Work) -> Iterator[Produced]:
    """Yield the tables words, entities and new_words.

    Raises:
        GovtextError: a lexicon has a line that can't be read.
    """
    configuration = configure(settings, lexicons, work)
    source = inputs["documents"]
    looked_at = LookedAt.of(source, settings.new_word_texts)
    counter, listed = CandidateCounter(), Counter[str]()
    batches = looked_at.marked(source.batches(["doc_id", "kind", "title", "text"], rows=TEXTS_PER_BATCH))
    cut = partial(_cut_documents, configuration)
    for (words, entities), counts in added(
        work, cut, batches, Counts.plus, "words", looked_at.batches, add=Counts.take
    ):
        yield "words", words
        yield "entities", entities
        if counts is not None:
            counter.add(counts.candidates)
            listed.update(counts.listed)
    yield "new_words", _second_pass(source, looked_at, configuration, settings, counter, listed, work)


def ready(settings: WordsSettings, lexicons: Lexicons) -> Callable[[], None]:
    """Return what a process can do before its first batch: load the dictionary and the models of parts of speech.

    Raises:
        GovtextError: a lexicon has a line that can't be read.
    """
    return partial(_load, _segmenter(settings, lexicons.words("gov_terms.txt")))


def _load(configuration: SegmenterConfiguration) -> None:
    segmenter(configuration).tagger  # noqa: B018


@dataclass
class LookedAt:
    """The texts in which new words are sought: all, or of very many some batches, evenly spread, and all policies.

    Attributes:
        batches: batches of texts in all.
        wanted: batches that are looked at, those that hold a policy left aside.
        texts: texts that were looked at when the batches had been gone through.
    """

    batches: int
    wanted: int
    texts: int = 0

    @classmethod
    def of(cls, source: Source, most: int) -> LookedAt:
        """Return what is looked at of a source; of no more than `most` texts every one."""
        batches, wanted = -(-source.count() // TEXTS_PER_BATCH), -(-most // TEXTS_PER_BATCH)
        return cls(batches, min(batches, wanted) if most else batches)

    def marked(self, batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[pa.RecordBatch, bool]]:
        """Yield every batch (columns kind, title, text and others), and whether it is looked at."""
        self.texts, in_turn = 0, evenly_spread(self.batches, self.wanted)
        for number, batch in enumerate(batches):
            looked_at = number in in_turn or "policy" in batch.column("kind").to_pylist()
            self.texts += len(batch) * looked_at
            yield batch, looked_at

    def alone(self, source: Source) -> Iterator[pa.RecordBatch]:
        """Yield the batches that are looked at."""
        batches = source.batches(["kind", "title", "text"], rows=TEXTS_PER_BATCH)
        return (batch for batch, looked_at in self.marked(batches) if looked_at)


def configure(settings: WordsSettings, lexicons: Lexicons, work: Work) -> WordsConfiguration:
    """Return what the settings and lexicons say, and tell the user where the engine is not the fast one."""
    terms = lexicons.words("gov_terms.txt")
    stopwords = frozenset(lexicons.lines("stopwords.txt"))
    cutter = _segmenter(settings, terms)
    if cutter.engine != settings.engine:
        work.notice(f"jieba is not {JIEBA_VERSION}: it cuts the texts itself, with the same words, but slower")
    return WordsConfiguration(
        segmenter=cutter,
        places=place_lexicon(
            lexicons.words("places.txt"), lexicons.lines("division_codes.txt"), lexicons.location("places.txt")
        ),
        offices=frozenset(t.word for t in terms if t.tag == OFFICE_TAG),
        matters=frozenset(t.word for t in terms if t.tag == MATTER_TAG),
        stopwords=stopwords,
        listed=frozenset(word for word in {*stopwords, *(t.word for t in terms)} if len(word) > 1),
        whole=frozenset(settings.keep_whole),
        new_words=settings.new_words > 0,
    )


def _segmenter(settings: WordsSettings, terms: Sequence[LexiconWord]) -> SegmenterConfiguration:
    engine = settings.engine
    if engine == "arrays" and import_jieba().__version__ != JIEBA_VERSION:
        engine = "jieba"
    return SegmenterConfiguration(tuple((t.word, t.frequency, t.tag) for t in terms), settings.hmm, engine)


def _second_pass(
    source: Source,
    looked_at: LookedAt,
    configuration: WordsConfiguration,
    settings: WordsSettings,
    counter: CandidateCounter,
    cut: Counter[str],
    work: Work,
) -> pa.Table:
    """Judge the candidates for new words by the texts looked at; say where the lists and the texts disagree."""
    known = {entry[0] for entry in configuration.segmenter.entries}
    repeated = counter.repeated(settings.new_word_count)
    # Whoever has cut the texts holds the dictionary: this process would have to read it for these words alone.
    listed = partial(_listed, configuration.segmenter)
    apart = source.count() > TEXTS_PER_BATCH
    repeated -= known
    asked = [sorted(repeated)] if repeated else []
    words = frozenset(counter.judged(repeated.difference(*work.map(listed, asked, apart=apart))))
    parts = parts_of(words, configuration.listed)
    known.update(*work.map(listed, [parts] if repeated else [], apart=apart))
    evidence = Evidence(words, parts)
    batches = looked_at.alone(source)
    for _, found in added(work, partial(_surroundings, words, parts), batches, Surroundings.plus):
        if found is not None:
            evidence.add(found)
    terms = {entry[0] for entry in configuration.segmenter.entries if len(entry[0]) > 1}
    compared = agreement(cut, evidence.counts(configuration.listed), terms, configuration.listed - terms)
    for line in compared.notices():
        work.notice(line)
    judged = evidence.judge(
        known, settings.new_word_count, settings.new_word_cohesion, settings.new_word_entropy, settings.new_words
    )
    if looked_at.texts < source.count() and settings.new_words:
        work.notice(
            f"new words were sought in {looked_at.texts:,} of {source.count():,} texts, evenly spread "
            "(words.new_word_texts)"
        )
    texts = map(document_texts, looked_at.alone(source))
    shown = with_examples(judged, texts)
    return table("new_words", [vars(new) | {"examples": list(new.examples)} for new in shown])


def _cut_documents(
    configuration: WordsConfiguration, item: tuple[pa.RecordBatch, bool]
) -> tuple[tuple[pa.Table, pa.Table], Counts]:
    batch, looked_at = item
    made = cut_documents(configuration, batch, looked_at)
    return (made.words, made.entities), made.counts


def _listed(configuration: SegmenterConfiguration, words: Sequence[str]) -> list[str]:
    """Return those of some words that the dictionary holds with a part of speech, as it does all of jieba's own."""
    tags = segmenter(configuration).dictionary.tags_of(words)
    return [words[at] for at in np.flatnonzero(tags >= 0).tolist()]


def _surroundings(
    words: frozenset[str], parts: tuple[str, ...], batch: pa.RecordBatch
) -> tuple[None, Surroundings]:
    return None, surroundings(words, parts, document_texts(batch))
