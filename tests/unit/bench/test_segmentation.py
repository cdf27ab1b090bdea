"""The benchmark of segmentation measures what it says."""

import sys

import pytest

from govtext.bench.segmentation import cut_batch, measure
from govtext.words.segmentation import SegmenterConfiguration


def test_figures_are_whole_and_the_words_the_same():
    figures = measure(["办事大厅的电话一直打不通，跑了三趟也没有办成。"] * 60, repeats=1, entries=(("打不通", None, "l"),))
    assert figures["texts_cut_differently"] == 0
    assert figures["ratio_to_jieba"] > 0
    assert figures["ratio_two_processes"] > 0
    # A study's own words are not given to jieba's parallel mode: nothing to compare.
    assert figures["ratio_to_jieba_parallel"] == 0
    assert figures["megabytes"] == round(60 * 23 * 3 / 1e6, 2)


@pytest.mark.skipif(sys.platform == "win32", reason="jieba has no parallel mode on Windows")
def test_jiebas_parallel_mode_is_timed_where_there_is_one():
    figures = measure(["办事大厅的电话一直打不通，跑了三趟也没有办成。"] * 3000, repeats=1)
    ratio = figures["mb_per_second_two_processes"] / figures["jieba_parallel_mb_per_second"]
    assert figures["ratio_to_jieba_parallel"] == pytest.approx(ratio, rel=0.05)


def test_a_batch_comes_back_as_lists_of_words():
    assert cut_batch(SegmenterConfiguration(), ["打不通"]).to_pylist() == [["打", "不通"]]
