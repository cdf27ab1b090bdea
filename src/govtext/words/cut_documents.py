"""A batch of documents: its words, their parts of speech, what it mentions, and what may be new words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from govtext.parallel import no_cycles
from govtext.tables import schema
from govtext.words.batch import CutBatch
from govtext.words.batch_mentions import batch_mentions
from govtext.words.candidates import Candidates, add_counts, candidates, counted, roles
from govtext.words.facts import Lists, facts_of
from govtext.words.mentions import Mention, without_overlaps
from govtext.words.places import PlaceLexicon
from govtext.words.references import MASK, document_numbers, masks, policy_titles
from govtext.words.segmentation import Segmenter, SegmenterConfiguration, portions, segmenter

# The tag of stretches that are kept whole: a proper name of another kind.
_WHOLE_TAG = "nz"


@dataclass(frozen=True)
class WordsConfiguration:
    """All that cutting a batch takes; it pickles.

    Attributes:
        segmenter: the dictionary and the engine.
        places: how places are named.
        offices: names of offices.
        matters: names of service matters.
        stopwords: words without a meaning of their own.
        listed: entries of two characters or more in the dictionary and the stop words.
        whole: kinds of mentions that are kept as one word.
        new_words: whether candidates for new words are counted.
    """

    segmenter: SegmenterConfiguration
    places: PlaceLexicon
    offices: frozenset[str]
    matters: frozenset[str]
    stopwords: frozenset[str]
    listed: frozenset[str]
    whole: frozenset[str]
    new_words: bool

    @property
    def lists(self) -> Lists:
        """What words are looked up in."""
        return Lists(self.offices, self.matters, self.places, self.stopwords, self.listed)


@dataclass(frozen=True)
class Counts:
    """What is counted over all documents, or over those of the batches that are looked at.

    Attributes:
        candidates: candidates for new words, of one batch or of several.
        listed: entries of the lists that were cut as words or stood within longer ones.
    """

    candidates: list[Candidates]
    listed: Counter[str]

    def plus(self, other: Counts) -> Counts:
        """Return the sum."""
        summed = Counts([counted([*self.candidates, *other.candidates])], Counter(self.listed))
        add_counts(summed.listed, other.listed)
        return summed

    def take(self, other: Counts) -> None:
        """Add what others count to what these do."""
        self.candidates.extend(other.candidates)
        add_counts(self.listed, other.listed)


@dataclass(frozen=True)
class CutDocuments:
    """What a batch of documents gives.

    Attributes:
        words: rows of the table words.
        entities: rows of the table entities.
        counts: what is counted over all documents; nothing of a batch that isn't looked at.
    """

    words: pa.Table
    entities: pa.Table
    counts: Counts


def document_texts(batch: pa.RecordBatch) -> list[str]:
    """Return the text of every document: title, newline, text."""
    titles, texts = batch.column("title").to_pylist(), batch.column("text").to_pylist()
    return [f"{title}\n{text}" for title, text in zip(titles, texts, strict=True)]


def cut_documents(
    configuration: WordsConfiguration, batch: pa.RecordBatch, counting: bool = True
) -> CutDocuments:
    """Return what a batch of documents gives; `counting`: whether it is one of those that counts are taken of."""
    with no_cycles():
        return _cut_documents(configuration, batch, counting)


def _cut_documents(configuration: WordsConfiguration, batch: pa.RecordBatch, counting: bool) -> CutDocuments:
    texts = document_texts(batch)
    cutter = segmenter(configuration.segmenter)
    facts = facts_of(configuration.lists, cutter.tagger.dictionary_codes, cutter.tagger.names)
    words, tags, mentions = [], [], []
    rows: list[Candidates] = []
    listed: Counter[str] = Counter()
    cuts = [cutter.cut_batch(part) for part in portions(texts)]
    for cut, numbers in zip(cuts, facts.numbers_of(cuts), strict=True):
        part = cut.batch.texts
        known = facts.tag.take(numbers)
        codes = cutter.tagger.codes(cut, known)
        references = [[*policy_titles(text), *document_numbers(text)] for text in part]
        mentions.append(batch_mentions(cut, facts, numbers, references))
        if counting:
            listed.update(facts.entries(numbers))
        if counting and configuration.new_words:
            role = roles(cut, cutter.tagger.names, known < 0, codes, facts.stop.take(numbers))
            rows.append(candidates(cut, role))
        stretches = [[*found, *masks(text)] for text, found in zip(part, references, strict=True)]
        cut, codes = _kept_whole(cut, codes, stretches, configuration.whole, cutter.tagger.names.index(_WHOLE_TAG))
        words.append(cut.arrow())
        tags.append(cutter.tagger.arrow(cut, codes))
    columns = [batch.column("doc_id"), pa.chunked_array(words), pa.chunked_array(tags)]
    table = pa.table(columns, names=["doc_id", "words", "tags"])
    entities = _entities(batch.column("doc_id"), cuts, mentions)
    return CutDocuments(table, entities, Counts([counted(rows)], listed))


def cut_plainly(cutter: Segmenter, batch: pa.RecordBatch) -> pa.Table:
    """Return the words of a batch of documents alone (rows of the table words); masks are kept whole."""
    words, tags = [], []
    for part in portions(document_texts(batch)):
        cut = cutter.cut_batch(part)
        codes = cutter.tagger.codes(cut)
        cut, codes = _kept_whole(
            cut, codes, [masks(text) for text in part], frozenset(), cutter.tagger.names.index(_WHOLE_TAG))
        words.append(cut.arrow())
        tags.append(cutter.tagger.arrow(cut, codes))
    columns = [batch.column("doc_id"), pa.chunked_array(words), pa.chunked_array(tags)]
    return pa.table(columns, names=["doc_id", "words", "tags"])


def _kept_whole(
    cut: CutBatch,
    codes: NDArray[np.int16],
    references: Sequence[Sequence[Mention]],
    whole: frozenset[str],
    tag: int,
) -> tuple[CutBatch, NDArray[np.int16]]:
    starts, ends = _whole_stretches(cut.batch.text_starts.tolist(), references, whole | {MASK})
    if not starts:
        return cut, codes
    cut, begun_in = cut.keep_whole(np.array(starts), np.array(ends))
    codes = codes[begun_in]
    codes[np.searchsorted(cut.starts, starts)] = tag
    return cut, codes


def _whole_stretches(
    text_starts: Sequence[int], references: Sequence[Sequence[Mention]], kinds: frozenset[str]
) -> tuple[list[int], list[int]]:
    starts, ends = [], []
    for begin, found in zip(text_starts, references, strict=False):
        for mention in without_overlaps([_inside_brackets(m) for m in found if m.kind in kinds]):
            starts.append(begin + mention.start)
            ends.append(begin + mention.end)
    return starts, ends


def _inside_brackets(mention: Mention) -> Mention:
    if mention.kind == "policy_title":
        return Mention(mention.start + 1, mention.end - 1, mention.kind)
    return mention


def _entities(doc_ids: pa.StringArray, cuts: Sequence[CutBatch], mentions: Sequence[Sequence[Mention]]) -> pa.Table:
    """Return the rows of the table entities; the places of mentions are those in the joined texts of their batch."""
    parts = [np.zeros((2, 0), np.int64)]
    rows, texts, kinds = [parts[0][0]], [], []
    first = 0
    for cut, found in zip(cuts, mentions, strict=True):
        places = np.array([(m.start, m.end) for m in found], dtype=np.int64).reshape(-1, 2).T
        row = np.searchsorted(cut.batch.text_starts, places[0], side="right") - 1
        parts.append(places - cut.batch.text_starts[row])
        rows.append(row + first)
        first += len(cut.batch.texts)
        joined = cut.batch.joined
        texts += [joined[m.start : m.end] for m in found]
        kinds += [m.kind for m in found]
    starts, ends = np.concatenate(parts, axis=1)
    wanted = schema("entities")
    columns = [doc_ids.take(pa.array(np.concatenate(rows))), kinds, texts, starts, ends]
    return pa.table([pa.array(column, type=field.type) for column, field in zip(columns, wanted, strict=True)], wanted)
