"""Segmentation against jieba: how many times as fast, on the same texts, with the same words."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from govtext.bench.registry import complaint_texts
from govtext.jieba_dictionary import import_jieba
from govtext.parallel import Work, batched
from govtext.words.dictionary import Entry, cut_with_jieba
from govtext.words.segmentation import SegmenterConfiguration, segmenter

_BLANKS = re.compile(r"\s*\n\s*")
# Two processes get batches of the size that the words stage sends.
_TEXTS_PER_BATCH = 512


def benchmark() -> dict[str, Any]:
    """Return the figures for the complaints at hand, as the words stage gets them (blank lines removed)."""
    texts, what = complaint_texts()
    return {"texts": what, **measure([_BLANKS.sub("\n", text).strip() for text in texts])}


def measure(texts: Sequence[str], repeats: int = 2, entries: Sequence[Entry] = ()) -> dict[str, Any]:
    """Return how this segmentation compares with jieba's.

    Args:
        texts: at least a megabyte of them, for a firm figure.
        repeats: how often everything is timed; the best time counts, for both sides.
        entries: the study's words; none compares jieba's own dictionary.

    Returns:
        ratio_to_jieba (one core, words as Arrow lists against jieba's Python lists) and
        ratio_two_processes (the same with two processes, once they are up), ratio_to_jieba_parallel (two
        processes against jieba's own parallel mode with two, all texts as one; 0 where the system can't),
        ratio_with_tags (words and parts of speech, against jieba's words alone), the speeds in MB of UTF-8 a
        second, seconds to start, and how many texts were cut differently, with jieba's model and (of every
        fourth text) without; 0, or it is a defect.
    """
    configuration = SegmenterConfiguration(tuple(entries))
    started = time.perf_counter()
    cutter = segmenter(configuration)
    cutter.cut_arrow(["启动"])
    start_seconds = time.perf_counter() - started
    expected, jieba_seconds = _best(
        lambda: [cut_with_jieba(cutter.dictionary, text, True) for text in texts], repeats
    )
    found, seconds = _best(lambda: cutter.cut_arrow(texts), repeats)
    _, tag_seconds = _best(lambda: cutter.cut_and_tag_arrow(texts), repeats)
    batches = list(batched(texts, _TEXTS_PER_BATCH))
    two = Work(workers=2)
    _, two_seconds = _best(lambda: list(two.map(partial(cut_batch, configuration), batches)), repeats + 1)
    parallel_seconds = _jieba_parallel(texts) if not entries else None
    without = segmenter(SegmenterConfiguration(tuple(entries), hmm=False))
    some = texts[::4]
    plain = [cut_with_jieba(cutter.dictionary, text, False) for text in some]
    megabytes = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
    return {
        "ratio_to_jieba": round(jieba_seconds / seconds, 2),
        "ratio_two_processes": round(jieba_seconds / two_seconds, 2),
        "ratio_to_jieba_parallel": round(parallel_seconds / two_seconds, 2) if parallel_seconds else 0.0,
        "ratio_with_tags": round(jieba_seconds / tag_seconds, 2),
        "jieba_mb_per_second": round(megabytes / jieba_seconds, 2),
        "jieba_parallel_mb_per_second": round(megabytes / parallel_seconds, 2) if parallel_seconds else 0.0,
        "mb_per_second": round(megabytes / seconds, 2),
        "mb_per_second_two_processes": round(megabytes / two_seconds, 2),
        "megabytes": round(megabytes, 2),
        "start_seconds": round(start_seconds, 2),
        "texts_cut_differently": sum(a != b for a, b in zip(expected, found.to_pylist(), strict=True)),
        "texts_cut_differently_without_model": sum(
            a != b for a, b in zip(plain, without.cut_arrow(some).to_pylist(), strict=True)
        ),
    }


def _jieba_parallel(texts: Sequence[str]) -> float | None:
    """Return the seconds that jieba's own parallel mode takes; None where there is none (Windows)."""
    jieba = import_jieba()
    whole = "\n".join(texts)
    try:
        jieba.enable_parallel(2)
    except NotImplementedError:
        return None
    try:
        return _best(lambda: list(jieba.cut(whole)), 2)[1]
    finally:
        jieba.disable_parallel()


def cut_batch(configuration: SegmenterConfiguration, texts: Sequence[str]) -> Any:
    """Return the words of a batch as an Arrow array of lists; each process keeps its segmenter."""
    return segmenter(configuration).cut_arrow(texts)


def _best(function: Callable[[], Any], repeats: int) -> tuple[Any, float]:
    best, result = float("inf"), None
    for _ in range(repeats):
        started = time.perf_counter()
        result = function()
        best = min(best, time.perf_counter() - started)
    return result, best
