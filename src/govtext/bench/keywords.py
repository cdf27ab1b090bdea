"""Keywords per text against jieba.analyse: how many times as fast."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from govtext.bench.registry import complaint_texts
from govtext.keywords.occurrences import occurrences
from govtext.keywords.phrases import PairTally
from govtext.keywords.reading import Reading
from govtext.keywords.ways import Labels, Ways, in_order
from govtext.vocabulary import Vocabulary, smooth_idf, tfidf
from govtext.words.segmentation import Segmenter, SegmenterConfiguration

# jieba takes milliseconds a text: some hundreds of texts time it well enough.
_TEXTS_FOR_JIEBA = 400
_TEXTS_PER_BATCH = 2048
ALL = ("tfidf", "position", "textrank", "phrase")


def benchmark() -> dict[str, Any]:
    """Return the figures for the complaints at hand."""
    texts, what = complaint_texts()
    return {"texts": what, **measure(texts)}


def measure(texts: Sequence[str], per_text: int = 10) -> dict[str, Any]:
    """Return microseconds per text and the ratios to jieba.analyse.

    jieba cuts a text each time that it looks for keywords; here texts are cut once for all stages.
    So both ways of counting are given.

    Args:
        texts: at least a thousand, for a firm figure.
        per_text: keywords of a text.

    Returns:
        `ratio_to_extract_tags`, `ratio_to_textrank`: jieba's method against the same method here, on
        words already cut. `ratio_with_segmentation`: jieba's extract_tags against TF-IDF, cutting
        and tagging counted. `ratio_all_with_segmentation`: both of jieba's methods, one after the
        other, against cutting, tagging and all four methods here.
    """
    import jieba.analyse

    jieba.analyse.extract_tags(texts[0])
    jieba.analyse.textrank(texts[0])
    some, fewer = texts[:: max(1, len(texts) // _TEXTS_FOR_JIEBA)], texts[:: max(1, len(texts) // 100)]
    extract = _seconds(lambda: [jieba.analyse.extract_tags(text, topK=per_text) for text in some], len(some))
    textrank = _seconds(lambda: [jieba.analyse.textrank(text, topK=per_text) for text in fewer], len(fewer))
    # A new segmenter each time: its memory of rows that no word covers must not be warm.
    cutting = _seconds(lambda: _cutter().cut_and_tag_arrow(list(texts)), len(texts))
    cutting -= _seconds(_cutter, len(texts))
    batches = _batches(texts)
    ways = (("tfidf", ("tfidf",)), ("textrank", ("textrank",)), ("all", ALL))
    ours = {name: _seconds(partial(keywords, batches, per_text, methods), len(texts)) for name, methods in ways}
    return {
        "microseconds_cut_and_tag": round(cutting * 1e6, 1),
        "microseconds_tfidf": round(ours["tfidf"] * 1e6, 1),
        "microseconds_textrank": round(ours["textrank"] * 1e6, 1),
        "microseconds_four_methods": round(ours["all"] * 1e6, 1),
        "microseconds_jieba_extract_tags": round(extract * 1e6, 1),
        "microseconds_jieba_textrank": round(textrank * 1e6, 1),
        "ratio_to_extract_tags": round(extract / ours["tfidf"], 1),
        "ratio_to_textrank": round(textrank / ours["textrank"], 1),
        "ratio_with_segmentation": round(extract / (ours["tfidf"] + cutting), 1),
        "ratio_all_with_segmentation": round((extract + textrank) / (ours["all"] + cutting), 1),
    }


def _cutter() -> Segmenter:
    """Return a segmenter that has read its dictionary and cut nothing but a word."""
    cutter = Segmenter(SegmenterConfiguration(()))
    cutter.cut_and_tag_arrow(["启动"])
    return cutter


class _Words(list[pa.RecordBatch]):
    """The table words, in memory."""

    def batches(
        self, columns: list[str], *, coded: Sequence[str] = (), only: Collection[int] | None = None
    ) -> _Words:
        """Return the batches, all of them; they have these columns and no others, of plain texts."""
        return self


def _batches(texts: Sequence[str]) -> _Words:
    words, tags = _cutter().cut_and_tag_arrow(list(texts))
    return _Words(
        pa.record_batch(
            {
                "doc_id": pa.array([str(i) for i in range(first, min(first + _TEXTS_PER_BATCH, len(texts)))]),
                "words": words.slice(first, _TEXTS_PER_BATCH), "tags": tags.slice(first, _TEXTS_PER_BATCH),
            }
        )
        for first in range(0, len(texts), _TEXTS_PER_BATCH)
    )


def keywords(words_table: _Words, per_text: int, methods: Sequence[str]) -> int:
    """Do what the keywords stage does for the texts' own keywords; return the number of rows."""
    vocabulary, tally = Vocabulary(), PairTally()
    held = np.zeros(0)
    reading = Reading(words_table, vocabulary)
    texts = 0
    for encoded in reading:
        texts += len(encoded.doc_ids)
        present = np.bincount(encoded.counts(len(vocabulary)).indices, minlength=len(vocabulary))
        held = np.pad(held, (0, len(vocabulary) - len(held))) + present
        if "phrase" in methods:
            tally.add(encoded, len(vocabulary))
    size, words = len(vocabulary), vocabulary.words
    idf = smooth_idf(held, texts)[None, :]
    phrases = tally.phrases(5, 0.3)
    names = phrases.names(words)
    ways, labels = Ways(methods, per_text, phrases, in_order(names), idf, in_order(words)), Labels(words, names)
    rows = 0
    for encoded in reading:
        found = occurrences(encoded, size)
        one_kind = np.zeros(len(encoded.doc_ids), dtype=np.int64)
        weights = tfidf(found.counts, idf, one_kind)
        for method, best in ways.found(encoded, found, weights, one_kind):
            rows += labels.table(encoded.doc_ids, method, best).num_rows
    return rows


def _seconds(work: Callable[[], object], texts: int, repeats: int = 2) -> float:
    """Return the best processor time per text: both sides use one thread, and a busy machine does not count."""
    best = float("inf")
    for _ in range(repeats):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best / texts
