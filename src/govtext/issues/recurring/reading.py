"""Reading messages: words, pairs of characters, districts, runs of characters and numbered names, counted.

Only the title and the beginning of the body are read: what a message is about stands there, and
long petitions drown it in their history. The texts of a batch are read as one, with a line break, which no
name runs across, between them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from govtext.issues.coded_columns import coded_texts
from govtext.issues.recurring.characters import GRAM_BITS, codes_of, pairs_of, runs_of, usable_of
from govtext.issues.recurring.corpus import MessageCorpus
from govtext.issues.recurring.counting import (
    Column,
    Counted,
    Named,
    RunCounts,
    TermCounts,
    core_matrices,
    counted,
    starts,
)
from govtext.issues.recurring.judgement import smallness
from govtext.issues.recurring.numbered import numbered, numbered_matrix
from govtext.issues.recurring.numbered_words import WordNumbers
from govtext.issues.recurring.place_names import (
    COUNTED,
    DISTRICT,
    KINDS,
    WordFacts,
    city_of,
    cores,
    divisions,
    estate_cores,
    kind_of,
    pair_code,
    without_areas,
)
from govtext.issues.recurring.senses import Sampled, word_senses
from govtext.issues.recurring.spans import behind_areas, name_spans
from govtext.parallel import Work, in_threads, no_cycles
from govtext.remembered import remembered

# Words whose facts a process keeps, about 40 MB: beyond, it begins anew.
_MOST_FACTS = 200_000
_BREAK = "\n"

# (text, code, whether in the title) as parallel arrays.
_Found = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]


@dataclass
class _Batch:
    """One batch as plain arrays.

    Attributes:
        forms: the words that count as words, as they come; `words.term` are positions among them.
        words, grams: the counts of words and of pairs of characters.
        run_held, runs: per text its different runs, and the runs, text by text, ascending.
        numbered, cores: numbered names and pairs of characters that tell names apart.
        areas, cities: (texts, names).
    """

    forms: list[str]
    words: Counted
    grams: Counted
    run_held: NDArray[np.int32]
    runs: NDArray[np.int64]
    numbered: _Found
    cores: _Found
    areas: tuple[list[int], list[str]]
    cities: tuple[list[int], list[str]]


_facts = WordFacts()
_words: list[WordNumbers] = remembered([])


def _known_facts() -> WordFacts:
    """Return the facts about words that this process has gathered: looking at a word takes longer than finding it."""
    global _facts
    if len(_facts.words) > _MOST_FACTS:
        _facts = WordFacts()
    return _facts


def _words_of(facts: WordFacts, dictionary: pa.StringArray) -> WordNumbers:
    """Return the words of a dictionary; those of one part of a file share one, so the last is kept."""
    if not (_words and _words[0].facts is facts and _words[0].are(dictionary)):
        _words[:] = [WordNumbers(facts, dictionary)]
    return _words[0]


def _forget_facts() -> None:
    """Let go the facts about words, where this process has read the messages: what comes takes all the memory."""
    global _facts
    _facts = WordFacts()
    _words.clear()


def batch_of(words: Sequence[list[str]], tags: Sequence[list[str]]) -> pa.RecordBatch:
    """Return words and parts of speech as columns, as the words table has them."""
    kind = pa.list_(pa.string())
    return pa.record_batch({"words": pa.array(words, type=kind), "tags": pa.array(tags, type=kind)})


def encode_batch(batch: pa.RecordBatch, body_characters: int, told_apart: bool = True) -> _Batch:
    """Return the terms of a batch of texts (words, tags); `told_apart`: with what tells names apart."""
    with no_cycles():
        return _Reading(_known_facts(), batch, body_characters).batch(told_apart)


class _Reading:
    """The beginnings of the texts of a batch as one sequence of words, each text followed by a line break.

    Attributes:
        text, in_title: per word, the text and whether it stands in the title.
        numbers: per word, its number in the facts.
        codes, joined: all characters; begins: where each word begins; shift: where each text begins; titles: where its
            title ends.
    """

    def __init__(self, facts: WordFacts, batch: pa.RecordBatch, body_characters: int) -> None:
        self.facts = facts
        column = batch.column("words")
        flat, tags = (coded_texts(batch.column(name).flatten()) for name in ("words", "tags"))
        begins = starts(pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False))
        self.texts = len(begins) - 1
        titles, held = _beginnings(flat, begins, body_characters)
        # One place more at the end of each text, for the line break, which stands behind all words of the batch.
        self.text = np.repeat(np.arange(self.texts, dtype=np.int32), held + 1)
        last = np.cumsum(held + 1) - 1
        every = np.arange(len(self.text))
        self.in_title = every < np.repeat(last - held + titles, held + 1)
        at = every + np.repeat(begins[:-1] - (last - held), held + 1)
        at[last] = len(flat)
        self._number(flat, tags, at)
        self.lengths = facts.table()[1][self.numbers]
        self.codes = facts.characters(self.numbers)
        self.joined = self.codes.astype("<u4", copy=False).tobytes().decode("utf-32-le")
        ends = np.cumsum(self.lengths, dtype=np.int64)
        self.shift = np.concatenate(([0], ends[last[:-1]])) if self.texts else ends
        self.begins = np.concatenate(([0], ends))
        self.titles = self.begins[last - held + titles]

    def _number(self, flat: pa.DictionaryArray, tags: pa.DictionaryArray, at: NDArray[np.int64]) -> None:
        """Set numbers and districts; a process looks up each word and part of speech once."""
        known = _words_of(self.facts, flat.dictionary)
        parts = [*(name or "" for name in tags.dictionary.to_pylist()), "", "x"]
        form = _coded(flat, known.missing, known.line_break)[at]
        part = _coded(tags, len(parts) - 2, len(parts) - 1)[at]
        # Numbers of the size of addresses look up twice as fast as smaller ones.
        self.numbers = known.numbers(form, parts, part).astype(np.int64)
        self.areas = self._without_areas(parts, part)

    def _without_areas(self, parts: list[str], part: NDArray[np.integer]) -> dict[int, str]:
        """Take districts out of the words, and return which place names which."""
        at = np.flatnonzero(self.facts.table()[0][self.numbers] & DISTRICT)
        # Behind a district there is a word: a text ends with a line break.
        own, following = (self.numbers[places].tolist() for places in (at, at + 1))
        areas, changed = without_areas(self.facts, at.tolist(), own, following)
        known = [self.facts.of_kind(kind_of(tag)) for tag in parts]
        places = np.fromiter(changed, dtype=np.int64, count=len(changed))
        self.numbers[places] = [
            known[own][word] for own, word in zip(part[places].tolist(), changed.values(), strict=True)
        ]
        return areas

    def batch(self, told_apart: bool) -> _Batch:
        """Return what the texts tell; what tells names apart only where it is asked for."""
        told, _, heads = self.facts.table()
        flags = told[self.numbers]
        first, last = name_spans(flags, self.lengths, heads[self.numbers])
        named = np.zeros(len(flags) + 1, dtype=np.int8)
        # No two names begin, and no two end, at the same word.
        named[first] += 1
        named[last] -= 1
        is_named = np.cumsum(named[:-1], dtype=np.int8) > 0
        at_areas = np.fromiter(self.areas, dtype=np.int64, count=len(self.areas))
        is_named[behind_areas(at_areas, flags, self.lengths)] = True
        forms, words = self._words(np.flatnonzero(flags & COUNTED), is_named)
        codes, usable, text = self._codes()
        grams = self._grams(codes, usable, text, np.repeat(is_named, self.lengths))
        areas = list(zip(self.text[at_areas].tolist(), self.areas.values(), strict=True))
        return _Batch(
            forms,
            words,
            grams,
            *runs_of(codes[usable], text[usable], self.texts),
            self._found(numbered(self.joined)),
            self._cores(first, last) if told_apart else self._found([]),
            _columns([(text, area) for text, area in areas if len(area) > 1]),
            _columns([(text, city) for text, area in areas if (city := city_of(area))]),
        )

    def _words(self, counts: NDArray[np.int64], named: NDArray[np.bool_]) -> tuple[list[str], Counted]:
        """Return the words that count as words, as they come, and how often the texts hold each."""
        held = self.facts.alike()[self.numbers[counts]]
        every = np.arange(len(held))
        number = np.empty(len(self.facts.words), dtype=np.int64)  # nothing is read but what was put
        number[held[::-1]] = every[::-1]
        firsts = held[number[held] == every]
        number[firsts] = every[: len(firsts)]
        forms = list(map(self.facts.words.__getitem__, firsts.tolist()))
        return forms, counted(self.texts, self.text[counts], number[held], self.in_title[counts], named[counts])

    def _codes(self) -> tuple[NDArray[np.uint32], NDArray[np.bool_], NDArray[np.int32]]:
        """Return the characters; which are letters, Han or digits; and the text of each."""
        return self.codes, usable_of(self.codes), np.repeat(self.text, self.lengths)

    def _grams(
        self, codes: NDArray[np.uint32], usable: NDArray[np.bool_], text: NDArray[np.int32], named: NDArray[np.bool_]
    ) -> Counted:
        """Return how often the texts hold pairs of neighbouring letters, Han or digits."""
        at, hashed = pairs_of(codes, usable)
        of = text[at]
        both = (named[:-1] & named[1:])[at]
        return counted(self.texts, of, hashed.astype(np.int32), at < self.titles[of], both)

    def _found(self, found: list[tuple[int, int]]) -> _Found:
        """Return (position, code) of characters as (text, code, in title)."""
        rows = np.array(found, dtype=np.int64).reshape(-1, 2)
        text = np.searchsorted(self.shift, rows[:, 0], side="right") - 1
        return text, rows[:, 1], rows[:, 0] < self.titles[text]

    def _cores(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> _Found:
        found = estate_cores(self.joined)
        estates = self._found([(at, pair_code(ord(pair[0]), ord(pair[1]))) for at, pair in found])
        # Where a name is an estate's, its pair is all that tells it: 一查 and 查青 of 查一查青松雅苑 were cut wrongly.
        place = np.array([at for at, _ in found], dtype=np.int64)
        covered = np.searchsorted(place, self.begins[last]) > np.searchsorted(place, self.begins[first] - 1)
        word, code = cores(self.facts, self.numbers, first[~covered], last[~covered])
        text, pair, titled = estates
        return (
            np.concatenate([self.text[word], text]), np.concatenate([code, pair]),
            np.concatenate([self.in_title[word], titled]),
        )


def _coded(texts: pa.DictionaryArray, missing: int, line_break: int) -> NDArray[np.int64]:
    """Return texts as places in their dictionary, a missing one as told, and that of a line break behind all."""
    return np.append(pc.fill_null(texts.indices, missing).to_numpy(zero_copy_only=False).astype(np.int64), line_break)


def _columns(pairs: list[tuple[int, str]]) -> tuple[list[int], list[str]]:
    return [text for text, _ in pairs], [name for _, name in pairs]


def _beginnings(
    flat: pa.DictionaryArray, begins: NDArray[np.int64], body_characters: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return per text how many words stand before the body, and how many are read.

    The title ends at the first line break; without one, all of a text is title.
    """
    start, end = begins[:-1], begins[1:]
    # A missing word has no characters: it stands behind all others of the dictionary.
    index = pc.fill_null(flat.indices, len(flat.dictionary)).to_numpy(zero_copy_only=False)
    lengths = np.append(pc.fill_null(pc.utf8_length(flat.dictionary), 0).to_numpy(zero_copy_only=False), 0)
    is_break = np.append(pc.fill_null(pc.equal(flat.dictionary, _BREAK), False).to_numpy(zero_copy_only=False), False)
    read = np.concatenate(([0], np.cumsum(lengths[index], dtype=np.int64)))
    breaks = np.append(np.flatnonzero(is_break[index]), len(index))
    title_end = np.minimum(breaks[np.searchsorted(breaks, start)], end)
    body = np.minimum(title_end + 1, end)
    # The word with which so many characters are read is the last one.
    enough = np.searchsorted(read[1:], read[body] + body_characters) + 1
    held = np.where(title_end < end, np.minimum(enough, end), end) - start
    return title_end - start, held


def encode(
    batches: Iterable[pa.RecordBatch],
    authors: NDArray[np.int64],
    days: NDArray[np.int64],
    body_characters: int,
    work: Work,
    regions: Sequence[str | None] = (),
) -> MessageCorpus:
    """Return the messages as numbers.

    Args:
        batches: words and tags of the texts, in order.
        authors, days: see `MessageCorpus`.
        body_characters: how much of the body is read.
        work: how to run.
        regions: the region that the platform files each message under; empty where it tells none.
    """
    index: dict[str, int] = numbering()
    words, grams, runs, areas, cities, at = TermCounts(), TermCounts(1 << GRAM_BITS), RunCounts(), Named(), Named(), 0
    numbers_found, named_by = ([Column(kind) for kind in (np.int32, np.int32, np.bool_)] for _ in range(2))
    sampled = Sampled(batches, len(authors))
    # Two names count against each other in a small corpus only (`judgement.judged`).
    read = partial(encode_batch, body_characters=body_characters, told_apart=smallness(len(authors)) > 0)
    for part in work.map(read, sampled, what="issues: reading"):
        numbers = np.fromiter(map(index.__getitem__, part.forms), dtype=np.int32, count=len(part.forms))
        words.add(part.words, numbers[part.words.term])
        grams.add(part.grams, part.grams.term)
        runs.add(part.run_held, part.runs)
        for columns, (text, code, in_title) in ((numbers_found, part.numbered), (named_by, part.cores)):
            for column, values in zip(columns, (text + at, code, in_title), strict=True):
                column.add(values)
        for named, (texts, names) in ((areas, part.areas), (cities, part.cities)):
            named.add(np.array(texts, dtype=np.int64) + at, names)
        at += len(part.run_held)
    _forget_facts()
    filed_cities = Named()
    _file(regions, areas, filed_cities)
    vocabulary = list(index)
    kinds = np.array([word in KINDS for word in vocabulary], dtype=bool)
    # The runs first: of all that was gathered they take most until they are numbered, and of many messages longest; of
    # few the senses take longest. Each is sorted by itself.
    sorting: list[Callable[[], Any]] = [
        partial(runs.runs, work.workers), partial(word_senses, sampled.kept, vocabulary),
        partial(grams.terms, None, _hashes_of(KINDS)), partial(words.terms, kinds),
        partial(core_matrices, _arrays(named_by), at),
    ]
    shared, senses, gram_terms, word_terms, of_names = in_threads(_called, sorting, work.workers)
    return MessageCorpus(
        word_terms,
        gram_terms,
        vocabulary,
        shared,
        *numbered_matrix(_arrays(numbers_found), at),
        of_names[0],
        of_names[1],
        sparse.csr_matrix((at, 0), dtype=np.float32),
        areas.matrix(at),
        cities.matrix(at),
        filed_cities.matrix(at),
        authors,
        days,
        at,
        senses,
    )


def _called(made: Callable[[], Any]) -> Any:
    return made()


def _arrays(columns: list[Column]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    text, code, in_title = (column.numbers() for column in columns)
    return text, code, in_title


def _file(regions: Sequence[str | None], areas: Named, cities: Named) -> None:
    """Add the cities, districts and counties that messages are filed under."""
    known: dict[str | None, list[str]] = {None: []}
    filed: list[tuple[int, str]] = []
    for text, region in enumerate(regions):
        if region not in known:
            known[region] = divisions(region or "")
        filed += [(text, name) for name in known[region]]
    for named, pairs in ((areas, filed), (cities, [pair for pair in filed if pair[1].endswith("市")])):
        texts, names = _columns(pairs)
        named.add(np.array(texts, dtype=np.int64), names)


def numbering() -> defaultdict[str, int]:
    """Return a table that numbers what it is asked for, in the order of the first asking."""
    return defaultdict(count().__next__)


def _hashes_of(words: Iterable[str]) -> NDArray[np.int64]:
    codes = codes_of(_BREAK.join(sorted(words)))
    return np.unique(pairs_of(codes, usable_of(codes))[1]).astype(np.int64)
