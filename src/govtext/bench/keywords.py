"""Keywords per text against jieba.analyse: how many times as fast."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from govtext.bench.registry import complaint_texts
from govtext.keywords.phrases import PairTally, by_position
from govtext.keywords.ranking import keyword_table, strongest
from govtext.vocabulary import Vocabulary, smooth_idf, tfidf
from govtext.words.segmentation import SegmenterConfiguration, segmenter

# jieba takes milliseconds a text: some hundreds of texts time it well enough.
_TEXTS_FOR_JIEBA = 400


def benchmark() -> dict[str, Any]:
    """Return the figures for the complaints at hand."""
    texts, what = complaint_texts()
    return {"texts": what, **measure(texts)}


def measure(texts: Sequence[str], per_text: int = 10) -> dict[str, Any]:
    """Return microseconds per text and the ratios to jieba.analyse.

    jieba cuts a text each time that it looks for keywords; here texts are cut once for all stages.
    Both ways of counting are given: `ratio_to_extract_tags` without the cutting, and
    `ratio_with_segmentation` with it.

    Args:
        texts: at least a thousand, for a firm figure.
        per_text: keywords of a text.
    """
    import jieba.analyse

    cutter = segmenter(SegmenterConfiguration(()))
    cutter.cut_and_tag_arrow(list(texts[:10]))
    jieba.analyse.extract_tags(texts[0])
    some = texts[:_TEXTS_FOR_JIEBA]
    begin = time.process_time()
    words, tags = cutter.cut_and_tag_arrow(list(texts))
    cutting = (time.process_time() - begin) / len(texts)
    batches = [
        pa.record_batch(
            {
                "doc_id": pa.array([str(i) for i in range(first, min(first + 2048, len(texts)))]),
                "words": words.slice(first, 2048), "tags": tags.slice(first, 2048),
            }
        )
        for first in range(0, len(texts), 2048)
    ]
    ours = _seconds(lambda: _keywords(batches, per_text, ("tfidf",)), len(texts))
    all_three = _seconds(lambda: _keywords(batches, per_text, ("tfidf", "position", "phrase")), len(texts))
    extract = _seconds(lambda: [jieba.analyse.extract_tags(text, topK=per_text) for text in some], len(some))
    textrank = _seconds(lambda: [jieba.analyse.textrank(text, topK=per_text) for text in some[:100]], len(some[:100]))
    return {
        "microseconds_per_text": round(ours * 1e6, 1),
        "microseconds_three_methods": round(all_three * 1e6, 1),
        "microseconds_extract_tags": round(extract * 1e6, 1),
        "microseconds_textrank": round(textrank * 1e6, 1),
        "ratio_to_extract_tags": round(extract / ours, 1),
        "ratio_to_textrank": round(textrank / ours, 1),
        "ratio_with_segmentation": round(extract / (ours + cutting), 1),
    }


def _keywords(batches: list[pa.RecordBatch], per_text: int, methods: tuple[str, ...]) -> int:
    """Do what the keywords stage does for the texts' own keywords; return the number of rows."""
    vocabulary, tally = Vocabulary(), PairTally()
    held = np.zeros(0)
    for batch in batches:
        encoded = vocabulary.encode(batch)
        present = np.bincount(encoded.counts(len(vocabulary)).indices, minlength=len(vocabulary))
        held = np.pad(held, (0, len(vocabulary) - len(held))) + present
        if "phrase" in methods:
            tally.add(encoded, len(vocabulary))
    idf = smooth_idf(held, sum(batch.num_rows for batch in batches))
    alphabetical = np.empty(len(vocabulary), dtype=np.int64)
    alphabetical[sorted(range(len(vocabulary)), key=vocabulary.words.__getitem__)] = np.arange(len(vocabulary))
    phrases, rows = tally.phrases(5, 0.3) if "phrase" in methods else None, 0
    names = phrases.names(vocabulary.words) if phrases else []
    for batch in batches:
        encoded = vocabulary.encode(batch)
        weights = tfidf(encoded.counts(len(vocabulary)), idf)
        found = [(strongest(weights, per_text, alphabetical), vocabulary.words, "tfidf")]
        if "position" in methods:
            raised = by_position(weights, encoded)
            found.append((strongest(raised, per_text, alphabetical), vocabulary.words, "position"))
        if phrases and names:
            counted = tfidf(phrases.counts(encoded), np.ones(len(names)))
            found.append((strongest(counted, per_text, np.arange(len(names))), names, "phrase"))
        rows += sum(keyword_table(encoded.doc_ids, labels, top, method).num_rows for top, labels, method in found)
    return rows


def _seconds(work: Callable[[], object], texts: int, repeats: int = 2) -> float:
    """Return the best processor time per text: both sides use one thread, and a busy machine does not count."""
    best = float("inf")
    for _ in range(repeats):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best / texts
