"""A batch of documents: its words, their parts of speech, what it mentions, and what may be new words."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from govtext.parallel import no_cycles
from govtext.tables import schema
from govtext.words.batch import CutBatch
from govtext.words.candidates import Candidates, add_counts, candidates, counted, roles
from govtext.words.facts import Lists, WordFacts, facts_of
from govtext.words.forms import MATTER, OFFICE, PLACE, Forms, role_of
from govtext.words.mentions import CutText, Mention, without_overlaps
from govtext.words.offices import departments, matters, with_names
from govtext.words.places import PlaceLexicon, named_places
from govtext.words.references import MASK, coded_places, document_numbers, masks, policy_titles
from govtext.words.segmentation import SegmenterConfiguration, portions, segmenter

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
    of_cuts = Forms.of_all(cuts)
    numbers = facts.numbers(of_cuts[0].distinct if of_cuts else [])
    for cut, forms in zip(cuts, of_cuts, strict=True):
        part = cut.batch.texts
        known = facts.tag[numbers][forms.index]
        codes = cutter.tagger.codes(cut, known)
        references = [[*policy_titles(text), *document_numbers(text)] for text in part]
        mentions += _mentions(cut, forms, facts, numbers, references, configuration)
        if counting:
            listed.update(facts.entries(forms.distinct, numbers, forms.counts()))
        if counting and configuration.new_words:
            role = roles(cut, cutter.tagger.names, known < 0, codes, facts.stop[numbers][forms.index])
            rows.append(candidates(cut, role))
        stretches = [[*found, *masks(text)] for text, found in zip(part, references, strict=True)]
        cut, codes = _kept_whole(cut, codes, stretches, configuration.whole, cutter.tagger.names.index(_WHOLE_TAG))
        words.append(cut.arrow())
        tags.append(cutter.tagger.arrow(cut, codes))
    columns = [batch.column("doc_id"), pa.chunked_array(words), pa.chunked_array(tags)]
    table = pa.table(columns, names=["doc_id", "words", "tags"])
    entities = _entities(batch.column("doc_id").to_pylist(), texts, mentions)
    return CutDocuments(table, entities, Counts([counted(rows)], listed))


def cut_plainly(configuration: SegmenterConfiguration, batch: pa.RecordBatch) -> pa.Table:
    """Return the words of a batch of documents alone (rows of the table words); masks are kept whole."""
    cutter = segmenter(configuration)
    words, tags = [], []
    for part in portions(document_texts(batch)):
        cut = cutter.cut_batch(part)
        forms = Forms.of(cut)
        codes = cutter.tagger.codes(cut, cutter.tagger.dictionary_codes(forms.distinct)[forms.index])
        cut, codes = _kept_whole(
            cut, codes, [masks(text) for text in part], frozenset(), cutter.tagger.names.index(_WHOLE_TAG))
        words.append(cut.arrow())
        tags.append(cutter.tagger.arrow(cut, codes))
    columns = [batch.column("doc_id"), pa.chunked_array(words), pa.chunked_array(tags)]
    return pa.table(columns, names=["doc_id", "words", "tags"])


def _mentions(
    cut: CutBatch,
    forms: Forms,
    facts: WordFacts,
    numbers: NDArray[np.int64],
    references: Sequence[Sequence[Mention]],
    configuration: WordsConfiguration,
) -> list[list[Mention]]:
    """Return the mentions of every text; `numbers` are those of the forms among the facts."""
    flagged = facts.role[numbers][forms.index]
    tags = np.array(facts.tags, dtype=object)
    words, of_words = forms.words(), tags[facts.tag[numbers][forms.index]].tolist()
    sizes = np.diff(cut.counts)
    starts = (cut.starts - np.repeat(cut.batch.text_starts[:-1], sizes)).tolist()
    in_text = np.arange(len(flagged)) - np.repeat(cut.counts[:-1], sizes)
    at = {role: np.flatnonzero(flagged & role) for role in (OFFICE, MATTER, PLACE)}
    bounds = {role: np.searchsorted(where, cut.counts).tolist() for role, where in at.items()}
    places = {role: in_text[where].tolist() for role, where in at.items()}
    found = []
    for number, (begin, end) in enumerate(itertools.pairwise(cut.counts.tolist())):
        text = cut.batch.texts[number]
        local = {
            role: where[bounds[role][number] : bounds[role][number + 1]] for role, where in places.items()
        }
        of_text = CutText(text, words[begin:end], of_words[begin:end], [*starts[begin:end], len(text)])
        found.append(find_mentions(of_text, references[number], configuration, local))
    return found


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


def _entities(doc_ids: Sequence[str], texts: Sequence[str], mentions: Sequence[Sequence[Mention]]) -> pa.Table:
    rows = [
        (doc_id, m.kind, text[m.start : m.end], m.start, m.end)
        for doc_id, text, found in zip(doc_ids, texts, mentions, strict=True)
        for m in found
    ]
    columns = list(zip(*rows, strict=True)) or [()] * 5
    wanted = schema("entities")
    return pa.table([pa.array(column, type=field.type) for column, field in zip(columns, wanted, strict=True)], wanted)


def find_mentions(
    cut: CutText,
    references: Sequence[Mention],
    configuration: WordsConfiguration,
    at: Mapping[int, Sequence[int]] | None = None,
) -> list[Mention]:
    """Return all mentions of a text in order.

    Args:
        cut: the text.
        references: its policy titles and document numbers.
        configuration: the lexicons.
        at: role → the words that may have it (see `forms`); found here if not given.
    """
    if at is None:
        lists = configuration.lists
        flags = np.array([
            role_of(word, tag, lists.offices, lists.matters, lists.places)
            for word, tag in zip(cut.words, cut.tags, strict=True)
        ], dtype=np.uint8)
        at = {role: np.flatnonzero(flags & role).tolist() for role in (OFFICE, MATTER, PLACE)}
    offices, office_words = departments(cut, configuration.offices, at[OFFICE])
    coded = coded_places(cut)
    others = [*references, *coded, *matters(cut, configuration.matters, at[MATTER])]
    named = named_places(cut, configuration.places, configuration.stopwords, [*others, *office_words], at[PLACE])
    return sorted({*others, *named, *with_names(cut, offices, [*coded, *named])})
