"""Keywords and topics made anew: with another dictionary, stop list, number of topics, with other texts.

All fits, the main one too, are made on the same random part of the complaints, so that like is compared with
like and the cost doesn't grow with the corpus.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from govtext.parallel import Work
from govtext.robustness.conditions import halves
from govtext.robustness.problems import Found, Row, robustness_row
from govtext.settings import RobustnessSettings, TopicsSettings
from govtext.store import Inputs, Source
from govtext.topics.corpus import read_corpus
from govtext.topics.fitting import fit_each, one_thread
from govtext.topics.quality import matched_jaccard, top_words
from govtext.vocabulary import CODED, Vocabulary, smooth_idf, tfidf
from govtext.words.cut_documents import cut_plainly
from govtext.words.segmentation import Segmenter

CUT_TOGETHER = 512  # texts that a process cuts at a time
HEAD = ["doc_id", "kind", "region", "date", "duplicate_of", "author"]
Words = frozenset[str]


@dataclass(frozen=True)
class Task:
    """Texts, how they are cut, which words stop, and the numbers of topics to fit, the main one first.

    With `recut` the texts, which `documents` then holds, are cut anew with jieba's own dictionary.
    """

    condition: str
    detail: str
    documents: pa.Table
    words: pa.Table
    entities: pa.Table
    stop_words: Words
    ks: tuple[int, ...]
    recut: bool = False


@dataclass(frozen=True)
class Made:
    """What a task gives: the strongest keywords, and for each K the top words of each topic, the largest first."""

    texts: int
    keywords: tuple[str, ...]
    topics: tuple[tuple[tuple[str, ...], ...], ...]


def refit_rows(
    inputs: Inputs, topics: TopicsSettings, k: int, stop_words: Words, settings: RobustnessSettings, work: Work
) -> Iterator[Row]:
    """Yield rows on keywords, topics and the largest topic; none where there are too few texts.

    Args:
        inputs: documents, words, entities.
        topics: settings that the topics were made with.
        k: the chosen number of topics; 0 where there were none.
        stop_words: the study's stop list.
        settings: of this stage.
        work: runs the fits.
    """
    main = _main_task(inputs, topics, k, stop_words, settings)
    if main.documents.num_rows < 2 * settings.least_texts:
        return
    tasks: list[Task] = []
    asked = _kept(chain([main], _others(inputs, main)), tasks)
    made = list(work.map(partial(make, topics=topics, number=settings.keywords), asked, "refits"))
    for task, found in zip(tasks[1:], made[1:], strict=True):
        yield from _compared(task, made[0], found, topics, settings)
    for other, topics_there in zip(main.ks[1:], made[0].topics[1:], strict=False):
        task = replace(main, condition="fewer_topics" if other < k else "more_topics", detail=f"K={other}")
        found = replace(made[0], keywords=(), topics=(topics_there,))
        yield from _compared(task, made[0], found, topics, settings)


def _kept(tasks: Iterable[Task], held: list[Task]) -> Iterator[Task]:
    """Yield the tasks as they come, and hold them."""
    for task in tasks:
        held.append(task)
        yield task


def make(task: Task, topics: TopicsSettings, number: int) -> Made:
    """Return the keywords and topics of a task."""
    words = _cut(task.documents) if task.recut else task.words
    sources = {"documents": task.documents, "words": words, "entities": task.entities}
    inputs = Inputs({name: Source(name, content=content) for name, content in sources.items()})
    corpus = read_corpus(inputs, topics, set(task.stop_words))
    counts = corpus.counts[np.flatnonzero(corpus.fitted)]
    ks = [k for k in task.ks if min(counts.shape) > 5 * k]
    found = []
    for model in fit_each(topics.method, counts, np.arange(counts.shape[0]), ks, topics.seed) if ks else ():
        with one_thread():
            order = np.argsort(-np.round(model.infer(counts).mean(axis=0), 6), kind="stable")
        tops = top_words(model.shown[order], topics.top_words)
        found.append(tuple(tuple(corpus.words[at] for at in row) for row in tops.tolist()))
    return Made(task.documents.num_rows, _keywords(words, task.stop_words, topics, number), tuple(found))


def _cut(documents: pa.Table) -> pa.Table:
    """Return the words of the texts, cut with jieba's own dictionary: lists of numbers of distinct texts (CODED)."""
    batches = documents.select(["doc_id", "title", "text"]).combine_chunks().to_batches(CUT_TOGETHER)
    cutter = Segmenter()  # of this task alone: no other asks for this dictionary, and the process would hold it on
    words = pa.concat_tables([cut_plainly(cutter, batch) for batch in batches]).combine_chunks()
    for name in CODED:  # once for both the topics and the keywords
        lists = words.column(name).combine_chunks()
        coded = pa.ListArray.from_arrays(lists.offsets, lists.values.dictionary_encode())
        words = words.set_column(words.schema.get_field_index(name), name, coded)
    return words


def _keywords(words: pa.Table, stop_words: Words, topics: TopicsSettings, number: int) -> tuple[str, ...]:
    vocabulary = Vocabulary(set(stop_words), topics.min_length)
    batch = words.combine_chunks().to_batches()
    if not batch:
        return ()
    counts = vocabulary.encode(batch[0]).counts(len(vocabulary))
    idf = smooth_idf(np.bincount(counts.indices, minlength=counts.shape[1]), counts.shape[0])
    weights = np.round(np.asarray(tfidf(counts, idf).sum(axis=0)).ravel(), 6)
    least = np.partition(weights, -number)[-number] if number < len(weights) else -np.inf
    strongest = np.flatnonzero(weights >= least).tolist()
    order = sorted(strongest, key=lambda at: (-weights[at], vocabulary.words[at]))
    return tuple(vocabulary.words[at] for at in order[:number])


def _main_task(inputs: Inputs, topics: TopicsSettings, k: int, stop_words: Words, settings: RobustnessSettings) -> Task:
    documents = inputs["documents"].read(HEAD)
    documents = documents.filter(pc.is_in(documents["kind"], value_set=pa.array(topics.kinds, pa.string())))
    if documents.num_rows > settings.refit_texts:
        draw = np.random.default_rng([topics.seed, documents.num_rows]).permutation(documents.num_rows)
        documents = documents.take(pa.array(np.sort(draw[: settings.refit_texts])))
    ids = documents["doc_id"].combine_chunks()
    words = _of(inputs["words"], ids, ["doc_id", *CODED], CODED)
    entities = _of(inputs["entities"], ids, ["doc_id", "kind", "text", "start", "end"])
    step = max(round(settings.k_step * k), 1)
    ks = (k, *(other for other in (k - step, k + step) if other >= 2)) if k else ()
    return Task("main", "", documents, words, entities, stop_words, ks)


def _others(inputs: Inputs, main: Task) -> Iterator[Task]:
    main = replace(main, ks=main.ks[:1])
    # Cut by the process that makes the keywords and topics of them: one, so that one loads the dictionary. It is the
    # longest task and comes first.
    texts = _of(inputs["documents"], main.documents["doc_id"].combine_chunks(), [*HEAD, "title", "text"])
    yield replace(main, condition="dictionary", documents=texts, words=main.words.slice(0, 0), recut=True)
    yield replace(main, condition="stop_list", stop_words=frozenset())
    for half in halves(main.documents["date"].to_pylist()):
        kept = main.documents.filter(pa.array(half.texts))
        ids = pc.is_in(main.words["doc_id"], value_set=kept["doc_id"].combine_chunks())
        yield replace(main, condition=half.name, detail=half.detail, documents=kept, words=main.words.filter(ids))


def _of(source: Source, ids: pa.Array, columns: list[str], coded: Sequence[str] = ()) -> pa.Table:
    """Return the rows of some texts; the columns in `coded` as lists of numbers of distinct texts."""
    parts = [
        pa.Table.from_batches([batch.filter(pc.is_in(batch.column("doc_id"), value_set=ids))])
        for batch in source.batches(columns, 8_192, coded)
    ]
    # One list of distinct texts for all rows: what reads them looks at each text once.
    return pa.concat_tables(parts).unify_dictionaries() if parts else source.read(columns)


def _compared(
    task: Task, main: Made, found: Made, topics: TopicsSettings, settings: RobustnessSettings
) -> Iterator[Row]:
    def row(finding: str, there: Found, survives: bool, here: Found) -> Row:
        return robustness_row(finding, task.condition, task.detail, found.texts, here, there, survives)

    if main.keywords and found.keywords:
        kept = len(set(main.keywords) & set(found.keywords)) / len(main.keywords)
        yield row("keywords", Found(None, kept), kept >= settings.overlap, Found())
    if main.topics and found.topics:
        here, there = main.topics[0], found.topics[0]
        numbers: dict[str, int] = {}
        few, many = sorted((_numbered(here, numbers), _numbered(there, numbers)), key=len)
        # Of a model with fewer topics only as many can come back.
        value = float(matched_jaccard(few, many).mean())
        yield row("topics", Found(None, value), value >= topics.stable_above, Found())
        closest = max(there, key=lambda words: (_jaccard(here[0], words), words))
        top = _jaccard(here[0], closest)
        yield row("top_topic", Found(_named(closest), top), top >= settings.topic_overlap, Found(_named(here[0])))


def _numbered(topics: tuple[tuple[str, ...], ...], numbers: dict[str, int]) -> NDArray[np.int64]:
    return np.array([[numbers.setdefault(word, len(numbers)) for word in words] for words in topics], dtype=np.int64)


def _named(words: tuple[str, ...]) -> str:
    return "、".join(words[:3])


def _jaccard(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    return len(set(one) & set(other)) / max(len(set(one) | set(other)), 1)
